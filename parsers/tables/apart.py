"""Cells over several columns whose text stands apart in each of them: they are several cells.

Programs fill the cells of a heading with a colour and draw no rule between them.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np

from parsers.tables.figures import is_figure
from parsers.tables.grid import Grid, Span, number_cells
from parsers.tables.lines import Line
from parsers.tables.regions import PageText

GAP = 1.0
"""Texts of two columns stand so many font sizes apart at least."""

EMPTY = 1
"""So many of the columns may have no text."""


def split_apart(grids: Sequence[Grid], text: PageText) -> list[Grid]:
    """The grids with cells cut between columns that each have a text of their own in them."""
    firsts = accumulate((len(grid.spans) for grid in grids), initial=0)
    wide = [
        [(first + n, span) for n, span in enumerate(grid.spans) if span.column_span > 1]
        for grid, first in zip(grids, firsts, strict=False)
    ]
    lines = text.lines(grids) if any(wide) else {}
    return [
        _cut(grid, [span for n, span in own if _stand_apart(lines.get(n, ()), _sides(grid, span))])
        for grid, own in zip(grids, wide, strict=True)
    ]


def _sides(grid: Grid, span: Span) -> list[float]:
    """The sides of the columns that a cell covers."""
    sides: list[float] = grid.xs[span.column : span.column + span.column_span + 1].tolist()
    return sides


def _cut(grid: Grid, cells: Sequence[Span]) -> Grid:
    """The grid with some of its cells cut at the sides of columns."""
    if not cells:
        return grid
    owner = grid.owner.copy()
    for span in cells:
        own = np.arange(span.column_span) + owner.max() + 1
        end = span.column + span.column_span
        owner[span.row : span.row + span.row_span, span.column : end] = own
    spans, owner = number_cells(owner)
    return replace(grid, spans=spans, owner=owner)


def _stand_apart(lines: Sequence[Line], sides: Sequence[float]) -> bool:
    """Whether the lines of a cell are texts of its columns (given by their sides), far from each other.

    A single letter may be part of a word that is spread over the cell (区　分).
    """
    filled: set[int] = set()
    for line in lines:
        inner = [side for side in sides[1:-1] if line.start < side < line.end]
        if line.angle or _stands_on(line, inner):
            return False
        parts = line.cut(inner) if inner else [line]
        if any(b.start - a.end < GAP * line.size for a, b in pairwise(parts)):
            return False
        for part in parts:
            column = int(np.searchsorted(sides, (part.start + part.end) / 2)) - 1
            if not sides[max(column, 0)] < part.start < part.end < sides[column + 1]:
                return False
            if len(part.text) < 2 and not is_figure(part):
                return False
            filled.add(column)
    return len(filled) > 1 and len(sides) - 1 - len(filled) <= EMPTY


def _stands_on(line: Line, sides: Sequence[float]) -> bool:
    """Whether a character of a line stands on one of the sides."""
    begin, end = line.spans.T
    return any(np.count_nonzero((begin < side) & (side < end)) for side in sides)
