"""Tables without rules between all cells: columns from gutters, rows from rules, gaps and sense."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from parsers.tables.figures import count_figures, is_figure
from parsers.tables.frames import Frame
from parsers.tables.grid import Grid, number_cells
from parsers.tables.gutters import column_of, columns_of, cut_row, find_columns
from parsers.tables.lines import Line
from parsers.tables.page import Floats, Integers
from parsers.tables.rowsets import Row, find_runs, has_caption, make_rows, split_side_by_side
from parsers.tables.wrap import MARKER, has_room

ACROSS = 0.6
"""A rule that covers this part of the table's width lies between rows."""

UNDER = 0.5
"""A rule that covers this part of a column closes the cell above it."""

HEADER_RULES = 3
"""Rules above and below the header and at the end do not tell rows apart."""

MOSTLY = 0.6
"""A column with figures in this part of its pieces is one of figures."""

FULL, BROAD = 0.8, 100.0
"""A piece that fills this part of a column as wide as this (points) is a line of prose."""

SEVERAL = 4
"""Lines of a cell that are many."""

CLEAR, CLEARLY = 0.15, 1.4
"""Gaps between rows are wider than those between lines by this part of the font size, and times."""

WRAPS = 0.3
"""Where more lines than this part of them are full, the text wraps in its cells."""

LONG = 8
"""Lines of text that wraps are longer than this many font sizes."""

NOTE, NOTE_WIDTH = 60, 250.0
"""A piece of more characters and wider (points) than this is no cell."""

STILL = 0.5
"""A line that begins less than this many font sizes farther in than the one above is not indented."""

TIGHT = 0.75
"""A gap of less than this part of the usual one joins a row to the one above."""


def find_text_grids(
    pieces: Sequence[Line],
    rules: Floats,
    barriers: Floats,
    frames: Sequence[Frame],
    expected: Floats,
) -> Iterator[Grid]:
    """A grid for each run of rows that is a table.

    Args:
        pieces: Pieces of text outside ruled tables, cut at every gap wider than a blank.
        rules: n × 3 horizontal rules: height, start and end.
        barriers: n × 2 heights of ruled tables.
        frames: Rules and bands of one width, one below the other.
        expected: Sides of the columns of a table that the page before ends with, or nothing.
    """
    for part in split_side_by_side(pieces, frames):
        rows = make_rows(part)
        for run in find_runs(rows, barriers, frames):
            captioned = has_caption(run, rows)
            first = run[0] is rows[0] or not captioned
            sides = expected if first and fits(run, expected) else None
            grid = make_text_grid(run, rules, captioned=captioned, expected=sides)
            if grid is not None:
                yield grid


def fits(rows: Sequence[Row], sides: Floats) -> bool:
    """Whether all pieces stand in the columns of the page before, several beside each other."""
    if len(sides) < 3:
        return False
    pieces = [piece for row in rows for piece in row.pieces]
    places = [columns_of(sides, piece) for piece in pieces]
    inside = all(sides[0] - p.size < p.start and p.end < sides[-1] + p.size for p in pieces)
    return inside and all(a == b for a, b in places) and len({a for a, _ in places}) > 1


def make_text_grid(
    rows: Sequence[Row],
    rules: Floats,
    *,
    captioned: bool = False,
    expected: Floats | None = None,
) -> Grid | None:
    """The grid of a run, or None where it is no table."""
    rows = _without_notes(rows)
    if not any(len(row.pieces) > 1 for row in rows):
        return None
    sides = find_columns(rows) if expected is None else expected
    if len(sides) < 3:
        return None
    rows = [cut_row(row, sides) for row in rows]
    across = rules_across(rules, sides, rows[0].top - rows[0].size, rows[-1].bottom + rows[-1].size)
    groups = group_rows(rows, sides, across, rules, least=3 if expected is None else 2)
    apart = captioned or len(across) > 1 or split_at_gaps(rows, sides) is not None
    if expected is None and not looks_like_table(groups, sides, ruled=apart):
        return None
    heights = _row_sides(groups, across)
    owner = _merge_across(groups, sides, bands=len(across) <= HEADER_RULES)
    owner = _merge_down(owner, groups, heights, sides, rules, across)
    spans, owner = number_cells(owner)
    return Grid(xs=sides, ys=heights, spans=spans, owner=owner, ruled=False)


def _without_notes(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without lines of running text above and below that are wider than what is between."""
    shown = [index for index, row in enumerate(rows) if not any(is_note(p) for p in row.pieces)]
    return rows[shown[0] : shown[-1] + 1] if len(shown) * 2 > len(rows) else rows


def is_note(piece: Line) -> bool:
    """Whether a piece is a line of running text in any table."""
    return len(piece.text) > NOTE and piece.end - piece.start > NOTE_WIDTH


def rules_across(rules: Floats, sides: Floats, top: float, bottom: float) -> Floats:
    """Heights of rules that cover most of the table's width; pieces of one rule count together."""
    inside = rules[(rules[:, 0] > top) & (rules[:, 0] < bottom)]
    width = sides[-1] - sides[0]
    heights = []
    for height in np.unique(inside[:, 0].round()):
        same = inside[np.abs(inside[:, 0] - height) <= 1]
        covered = np.minimum(same[:, 2], sides[-1]) - np.maximum(same[:, 1], sides[0])
        if covered.clip(min=0).sum() > ACROSS * width:
            heights.append(float(same[:, 0].mean()))
    return np.array(heights)


def group_rows(
    rows: Sequence[Row], sides: Floats, across: Floats, rules: Floats, least: int = 3
) -> list[list[Row]]:
    """Visual rows, those of one table row together; gaps count from `least` groups on."""
    usual = usual_gap(rows, sides)
    strips = _strips(rows, across)
    ruled = len(across) > HEADER_RULES
    groups: list[list[Row]] = []
    for number, strip in enumerate(strips):
        heads = number == 0 and len(strips) > 1
        if (ruled or heads) and not _has_figures(strip, sides):
            groups.append(strip)
            continue
        apart = split_at_gaps(strip, sides, least)
        if apart is None and _is_one(strip, sides):
            apart = [strip]
        groups.extend(apart or _group_by_sense(strip, sides, usual))
    return [part for group in groups for part in split_headings(group, sides, rules)]


def split_headings(group: Sequence[Row], sides: Floats, rules: Floats) -> Iterator[list[Row]]:
    """A row of the table, headings over several columns apart from those of single ones below.

    A heading stands over several columns where it crosses their gutters or a rule below it does,
    or where it is alone and more space than between lines parts it from what stands below.
    """
    start = 0
    for at in range(1, len(group)):
        above, below = group[start:at], group[at:]
        if _rule_between(above[-1], below[0], sides, rules) or _heads_several(above, below, sides):
            yield list(above)
            start = at
    yield list(group[start:])


def _rule_between(above: Row, below: Row, sides: Floats, rules: Floats) -> bool:
    """Whether a rule below a heading crosses gutters."""
    low, high = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
    for _, start, end in rules[(rules[:, 0] > low) & (rules[:, 0] < high)].tolist():
        crossed = ((sides[1:-1] > start) & (sides[1:-1] < end)).any()
        if crossed and any(start - 2 < p.start and p.end < end + 2 for p in above.pieces):
            return True
    return False


def _heads_several(above: Sequence[Row], below: Sequence[Row], sides: Floats) -> bool:
    crossed = [columns_of(sides, piece) for row in above for piece in row.pieces]
    held = {column_of(sides, piece) for row in below for piece in row.pieces}
    if any(sum(first <= column <= last for column in held) > 1 for first, last in crossed):
        return True
    if len(crossed) > 1 or len(below) < 2 or crossed[0][0] == 0 or len(held) < 3:
        return False
    gaps = [b.top - a.bottom for a, b in pairwise(below)]
    return below[0].top - above[-1].bottom > CLEARLY * max(*gaps, 1.0)


def _is_one(strip: Sequence[Row], sides: Floats) -> bool:
    """Whether a strip is one row: long lines that wrap, and no figures one below the other."""
    widths = [[p.end - p.start for p in pieces] for pieces in _in_columns(strip, sides) if pieces]
    long = max(float(np.median(column)) for column in widths) > LONG * strip[0].size
    return long and not _has_figures(strip, sides) and _wraps_much(strip, sides)


def split_at_gaps(
    strip: Sequence[Row], sides: Floats, least: int = 3
) -> list[list[Row]] | None:
    """The rows of a strip where gaps between rows are clearly wider than those between lines."""
    floors = np.maximum.accumulate([row.bottom for row in strip])
    gaps = np.array([row.top for row in strip[1:]]) - floors[:-1]
    order = np.sort(gaps.clip(min=0))
    if len(order) < 2:
        return None
    at = int(np.argmax(np.diff(order)))
    low, high = order[at], order[at + 1]
    size = float(np.median([row.size for row in strip]))
    if high - low < CLEAR * size or high < CLEARLY * low:
        return None
    cuts = np.flatnonzero(gaps > (low + high) / 2) + 1
    groups = [list(part) for part in np.split(np.arange(len(strip)), cuts)]
    split = [[strip[i] for i in group] for group in groups]
    if any(_has_figures(group, sides) for group in split):
        return None
    filled = [_filled(group, sides) for group in split]
    first = sum(0 in columns for columns in filled)
    several = sum(len(columns) > 1 for columns in filled)
    good = min(first, several) >= MOSTLY * len(split) and len(split) >= least
    return split if good else None


def _filled(group: Sequence[Row], sides: Floats) -> set[int]:
    return {column_of(sides, piece) for row in group for piece in row.pieces}


def _strips(rows: Sequence[Row], across: Floats) -> list[list[Row]]:
    """The rows between neighbouring rules."""
    strips: dict[int, list[Row]] = {}
    for row in rows:
        strips.setdefault(int(np.searchsorted(across, (row.top + row.bottom) / 2)), []).append(row)
    return list(strips.values())


def _in_columns(strip: Sequence[Row], sides: Floats) -> list[list[Line]]:
    """The pieces of each column, from top to bottom."""
    columns: list[list[Line]] = [[] for _ in range(len(sides) - 1)]
    for row in strip:
        for piece in row.pieces:
            columns[column_of(sides, piece)].append(piece)
    return columns


def _has_figures(strip: Sequence[Row], sides: Floats) -> bool:
    """Whether most pieces of some column are figures, one below the other: so many rows."""
    for pieces in _in_columns(strip, sides):
        figures = count_figures(pieces)
        if figures > 1 and figures >= MOSTLY * len(pieces):
            return True
    return False


def is_figures(lines: Sequence[Line]) -> bool:
    """Whether a cell holds several lines that are mostly figures."""
    return len(lines) >= SEVERAL and count_figures(lines) >= MOSTLY * len(lines)


def _wraps_much(strip: Sequence[Row], sides: Floats) -> bool:
    """Whether many lines of a strip had no room for what follows below them."""
    wraps = steps = 0
    for column, pieces in enumerate(_in_columns(strip, sides)):
        limit = max([piece.end for piece in pieces], default=0.0)
        limit = max(limit, float(sides[column + 1]) - 2 * strip[0].size)
        steps += max(len(pieces) - 1, 0)
        wraps += sum(not has_room(a, b, limit) for a, b in pairwise(pieces))
    return wraps > WRAPS * steps


def usual_gap(rows: Sequence[Row], sides: Floats) -> float:
    """Median gap between rows that both fill most columns."""
    full = [len({column_of(sides, p) for p in row.pieces}) * 2 >= len(sides) - 1 for row in rows]
    gaps = [
        below.top - above.bottom
        for (above, a), (below, b) in pairwise(zip(rows, full, strict=True))
        if a and b
    ]
    return float(np.median(gaps)) if gaps else 0.0


def _group_by_sense(rows: Sequence[Row], sides: Floats, usual: float) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        if groups and continues_row(groups[-1], row, sides, usual):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def continues_row(group: Sequence[Row], row: Row, sides: Floats, usual: float) -> bool:
    """Whether a visual row belongs to the table row above: it only wraps some of its cells."""
    columns = {column_of(sides, piece) for piece in row.pieces}
    filled = {column_of(sides, piece) for above in group for piece in above.pieces}
    if any(is_figure(piece) for piece in row.pieces) and columns & filled:
        return False
    if not columns <= filled and 0 in columns:
        return False
    gap = row.top - group[-1].bottom
    if gap > usual + 0.3 * row.size or len(columns) > len(filled):
        return False
    if 0 not in columns or gap < TIGHT * usual - 0.5:
        return True
    if len(row.pieces) > 1 and len(columns) * 2 > len(sides) - 1:
        return False
    return len(filled) > 1 and _wraps(group[-1], row, sides)


def _wraps(above: Row, row: Row, sides: Floats) -> bool:
    """Whether the first column's text of the row above ran out of room, or breaks off."""
    first, second = above.pieces[0], row.pieces[0]
    if MARKER.match(second.text) or column_of(sides, first) != column_of(sides, second):
        return False
    if second.text[:1].islower() or first.text[-1:] in "-,(（、":
        return True
    if second.text[:1].isupper() and second.start < first.start + STILL * second.size:
        return False
    return not has_room(first, second, float(sides[1]) - first.size / 2)


def looks_like_table(groups: Sequence[Sequence[Row]], sides: Floats, *, ruled: bool) -> bool:
    """Whether rows with gutters are a table and not a list or columns of running text."""
    columns = len(sides) - 1
    if len(groups) < (2 if ruled else 3):
        return False
    pieces = [piece for group in groups for row in group for piece in row.pieces]
    filled = [{column_of(sides, p) for row in g for p in row.pieces} for g in groups]
    several = sum(len(columns_filled) > 1 for columns_filled in filled)
    if several < 2 or several * 2 < len(groups):
        return False
    figures = count_figures(pieces)
    widths = np.diff(sides)
    wide = sum(p.end - p.start > FULL * widths[column_of(sides, p)] > BROAD for p in pieces)
    if columns == 2 and wide * 2 > len(pieces):
        return False
    if _is_list(pieces, sides):
        return False
    if ruled:
        return True
    return figures * 5 >= len(pieces) or (columns > 2 and wide * 4 < len(pieces))


def _is_list(pieces: Sequence[Line], sides: Floats) -> bool:
    """Whether the first of two or three columns holds marks and numbers of a list, others text."""
    marks = [piece.text for piece in pieces if column_of(sides, piece) == 0]
    others = [piece for piece in pieces if column_of(sides, piece) > 0]
    if len(sides) > 4 or count_figures(others) * 5 > len(pieces):
        return False
    short = len(sides) == 3 and all(len(text) < 4 for text in marks)
    return short or all(MARKER.match(text + " ") for text in marks)


def _row_sides(groups: Sequence[Sequence[Row]], across: Floats) -> Floats:
    """Heights of the sides of the rows: a rule where there is one, else the middle of the gap."""
    sides = [groups[0][0].top - 1]
    for above, below in pairwise(groups):
        end, start = max(r.bottom for r in above), below[0].top
        low, high = (above[-1].top + above[-1].bottom) / 2, (below[0].top + below[0].bottom) / 2
        between = across[(across > low) & (across < high)]
        sides.append(float(between[0]) if len(between) else (end + start) / 2)
    sides.append(max(row.bottom for row in groups[-1]) + 1)
    return np.array(sides)


def _merge_across(groups: Sequence[Sequence[Row]], sides: Floats, *, bands: bool) -> Integers:
    """Cells that a piece of text makes by crossing gutters.

    Where rules do not tell rows apart, a row with nothing but its first cell heads those below it.
    """
    columns = len(sides) - 1
    owner = np.arange(len(groups) * columns).reshape(-1, columns)
    for number, group in enumerate(groups):
        pieces = [piece for row in group for piece in row.pieces]
        if len(group) == 1 and len(pieces) == 1 and column_of(sides, pieces[0]) == 0:
            if bands or columns_of(sides, pieces[0])[1] > 0:
                owner[number] = owner[number, 0]
            continue
        for piece in pieces:
            first, last = columns_of(sides, piece)
            if last > first:
                owner[number, first : last + 1] = owner[number, first]
    return owner


def _merge_down(
    owner: Integers,
    groups: Sequence[Sequence[Row]],
    heights: Floats,
    sides: Floats,
    rules: Floats,
    across: Floats,
) -> Integers:
    """Cells of a column that a rule between the rows leaves open: they are one cell."""
    merged = owner.copy()
    columns = len(sides) - 1
    for row in range(1, len(groups)):
        if not len(across) or np.abs(across - heights[row]).min() > 1:
            continue
        here = rules[np.abs(rules[:, 0] - heights[row]) <= 2]
        held = {column_of(sides, p) for visual in groups[row] for p in visual.pieces}
        for column in range(columns):
            left, right = sides[column], sides[column + 1]
            covered = (np.minimum(here[:, 2], right) - np.maximum(here[:, 1], left)).clip(min=0)
            single = (merged[row] == merged[row, column]).sum() == 1
            if covered.sum() < UNDER * (right - left) and column not in held and single:
                above = merged[row - 1, column]
                if (merged[row - 1] == above).sum() == 1:
                    merged[row, column] = above
    return merged
