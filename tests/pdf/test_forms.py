"""What a viewer shows beside a page's own content is read; what only some viewers show is told."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from parsers.document import Table
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document

from .test_damage import letter, read_texts

PRINTED = "Actual 11, target 30"


def changed(change, content=None):
    """A letter, changed through pikepdf."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content or letter())) as pdf:
        change(pdf)
        pdf.save(saved, static_id=True)
    return saved.getvalue()


def annotate(subtype, shown, **entries):
    """An annotation whose appearance draws something at its place."""

    def change(pdf):
        look = pdf.make_stream(shown)
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 300, 20]
        look.Resources = pdf.pages[0].Resources
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name(subtype), Rect=[72, 600, 372, 620], AP={"/N": look}, F=4
        )
        for name, value in entries.items():
            annotation[f"/{name}"] = value
        pdf.pages[0].Annots = Array([pdf.make_indirect(annotation)])
        pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots)

    return change


FILLED = b"BT /F 12 Tf 0 5 Td (Filled in 42) Tj ET"


@pytest.mark.parametrize("subtype", ["/Widget", "/FreeText"])
def test_what_is_filled_in_or_typed_onto_a_page_is_read(subtype):
    content = changed(annotate(subtype, FILLED))
    assert read_texts(content) == ([PRINTED, "Filled in 42"], set())
    box = read_document(content).blocks[1].box
    assert (round(box.x0), 220 < box.top < 245) == (72, True)


def test_what_is_hidden_is_not_read():
    assert read_texts(changed(annotate("/Widget", FILLED, F=2)))[0] == [PRINTED]


def test_marks_of_a_reader_are_no_rules():
    frame = b"0 0 300 20 re S 0 0 150 20 re S"
    document = read_document(changed(annotate("/Square", frame)))
    assert not any(isinstance(block, Table) for block in document.blocks)


def test_a_form_that_only_a_viewer_builds_is_refused():
    def change(pdf):
        pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))
        pdf.Root.NeedsRendering = True

    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(changed(change))
    assert refused.value.finding.code == "R036"


def test_attached_files_are_told_by_name():
    def change(pdf):
        for number in range(7):
            pdf.attachments[f"表{number}.xlsx"] = b"PK"

    document = read_document(changed(change))
    told = next(f for f in document.findings if f.code == "R140")
    assert told.text == "表0.xlsx, 表1.xlsx, 表2.xlsx, 表3.xlsx, 表4.xlsx …"
    assert told.details["count"] == "7"


def test_an_empty_password_opens():
    content = letter()
    for level in (2, 3, 4, 6):
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pdf.save(
                saved,
                encryption=pikepdf.Encryption(
                    owner="own", user="", R=level, metadata=level > 3, aes=level > 3
                ),
            )
        assert read_texts(saved.getvalue())[0] == [PRINTED]


def test_what_the_engine_does_not_open_is_written_anew_and_told():
    content = letter()
    unfinished = content[: content.rindex(b"xref\n0")] + b"trailer\n<< /Root 1 0 R\n"
    texts, codes = read_texts(unfinished)
    assert texts == [PRINTED]
    assert "R135" in codes


def test_no_pages_are_told_as_such():
    def change(pdf):
        del pdf.pages[0]

    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(changed(change))
    assert refused.value.finding.code == "R033"
