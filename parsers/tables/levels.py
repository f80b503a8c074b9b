"""Rows of a ruled table that no rule parts: their lines stand level in all columns."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from parsers.tables.grid import Grid, insert_rows
from parsers.tables.lines import Line
from parsers.tables.regions import PageText
from parsers.tables.rowsets import make_rows
from parsers.tables.wrap import has_room

LEAST = 4
"""Fewer lines may be level by chance: those of headings that wrap."""

FILLED = 0.8
"""A column has text in this part of such rows."""

LOOSE, ALONE = 0.5, 0.8
"""Lines that do not wrap leave room for the next one: this part of them, more where there are two columns."""

PADDING = 1.0
"""What a cell leaves free on both sides of its text together, in font sizes."""


def split_levels(grid: Grid, text: PageText) -> Grid:
    """The grid with rows cut between lines that stand level in all columns and do not wrap."""
    heights = (grid.ys[1:] - grid.ys[:-1]).tolist()
    for row in reversed(range(len(heights))):
        own = _cells_of(grid, row) if heights[row] > LEAST * text.size else []
        if len(own) > 1 and (gaps := _find_gaps(grid, own, text)):
            grid = insert_rows(grid, row, gaps)
    return grid


def _cells_of(grid: Grid, row: int) -> list[int]:
    """The cells of a row, none where one of them covers several places."""
    own = grid.owner[row].tolist()
    single = all(grid.spans[n].row_span == grid.spans[n].column_span == 1 for n in own)
    return own if single else []


def _find_gaps(grid: Grid, own: Sequence[int], text: PageText) -> list[float]:
    """The middles of the gaps between the rows that some cells hold, if they hold any."""
    lines = text.lines([grid])
    filled = [number for number in own if number in lines]
    rows = make_rows(chain.from_iterable(lines[number] for number in filled))
    if len(rows) < LEAST or len(filled) < 2:
        return []
    if any(not FILLED * len(rows) <= len(lines[number]) <= len(rows) for number in filled):
        return []
    if any(above.bottom > below.top for above, below in pairwise(rows)):
        return []
    room = [r for n in filled for r in _leave_room(lines[n], grid.box(grid.spans[n]))]
    if sum(room) < (LOOSE if len(filled) > 2 else ALONE) * len(room):
        return []
    return [(above.bottom + below.top) / 2 for above, below in pairwise(rows)]


def _leave_room(lines: Sequence[Line], box: Sequence[float]) -> Iterator[bool]:
    """Whether each line of a cell but the last leaves room for the beginning of the next one."""
    for before, line in pairwise(lines):
        free = box[2] - box[0] - PADDING * before.size - (before.end - before.start)
        yield before.angle == 0 and has_room(before, line, before.end + free)
