"""Rules that only underline text or strike it out: they part no rows of a table."""

from collections.abc import Sequence

import numpy as np

from parsers.tables.grid import TOUCH, Grid
from parsers.tables.page import Floats, Integers
from parsers.tables.regions import PageText
from parsers.tables.rulings import Rulings

EXACT = 1.0
"""A line through text is as long as the text up to this (points); a table's rules end at others so."""

CLOSE = 0.7
"""The characters of one text take at least this part of its length."""


def without_underlines(rulings: Rulings, grids: Sequence[Grid], text: PageText) -> Rulings:
    """The rules without horizontal ones in the grids that run through text from its start to its end.

    Such a line that begins near the side of a cell is taken for a rule that cuts the cell.
    """
    flat = rulings.horizontal
    asked = sorted({number for grid in grids for number in _find_loose(flat, grid).tolist()})
    under = [number for number in asked if _runs_through(flat[number].tolist(), text)]
    return Rulings(np.delete(flat, under, axis=0), rulings.vertical) if under else rulings


def _find_loose(flat: Floats, grid: Grid) -> Integers:
    """Which rules (n × 3) begin or end near a side of a column, but not both exactly at one."""
    height, start, end = flat.T
    within = (height > grid.ys[0]) & (height < grid.ys[-1])
    own = (within & (start > grid.xs[0] - TOUCH) & (end < grid.xs[-1] + TOUCH)).nonzero()[0]
    after = grid.xs.searchsorted(flat[own, 1:])
    before, behind = grid.xs[np.maximum(after - 1, 0)], grid.xs[np.minimum(after, len(grid.xs) - 1)]
    steps = np.minimum(np.abs(flat[own, 1:] - before), np.abs(flat[own, 1:] - behind))
    loose = (steps.min(axis=1) <= TOUCH) & (steps.max(axis=1) > EXACT)
    found: Integers = own[loose]
    return found


def _runs_through(rule: list[float], text: PageText) -> bool:
    """Whether a rule (height, start, end) runs through one text from its first to its last character."""
    height, start, end = rule
    x0, top, x1, bottom = text.glyphs.boxes.T
    within = (start - EXACT < x0) & (x1 < end + EXACT)
    own = (within & (top < height) & (height < bottom)).nonzero()[0]
    if not len(own):
        return False
    x0, x1 = x0[own], x1[own]
    as_long = x0.min() < start + EXACT and x1.max() > end - EXACT
    return bool(as_long and (x1 - x0).sum() > CLOSE * (end - start))
