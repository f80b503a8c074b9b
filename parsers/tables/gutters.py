"""Columns of a table without vertical rules: white gutters that run through its rows."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, groupby, pairwise
from operator import itemgetter

import numpy as np
from msgspec.structs import replace

from parsers.tables.figures import count_figures
from parsers.tables.lines import Line
from parsers.tables.page import Flags, Floats, Integers, median
from parsers.tables.rowsets import Row
from parsers.tables.words import WORD_GAP, find_wide, find_words, words

NARROWEST = 0.5
"""A gutter is at least this many font sizes wide."""

CROSSED = 0.08
"""A gutter may be crossed by this part of the rows (long labels, group headings)."""

RICH = 0.6
"""Rows with at least this part of the pieces of the richest ones tell where gutters are."""

EDGE, STILL, OVERRUN = 0.6, 1.0, 0.3
"""A column begins where this part of the rows have a piece within so many points, and no more than
that part run over."""

SCARCE = 0.2
"""A column with text in no more than this part of the rows may be part of its neighbour."""

HEADED = 4
"""So many rows tell that a column has nothing but a heading."""

RICHEST = 0.8
"""Part of the rows that have fewer pieces than one that counts as rich."""


def find_columns(rows: Sequence[Row]) -> list[float]:
    """Positions of the columns' sides, outer ones included; fewer than three where none are found.

    Rows with few pieces (titles, headings over several columns, wrapped lines) have no say, nor
    have headings where most rows are figures: they only tell the place within a gutter.
    """
    number, starts, ends = _words_of_rows(rows)
    left = min(piece.start for row in rows for piece in row.pieces)
    right = max(piece.end for row in rows for piece in row.pieces)
    telling = _telling(rows)
    telling = sorted([*telling, *_labels_apart(rows, telling)])
    rich = [rows[number] for number in telling]
    tells = np.zeros(len(rows))
    tells[telling] = 1
    cover = _cover(number, starts - left, ends - left)
    covered = _count_cover(cover, tells, right - left)
    every = _count_cover(cover, np.array([len(row.pieces) for row in rows]), right - left)
    free = covered <= CROSSED * len(rich)
    size = median([piece.size for row in rich for piece in row.pieces])
    sides = [left - 1]
    for start, end in _stretches(free):
        inner = start > 0 and end < len(free)
        if inner and (end - start) / STEPS >= NARROWEST * size:
            sides.append(left + _freest(every, start, end) / STEPS)
    sides.append(right + 1)
    sides = sorted(sides + _edges(rich, sides, covered, left))
    held = np.zeros((len(rows), len(sides) - 1), dtype=bool)
    held[number, np.array(sides[1:-1]).searchsorted((starts + ends) / 2)] = True
    return _without_empty(sides, rich, held[telling])


def _words_of_rows(rows: Sequence[Row]) -> tuple[Integers, Floats, Floats]:
    """The row of each word, where it begins and where it ends."""
    row_of = [number for number, row in enumerate(rows) for _ in row.pieces]
    piece, starts, ends = find_words([piece for row in rows for piece in row.pieces])
    return np.array(row_of)[piece], starts, ends


def _telling(rows: Sequence[Row]) -> list[int]:
    """Which rows tell where gutters are."""
    counts = [len(row.pieces) for row in rows]
    wanted = max(2.0, RICH * _quantile([count for count in counts if count > 1], RICHEST))
    rich = [number for number, count in enumerate(counts) if count >= wanted]
    figures = [n for n in rich if count_figures(rows[n].pieces) * 2 >= len(rows[n].pieces)]
    return figures if len(figures) * 2 > len(rich) else rich


def _labels_apart(rows: Sequence[Row], telling: Sequence[int]) -> list[int]:
    """Rows that begin left of all that tell where gutters are: labels that stand between figures."""
    start = min([rows[number].pieces[0].start for number in telling], default=0.0)
    left = [n for n, row in enumerate(rows) if n and row.pieces[0].end < start]
    return left if len(left) >= max(2, SCARCE * len(rows)) and len(telling) > 2 else []


def _quantile(values: Sequence[int], part: float) -> float:
    """What this part of the values lies below, between two of them where it falls there.

    numpy's own looks for NaN and axes first: for as few values as here that takes longest.
    """
    ordered, at = sorted(values), part * (len(values) - 1)
    low, high = ordered[int(at)], ordered[min(int(at) + 1, len(values) - 1)]
    return low + (high - low) * (at - int(at))


def _edges(
    rows: Sequence[Row], sides: Sequence[float], covered: Floats, left: float
) -> list[float]:
    """Where most rows have a piece that begins at one place, though some run over into it."""
    starts = [piece.start for row in rows for piece in row.pieces[1:]]
    found: list[float] = []
    counts = Counter(map(round, starts))
    for place in sorted(counts):
        about = counts[place - 1] + counts[place] + counts[place + 1]
        if about < EDGE * len(rows):
            continue
        begun = [start for start in starts if abs(start - place) < STILL]
        if len(begun) < EDGE * len(rows):
            continue
        at = min(begun) - 1
        crossed = covered[int((at - left) * STEPS)] if at > left else len(rows)
        before = max([side for side in sides if side <= at + 1], default=0)
        others = sum([before < start < at for start in starts])
        parted = before > left and others < EDGE * len(rows)
        if crossed < OVERRUN * len(rows) and not parted:
            found.append(at)
            sides = [*sides, at]
    return found


STEPS = 2
"""Positions looked at a point."""


def _cover(number: Integers, starts: Floats, ends: Floats) -> tuple[Integers, Integers, Integers]:
    """Row, start and end of what words cover, in steps; nothing that another word of the row covers.

    Args:
        number: The row of each word, in order.
        starts: Where it begins, from the left side of the table.
        ends: Where it ends.
    """
    start = (starts * STEPS).astype(np.int64)
    end = np.maximum((ends * STEPS).astype(np.int64), start + 1)
    shift = number * (int(end.max()) + 1)  # no row reaches into the next one
    reach = np.zeros_like(end)
    reach[1:] = np.maximum.accumulate(np.maximum(end, 0) + shift)[:-1]
    reach = np.maximum(reach - shift, 0)
    new = (end > reach).nonzero()[0]
    return number[new], np.maximum(start, reach)[new], end[new]


def _count_cover(
    cover: tuple[Integers, Integers, Integers], weights: Integers | Floats, width: float
) -> Floats:
    """The weight of the rows that have text at each position."""
    (number, start, end), count = cover, int(width * STEPS) + 3
    own = weights[number]
    steps = np.bincount(start, own, count) - np.bincount(end, own, count)
    return steps[: count - 2].cumsum()


APART = 0.8
"""Words set apart by more than this many font sizes may stand in columns of their own."""


def find_gaps(lines: Sequence[Line]) -> list[tuple[Line, list[float]]]:
    """Each level line that has gaps wider than those between words, with their middles."""
    level = [line for line in lines if line.angle == 0]
    if not level:
        return []
    number, starts, ends, wide = find_wide(level, APART)
    at = wide.nonzero()[0]
    middles = zip(number[at].tolist(), ((ends[at] + starts[at + 1]) / 2).tolist(), strict=True)
    groups = groupby(middles, key=itemgetter(0))
    return [(level[piece], [middle for _, middle in own]) for piece, own in groups]


LEAST = 2
"""A piece is cut only where so many others begin."""

NEAR_ROWS = 3
"""Rows so near above and below tell where columns begin."""


def cut_at_columns(rows: Sequence[Row]) -> list[Row]:
    """The rows with pieces cut where a column of two rows nearby begins.

    A line that fills its column may end so near to the next column that the gap looks like a blank.
    """
    cut = list(rows)
    if sum([len(row.pieces) - 1 for row in rows]) < LEAST:
        return cut
    apart = {piece for piece, _ in find_gaps([piece for row in rows for piece in row.pieces])}
    wide = [at for at, row in enumerate(rows) if not apart.isdisjoint(row.pieces)]
    for at in (*wide, *reversed(wide)):
        near = (*cut[max(at - NEAR_ROWS, 0) : at], *cut[at + 1 : at + 1 + NEAR_ROWS])
        starts = sorted(piece.start for row in near for piece in row.pieces[1:])
        cut[at] = _cut_at_starts(cut[at], starts)
    return cut


def _cut_at_starts(row: Row, starts: Sequence[float]) -> Row:
    over = [
        starts[bisect_right(starts, p.start + p.size) : bisect_left(starts, p.end)]
        for p in row.pieces
    ]
    if max(map(len, over)) < LEAST:
        return row
    pieces: list[Line] = []
    for piece, own in zip(row.pieces, over, strict=True):
        least = APART * piece.size
        gaps = [
            (a[1] + b[0]) / 2
            for a, b in (pairwise(words(piece)) if own else ())
            if b[0] - a[1] > least and sum(abs(b[0] - start) < STILL for start in own) > 1
        ]
        pieces += piece.cut(gaps) if gaps else [piece]
    return row if len(pieces) == len(row.pieces) else replace(row, pieces=tuple(pieces))


NARROW_GAP = 0.1
"""Words stand at least this many font sizes apart."""

WIDER = 1.3
"""A gap between two cells is so many times as wide as those between the words in them."""


def cut_rows(rows: Sequence[Row], sides: Sequence[float]) -> Sequence[Row]:
    """The rows with pieces cut that run over a side.

    They are cut where an unusually wide gap stands there, or where a word begins at the very place
    at which the column's other pieces begin.
    """
    inner = sides[1:-1]
    over = [any(_runs_over(piece, inner) for piece in row.pieces) for row in rows]
    if not any(over):
        return rows
    edges = _column_edges(rows, sides)
    return [
        _cut_row(row, inner, edges) if cut else row for row, cut in zip(rows, over, strict=True)
    ]


def _runs_over(piece: Line, inner: Sequence[float]) -> bool:
    return bisect_right(inner, piece.start) < bisect_left(inner, piece.end)


def _column_edges(rows: Sequence[Row], sides: Sequence[float]) -> list[float]:
    """Where the pieces of each column but the first begin, if most begin at one place."""
    starts: list[list[float]] = [[] for _ in sides[1:]]
    for row in rows:
        for piece in row.pieces:
            starts[column_of(sides, piece)].append(piece.start)
    edges = []
    for own in starts[1:]:
        middle = sorted(own)[len(own) // 2] if own else np.nan
        still = sum(abs(start - middle) < STILL for start in own)
        edges.append(middle if still > max(2, EDGE * len(own)) else np.nan)
    return edges


def _cut_row(row: Row, inner: Sequence[float], edges: Sequence[float]) -> Row:
    pieces = [part for piece in row.pieces for part in _cut_piece(piece, inner, edges)]
    return row if len(pieces) == len(row.pieces) else replace(row, pieces=tuple(pieces))


def _cut_piece(piece: Line, inner: Sequence[float], edges: Sequence[float]) -> Sequence[Line]:
    low, high = bisect_right(inner, piece.start), bisect_left(inner, piece.end)
    if low >= high:
        return (piece,)
    gaps = [(a[1], b[0]) for a, b in pairwise(words(piece))]
    over = [any(left < side < right for side in inner) for left, right in gaps]
    widest = max((b - a for (a, b), at in zip(gaps, over, strict=True) if not at), default=0.0)
    least = max(WORD_GAP * piece.size, WIDER * widest)
    cuts = [(a + b) / 2 for (a, b), at in zip(gaps, over, strict=True) if at and b - a > least]
    cuts = cuts or [cut for edge in edges[low:high] for cut in _word_at(piece, edge)]
    return piece.cut(cuts) if cuts else [piece]


def _word_at(piece: Line, edge: float) -> Iterator[float]:
    """The middle of the gap before a word of the piece that begins at this place."""
    starts, ends = piece.spans[~np.isnan(piece.spans[:, 0])].T
    gaps = starts[1:] - ends[:-1]
    begins = (np.abs(starts[1:] - edge) < STILL) & (gaps > NARROW_GAP * piece.size)
    for at in begins.nonzero()[0].tolist()[:1]:
        yield float(ends[at] + starts[at + 1]) / 2


def _freest(covered: Floats, start: int, end: int) -> float:
    """The middle of the part of a gutter that the fewest rows cross."""
    part = covered[start:end]
    low, high = max(_stretches(part <= part.min()), key=lambda s: s[1] - s[0])
    return start + (low + high) / 2


def _stretches(flags: Flags) -> list[tuple[int, int]]:
    """Start and end of each stretch of true values."""
    framed = np.zeros(len(flags) + 2, dtype=bool)
    framed[1:-1] = flags
    edges = (framed[1:] != framed[:-1]).nonzero()[0].tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _without_empty(sides: Sequence[float], rows: Sequence[Row], held: Flags) -> list[float]:
    """The sides without those of columns that are part of their neighbour.

    Those are columns that hold no piece of their own, or only headings that stand beside the
    figures below them: such a column goes to the neighbour that its rows leave empty, and of two
    of them to that which its headings belong to when counted, else to the nearer one.

    Args:
        sides: Those of the columns.
        rows: The rows that tell where gutters are.
        held: Which columns each of them has words in (rows × columns).
    """
    keep = np.ones(len(sides), dtype=bool)
    for column in np.flatnonzero(~held.any(axis=0)).tolist():
        keep[column or 1] = False
    keep[[0, -1]] = True
    sides = list(compress(sides, keep))
    held = np.logical_or.reduceat(held, keep[:-1].nonzero()[0], axis=1)
    few = held.sum(axis=0) <= SCARCE * len(rows)
    if len(rows) >= HEADED:
        few |= ~held[1:].any(axis=0)
    if not few.any():
        return sides
    inner = [side for side in range(1, len(sides) - 1) if few[side - 1] or few[side]]
    wishes = _wishes(sides, rows, few)
    group = list(range(len(few)))
    for side in sorted(inner, key=lambda side: -wishes[side]):
        left, right = group[side - 1], group[side]
        if not (held[:, left] & held[:, right]).any():
            held[:, left] |= held[:, right]
            group = [left if number == right else number for number in group]
    kept = (sides[i] for i in range(1, len(few)) if group[i] != group[i - 1])
    return [sides[0], *kept, sides[-1]]


def _wishes(sides: Sequence[float], rows: Sequence[Row], few: Flags) -> Floats:
    """How much the scarce columns want each side away: by rank of their pieces, then nearness."""
    wishes = np.zeros(len(sides))
    dense = (~few).nonzero()[0]
    ends = np.full(len(few), -np.inf)
    starts = np.full(len(few), np.inf)
    for row in rows:
        places = [column_of(sides, piece) for piece in row.pieces]
        for rank, (column, piece) in enumerate(zip(places, row.pieces, strict=True)):
            starts[column] = min(starts[column], piece.start)
            ends[column] = max(ends[column], piece.end)
            if few[column] and len(row.pieces) == len(dense):
                wishes[column + (dense[rank] > column)] += 1
    gaps = starts[1:] - ends[:-1]
    wishes[1:-1] -= (
        0.5 * gaps / max(1.0, float(np.abs(gaps).max(initial=0, where=np.isfinite(gaps))))
    )
    return wishes


def column_of(sides: Sequence[float], piece: Line) -> int:
    """The column that the middle of a piece stands in."""
    return bisect_left(sides, (piece.start + piece.end) / 2, 1, len(sides) - 1) - 1


def columns_of(sides: Sequence[float], piece: Line) -> tuple[int, int]:
    """First and last column that a piece reaches into by more than a little."""
    slack, end = piece.size * NARROWEST, len(sides) - 1
    first = bisect_left(sides, piece.start + slack, 1, end) - 1
    last = bisect_left(sides, piece.end - slack, 1, end) - 1
    if first == last:
        return first, last
    if last < first:
        return last, first
    parts = words(piece)
    crossed = any(
        start < side < end for side in sides[first + 1 : last + 1] for start, end in parts
    )
    return (first, last) if crossed else (column_of(sides, piece),) * 2
