"""Tables without rules between all cells: columns from gutters, rows from `textrows`."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np

from parsers.tables.beside import rows_without_text_beside
from parsers.tables.columns import split_side_by_side
from parsers.tables.expected import find_cut_cell, fits, widen
from parsers.tables.figures import count_figures, is_figure
from parsers.tables.frames import HEADER_RULES, Frame
from parsers.tables.grid import Grid, number_cells
from parsers.tables.gutters import (
    column_of,
    columns_of,
    cut_at_columns,
    cut_rows,
    find_columns,
)
from parsers.tables.headings import (
    merge_tall,
    set_beside_headings,
    spans_of_heads,
    take_tall_labels,
)
from parsers.tables.leaders import cut_leaders
from parsers.tables.lines import Line
from parsers.tables.mirror import (
    is_leftward,
    mirror_grid,
    mirror_rows,
    mirror_rules,
    mirror_sides,
)
from parsers.tables.page import Floats, Integers
from parsers.tables.rowsets import (
    Row,
    find_runs,
    has_caption,
    join_justified,
    join_signs,
)
from parsers.tables.textrows import group_rows, split_at_gaps
from parsers.tables.wrap import MARKER

ACROSS = 0.6
"""A rule that covers this part of the table's width lies between rows."""

UNDER = 0.5
"""A rule that covers this part of a column closes the cell above it."""

FULL, BROAD = 0.8, 100.0
"""A piece that fills this part of a column as wide as this (points) is a line of prose."""

FIRST_KANA = "\N{HIRAGANA LETTER SMALL A}"

CENTRED = 0.1
"""What stands less than this part of the table's width off its middle (both ways) is centred."""

NEAR = 1.6
"""A rule within so many font sizes above or below a table is part of it."""

MANY = 3
"""More sides than this in a row are hardly those of running text that is set in columns."""

OFTEN = 3
"""In a column of running text one line of so many at least fills it."""

CUT_IN = 2
"""A line of running text is cut into so many pieces at most."""

NOTE, NOTE_WIDTH = 60, 250.0
"""A piece of more characters and wider (points) than this is no cell."""


def find_text_grids(
    pieces: Sequence[Line],
    rules: Floats,
    barriers: Sequence[Sequence[float]],
    frames: Sequence[Frame],
    expected: Sequence[float],
) -> Iterator[Grid]:
    """A grid for each run of rows that is a table.

    Args:
        pieces: Pieces of text outside ruled tables, cut at every gap wider than a blank.
        rules: n × 3 horizontal rules: height, start and end.
        barriers: Heights (top, bottom) of ruled tables.
        frames: Rules and bands of one width, one below the other.
        expected: Sides of the columns of a table that the page before ends with, or nothing.
    """
    goes_on = len(expected) > MANY and pieces and fits(pieces, expected)
    for part in [pieces] if goes_on else split_side_by_side(pieces, frames):
        rows = rows_without_text_beside(part, rules)
        if len(expected) < 3 and all(len(row.pieces) == 1 for row in rows):
            continue  # nothing but running text
        rows = join_justified(cut_at_columns(cut_leaders(rows)))
        rows = [*map(join_signs, rows)]
        if len(expected) > 2 and rows and (cut := find_cut_cell(rows, expected, frames)):
            yield cut
            rows = [row for row in rows if row.top > cut.ys[-1]]
        for run in find_runs(rows, barriers, frames):
            if len(run) < 2 and len(expected) < 3:
                continue  # no table, with a caption or without
            captioned = has_caption(run, rows)
            first = run[0] is rows[0] or not captioned
            goes_on = first and fits(chain.from_iterable(row.pieces for row in run), expected)
            sides = widen(expected, run) if goes_on else None
            grid = make_text_grid(run, rules, captioned=captioned, expected=sides)
            if grid is not None:
                yield grid


def make_text_grid(
    rows: Sequence[Row],
    rules: Floats,
    *,
    captioned: bool = False,
    expected: Sequence[float] | None = None,
) -> Grid | None:
    """The grid of a run, or None where it is no table."""
    shown = _without_notes(rows)
    if not any(len(row.pieces) > 1 for row in shown):
        return None
    if expected is None and len(shown) < (
        2 if captioned or len(_rules_near(rules, shown)) > 1 else 3
    ):
        return None
    if is_leftward(rows):
        sides = None if expected is None else mirror_sides(expected)
        shown, rules = mirror_rows(shown), mirror_rules(rules)
        grid = _make_text_grid(shown, rules, captioned=captioned, expected=sides)
        return grid and mirror_grid(grid)
    return _make_text_grid(shown, rules, captioned=captioned, expected=expected)


def _make_text_grid(
    rows: Sequence[Row], rules: Floats, *, captioned: bool, expected: Sequence[float] | None
) -> Grid | None:
    sides = set_beside_headings(find_columns(rows), rows) if expected is None else expected
    if len(sides) < 3:
        return None
    near = _rules_near(rules, rows)
    cut = cut_rows(rows, sides)
    if expected is None and (_is_list(rows, sides) or (cut != rows and _is_list(cut, sides))):
        return None
    rows = cut
    across = rules_across(near, sides)
    rows, tall = take_tall_labels(rows, sides, across)
    if expected is None and _is_text(rows, sides):
        return None
    groups = group_rows(rows, sides, across, rules, least=3 if expected is None else 2)
    if expected is None and len(sides) > MANY and _runs_on(groups, sides, across):
        return None
    if expected is None and not looks_like_table(groups, sides, ruled=False):
        apart = captioned or len(across) > 1 or split_at_gaps(rows, sides) is not None
        apart = apart or _is_headed(groups, across, sides)
        if not apart or not looks_like_table(groups, sides, ruled=True):
            return None
    heights = _row_sides(groups, across)
    bands = len(across) <= HEADER_RULES
    owner = _merge_across(groups, sides, bands=bands, goes_on=expected is not None)
    merge_tall(owner, groups, tall)
    owner = _merge_down(owner, groups, heights, sides, rules, across)
    spans, owner = number_cells(owner)
    return Grid(xs=np.array(sides), ys=heights, spans=spans, owner=owner, ruled=False)


def _without_notes(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without lines of running text above and below that are wider than what is between.

    Such a line may be cut in two; a long cell has more cells beside it.
    """
    wide = [any(map(is_note, row.pieces)) for row in rows]
    if sum(wide) * 2 >= len(rows):
        return rows
    shown = [n for n, row in enumerate(rows) if not wide[n] or len(row.pieces) > CUT_IN]
    return rows[shown[0] : shown[-1] + 1]


def is_note(piece: Line) -> bool:
    """Whether a piece is a line of running text in any table."""
    return len(piece.text) > NOTE and piece.end - piece.start > NOTE_WIDTH


def _rules_near(rules: Floats, rows: Sequence[Row]) -> Floats:
    """The rules between rows, just above them and just below."""
    reach = NEAR * rows[0].size
    top, bottom = rows[0].top - reach, rows[-1].bottom + reach
    return rules[(rules[:, 0] > top) & (rules[:, 0] < bottom)]


def rules_across(rules: Floats, sides: Sequence[float]) -> Floats:
    """Heights of rules that cover most of the table's width; pieces of one rule count together.

    Args:
        rules: n × 3 horizontal rules in order of height: height, start and end.
        sides: Those of the table's columns.
    """
    left, right = sides[0], sides[-1]
    drawn, heights = rules[:, 0].tolist(), []
    covered = [max(min(e, right) - max(s, left), 0.0) for s, e in rules[:, 1:].tolist()]
    for height in sorted(set(map(round, drawn))):
        same = slice(bisect_left(drawn, height - 1), bisect_right(drawn, height + 1))
        if sum(covered[same]) > ACROSS * (right - left):
            heights.append(float(rules[same, 0].mean()))
    return np.array(heights)


def looks_like_table(
    groups: Sequence[Sequence[Row]], sides: Sequence[float], *, ruled: bool
) -> bool:
    """Whether rows with gutters are a table and not a list or columns of running text."""
    columns = len(sides) - 1
    if len(groups) < (2 if ruled else 3):
        return False
    pieces = [piece for group in groups for row in group for piece in row.pieces]
    filled = [{column_of(sides, p) for row in g for p in row.pieces} for g in groups]
    several = sum(len(columns_filled) > 1 for columns_filled in filled)
    if several < 2 or several * 2 < len(groups):
        return False
    if ruled or count_figures(pieces) * 5 >= len(pieces):
        return True
    return columns > 2 and _count_wide(pieces, sides) * 4 < len(pieces)


def _is_text(rows: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether rows are two columns of running text, or vertical writing."""
    pieces = [piece for row in rows for piece in row.pieces]
    if len(sides) == 3 and _count_wide(pieces, sides) * 2 > len(pieces):
        return True
    return _is_vertical(pieces)


def _count_wide(pieces: Sequence[Line], sides: Sequence[float]) -> int:
    """How many pieces are lines of prose that fill a broad column."""
    return sum([_is_wide(piece, column_of(sides, piece), sides) for piece in pieces])


def _is_wide(piece: Line, column: int, sides: Sequence[float]) -> bool:
    """Whether a piece is a line of prose that fills its column, a broad one."""
    return piece.end - piece.start > FULL * (sides[column + 1] - sides[column]) > BROAD


def _runs_on(groups: Sequence[Sequence[Row]], sides: Sequence[float], across: Floats) -> bool:
    """Whether rows are columns of running text: all columns are often full where no rule ends a row."""
    if any(FULL * (right - left) <= BROAD for left, right in pairwise(sides)):
        return False  # no line fills such a column
    full: list[list[bool]] = [[] for _ in sides[1:]]
    ruled = across.tolist()
    lasts = [{column_of(sides, p): p for row in group for p in row.pieces} for group in groups]
    for (group, last), (below, goes_on) in pairwise(zip(groups, lasts, strict=True)):
        if any(group[-1].top < height < below[0].bottom for height in ruled):
            continue
        for column in last.keys() & goes_on.keys():
            full[column].append(_is_wide(last[column], column, sides))
    every = list(chain.from_iterable(full))
    return sum(every) * 2 > len(every) and all(sum(own) * OFTEN > len(own) for own in full)


def _is_headed(groups: Sequence[Sequence[Row]], across: Floats, sides: Sequence[float]) -> bool:
    """Whether a rule stands below the first row only, which has a heading for each of several columns."""
    if len(across) != 1 or len(groups) < 2 or len(sides) <= MANY:
        return False
    heads = [column_of(sides, piece) for row in groups[0] for piece in row.pieces]
    return groups[0][-1].bottom - 1 < across[0] < groups[1][0].top + 1 and len(heads) == len(
        sides
    ) - 1 == len(set(heads))


def _is_list(rows: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether the first column holds nothing but marks and numbers of a list, the others text."""
    pieces = [piece for row in rows for piece in row.pieces]
    if count_figures([p for p in pieces if column_of(sides, p) > 0]) * 5 > len(pieces):
        return False
    marks = [piece.text for piece in pieces if columns_of(sides, piece) == (0, 0)]
    short = len(sides) == 3 and all(len(text) < 4 for text in marks)
    return short or all(MARKER.match(text + " ") for text in marks)


def _is_vertical(pieces: Sequence[Line]) -> bool:
    """Whether most pieces are single letters of Japanese: columns of vertical writing."""
    letters = sum(len(p.text) == 1 and p.text >= FIRST_KANA and p.text.isalpha() for p in pieces)
    return letters * 2 > len(pieces)


def _row_sides(groups: Sequence[Sequence[Row]], across: Floats) -> Floats:
    """Heights of the sides of the rows: a rule where there is one, else the middle of the gap."""
    sides, ruled = [groups[0][0].top - 1], across.tolist()
    for above, below in pairwise(groups):
        end, start = max([r.bottom for r in above]), below[0].top
        low, high = (above[-1].top + above[-1].bottom) / 2, (below[0].top + below[0].bottom) / 2
        between = [height for height in ruled if low < height < high]
        sides.append(between[0] if between else (end + start) / 2)
    sides.append(max(row.bottom for row in groups[-1]) + 1)
    return np.array(sides)


def _merge_across(
    groups: Sequence[Sequence[Row]], sides: Sequence[float], *, bands: bool, goes_on: bool
) -> Integers:
    """Cells that a piece of text makes by crossing gutters.

    Where rules do not tell rows apart, a row with nothing but its first cell heads those below it,
    unless it is the first one on the page that the table goes on to: the row before may end there.
    """
    columns = len(sides) - 1
    owner = np.arange(len(groups) * columns).reshape(-1, columns)
    for number, group in enumerate(groups):
        for first, last in (
            spans_of_heads(group, groups[number + 1][0], sides) if number + 1 < len(groups) else ()
        ):
            owner[number, first : last + 1] = owner[number, first]
        pieces = [piece for row in group for piece in row.pieces]
        if len(group) == 1 and len(pieces) == 1 and column_of(sides, pieces[0]) == 0:
            heads = bands and not (goes_on and number == 0)
            if heads or columns_of(sides, pieces[0])[1] > 0:
                owner[number] = owner[number, 0]
            continue
        if number and _is_band(pieces, sides) and _is_full(groups[number - 1], sides):
            owner[number] = owner[number, 0]
            continue
        for piece in pieces:
            first, last = columns_of(sides, piece)
            if last > first:
                owner[number, first : last + 1] = owner[number, first]
    return owner


def _is_band(pieces: Sequence[Line], sides: Sequence[float]) -> bool:
    """Whether a row is a heading in the middle of the table, for the rows that follow."""
    if len(pieces) > 1 or is_figure(pieces[0]):
        return False
    off = (pieces[0].start + pieces[0].end) - (sides[0] + sides[-1])
    return bool(abs(off) < CENTRED * (sides[-1] - sides[0]))


def _is_full(group: Sequence[Row], sides: Sequence[float]) -> bool:
    """Whether a row has text in more than half of its columns."""
    held = {column_of(sides, piece) for row in group for piece in row.pieces}
    return len(held) * 2 > len(sides) - 1


def _merge_down(
    owner: Integers,
    groups: Sequence[Sequence[Row]],
    heights: Floats,
    sides: Sequence[float],
    rules: Floats,
    across: Floats,
) -> Integers:
    """Cells of a column that a rule between the rows leaves open: they are one cell."""
    merged = owner.copy()
    columns, drawn = len(sides) - 1, across.tolist()
    for row, height in enumerate(heights[1:-1].tolist(), start=1):
        if not any(abs(rule - height) <= 1 for rule in drawn):
            continue
        here = rules[np.abs(rules[:, 0] - heights[row]) <= 2]
        held = {column_of(sides, p) for visual in groups[row] for p in visual.pieces}
        for column in range(columns):
            if column in held or (merged[row] == merged[row, column]).sum() > 1:
                continue
            left, right = sides[column], sides[column + 1]
            covered = (np.minimum(here[:, 2], right) - np.maximum(here[:, 1], left)).clip(min=0)
            if covered.sum() < UNDER * (right - left):
                above = merged[row - 1, column]
                if (merged[row - 1] == above).sum() == 1:
                    merged[row, column] = above
    return merged
