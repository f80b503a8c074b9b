"""Names of rows that stand beside a ruled table, outside its rules."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from parsers.tables.frames import PROSE
from parsers.tables.grid import Grid, number_cells
from parsers.tables.lines import Line
from parsers.tables.regions import PageText

LEAST, MOST = 4, 0.8
"""So many rows, and this part of those with text, have a name beside them."""

STILL, NEAR = 0.5, 3.0
"""Names begin or end within so many font sizes of each other, and the longest so near to the table."""


def with_labels(grids: Sequence[Grid], text: PageText) -> list[Grid]:
    """The grids, those beside which names of their rows stand with a column for these."""
    return [
        _with_labels(grid, text, text.pieces(grids)) if _has_text_beside(grid, text) else grid
        for grid in grids
    ]


def _has_text_beside(grid: Grid, text: PageText) -> bool:
    """Whether characters for as many names as are looked for stand left of a grid."""
    x, y = text.middles
    left, top, _, bottom = grid.frame
    before = x < left
    if np.count_nonzero(before) < LEAST:
        return False
    return bool(np.count_nonzero(before & (top < y) & (y < bottom)) >= LEAST)


def _with_labels(grid: Grid, text: PageText, pieces: Sequence[Line]) -> Grid:
    """The grid with a column for the names left of it, if nearly all rows from the first have one."""
    left, top, _, bottom = grid.frame
    heights = [(piece, (piece.top + piece.bottom) / 2) for piece in pieces if piece.end < left + 1]
    own = [(piece, height) for piece, height in heights if top < height < bottom]
    if len(own) < LEAST or not _are_set_alike([piece for piece, _ in own], left):
        return grid
    rows = np.searchsorted(grid.ys, [height for _, height in own]) - 1
    if len(np.unique(rows)) < len(rows) or len(rows) < MOST * _count_filled(grid, text, rows.min()):
        return grid
    count = len(grid.ys) - 1
    column = np.maximum(np.arange(count), rows.min() - 1) + grid.owner.size
    spans, owner = number_cells(np.column_stack([column, grid.owner]))
    start = min(piece.start for piece, _ in own) - 1
    return replace(
        grid, xs=np.concatenate([[start], grid.xs]), spans=spans, owner=owner, regions=None
    )


def _are_set_alike(labels: Sequence[Line], left: float) -> bool:
    """Whether labels begin or end at one place near the table, and none is running text."""
    size = max(label.size for label in labels)
    starts, ends = [label.start for label in labels], [label.end for label in labels]
    alike = min(max(starts) - min(starts), max(ends) - min(ends)) < STILL * size
    near = left - max(ends) < NEAR * size
    return alike and near and all(len(label.text) < PROSE for label in labels)


def _count_filled(grid: Grid, text: PageText, first: int) -> int:
    """How many rows from this one on have text."""
    filled = np.unique(text.cells(grid)[text.ink])
    rows = {grid.spans[number].row for number in filled.tolist() if number >= 0}
    return sum(row >= first for row in rows)
