"""Cells of a table without rules that stand for several columns or rows, as their place tells."""

from collections.abc import Sequence
from itertools import pairwise

from parsers.tables.gutters import column_of, columns_of
from parsers.tables.lines import Line
from parsers.tables.page import Floats, Integers
from parsers.tables.rowsets import Row

LEAST = 2
"""So many headings, above so many columns each."""

STRIPS = 3
"""Rules above and below each of several groups of rows are no fewer."""

MIDDLE = 0.5
"""What stands less than so many font sizes off the middle is in the middle."""


def spans_of_heads(
    above: Sequence[Row], below: Row, sides: Sequence[float]
) -> list[tuple[int, int]]:
    """First and last columns of headings that stand above as many columns each.

    The columns' own headings repeat (2009 2010 2009 2010), or each heading is in the middle of its
    columns. Nothing where neither is so.
    """
    if len(below.pieces) < 2 * LEAST:
        return []
    heads = [p for row in above for p in row.pieces if column_of(sides, p) > 0]
    if not LEAST <= len(heads) <= len(below.pieces) / LEAST:
        return []
    own = [piece for piece in below.pieces if column_of(sides, piece) > 0]
    count, size = len(heads), len(own) // len(heads)
    if size < LEAST or len(own) != count * size:
        return []
    heads.sort(key=lambda piece: piece.start)
    parts = [own[first : first + size] for first in range(0, len(own), size)]
    texts = [piece.text for piece in own]
    pairs = [*zip(heads, parts, strict=True)]
    if len(set(texts[:size])) == size and texts == texts[:size] * count:
        fits = all(p.start < part[-1].end and part[0].start < p.end for p, part in pairs)
    else:
        fits = all(_is_centred(piece, part) for piece, part in pairs)
    return [(column_of(sides, p[0]), column_of(sides, p[-1])) for p in parts] if fits else []


def _is_centred(head: Line, part: Sequence[Line]) -> bool:
    """Whether a heading stands in the middle above several pieces."""
    off = (head.start + head.end) - (part[0].start + part[-1].end)
    return abs(off) < 2 * MIDDLE * head.size


def set_beside_headings(sides: Sequence[float], rows: Sequence[Row]) -> Sequence[float]:
    """The sides, moved within their gutters to where each of as many headings has its own column.

    A heading that is set to the left may end where the figures below it, set to the right, begin.
    """
    heads = rows[0].pieces
    if len(heads) != len(sides) - 1 or [column_of(sides, p) for p in heads] == [*range(len(heads))]:
        return sides
    below = [(piece, (piece.start + piece.end) / 2) for row in rows[1:] for piece in row.pieces]
    moved = list(sides)
    for number, (left, right) in enumerate(pairwise(heads), start=1):
        side = sides[number]
        low = max([left.end, *(p.end for p, middle in below if middle < side)])
        high = min([right.start, *(p.start for p, middle in below if middle >= side)])
        if not low < side < high and low < high:
            moved[number] = (low + high) / 2
    return moved


def take_tall_labels(
    rows: Sequence[Row], sides: Sequence[float], across: Floats
) -> tuple[list[Row], list[tuple[float, float]]]:
    """The rows without labels that stand by themselves in the middle of rows between two rules.

    Returns:
        The rows, and top and bottom of the rows that a label of the first column is for.
    """
    kept, found = list(rows), []
    for top, bottom in pairwise(across.tolist()) if len(across) >= STRIPS else ():
        strip = [row for row in rows if top < (row.top + row.bottom) / 2 < bottom]
        if len(strip) < STRIPS:
            continue
        labels = [p for row in strip for p in row.pieces if columns_of(sides, p) == (0, 0)]
        if _is_in_the_middle(labels, strip):
            found.append((top, bottom))
            kept = [row for row in kept if row.pieces[-1] not in labels]
    return kept, found


def _is_in_the_middle(labels: Sequence[Line], strip: Sequence[Row]) -> bool:
    """Whether lines of a label stand in the middle of rows, of which the first and last have none."""
    ends = [piece for row in (strip[:1], strip[-1:]) for own in row for piece in own.pieces]
    if not labels or any(piece in labels for piece in ends):
        return False
    alone = [row.pieces[-1] in labels for row in strip]
    if sum(alone) < len(labels) > 1 or any(
        len(row.pieces) < 2 and not own for row, own in zip(strip, alone, strict=True)
    ):
        return False
    own = labels[0].top + labels[-1].bottom
    whole = strip[0].top + strip[-1].bottom
    return abs(own - whole) < 2 * MIDDLE * labels[0].size


def merge_tall(
    owner: Integers, groups: Sequence[Sequence[Row]], tall: Sequence[tuple[float, float]]
) -> None:
    """Make one cell of the first column of all rows that a label is for."""
    for top, bottom in tall:
        own = [
            n for n, group in enumerate(groups) if top < group[0].top and group[-1].bottom < bottom
        ]
        for number in own[1:]:
            owner[number, 0] = owner[own[0], 0]
