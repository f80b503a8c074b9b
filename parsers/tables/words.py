"""Words of pieces of text: where the characters stand, and where wide gaps part them."""

from collections.abc import Sequence
from math import isnan
from operator import itemgetter

import numpy as np

from parsers.tables.lines import Line
from parsers.tables.page import Flags, Floats, Integers

WORD_GAP = 0.35
"""Gap in font sizes that may be part of a gutter."""

MANY = 12
"""So many pieces are faster taken out of their array at once."""

Word = tuple[float, float]
"""Where a part of a row begins and ends that no wider gap than a narrow blank cuts."""


def words(piece: Line) -> list[Word]:
    """Where the parts of a piece begin and end: `find_words` for one, which needs no array."""
    least = WORD_GAP * piece.size
    placed = [span for span in piece.spans.tolist() if not isnan(span[0])]
    placed.sort(key=itemgetter(0))
    found: list[Word] = []
    for at, (start, end) in enumerate(placed):
        if at and start - placed[at - 1][1] <= least:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def find_words(pieces: Sequence[Line]) -> tuple[Integers, Floats, Floats]:
    """The parts of pieces, of which there is one at least: whose it is, where it begins and ends."""
    number, starts, ends, wide = find_wide(pieces, WORD_GAP)
    new = np.ones(len(starts) + 1, dtype=bool)
    new[1:-1] = (number[1:] != number[:-1]) | wide
    first, last = new[:-1].nonzero()[0], new[1:].nonzero()[0]
    return number[first], starts[first], ends[last]


def find_wide(pieces: Sequence[Line], least: float) -> tuple[Integers, Floats, Floats, Flags]:
    """The characters of pieces, and where a wide gap stands before the next one.

    Args:
        pieces: At least one.
        least: A wide gap has more font sizes than this.

    Returns:
        The piece of each character, where it begins and ends, and for each but the last whether
        the next one of the same piece stands behind a wide gap.
    """
    counts = np.array([len(piece.text) for piece in pieces])
    starts, ends = _spans_of(pieces, counts).T
    number = np.arange(len(pieces)).repeat(counts)
    placed = ~np.isnan(starts)
    starts, ends, number = starts[placed], ends[placed], number[placed]
    same = number[1:] == number[:-1]
    if (same & (starts[1:] < starts[:-1])).any():  # most stand in order
        order = np.lexsort((starts, number))
        starts, ends = starts[order], ends[order]
    gaps = least * np.array([piece.size for piece in pieces])
    return number, starts, ends, same & (starts[1:] - ends[:-1] > gaps[number[1:]])


def _spans_of(pieces: Sequence[Line], counts: Integers) -> Floats:
    """Where the characters of pieces begin and end (n × 2); `counts` are those of each piece.

    All pieces of most pages are of one array, out of which many are taken at once.
    """
    held = pieces[0].held
    if len(pieces) < MANY or any(piece.held is not held for piece in pieces):
        return np.concatenate([piece.spans for piece in pieces])
    ends = counts.cumsum()
    shifts = np.array([piece.first for piece in pieces])
    shifts[1:] -= ends[:-1]
    boxes: Floats = held.array.take(np.arange(ends[-1]) + shifts.repeat(counts), axis=0)
    return boxes[:, ::2]
