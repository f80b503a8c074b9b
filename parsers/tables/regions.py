"""Which cell each character of a page stands in, and the lines of each cell."""

from collections.abc import Sequence

import numpy as np

from parsers.tables.grid import Grid
from parsers.tables.lines import OUTSIDE, Line, find_lines
from parsers.tables.page import Floats, Glyphs, Integers


class CellLines:
    """The lines of the cells of grids, made once for the same grids: several steps ask for them."""

    __slots__ = ("_made", "glyphs", "page")

    def __init__(self, glyphs: Glyphs, page: int) -> None:
        self.glyphs, self.page = glyphs, page
        self._made: dict[tuple[Grid, ...], dict[int, list[Line]]] = {}

    def of(self, grids: Sequence[Grid]) -> dict[int, list[Line]]:
        """The lines of each region that `locate` tells of these grids."""
        key = tuple(grids)
        if key not in self._made:
            self._made[key] = find_lines(self.glyphs, locate(grids, self.glyphs), self.page)
        return self._made[key]


def locate(grids: Sequence[Grid], glyphs: Glyphs) -> Integers:
    """The region of each character: a cell, counted over all grids, or `OUTSIDE`."""
    x, y = middles(glyphs)
    regions = np.full(len(glyphs), OUTSIDE, dtype=np.int64)
    areas = np.full(len(glyphs), np.inf)
    first = 0
    for grid in grids:
        area = float((grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))
        cells = grid.locate(x, y)
        inner = (cells >= 0) & (area < areas)
        regions[inner] = cells[inner] + first
        areas[inner] = area
        first += len(grid.spans)
    return regions


def middles(glyphs: Glyphs) -> tuple[Floats, Floats]:
    """The middle of each character, across and down."""
    x0, top, x1, bottom = glyphs.boxes.T
    return (x0 + x1) / 2, (top + bottom) / 2
