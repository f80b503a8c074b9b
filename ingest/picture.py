"""Pictures of a page with a box drawn around what was read."""

from typing import TYPE_CHECKING

from parsers.document import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_COLOUR = (214, 39, 40)
_GAP = 2.0
_WIDTH = 2


def render_page(content: bytes, page: int, scale: float) -> "Image":
    """A page of a PDF as it is shown, `scale` pixels for each point."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(content)
    try:
        picture: Image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    return picture


def draw_box(content: bytes, box: Box, scale: float = 2.0) -> "Image":
    """The page with a frame just outside the box, so that what it holds stays readable."""
    from PIL import ImageDraw

    picture = render_page(content, box.page, scale)
    frame = (box.x0 - _GAP, box.top - _GAP, box.x1 + _GAP, box.bottom + _GAP)
    ImageDraw.Draw(picture).rectangle([edge * scale for edge in frame], None, _COLOUR, _WIDTH)
    return picture
