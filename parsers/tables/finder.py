"""The tables of a page: by rules, then by shading, then by white space in the text that is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress, pairwise

import numpy as np

from parsers.tables.apart import split_apart
from parsers.tables.corners import keep_text_whole
from parsers.tables.drawings import is_drawing, is_written_over, outside
from parsers.tables.figures import count_figures
from parsers.tables.frames import Frame, find_frames
from parsers.tables.furniture import PAGE_NUMBER, RIM
from parsers.tables.grid import TOUCH, Grid, find_grids, insert_rows, number_cells
from parsers.tables.gutters import find_gaps
from parsers.tables.labels import with_labels
from parsers.tables.levels import split_levels
from parsers.tables.lines import Line
from parsers.tables.page import Floats, PageContent
from parsers.tables.regions import PageText
from parsers.tables.rowsets import FAR, Row, make_rows
from parsers.tables.rulings import Rulings, find_both_rulings
from parsers.tables.textgrid import find_text_grids
from parsers.tables.textrows import group_rows, is_figures
from parsers.tables.underlines import without_underlines

HALF = 0.4
"""Part of digits among the characters of a cell of figures."""

LINES = 4
"""A cell with more lines of figures than this may be a column without rules between its rows."""

SEVERAL, WIDE = 3, 0.5
"""Where rules leave columns out between rows, rows have so many pieces at least, in a cell wider than
this part of the table."""

NEARLY_ALL = 0.8
"""Lines of a column that others lie within are several pieces, but for the rest of them."""

SMALL = 2.5
"""A grid that is not so many font sizes wide is a mark."""

STACK = 6
"""So many boxes, one on the other, are no table yet."""

MAIN = 0.3
"""Part of a grid's characters that its main cell holds, where the rules do not tell the cells."""

NONE: Floats = np.empty(0)


def find_tables(
    page: PageContent, text: PageText, sides: Floats = NONE, *, ruled_before: bool = False
) -> list[Grid]:
    """The grids of all tables, from top to bottom.

    Args:
        page: The page as it is read.
        text: The characters that people see.
        sides: Those of the columns of the table that the page before ends with.
        ruled_before: Whether that table has rules between its columns.
    """
    expected = [] if ruled_before else sides.tolist()
    strong, shaded = find_both_rulings(page)
    ruled, drawings = _find_ruled(strong, text, sides if ruled_before else NONE)
    asked = ruled if shaded is not strong else [*filter(has_cells, ruled)]
    partial = find_partial(asked, text)
    whole = [grid for grid in ruled if has_cells(grid) and grid not in partial]
    whole = [without_page_number(grid, text, page.height) for grid in whole]
    grids = [split_levels(split_figures(grid, text), text) for grid in whole]
    loose = len(expected) > 2 or text.has_pieces_side_by_side(grids)
    bands: list[Frame] = []
    if shaded is not strong:
        if loose:
            bands = find_frames(_outside(shaded.horizontal, grids), text.pieces(grids), bands=True)
        areas, more = _find_ruled(shaded, text, known=[*grids, *partial])
        areas = [grid for grid in areas if len(grid.xs) > 2]  # else lines of text that are marked
        drawings += more
        between = make_rows(text.pieces([*grids, *areas])) if areas and bands else ()
        areas = [g for g in areas if has_cells(g) and not _is_band(g, bands, between)]
        left_out = find_partial(areas, text)
        grids += [g for g in areas if g not in left_out and not is_marking(g, text)]
    grids = with_labels(split_apart(grids, text), text)
    if loose:
        pieces = outside(text.pieces(grids), drawings)
        barriers = [(float(g.ys[0]), float(g.ys[-1])) for g in grids]
        frames = [*find_frames(_outside(strong.horizontal, grids), pieces), *bands]
        grids.extend(find_text_grids(pieces, shaded.horizontal, barriers, frames, expected))
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _find_ruled(
    rulings: Rulings, text: PageText, sides: Floats = NONE, known: Sequence[Grid] = ()
) -> tuple[list[Grid], list[Grid]]:
    """The grids of tables and those of drawings that rules make; lines under text are none."""
    tables, drawings = _sort_out(find_grids(rulings, known), text, sides)
    rules = without_underlines(rulings, tables, text)
    if rules is rulings:
        return tables, drawings
    return _sort_out(find_grids(rules, known), text, sides)


def split_figures(grid: Grid, text: PageText) -> Grid:
    """The grid with rows of figures told apart where no rule stands between them.

    Only where two columns or more hold several lines of nothing but figures at the same heights.
    """
    height = LINES * text.size
    tall = [bottom - top > height for top, bottom in pairwise(grid.ys.tolist())]
    if not any(tall):
        return grid
    whole = {
        number: span
        for number, span in enumerate(grid.spans)
        if span.row_span == 1 and span.column_span == 1 and tall[span.row]
    }
    if len(whole) < 2:
        return grid
    cells, codes = text.cells(grid) + 1, text.glyphs.codes
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    many = np.bincount(cells, digits) > HALF * np.bincount(cells)
    if len(whole.keys() & many[1:].nonzero()[0].tolist()) < 2:
        return grid
    lines = text.lines([grid])
    for row in sorted({span.row for span in whole.values()}, reverse=True):
        texts = [lines.get(n, []) for n, s in enumerate(grid.spans) if s.row == row]
        if sum(map(is_figures, texts)) > 1 and all(
            s.row_span == 1 for s in grid.spans if s.row == row
        ):
            groups = group_rows(
                make_rows(chain.from_iterable(texts)),
                grid.xs.tolist(),
                np.empty(0),
                np.empty((0, 3)),
            )
            gaps = [(above[-1].bottom + below[0].top) / 2 for above, below in pairwise(groups)]
            grid = insert_rows(grid, row, gaps)
    return grid


def has_cells(grid: Grid) -> bool:
    """Whether a grid is more than boxes around text: it has columns, or many rows."""
    return len(grid.xs) > 2 or len(grid.spans) > STACK


def without_page_number(grid: Grid, text: PageText, height: float) -> Grid:
    """The grid without an open last row that holds nothing but the number of the page."""
    if grid.ruled_bottom or len(grid.ys) < 3 or grid.ys[-1] < (1 - RIM) * height:
        return grid
    x, y = text.middles
    last = (y > grid.ys[-2]) & (y < grid.ys[-1]) & (x > grid.xs[0]) & (x < grid.xs[-1])
    own = text.glyphs.take(np.flatnonzero(last)[np.argsort(x[last])])
    if not PAGE_NUMBER.fullmatch(own.text):
        return grid
    spans, owner = number_cells(grid.owner[:-1])
    return replace(grid, ys=grid.ys[:-1], spans=spans, owner=owner)


def find_partial(grids: Sequence[Grid], text: PageText) -> list[Grid]:
    """Those of a page's grids, from top to bottom, whose rules leave out much.

    Where none lies in another one their lines are made together: those are what is asked for again
    if the page has no other tables.
    """
    together = [*filter(has_cells, grids)]
    together = [] if _overlap(together) else together
    return [grid for grid in grids if is_partial(grid, text, together)]


def _overlap(grids: Sequence[Grid]) -> bool:
    """Whether two grids, which are in order of their tops, have places in common."""
    above: list[tuple[float, float, float, float]] = []
    for grid in grids:
        start, top, end, bottom = grid.frame
        above = [other for other in above if other[3] > top]
        if any(start < right and left < end for left, _, right, _ in above):
            return True
        above.append((start, top, end, bottom))
    return False


def is_partial(grid: Grid, text: PageText, together: Sequence[Grid]) -> bool:
    """Whether the rules leave out much: cells hold rows and columns of figures without any.

    Low cells one below the other are looked at together: each row may stand between two rules.

    Args:
        grid: A grid of rules.
        text: The characters of the page.
        together: Grids whose lines are made at once, or none.
    """
    parts = [*_parts(grid, LINES * text.size)]
    if not parts:
        return False
    count: list[int] = np.bincount(text.cells(grid) + 1, minlength=len(grid.spans) + 1)[1:].tolist()
    sums = [sum([count[number] for number in own]) for own in parts]
    most = MAIN * sum(count)
    if sum(sums) < most:
        return False
    lines, first = _lines_of(grid, text, together)
    held = [[line for number in own for line in lines.get(first + number, ())] for own in parts]
    long = [len(lines_of_part) >= LINES for lines_of_part in held]
    if sum(compress(sums, long)) < most:
        return False
    gaps = dict(find_gaps([*chain.from_iterable(compress(held, long))]))
    loose = 0
    for own, own_lines, own_count in compress(zip(parts, held, sums, strict=True), long):
        over, least = grid.spans[own[0]].column_span > 1, 2 if len(own) == 1 else SEVERAL
        if has_columns(own_lines, gaps, over=over, least=least):
            loose += own_count
    return loose >= most


def _parts(grid: Grid, height: float) -> Iterator[list[int]]:
    """Each cell higher than this, and the other cells of each column that takes most of the width."""
    tall = [bottom - top > height for _, top, _, bottom in grid.boxes()]
    yield from ([number] for number, is_tall in enumerate(tall) if is_tall)
    for own in _wide_columns(grid):
        low = [number for number in own if not tall[number]]
        if len(low) >= LINES:
            yield low


def _lines_of(
    grid: Grid, text: PageText, together: Sequence[Grid]
) -> tuple[Mapping[int, list[Line]], int]:
    """Lines by cells, and the number of the first cell of a grid among those."""
    if grid not in together:
        return text.lines([grid]), 0
    before = together[: together.index(grid)]
    return text.lines(together), sum(len(other.spans) for other in before)


def _wide_columns(grid: Grid) -> Iterable[list[int]]:
    """The cells of each column that takes most of the table's width."""
    stacks: dict[tuple[int, int], list[int]] = {}
    left, _, right, _ = grid.frame
    least = WIDE * (right - left)
    for number, (x0, _, x1, _) in enumerate(grid.boxes()):
        if x1 - x0 > least:
            span = grid.spans[number]
            stacks.setdefault((span.column, span.column_span), []).append(number)
    return stacks.values()


def is_marking(grid: Grid, text: PageText) -> bool:
    """Whether shades mark some rows and a column of a table: other columns lie within one of theirs.

    Nearly all lines of such a column are several pieces set apart.
    """
    lines = text.lines([grid])
    for own in _wide_columns(grid):
        held = [line for number in own for line in lines.get(number, ())]
        apart = sum(len(gaps) + 1 >= SEVERAL for _, gaps in find_gaps(held))
        if apart >= max(LINES, NEARLY_ALL * len(held)):
            return True
    return False


def has_columns(
    lines: Sequence[Line], gaps: Mapping[Line, Sequence[float]], *, over: bool, least: int
) -> bool:
    """Whether most lines are several pieces set apart, `least` or more, and many are figures.

    A third of the lines is enough in a cell over several columns: the others may wrap. The first
    piece of a line may be the mark of a list.

    Args:
        lines: Those of a cell.
        gaps: Where pieces of them are set apart.
        over: Whether the cell is one over several columns.
        least: So many pieces a line.
    """
    apart = [line for line in lines if len(gaps.get(line, ())) + 1 >= least]
    if len(apart) < max(LINES, len(lines) / (3 if over else 2)):
        return False
    pieces = [piece for line in apart for piece in line.cut(gaps[line])[1:]]
    return count_figures(pieces) > HALF * len(pieces)


def _is_band(grid: Grid, frames: Iterable[Frame], loose: Sequence[Row]) -> bool:
    """Whether a shaded area is one of a table's bands: rows without shade belong to its frame."""
    for frame in frames:
        same = abs(frame.start - grid.xs[0]) < TOUCH and abs(frame.end - grid.xs[-1]) < TOUCH
        if same and frame.top - TOUCH < grid.ys[0] and grid.ys[-1] < frame.bottom + TOUCH:
            return any(
                len(row.pieces) > 1
                and frame.top - FAR * row.size < row.top
                and row.bottom < frame.bottom + FAR * row.size
                for row in loose
            )
    return False


def _outside(rules: Floats, grids: Iterable[Grid]) -> Floats:
    """Horizontal rules that are not part of a grid."""
    free = np.ones(len(rules), dtype=bool)
    for grid in grids:
        within = (rules[:, 0] > grid.ys[0] - 2) & (rules[:, 0] < grid.ys[-1] + 2)
        free &= ~(within & (rules[:, 1] < grid.xs[-1]) & (rules[:, 2] > grid.xs[0]))
    return rules[free]


def _sort_out(
    grids: Sequence[Grid], text: PageText, sides: Floats = NONE
) -> tuple[list[Grid], list[Grid]]:
    """Grids that hold text in at least two cells, from top to bottom, and those of drawings.

    One cell is enough where the table before has the same columns: the end of a long cell.
    """
    if not grids:
        return [], []
    ink = text.ink
    least = SMALL * text.ink_size
    tables: list[Grid] = []
    drawings: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])):
        if grid.xs[-1] - grid.xs[0] < least:
            continue
        filled = np.bincount(text.cells(grid)[ink] + 1, minlength=len(grid.spans) + 1)[1:] > 0
        goes_on = _same_sides(grid.xs, sides)
        held = np.count_nonzero(filled)
        if held > 1 or (held and goes_on):
            drawn = not goes_on and (is_drawing(grid, filled) or is_written_over(grid, text))
            if drawn:
                drawings.append(grid)
            else:
                tables.append(keep_text_whole(grid, text))
    return tables, drawings


def _same_sides(xs: Floats, sides: Floats) -> bool:
    return len(xs) == len(sides) > 2 and bool(np.abs(xs - sides).max() < TOUCH)
