"""Pages that are no pages of text: drawings of very many lines, forms in forms, vast paper."""

from handmade import build_pdf, page, stream

from parsers.document import Passage
from parsers.readers.pdf import read_pdf

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
RESOURCES = b"/Font << /F 5 0 R >>"
WORDS = b"BT /F 12 Tf 72 720 Td (Actual 11, target 30) Tj ET"


def read(content, resources=RESOURCES, *objects):
    document = read_pdf(build_pdf(page(resources), stream(content), FONT, *objects))
    texts = [block.text for block in document.blocks if isinstance(block, Passage)]
    return texts, {finding.code for finding in document.findings}


def test_the_text_of_a_drawing_of_very_many_lines_is_read():
    drawing = b" ".join(b"%d 10 m %d 500 l" % (x % 500, x % 500) for x in range(100_001))
    texts, codes = read(drawing + b" S " + WORDS)
    assert texts == ["Actual 11, target 30"]
    assert codes == {"T104"}


def test_a_form_that_draws_itself_does_not_hide_the_text():
    form = stream(
        b"/X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X 6 0 R >> >>",
    )
    texts, _ = read(WORDS + b" /X Do", RESOURCES + b" /XObject << /X 6 0 R >>", form)
    assert texts == ["Actual 11, target 30"]
