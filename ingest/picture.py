"""Pictures of a page with a box drawn around what was read."""

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import MissingToolError, OutputError
from ingest.sources import Source
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


def save_pages(source: Source, folder: Path) -> tuple[Path, ...]:
    """Write each page of a PDF with its rules and cells drawn, as PNG.

    Raises:
        MissingToolError: The document is no PDF.
        OutputError: The folder cannot be written.
    """
    from parsers.readers.pdf.picture import draw_pages

    if not source.content[:1024].count(b"%PDF-"):
        raise MissingToolError("E601", source.name)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(draw_pages(source.content), start=1):
            written.append(folder / f"{source.path.stem}-p{number}.png")
            picture.save(written[-1])
    except OSError as error:
        raise OutputError("E402", str(folder), reason=error.strerror or str(error)) from error
    return tuple(written)
