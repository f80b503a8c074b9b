"""Dots that lead the eye from a label to its figure: the figure is a cell of its own."""

from collections.abc import Iterator, Sequence

import numpy as np
import regex
from msgspec.structs import replace

from parsers.tables.lines import Line
from parsers.tables.rowsets import Row

DOTS = ".…‥・･"
LEADERS = regex.compile(r"(?:\.\s?){4,}|[…‥]{2,}|[・･]{4,}")
"""Dots from a label to its figure."""


def cut_leaders(rows: Sequence[Row]) -> list[Row]:
    """The rows, cut behind leading dots, if such dots end a piece of some row already."""
    ends = (p.text for row in rows if len(row.pieces) > 1 for p in row.pieces[:-1])
    if not any(LEADERS.search(text) for text in ends if text[-1] in DOTS):
        return list(rows)
    return [replace(row, pieces=tuple(_cut(row.pieces))) for row in rows]


def _cut(pieces: Sequence[Line]) -> Iterator[Line]:
    for piece in pieces:
        found = [match.end() for match in LEADERS.finditer(piece.text)]
        ends = [float(np.nanmax(piece.spans[:end, 1])) for end in found if end < len(piece.text)]
        yield from piece.cut(ends) if ends else (piece,)
