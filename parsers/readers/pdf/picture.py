"""Pictures of pages with what was found on them, for people to look at."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2

from parsers.readers.pdf.pdfium import read_page
from parsers.tables.assemble import visible_glyphs
from parsers.tables.finder import find_tables
from parsers.tables.page import Floats, PageContent, rows
from parsers.tables.regions import PageText
from parsers.tables.rulings import find_rulings
from parsers.tables.turned import find_turn, turn_page

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 2.0
"""Pixels a point."""

LARGEST = 6000
"""Pixels of the longer side: pages that claim to be vast are drawn smaller."""

RULE = (220, 30, 30, 255)
CELL = (30, 90, 220, 255)
SPAN = (30, 90, 220, 50)


def draw_pages(content: bytes, scale: float = SCALE) -> "Iterator[Image]":
    """Each page with its rules in red, its cells in blue and merged cells filled.

    Args:
        content: The bytes of a PDF.
        scale: Pixels a point, fewer on a vast page.

    Raises:
        pypdfium2.PdfiumError: The document does not open.
    """
    with closing(pypdfium2.PdfDocument(content)) as pdf:
        for index in range(len(pdf)):
            with closing(pdf[index]) as page:
                fitting = min(scale, LARGEST / max(*page.get_size(), 1))
                picture = page.render(scale=fitting).to_pil().convert("RGBA")
                yield _draw(picture, read_page(page, index + 1), fitting)


def _draw(picture: "Image", page: PageContent, scale: float) -> "Image":
    """The picture with rules and cells, as the page is shown, also where it is read turned."""
    from PIL import Image, ImageDraw

    turn = find_turn(page)
    upright = turn_page(page, turn) if turn else page
    grids = find_tables(upright, PageText(visible_glyphs(upright), upright.number))
    cells = rows([tuple(map(float, box)) for grid in grids for box in grid.boxes()], 4)
    merged = [span.row_span > 1 or span.column_span > 1 for grid in grids for span in grid.spans]
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for line in scale * _rules(page):
        pen.line(line.tolist(), fill=RULE, width=max(1, round(scale)))
    for box, wide in zip(scale * (turn.back(cells) if turn else cells), merged, strict=True):
        pen.rectangle(box.tolist(), outline=CELL, fill=SPAN if wide else None)
    return Image.alpha_composite(picture, layer).convert("RGB")


def _rules(page: PageContent) -> Floats:
    """The rules of the page: n × 4, x0, top, x1, bottom."""
    rulings = find_rulings(page, shaded=False)
    return np.concatenate([rulings.horizontal[:, [1, 0, 2, 0]], rulings.vertical[:, [0, 1, 0, 2]]])
