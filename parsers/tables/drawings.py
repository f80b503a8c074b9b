"""What only looks like a table: bars and axes of charts, boxes of diagrams.

A chart draws rectangles as a table does. They give it away: the sides of its bars stand in one row
each where those of columns run through many, the gaps between bars hold no text, no row or
column heads the others, and labels run over the sides of bars.
"""

from collections.abc import Sequence

import numpy as np

from parsers.tables.grid import Grid
from parsers.tables.lines import Line
from parsers.tables.page import Flags, Floats, Integers, median
from parsers.tables.regions import PageText

RAGGED = 0.25
"""Half of a chart's sides stand in less than this part of its rows."""

GAPS = 0.3
"""At least this part of a bar chart's rows are gaps between bars."""

SPARSE = 0.25
"""A drawing has text in less than this part of its cells."""

BARS, HALF = 8, 0.45
"""Of so many columns nearly half have no text, not even a heading: gaps between bars."""

SINGLE = 5
"""So many cells in one row, of which few have text, are a bar by itself."""

AXIS = 2.5
"""Figures of an axis stand within so many font sizes below or right of the drawing."""

REACH = 20.0
"""Labels of bars end within this (points) left of the drawing."""

FEW = 3
"""What has fewer rows or columns is no chart."""

RIM, OVER = 0.3, 0.03
"""A chart's sides run through more than this part of its characters, farther in than the rim, which is
this part of a character's width."""

HEADED = 0.75
"""A table has a row or column with text in at least this part of its cells."""


def is_drawing(grid: Grid, filled: Flags) -> bool:
    """Whether a grid of rules is a chart or a diagram; `filled` tells which cells have text."""
    owner = grid.owner
    part = int(np.count_nonzero(filled)) / len(filled)
    if min(owner.shape) == 1 and len(filled) >= SINGLE:
        return part < HALF
    if min(owner.shape) < 2 or len(filled) <= min(owner.shape):
        return False
    if _is_ragged(owner, filled) or _is_ragged(owner.T, filled):
        return True
    many = owner.shape[1] >= max(BARS, owner.shape[0])
    if many and part < HALF and _gaps(owner.T, filled).mean() > HALF:
        return True
    if part >= SPARSE:
        return False
    return max(_fullest(owner, filled), _fullest(owner.T, filled)) < HEADED


def is_written_over(grid: Grid, text: PageText) -> bool:
    """Whether text runs over the sides of cells, as labels do over bars: in a table it keeps within."""
    if min(grid.owner.shape) < FEW:
        return False
    cells = text.cells(grid)[text.ink]
    inside = (cells >= 0).nonzero()[0]
    cells = cells[inside]
    x0, _, x1, _ = text.glyphs.boxes.take(text.ink[inside], axis=0).T
    left, right = _cell_sides(grid)
    rim = RIM * (x1 - x0)
    over = (x0 + rim < left[cells]) | (x1 - rim > right[cells])
    return bool(np.count_nonzero(over) > OVER * len(over))


def _cell_sides(grid: Grid) -> tuple[Floats, Floats]:
    """Where each cell begins and ends."""
    cells, rows = grid.owner.ravel(), len(grid.owner)
    left, right = np.full(len(grid.spans), np.inf), np.full(len(grid.spans), -np.inf)
    np.minimum.at(left, cells, np.tile(grid.xs[:-1], rows))
    np.maximum.at(right, cells, np.tile(grid.xs[1:], rows))
    return left, right


def _is_ragged(owner: Integers, filled: Flags) -> bool:
    """Whether sides hardly run through rows and many rows are empty: bars, one below the other."""
    rows, columns = owner.shape
    merged = owner.size - len(filled)
    if min(rows, columns) < 3 or merged <= (1 - RAGGED) / 2 * rows * (columns - 1):
        return False  # half of the sides do not run through most rows only where much is merged
    support = (owner[:, 1:] != owner[:, :-1]).mean(axis=0)
    if median(support) >= RAGGED:
        return False
    return bool(_gaps(owner, filled).mean() > GAPS)


def _gaps(owner: Integers, filled: Flags) -> Flags:
    """Rows without text in a cell that is theirs alone."""
    low = np.ones(owner.shape, dtype=bool)
    low[1:] &= owner[1:] != owner[:-1]
    low[:-1] &= owner[1:] != owner[:-1]
    return np.asarray(~(filled[owner] & low).any(axis=1))


def _fullest(owner: Integers, filled: Flags) -> float:
    """The greatest part of cells with text in a row that has text in two cells or more."""
    best, has_text = 0.0, filled.tolist()
    for row in owner.tolist():
        cells = [has_text[cell] for cell in set(row)]
        if sum(cells) > 1:
            best = max(best, sum(cells) / len(cells))
    return best


def outside(pieces: Sequence[Line], drawings: Sequence[Grid]) -> list[Line]:
    """The pieces of level text that stand neither in a drawing nor at its axes."""
    frames = [drawing.frame for drawing in drawings]
    return [piece for piece in pieces if not _is_label(piece, frames)] if frames else list(pieces)


def _is_label(piece: Line, drawings: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether a piece stands in one of the drawings, left of it, or just below it."""
    start, end, size = piece.start, piece.end, piece.size
    middle, reach = (piece.top + piece.bottom) / 2, AXIS * size
    for left, upper, right, lower in drawings:
        level = upper - size < middle < lower + reach
        if level and start < right + reach and end > left - REACH:
            return True
    return False
