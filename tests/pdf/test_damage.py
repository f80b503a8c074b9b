"""Damage that the engine mends without a word is told, and no text is never a success."""

import base64
import zlib

import pytest
from handmade import build_pdf, page, stream

from parsers.document import Passage
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
IDENTITY = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<<"
    b" /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo <<"
    b" /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
)
WORDS = b"BT /F 12 Tf 72 720 Td (Actual 11, target 30) Tj ET"
PACKED = zlib.compress(WORDS)
FLATE = b"/Filter /FlateDecode"
RESOURCES = b"/Font << /F 5 0 R >>"


def letter(data=WORDS, entries=b"", font=FONT, **options):
    return build_pdf(page(RESOURCES), stream(data, entries), font, **options)


def read_texts(content):
    document = read_document(content)
    texts = [block.text for block in document.blocks if isinstance(block, Passage)]
    return texts, {finding.code for finding in document.findings}


@pytest.mark.parametrize("content", [letter(), letter(PACKED, FLATE)])
def test_a_whole_pdf_is_not_doubted(content):
    assert read_texts(content) == (["Actual 11, target 30"], set())


@pytest.mark.parametrize(
    "broken",
    [
        lambda pdf: pdf[: pdf.rindex(b"startxref")] + b"startxref\n9999999\n%%EOF",
        lambda pdf: pdf[: pdf.rindex(b"xref\n0")] + b"trailer\n<< /Root 1 0 R >>",
        lambda pdf: pdf + b"A" * 4096,
    ],
    ids=["startxref", "no xref", "junk"],
)
def test_a_structure_that_is_mended_is_told(broken):
    texts, codes = read_texts(broken(letter()))
    assert texts == ["Actual 11, target 30"]
    assert "R135" in codes


@pytest.mark.parametrize(
    ("data", "entries"),
    [
        (PACKED[:-1] + bytes([PACKED[-1] ^ 1]), FLATE),
        (PACKED[:-4], FLATE),
        (base64.a85encode(PACKED) + b"~", b"/Filter [/ASCII85Decode /FlateDecode]"),
        (WORDS.replace(b"ET", b"<4 ET"), b""),
    ],
    ids=["checksum", "end", "characters", "syntax"],
)
def test_a_stream_that_is_not_as_it_was_written_is_told(data, entries):
    texts, codes = read_texts(letter(data, entries))
    assert texts == ["Actual 11, target 30"]
    assert codes == {"R136"}


def test_a_form_that_draws_itself_is_told_and_the_text_is_read():
    own = b"/XObject << /X 6 0 R >>"
    form = stream(
        b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>" % own
    )
    content = build_pdf(page(RESOURCES + own), stream(WORDS + b" /X Do"), FONT, form)
    assert read_texts(content) == (["Actual 11, target 30"], {"R136"})


@pytest.mark.parametrize("size", [b"1000000000 1000000000", b"595 20000"])
def test_paper_larger_than_any_is_told_and_the_text_is_read(size):
    vast = page(RESOURCES).replace(b"595 842", size)
    texts, codes = read_texts(build_pdf(vast, stream(WORDS), FONT))
    assert texts == ["Actual 11, target 30"]
    assert codes == {"R139"}


def test_a_page_count_that_lies_is_told():
    assert read_texts(letter(pages_count=2))[1] & {"R131", "R135", "R137"}


def test_a_count_of_pages_over_the_limit_is_refused_before_one_is_read():
    content = build_pdf(page(RESOURCES), stream(WORDS), FONT, pages_count=5)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(content, most_pages=4)
    assert caught.value.finding.code == "R053"


def test_glyphs_without_characters_are_no_text():
    glyphs = b"BT /F 12 Tf 72 720 Td <00010002000300040005> Tj ET"
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(letter(glyphs, font=IDENTITY))
    assert caught.value.finding.code == "R034"
