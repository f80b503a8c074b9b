"""Text that is cut off: people see a part of it, and the file holds the rest."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from parsers.document import Box, Locator, Table
from parsers.findings import Finding
from parsers.tables.blanks import is_blank
from parsers.tables.cleaning import PALE
from parsers.tables.page import Flags, Glyphs

CUT_OFF = "T105"

BACK, AHEAD, LEVEL = 0.3, 0.6, 0.1
"""The next character of a text begins so many font sizes before the end of this one at most, or behind
it, and stands as high."""


def find_cut_off(glyphs: Glyphs, hidden: Flags, page: int) -> Iterator[Finding]:
    """A finding for each level text of which a part is shown: that part, its place, and the whole.

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
    run = np.concatenate([[0], (~_goes_on(text)).cumsum()])
    every, lost = np.bincount(run), np.bincount(run, gone)
    for number in ((lost > 0) & (lost < every)).nonzero()[0].tolist():
        own = (run == number).nonzero()[0]
        shown = text.take(own[~hidden[ink[own]]])
        if not len(shown):
            continue
        x0, top, x1, bottom = shown.boxes.T
        yield Finding(
            CUT_OFF,
            shown.text,
            {"page": str(page), "whole": text.take(own).text},
            locator=Locator(page=page),
            box=Box(page, *map(float, (x0.min(), top.min(), x1.max(), bottom.max()))),
        )


def place_in_cells(findings: list[Finding], table: Table) -> None:
    """Tell of texts that are cut off, in place, in which cell of a table they stand."""
    asked: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for number, finding in enumerate(findings):
        box = finding.box
        if finding.code == CUT_OFF and box and finding.locator == Locator(page=box.page):
            asked[box.page].append((number, box))
    for cell in table.cells if asked else ():
        if (frame := cell.box) is None:
            continue
        for number, box in asked.get(frame.page, ()):
            if _holds(frame, box):
                findings[number] = replace(findings[number], locator=cell.passage.locator)


def _holds(cell: Box, box: Box) -> bool:
    """Whether the middle of a box lies in a cell's."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return cell.x0 < x < cell.x1 and cell.top < y < cell.bottom


def _goes_on(text: Glyphs) -> Flags:
    """Which characters but the last are followed by the next one of their text."""
    x0, top, x1, bottom = text.boxes.T
    size = text.sizes[1:]
    gap = (x0[1:] - x1[:-1]) / size
    level = np.abs((top + bottom)[1:] - (top + bottom)[:-1]) < 2 * LEVEL * size
    goes_on: Flags = level & (gap > -BACK) & (gap < AHEAD) & (text.angles[1:] == 0)
    return goes_on
