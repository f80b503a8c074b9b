"""Visual rows to the rows of a table: told by rules, by wider gaps, by figures and by sense."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from parsers.tables.figures import count_figures, is_figure
from parsers.tables.frames import HEADER_RULES
from parsers.tables.gutters import column_of, columns_of
from parsers.tables.headings import spans_of_heads
from parsers.tables.lines import Line
from parsers.tables.page import Floats, median
from parsers.tables.rowsets import Row
from parsers.tables.wrap import MARKER, has_room

MOSTLY = 0.6
"""A column with figures in this part of its pieces is one of figures."""

SEVERAL = 4
"""Lines of a cell that are many."""

CLEAR, CLEARLY = 0.15, 1.4
"""Gaps between rows are wider than those between lines by this part of the font size, and times."""

WRAPS = 0.3
"""Where more lines than this part of them are full, the text wraps in its cells."""

LONG = 8
"""Lines of text that wraps are longer than this many font sizes."""

STILL = 0.5
"""A line that begins less than this many font sizes farther in than the one above is not indented."""

PARALLEL = 3
"""So many cells beside each other that have room and yet go on are cells of a new row."""

FIGURES = 2
"""More rows with figures than this are a table also where labels stand between them."""

TIGHT = 0.75
"""A gap of less than this part of the usual one joins a row to the one above."""


def group_rows(
    rows: Sequence[Row], sides: Sequence[float], across: Floats, rules: Floats, least: int = 3
) -> list[list[Row]]:
    """Visual rows, those of one table row together; gaps count from `least` groups on."""
    usual = usual_gap(rows, sides)
    strips = _strips(rows, across)
    ruled = len(across) > HEADER_RULES
    groups: list[list[Row]] = []
    head = 0 if ruled and not _has_figures(strips[0], sides) else _count_headings(strips[0])
    if head:
        groups.append(strips[0][:head])
        strips[0] = strips[0][head:]
    for number, strip in enumerate(strips):
        heads = number == 0 and len(strips) > 1 and not head
        if (ruled or heads) and not _has_figures(strip, sides):
            groups.append(strip)
            continue
        apart = split_at_gaps(strip, sides, least)
        if apart is None and _is_one(strip, sides):
            apart = [strip]
        groups.extend(apart or _group_by_sense(strip, sides, usual))
    return [part for group in groups for part in split_headings(group, sides, rules)]


def _count_headings(strip: Sequence[Row]) -> int:
    """How many rows at the top are the lines of headings above rows that are mostly figures."""
    figures = [
        len(row.pieces) > 1 and count_figures(row.pieces) * 2 >= len(row.pieces) for row in strip
    ]
    if not any(figures):
        return 0
    head = figures.index(True)
    if sum(figures) < MOSTLY * (len(strip) - head):
        return 0
    while head and len(strip[head - 1].pieces) == 1:
        head -= 1  # it heads the rows below it, not the columns
    near = all(b.top - a.bottom < a.size for a, b in pairwise(strip[:head]))
    return head if head > 1 and near else 0


def split_headings(
    group: Sequence[Row], sides: Sequence[float], rules: Floats
) -> Iterator[list[Row]]:
    """A row of the table, headings over several columns apart from those of single ones below.

    A heading stands over several columns where it crosses their gutters or a rule below it does,
    or where it is alone and more space than between lines parts it from what stands below.
    """
    start = 0
    places = [[columns_of(sides, piece) for piece in row.pieces] for row in group[:-1]]
    for at in range(1, len(group)):
        above, below = group[start:at], group[at:]
        if (
            _rule_between(above[-1], below[0], sides, rules)
            or _heads_several(above, [*chain(*places[start:at])], below, sides)
            or spans_of_heads(above, below[0], sides)
        ):
            yield list(above)
            start = at
    yield list(group[start:])


def _rule_between(above: Row, below: Row, sides: Sequence[float], rules: Floats) -> bool:
    """Whether a rule below a heading crosses gutters."""
    if not len(rules):
        return False
    low, high = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
    for _, start, end in rules[(rules[:, 0] > low) & (rules[:, 0] < high)].tolist():
        crossed = any(start < side < end for side in sides[1:-1])
        if crossed and any(start - 2 < p.start and p.end < end + 2 for p in above.pieces):
            return True
    return False


def _heads_several(
    above: Sequence[Row],
    places: Sequence[tuple[int, int]],
    below: Sequence[Row],
    sides: Sequence[float],
) -> bool:
    """Whether headings, of which the first and last columns are given, stand over several columns."""
    crossed = [(first, last) for first, last in places if first < last]
    alone = len(places) == 1 and len(below) > 1 and places[0][0] > 0
    if not crossed and not alone:
        return False
    held = {column_of(sides, piece) for row in below for piece in row.pieces}
    if any(len(held.intersection(range(a, b + 1))) > 1 for a, b in crossed):
        return True
    if not alone or len(held) < 3:
        return False
    gaps = [b.top - a.bottom for a, b in pairwise(below)]
    return below[0].top - above[-1].bottom > CLEARLY * max(*gaps, 1.0)


def _is_one(strip: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether a strip is one row: long lines that wrap, and no figures one below the other.

    The cells of one row hardly ever wrap to as many lines in all of several columns.
    """
    full = [_is_filled(row, sides, len(sides) - 1) for row in strip]
    if len(sides) > PARALLEL + 1 and sum(full) > MOSTLY * len(strip):
        return False
    if sum(not above and below for above, below in pairwise(full)) > 1:
        return False  # a full line begins a row
    widths = [[p.end - p.start for p in pieces] for pieces in _in_columns(strip, sides) if pieces]
    long = max(median(column) for column in widths) > LONG * strip[0].size
    return long and not _has_figures(strip, sides) and _wraps_much(strip, sides)


def split_at_gaps(
    strip: Sequence[Row], sides: Sequence[float], least: int = 3
) -> list[list[Row]] | None:
    """The rows of a strip where gaps between rows are clearly wider than those between lines."""
    floors = accumulate([row.bottom for row in strip], max)
    gaps = [row.top - floor for row, floor in zip(strip[1:], floors, strict=False)]
    if len(gaps) < 2:
        return None
    order = sorted([max(gap, 0.0) for gap in gaps])
    low, high = max(pairwise(order), key=lambda pair: pair[1] - pair[0])
    size = median([row.size for row in strip])
    if high - low < CLEAR * size or high < CLEARLY * low:
        return None
    cuts = [at for at, gap in enumerate(gaps, start=1) if gap > (low + high) / 2]
    split = [[*strip[first:last]] for first, last in pairwise([0, *cuts, len(strip)])]
    if any(_has_figures(group, sides) for group in split):
        return None
    filled = [_filled(group, sides) for group in split]
    first = sum(0 in columns for columns in filled)
    several = sum(len(columns) > 1 for columns in filled)
    good = min(first, several) >= MOSTLY * len(split) and len(split) >= least
    return split if good else None


def _filled(group: Sequence[Row], sides: Sequence[float]) -> set[int]:
    return {column_of(sides, piece) for row in group for piece in row.pieces}


def _is_filled(row: Row, sides: Sequence[float], least: float) -> bool:
    """Whether a row has text in so many columns at least."""
    return len(row.pieces) >= least and len(_filled([row], sides)) >= least


def _strips(rows: Sequence[Row], across: Floats) -> list[list[Row]]:
    """The rows between neighbouring rules."""
    strips: dict[int, list[Row]] = {}
    heights = across.tolist()
    for row in rows:
        strips.setdefault(bisect_left(heights, (row.top + row.bottom) / 2), []).append(row)
    return list(strips.values())


def _in_columns(strip: Sequence[Row], sides: Sequence[float]) -> list[list[Line]]:
    """The pieces of each column, from top to bottom."""
    columns: list[list[Line]] = [[] for _ in range(len(sides) - 1)]
    for row in strip:
        for piece in row.pieces:
            columns[column_of(sides, piece)].append(piece)
    return columns


def _has_figures(strip: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether most pieces of some column are figures, one below the other: so many rows."""
    if count_figures(piece for row in strip for piece in row.pieces) < 2:
        return False
    for pieces in _in_columns(strip, sides):
        figures = count_figures(pieces)
        if figures > 1 and figures >= MOSTLY * len(pieces):
            return True
    return False


def is_figures(lines: Sequence[Line]) -> bool:
    """Whether a cell holds several lines that are mostly figures."""
    return len(lines) >= SEVERAL and count_figures(lines) >= MOSTLY * len(lines)


def _wraps_much(strip: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether many lines of a strip had no room for what follows below them."""
    wraps = steps = 0
    for column, pieces in enumerate(_in_columns(strip, sides)):
        limit = max([piece.end for piece in pieces], default=0.0)
        limit = max(limit, sides[column + 1] - 2 * strip[0].size)
        steps += max(len(pieces) - 1, 0)
        wraps += sum(_ran_out(a, b, sides[column], limit) for a, b in pairwise(pieces))
    return wraps > WRAPS * steps


def _ran_out(before: Line, line: Line, start: float, limit: float) -> bool:
    """Whether a piece filled its column, and had no room for what stands below it."""
    return before.end - before.start > (limit - start) / 2 and not has_room(before, line, limit)


def usual_gap(rows: Sequence[Row], sides: Sequence[float]) -> float:
    """Median gap between rows that both fill most columns, else between all rows around figures."""
    half = (len(sides) - 1) / 2
    full = [_is_filled(row, sides, half) for row in rows]
    gaps = [
        below.top - above.bottom
        for (above, a), (below, b) in pairwise(zip(rows, full, strict=True))
        if a and b
    ]
    if not gaps and sum(any(map(is_figure, row.pieces)) for row in rows) > FIGURES:
        gaps = [below.top - above.bottom for above, below in pairwise(rows)]
    return median(gaps) if gaps else 0.0


def _group_by_sense(rows: Sequence[Row], sides: Sequence[float], usual: float) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        if groups and (
            continues_row(groups[-1], row, sides, usual)
            or _ends_label(groups[-1], row, sides, usual)
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _ends_label(group: Sequence[Row], row: Row, sides: Sequence[float], usual: float) -> bool:
    """Whether a row begins with the rest of a label that the rows above hold alone.

    The figures of a label that wraps may stand beside its last line.
    """
    labels = [piece for above in group for piece in above.pieces]
    first, last = row.pieces[0], labels[-1]
    if len(labels) > len(group) or any(column_of(sides, p) for p in (*labels, first)):
        return False
    near = row.top - group[-1].bottom <= usual + 0.3 * row.size
    broken = first.text[0].islower() or last.text[-1] in "-,(（、"
    return near and broken and first.start > last.start - STILL * row.size


def continues_row(group: Sequence[Row], row: Row, sides: Sequence[float], usual: float) -> bool:
    """Whether a visual row belongs to the table row above: it only wraps some of its cells."""
    columns = {column_of(sides, piece) for piece in row.pieces}
    filled = {column_of(sides, piece) for above in group for piece in above.pieces}
    if any(is_figure(piece) for piece in row.pieces) and columns & filled:
        return False
    if len(row.pieces) == 1 and _stands_below_figure(row.pieces[0], group, sides):
        return False
    gap = row.top - group[-1].bottom
    new = not columns <= filled and 0 in columns
    if new or gap > usual + 0.3 * row.size or len(columns) > len(filled):
        return False
    if 0 not in columns and len(columns) >= PARALLEL:
        return not _all_have_room(group[-1], row, sides)
    if 0 not in columns or gap < TIGHT * usual - 0.5:
        return True
    full = len(row.pieces) > 1 and len(columns) * 2 > len(sides) - 1
    return not full and len(filled) > 1 and _wraps(group[-1], row, sides)


def _all_have_room(above: Row, row: Row, sides: Sequence[float]) -> bool:
    """Whether no piece of the row above was too long for its cell: what is below is new."""
    ends = {column_of(sides, piece): piece for piece in above.pieces}
    for piece in row.pieces:
        column = column_of(sides, piece)
        limit = sides[column + 1] - piece.size
        if column not in ends or _ran_out(ends[column], piece, sides[column], limit):
            return False
    return True


def _stands_below_figure(piece: Line, group: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether a lone piece that is no figure stands below one: it heads the rows that follow."""
    first, last = columns_of(sides, piece)
    above = [p for row in group for p in row.pieces if first <= column_of(sides, p) <= last]
    return (
        len(sides) > 3 and bool(above) and all(map(is_figure, above)) and piece.text[0] not in "(（"
    )


def _wraps(above: Row, row: Row, sides: Sequence[float]) -> bool:
    """Whether the first column's text of the row above ran out of room, or breaks off."""
    first, second = above.pieces[0], row.pieces[0]
    if MARKER.match(second.text) or column_of(sides, first) != column_of(sides, second):
        return False
    if second.text[:1].islower() or first.text[-1:] in "-,(（、":
        return True
    if second.text[:1].isupper() and second.start < first.start + STILL * second.size:
        return False
    return not has_room(first, second, sides[1] - first.size / 2)
