"""What a page may begin with: the rest of a table of the page before, in the columns expected of it."""

from collections.abc import Iterable, Sequence

import numpy as np

from parsers.tables.frames import SAME_SIDE, Frame
from parsers.tables.grid import Grid, number_cells
from parsers.tables.gutters import columns_of
from parsers.tables.lines import Line
from parsers.tables.rowsets import Row, frame_of

LONGER = 0.3
"""Lines of the last column may be longer than those of the page before, by this part of its width."""


def fits(pieces: Iterable[Line], sides: Sequence[float]) -> bool:
    """Whether all pieces stand in the columns of the page before, several beside each other."""
    if len(sides) < 3:
        return False
    end = sides[-1] + LONGER * (sides[-1] - sides[-2])
    held: set[int] = set()
    for piece in pieces:
        if not (sides[0] - piece.size < piece.start and piece.end < end):
            return False
        first, last = columns_of(sides, piece)
        if first != last:
            return False
        held.add(first)
    return len(held) > 1


def widen(sides: Sequence[float], rows: Sequence[Row]) -> list[float]:
    """The sides with the outer ones around all text of the rows: a page may have longer lines."""
    left = min(row.pieces[0].start for row in rows) - 1
    right = max(piece.end for row in rows for piece in row.pieces) + 1
    return [min(sides[0], left), *sides[1:-1], max(sides[-1], right)]


def find_cut_cell(
    rows: Sequence[Row], sides: Sequence[float], frames: Sequence[Frame]
) -> Grid | None:
    """The end of a table of the page before, where only one cell of its last row goes on."""
    framed = [(row, frame) for row in rows if (frame := frame_of(row, frames)) is not None]
    frame = framed[0][1] if framed else None
    own = [row for row, other in framed if other is frame]
    if not own or any(len(row.pieces) > 1 for row in own):
        return None
    columns = {columns_of(sides, row.pieces[0]) for row in own}
    if len(columns) > 1 or any(first != last for first, last in columns):
        return None
    if frame is None or not frame.start - SAME_SIDE < sides[0] < sides[-1] < frame.end + SAME_SIDE:
        return None
    spans, owner = number_cells(np.arange(len(sides) - 1).reshape(1, -1))
    ys = np.array([frame.top, frame.bottom])
    return Grid(xs=np.array(sides), ys=ys, spans=spans, owner=owner, ruled=False)
