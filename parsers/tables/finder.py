"""The tables of a page: by rules, then by shading, then by white space in the text that is left."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise

import numpy as np

from parsers.tables.drawings import is_drawing, outside
from parsers.tables.figures import count_figures
from parsers.tables.frames import Frame, find_frames
from parsers.tables.furniture import PAGE_NUMBER, RIM
from parsers.tables.grid import TOUCH, Grid, find_grids, insert_rows, number_cells
from parsers.tables.gutters import cut_apart
from parsers.tables.lines import OUTSIDE, Line, find_lines, is_blank
from parsers.tables.page import Floats, Glyphs, PageContent
from parsers.tables.regions import CellLines, locate, middles
from parsers.tables.rowsets import FAR, Row, make_rows
from parsers.tables.rulings import find_rulings, has_shade
from parsers.tables.textgrid import find_text_grids
from parsers.tables.textrows import group_rows, is_figures

HALF = 0.4
"""Part of digits among the characters of a cell of figures."""

LINES = 4
"""A cell with more lines of figures than this may be a column without rules between its rows."""

SEVERAL = 3
"""Rows between rules of their own have so many pieces at least where rules leave columns out."""

SMALL = 2.5
"""A grid that is not so many font sizes wide is a mark."""

STACK = 6
"""So many boxes, one on the other, are no table yet."""

MAIN = 0.3
"""Part of a grid's characters that its main cell holds, where the rules do not tell the cells."""

PIECE_GAP = 1.15
"""Gap between pieces of text in parts of the font size: wider than an ideographic blank."""


NONE: Floats = np.empty(0)


def find_tables(
    page: PageContent,
    glyphs: Glyphs,
    sides: Floats = NONE,
    *,
    ruled_before: bool = False,
    cell_lines: CellLines | None = None,
) -> list[Grid]:
    """The grids of all tables, from top to bottom.

    Args:
        page: The page as it is read.
        glyphs: The characters that people see.
        sides: Those of the columns of the table that the page before ends with.
        ruled_before: Whether that table has rules between its columns.
        cell_lines: Where the lines of their cells are kept for who asks for them next.
    """
    cell_lines = cell_lines or CellLines(glyphs, page.number)
    expected = [] if ruled_before else sides.tolist()
    strong = find_rulings(page, shaded=False)
    shaded = find_rulings(page) if has_shade(page) else strong
    ruled, drawings = _sort_out(find_grids(strong), glyphs, sides if ruled_before else NONE)
    partial = [grid for grid in ruled if is_partial(grid, cell_lines)]
    whole = [grid for grid in ruled if has_cells(grid) and grid not in partial]
    whole = [without_page_number(grid, glyphs, page.height) for grid in whole]
    grids = [split_figures(grid, cell_lines) for grid in whole]
    pieces = find_pieces(glyphs, grids, page.number)
    bands: list[Frame] = []
    if shaded is not strong:
        bands = find_frames(_outside(shaded.horizontal, grids), pieces, bands=True)
        areas, more = _sort_out(find_grids(shaded), glyphs)
        areas = [grid for grid in areas if len(grid.xs) > 2]  # else lines of text that are marked
        drawings += [grid for grid in more if not _overlaps(grid, [*grids, *partial])]
        areas = [grid for grid in areas if not _overlaps(grid, [*grids, *partial])]
        between = make_rows(find_pieces(glyphs, [*grids, *areas], page.number)) if bands else ()
        grids += [g for g in areas if has_cells(g) and not _is_band(g, bands, between)]
        pieces = find_pieces(glyphs, grids, page.number) if areas else pieces
    pieces = outside(pieces, drawings)
    barriers = [(float(g.ys[0]), float(g.ys[-1])) for g in grids]
    frames = [*find_frames(_outside(strong.horizontal, grids), pieces), *bands]
    grids.extend(find_text_grids(pieces, shaded.horizontal, barriers, frames, expected))
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def split_figures(grid: Grid, cell_lines: CellLines) -> Grid:
    """The grid with rows of figures told apart where no rule stands between them.

    Only where two columns or more hold several lines of nothing but figures at the same heights.
    """
    glyphs = cell_lines.glyphs
    tall = np.diff(grid.ys) > LINES * glyphs.usual_size()
    whole = [s for s in grid.spans if s.row_span == 1 and s.column_span == 1 and tall[s.row]]
    if len(whole) < 2:
        return grid
    cells = locate([grid], glyphs)
    digits = (glyphs.codes >= ord("0")) & (glyphs.codes <= ord("9"))
    inside = cells >= 0
    share = np.bincount(cells[inside], digits[inside]) / np.maximum(np.bincount(cells[inside]), 1)
    figures = {n for n in np.flatnonzero(share > HALF).tolist() if grid.spans[n] in set(whole)}
    if len(figures) < 2:
        return grid
    lines = cell_lines.of([grid])
    for row in sorted({span.row for span in whole}, reverse=True):
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


def without_page_number(grid: Grid, glyphs: Glyphs, height: float) -> Grid:
    """The grid without an open last row that holds nothing but the number of the page."""
    if grid.ruled_bottom or len(grid.ys) < 3 or grid.ys[-1] < (1 - RIM) * height:
        return grid
    x, y = middles(glyphs)
    last = (y > grid.ys[-2]) & (y < grid.ys[-1]) & (x > grid.xs[0]) & (x < grid.xs[-1])
    own = glyphs.take(np.flatnonzero(last)[np.argsort(x[last])])
    if not PAGE_NUMBER.fullmatch(own.text):
        return grid
    spans, owner = number_cells(grid.owner[:-1])
    return replace(grid, ys=grid.ys[:-1], spans=spans, owner=owner)


def is_partial(grid: Grid, cell_lines: CellLines) -> bool:
    """Whether the rules leave out much: cells hold rows and columns of figures without any.

    Cells one below the other are looked at together: each row may stand between rules of its own.
    """
    glyphs = cell_lines.glyphs
    least = LINES * glyphs.usual_size()
    stacks: dict[tuple[int, int], list[int]] = {}
    for number, span in enumerate(grid.spans):
        stacks.setdefault((span.column, span.column_span), []).append(number)
    heights = [bottom - top for _, top, _, bottom in grid.boxes()]
    tall = [own for own in stacks.values() if sum(heights[n] for n in own) > least]
    cells = grid.locate(*middles(glyphs))
    count = np.bincount(cells[cells >= 0], minlength=len(grid.spans))
    if sum(int(count[own].sum()) for own in tall) < MAIN * count.sum():
        return False
    lines = cell_lines.of([grid])
    loose = 0
    for own in tall:
        high = [n for n in own if heights[n] > least]
        low = [line for n in own if heights[n] <= least for line in lines.get(n, ())]
        wide = grid.spans[own[0]].column_span > 1
        loose += sum(count[n] for n in high if has_columns(lines.get(n, ()), over=wide))
        loose += count[[n for n in own if n not in high]].sum() * has_columns(low, least=SEVERAL)
    return bool(loose >= MAIN * count.sum())


def has_columns(lines: Sequence[Line], *, over: bool = False, least: int = 2) -> bool:
    """Whether most lines are several pieces set apart, `least` or more, and many are figures.

    A third of the lines is enough in a cell over several columns: the others may wrap.
    """
    parts = cut_apart(lines) if len(lines) >= LINES else []
    parts = [row for row in parts if len(row) >= least]
    pieces = [piece for row in parts for piece in row[1:]]  # the first may be a mark of a list
    several = len(parts) >= max(LINES, len(lines) / (3 if over else 2))
    return several and count_figures(pieces) > HALF * len(pieces)


def find_pieces(glyphs: Glyphs, grids: Sequence[Grid], page: int) -> list[Line]:
    """Pieces of level text outside the grids, cut at gaps wider than an ideographic blank."""
    left = glyphs.take((locate(grids, glyphs) == OUTSIDE) & (glyphs.codes != ord(" ")))
    outside = np.full(len(left), OUTSIDE)
    pieces = find_lines(left, outside, page, PIECE_GAP).get(OUTSIDE, [])
    return [piece for piece in pieces if piece.angle == 0]


def _overlaps(grid: Grid, others: Iterable[Grid]) -> bool:
    x0, top, x1, bottom = grid.frame
    return any(
        x0 < right - 1 and left < x1 - 1 and top < lower - 1 and upper < bottom - 1
        for left, upper, right, lower in (other.frame for other in others)
    )


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
    grids: Sequence[Grid], glyphs: Glyphs, sides: Floats = NONE
) -> tuple[list[Grid], list[Grid]]:
    """Grids that hold text in at least two cells, from top to bottom, and those of drawings.

    One cell is enough where the table before has the same columns: the end of a long cell.
    """
    if not grids:
        return [], []
    ink = glyphs.take(~is_blank(glyphs.codes))
    x, y = middles(ink)
    least = SMALL * ink.usual_size()
    tables: list[Grid] = []
    drawings: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])):
        if grid.xs[-1] - grid.xs[0] < least:
            continue
        cells = grid.locate(x, y)
        filled = np.zeros(len(grid.spans), dtype=bool)
        filled[cells[cells >= 0]] = True
        if filled.sum() > 1 or (filled.any() and _same_sides(grid.xs, sides)):
            (drawings if is_drawing(grid, filled) else tables).append(grid)
    return tables, drawings


def _same_sides(xs: Floats, sides: Floats) -> bool:
    return len(xs) == len(sides) > 2 and bool(np.abs(xs - sides).max() < TOUCH)
