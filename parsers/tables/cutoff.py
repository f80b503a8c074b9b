"""Text that is cut off: people see a part of it, and the file holds the rest."""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from parsers.document import Box, Locator, Table
from parsers.findings import Finding
from parsers.tables.blanks import is_blank
from parsers.tables.cleaning import PALE
from parsers.tables.directions import turn
from parsers.tables.order import bounds
from parsers.tables.page import Flags, Glyphs

BACK, AHEAD, LEVEL = 0.3, 0.6, 0.1
"""The next character of a text begins so many font sizes before the end of this one at most, or behind
it, and stands as high."""


def find_cut_off(glyphs: Glyphs, hidden: Flags, page: int) -> Iterator[Finding]:
    """A finding for each text of which a part is shown: that part, its place, and the whole.

    Programs clip a text at the side of its cell, or let it run off the page. A figure loses digits so.

    Args:
        glyphs: Characters of a page, in the order of the content.
        hidden: Which of them nobody sees.
        page: Number of the page.
    """
    ink = (~is_blank(glyphs.codes)).nonzero()[0]
    gone = hidden[ink] & (glyphs.lightness[ink] <= PALE)
    if not gone.any():
        return
    text = glyphs.take(ink)
    cuts = bounds(~_goes_on(text))
    lost = np.add.reduceat(gone, cuts[:-1], dtype=np.int64)
    partly = ((lost > 0) & (lost < cuts[1:] - cuts[:-1])).nonzero()[0]
    for first, last in zip(cuts[partly].tolist(), cuts[partly + 1].tolist(), strict=True):
        own = np.arange(first, last)
        shown = text.take(own[~hidden[ink[own]]])
        if not len(shown):
            continue
        x0, top, x1, bottom = shown.boxes.T
        yield Finding(
            "T105",
            shown.text,
            {"page": str(page), "whole": text.take(own).text},
            locator=Locator(page=page),
            box=Box(page, *map(float, (x0.min(), top.min(), x1.max(), bottom.max()))),
        )


def place_in_cells(findings: dict[int, list[Finding]], table: Table) -> None:
    """Tell, in place, of the findings on the pages of a table in which of its cells each stands."""
    pages = {box.page for box in table.boxes if findings.get(box.page)}
    for cell in table.cells if pages else ():
        frame = cell.box
        if frame is None or frame.page not in pages:
            continue
        own = findings[frame.page]
        for number, finding in enumerate(own):
            if finding.box is not None and _holds(frame, finding.box):
                own[number] = replace(finding, locator=cell.passage.locator)


def _holds(cell: Box, box: Box) -> bool:
    """Whether the middle of a box lies in a cell's."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return cell.x0 < x < cell.x1 and cell.top < y < cell.bottom


def _goes_on(text: Glyphs) -> Flags:
    """Which characters but the last are followed by the next one of their text."""
    start, top, end, bottom = turn(text.boxes, text.angles).T
    size = text.sizes[1:]
    gap, step = start[1:] - end[:-1], (top + bottom)[1:] - (top + bottom)[:-1]
    goes_on: Flags = text.angles[1:] == text.angles[:-1]
    goes_on &= (np.abs(step) < 2 * LEVEL * size) & (gap > -BACK * size) & (gap < AHEAD * size)
    return goes_on
