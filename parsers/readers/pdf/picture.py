"""Pictures of pages with what was found on them, for people to look at."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pypdfium2

from parsers.readers.pdf.pdfium import read_page
from parsers.tables.assemble import visible_glyphs
from parsers.tables.finder import find_tables
from parsers.tables.page import PageContent
from parsers.tables.rulings import find_rulings

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 2.0
"""Pixels a point."""

RULE = (220, 30, 30, 255)
CELL = (30, 90, 220, 255)
SPAN = (30, 90, 220, 50)


def draw_pages(content: bytes, scale: float = SCALE) -> "Iterator[Image]":
    """Each page with its rules in red, its cells in blue and merged cells filled.

    Args:
        content: The bytes of a PDF.
        scale: Pixels a point.

    Raises:
        pypdfium2.PdfiumError: The document does not open.
    """
    with closing(pypdfium2.PdfDocument(content)) as pdf:
        for index in range(len(pdf)):
            with closing(pdf[index]) as page:
                picture = page.render(scale=scale).to_pil().convert("RGBA")
                yield _draw(picture, read_page(page, index + 1), scale)


def _draw(picture: "Image", page: PageContent, scale: float) -> "Image":
    from PIL import Image, ImageDraw

    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for line in _rules(page):
        pen.line([scale * number for number in line], fill=RULE, width=max(1, round(scale)))
    for grid in find_tables(page, visible_glyphs(page)):
        for span in grid.spans:
            box = [scale * number for number in grid.box(span)]
            merged = span.row_span > 1 or span.column_span > 1
            pen.rectangle(box, outline=CELL, fill=SPAN if merged else None)
    return Image.alpha_composite(picture, layer).convert("RGB")


def _rules(page: PageContent) -> Iterator[tuple[Any, ...]]:
    rulings = find_rulings(page, shaded=False)
    for height, start, end in rulings.horizontal.tolist():
        yield start, height, end, height
    for position, start, end in rulings.vertical.tolist():
        yield position, start, position, end
