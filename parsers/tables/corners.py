"""Cells that are no rectangle: a heading above and beside a smaller one (入院者数, うち重症).

Rules do not tell how such a place is cut into cells; the text that stands in it does.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from parsers.tables.figures import count_figures
from parsers.tables.grid import Grid, Span, number_cells
from parsers.tables.page import Integers
from parsers.tables.regions import PageText


def keep_text_whole(grid: Grid, text: PageText) -> Grid:
    """The grid, places of two rectangles cut the other way where all their text is in one column.

    They are cut row by row at first: a heading with several lines would be two.
    """
    if grid.regions is None or np.count_nonzero(np.bincount(grid.regions.ravel())) == len(
        grid.spans
    ):
        return grid
    owner = grid.owner.copy()
    for above, below in _find_pairs(grid, grid.regions):
        narrow, wide = sorted((above, below), key=lambda number: grid.spans[number].column_span)
        if _runs_down(grid, text, narrow, wide):
            _cut_down(owner, grid.spans[narrow], grid.spans[wide])
    if (owner == grid.owner).all():
        return grid
    spans, owner = number_cells(owner)
    return replace(grid, spans=spans, owner=owner)


def _find_pairs(grid: Grid, regions: Integers) -> Iterator[tuple[int, int]]:
    """Numbers of two cells, one below the other, that no wall parts and nothing else belongs to."""
    cells: dict[int, list[int]] = defaultdict(list)
    for number, span in enumerate(grid.spans):
        cells[int(regions[span.row, span.column])].append(number)
    for own in cells.values():
        upper, lower = grid.spans[own[0]], grid.spans[own[-1]]
        if own[1:] == own[-1:] and upper.row + upper.row_span == lower.row:
            yield own[0], own[-1]


def _runs_down(grid: Grid, text: PageText, narrow: int, wide: int) -> bool:
    """Whether the text of both cells stands in the columns of the narrow one, as words do."""
    left, _, right, _ = grid.box(grid.spans[narrow])
    lines = text.lines([grid])
    if narrow not in lines or wide not in lines:
        return False
    within = all(left < line.box[0] and line.box[2] < right for line in lines[wide])
    both = [*lines[narrow], *lines[wide]]
    return within and count_figures(both) * 2 < len(both)


def _cut_down(owner: Integers, narrow: Span, wide: Span) -> None:
    """Give the narrow cell, in place, its columns of the wide one."""
    rows = slice(wide.row, wide.row + wide.row_span)
    start, end = narrow.column, narrow.column + narrow.column_span
    owner[rows, end : wide.column + wide.column_span] = owner.max() + 1
    owner[rows, start:end] = owner[narrow.row, narrow.column]
