"""Which cell each character of a page stands in, and the lines of each cell."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from parsers.tables.blanks import is_blank
from parsers.tables.grid import Grid
from parsers.tables.lines import OUTSIDE, Line, find_lines
from parsers.tables.order import bounds
from parsers.tables.page import Flags, Floats, Glyphs, Integers, median

PIECE_GAP = 1.15
"""Gap between pieces of text in parts of the font size: wider than an ideographic blank."""


LEVEL = 0.1
"""Characters whose middles differ in height by less than this part of the font size are level."""


MANY = 1000
"""Where text is in so many parts, some stand side by side."""


class PageText:
    """The characters of a page and what several steps ask about them, worked out once."""

    def __init__(self, glyphs: Glyphs, page: int) -> None:
        self.glyphs, self.page = glyphs, page
        self._cells: dict[Grid, Integers] = {}
        self._lines: dict[tuple[Grid, ...], dict[int, list[Line]]] = {}
        self._pieces: dict[tuple[Grid, ...], list[Line]] = {}

    @cached_property
    def size(self) -> float:
        """The usual font size."""
        return self.glyphs.usual_size()

    @cached_property
    def ink_size(self) -> float:
        """The usual font size of what is no white space; 0 where there is nothing else."""
        return median(self.glyphs.sizes[self.ink]) if len(self.ink) else 0.0

    @cached_property
    def middles(self) -> tuple[Floats, Floats]:
        """The middle of each character, across and down."""
        x0, top, x1, bottom = self.glyphs.boxes.T
        return (x0 + x1) / 2, (top + bottom) / 2

    @cached_property
    def ink(self) -> Integers:
        """Which characters are no white space."""
        return (~is_blank(self.glyphs.codes)).nonzero()[0]

    def cells(self, grid: Grid) -> Integers:
        """Index of the grid's cell that each character stands in, `OUTSIDE` for others."""
        if grid not in self._cells:
            self._cells[grid] = grid.locate(*self.middles)
        return self._cells[grid]

    def regions(self, grids: Sequence[Grid]) -> Integers:
        """The region of each character: a cell, counted over all grids, or `OUTSIDE`.

        Where a grid lies in another one, the smaller one has the characters.
        """
        if len(grids) == 1:
            return self.cells(grids[0])
        regions = np.full(len(self.glyphs), OUTSIDE)
        firsts = accumulate((len(grid.spans) for grid in grids), initial=0)
        for grid, first in sorted(zip(grids, firsts, strict=False), key=_size, reverse=True):
            cells = self.cells(grid)
            regions = np.where(cells == OUTSIDE, regions, cells + first)
        return regions

    def lines(self, grids: Sequence[Grid]) -> dict[int, list[Line]]:
        """The lines of each region of these grids."""
        key = tuple(grids)
        if key not in self._lines:
            self._lines[key] = find_lines(self.glyphs, self.regions(grids), self.page)
        return self._lines[key]

    def pieces(self, grids: Sequence[Grid]) -> list[Line]:
        """Pieces of level text outside the grids, cut at gaps wider than an ideographic blank."""
        key = tuple(grids)
        if key not in self._pieces:
            left = self.glyphs.take(self._outside(grids))
            nowhere = np.full(len(left), OUTSIDE)
            pieces = find_lines(left, nowhere, self.page, PIECE_GAP).get(OUTSIDE, [])
            self._pieces[key] = [piece for piece in pieces if piece.angle == 0]
        return self._pieces[key]

    def has_pieces_side_by_side(self, grids: Sequence[Grid]) -> bool:
        """Whether text outside the grids may stand side by side in two rows, as in a table it does.

        A piece holds all characters that follow each other on its line and in the content, too.
        So it is enough to look at such runs, and most pages need not be cut into pieces.
        """
        own = (self._outside(grids) & (self.glyphs.angles == 0)).nonzero()[0]
        if not len(own):
            return False
        x0, top, x1, bottom = self.glyphs.boxes.take(own, axis=0).T
        sizes, level = self.glyphs.sizes[own], (top + bottom) / 2
        goes_on = np.abs(level[1:] - level[:-1]) < LEVEL * sizes[1:]
        goes_on &= (x0[1:] >= x0[:-1]) & (x0[1:] - x1[:-1] <= PIECE_GAP * sizes[1:])
        first = bounds(~goes_on)[:-1]
        if len(first) > MANY:
            return True
        low, high = np.minimum.reduceat, np.maximum.reduceat
        sides = low(top, first), high(bottom, first), x0[first], high(x1, first)
        return _stand_side_by_side(zip(*(side.tolist() for side in sides), strict=True))

    def _outside(self, grids: Sequence[Grid]) -> Flags:
        """Which characters stand in none of the grids, blanks apart."""
        outside: Flags = self.glyphs.codes != ord(" ")
        for grid in grids:
            outside &= self.cells(grid) == OUTSIDE
        return outside


def _stand_side_by_side(frames: Iterable[tuple[float, float, float, float]]) -> bool:
    """Whether frames (top, bottom, start, end) stand beside others at their height, in two rows."""
    above: list[tuple[float, float, float, float]] = []
    first_row: float | None = None  # where it ends
    for frame in sorted(frames):
        top, bottom, start, end = frame
        above = [other for other in above if other[1] > top]
        if above and any(start >= other[3] - 1 or other[2] >= end - 1 for other in above):
            if first_row is not None and top >= first_row:
                return True
            first_row = bottom if first_row is None else first_row
        above.append(frame)
    return False


def _size(part: tuple[Grid, int]) -> tuple[float, int]:
    """What grids are put on the page by, the largest first, of equal ones the last first."""
    grid, first = part
    return float((grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])), first
