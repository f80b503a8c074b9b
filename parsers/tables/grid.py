"""Rules to tables: rules that touch make a grid, places without a wall between them make a cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from msgspec import Struct

from parsers.tables.page import Flags, Floats, Integers
from parsers.tables.rulings import Rulings, cluster

TOUCH = 3.0
"""Rules that end this near to each other (points) meet."""

MANY = 4
"""So many vertical rules that begin or end at one height are the end of a row."""

WALL = 0.6
"""A wall stands between two places where rules cover at least this part of their common side."""


class Span(Struct, frozen=True, gc=False):
    """A cell's place: first row and column and how many of each it covers."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table's skeleton on one page.

    Attributes:
        xs: Positions of the columns' sides, left to right.
        ys: Positions of the rows' sides, top to bottom.
        spans: The cells, in order of row and column.
        owner: rows × columns: which cell covers the place.
        ruled_bottom: False where the last row is closed by no rule.
        ruled: False where columns were told by white space.
        ruled_top: False where the first row is opened by no rule.
    """

    xs: Floats
    ys: Floats
    spans: tuple[Span, ...]
    owner: Integers
    ruled: bool = True
    ruled_top: bool = True
    ruled_bottom: bool = True

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Its x0, top, x1 and bottom."""
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    def box(self, span: Span) -> tuple[float, float, float, float]:
        """Frame of a cell."""
        return (
            float(self.xs[span.column]),
            float(self.ys[span.row]),
            float(self.xs[span.column + span.column_span]),
            float(self.ys[span.row + span.row_span]),
        )

    def boxes(self) -> Iterator[tuple[float, float, float, float]]:
        """Frames of all cells."""
        xs, ys = self.xs.tolist(), self.ys.tolist()
        for span in self.spans:
            right, bottom = span.column + span.column_span, span.row + span.row_span
            yield xs[span.column], ys[span.row], xs[right], ys[bottom]

    def locate(self, x: Floats, y: Floats) -> Integers:
        """Index of the cell that each point stands in, -1 for a point outside."""
        column = np.searchsorted(self.xs, x, side="right") - 1
        row = np.searchsorted(self.ys, y, side="right") - 1
        inside = (column >= 0) & (column < len(self.xs) - 1)
        inside &= (row >= 0) & (row < len(self.ys) - 1)
        cells = np.full(len(x), -1, dtype=np.int64)
        cells[inside] = self.owner[row[inside], column[inside]]
        return cells


def find_grids(rulings: Rulings) -> list[Grid]:
    """A grid for each set of rules that touch each other, if it has more than one cell."""
    grids = (make_grid(part, places=2) for part in touching(rulings))
    return [grid for grid in grids if grid is not None and len(grid.spans) > 1]


def touching(rulings: Rulings) -> Iterator[Rulings]:
    """The rules in sets of which each member touches another one."""
    flat, tall = rulings.horizontal, rulings.vertical
    if not len(flat) or not len(tall):
        return
    meet = (
        (flat[:, None, 1] - TOUCH <= tall[None, :, 0])
        & (flat[:, None, 2] + TOUCH >= tall[None, :, 0])
        & (tall[None, :, 1] - TOUCH <= flat[:, None, 0])
        & (tall[None, :, 2] + TOUCH >= flat[:, None, 0])
    )
    flat_set, tall_set = _label(meet)
    for number in np.unique(flat_set[flat_set >= 0]):
        yield Rulings(flat[flat_set == number], tall[tall_set == number])


def _label(meet: Flags) -> tuple[Integers, Integers]:
    """Number of the connected set of each row and column of the matrix, -1 for those alone."""
    row, column = meet.nonzero()
    flat, tall = np.full(meet.shape[0], -1), np.full(meet.shape[1], -1)
    flat[row] = row
    tall[column] = len(meet)
    while True:
        before = flat.copy()
        np.minimum.at(tall, column, flat[row])
        np.minimum.at(flat, row, tall[column])
        if np.array_equal(before, flat):
            return flat, tall


def make_grid(rulings: Rulings, places: int = 1) -> Grid | None:
    """The grid of one set of rules; sides that are open close where the rules end.

    None where it has fewer places for cells: most sets are boxes, not tables.
    """
    flat, tall = rulings.horizontal, rulings.vertical
    flat = np.concatenate([flat, _common_ends(flat, tall)])
    xs = _sides(tall[:, 0], flat[:, 1].min(), flat[:, 2].max())
    ys = _sides(flat[:, 0], tall[:, 1].min(), tall[:, 2].max())
    if (len(xs) - 1) * (len(ys) - 1) < places:
        return None
    floors = _walls(ys, xs, flat)
    sides = _walls(xs, ys, tall)
    ruled_top, ruled_bottom = floors[0].mean() > WALL, floors[-1].mean() > WALL
    owner = np.arange((len(ys) - 1) * (len(xs) - 1)).reshape(len(ys) - 1, -1)
    if not (floors[1:-1].all() and sides[1:-1].all()):
        owner = _cut_at_walls(_rectangles(_regions(floors, sides)), floors[1:-1])
        owner = _cut_at_walls(owner.T, sides[1:-1]).T
        rows_kept, columns_kept = _borders(owner), _borders(owner.T)
        owner = owner[rows_kept][:, columns_kept]
        xs = np.append(xs[:-1][columns_kept], xs[-1])
        ys = np.append(ys[:-1][rows_kept], ys[-1])
    spans, owner = number_cells(owner)
    return Grid(
        xs=xs,
        ys=ys,
        spans=spans,
        owner=owner,
        ruled_top=bool(ruled_top),
        ruled_bottom=bool(ruled_bottom),
    )


def _common_ends(flat: Floats, tall: Floats) -> Floats:
    """Rules that are not drawn, where many vertical ones begin or end at one height.

    A row that heads those below it may be parted from them by its colour alone.
    """
    found = []
    for end in (1, 2) if len(tall) >= MANY else ():
        groups = cluster(tall[:, end], TOUCH)
        for number in np.flatnonzero(np.bincount(groups) >= MANY).tolist():
            own = tall[groups == number]
            height = float(own[:, end].mean())
            if np.abs(flat[:, 0] - height).min() <= TOUCH:
                continue  # it is drawn
            over = ((tall[:, 1] < height - TOUCH) & (tall[:, 2] > height + TOUCH)).sum()
            if flat[:, 0].min() < height < flat[:, 0].max() and over < len(own):
                found.append((height, float(own[:, 0].min()), float(own[:, 0].max())))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def insert_rows(grid: Grid, row: int, heights: Sequence[float]) -> Grid:
    """The grid with one of its rows cut at these heights, in all columns."""
    above, cut, below = grid.owner[:row], grid.owner[row], grid.owner[row + 1 :]
    parts = len(heights) + 1
    pieces = cut[None, :] + grid.owner.size * np.arange(parts)[:, None]
    spans, owner = number_cells(np.concatenate([above, pieces, below]))
    ys = np.concatenate([grid.ys[: row + 1], heights, grid.ys[row + 1 :]])
    return replace(grid, ys=ys, spans=spans, owner=owner)


def _sides(positions: Floats, start: float, end: float) -> Floats:
    """Positions of rules, and the extent of those across them where it lies beyond."""
    marks = sorted([*((p, True) for p in positions.tolist()), (start, False), (end, False)])
    groups = [[marks[0]]]
    for before, mark in pairwise(marks):
        if mark[0] - before[0] > TOUCH:
            groups.append([])
        groups[-1].append(mark)
    ruled = ([p for p, is_rule in group if is_rule] or [p for p, _ in group] for group in groups)
    return np.array([sum(group) / len(group) for group in ruled])


def _walls(positions: Floats, across: Floats, lines: Floats) -> Flags:
    """Whether rules cover each piece between neighbours of `across`, at each position."""
    nearest = np.abs(positions[None, :] - lines[:, None, 0]).argmin(axis=1)
    starts = np.maximum(lines[:, None, 1], across[None, :-1])
    ends = np.minimum(lines[:, None, 2], across[None, 1:])
    covered = np.zeros((len(positions), len(across) - 1))
    np.add.at(covered, nearest, np.maximum(ends - starts, 0))
    walls: Flags = covered >= WALL * np.diff(across)[None, :]
    return walls


def _regions(floors: Flags, sides: Flags) -> Integers:
    """Number of the region of each place; places without a wall between them share it."""
    height, width = len(floors) - 1, len(sides) - 1
    region = np.arange(height * width).reshape(height, width)
    open_below, open_right = ~floors[1:-1], ~sides[1:-1].T
    pairs = [
        *zip(region[:-1][open_below].tolist(), region[1:][open_below].tolist(), strict=True),
        *zip(region[:, :-1][open_right].tolist(), region[:, 1:][open_right].tolist(), strict=True),
    ]
    first = list(range(region.size))
    for one, other in pairs:
        low, high = sorted((_root(first, one), _root(first, other)))
        first[high] = low
    return np.array([_root(first, place) for place in first]).reshape(region.shape)


def _root(first: list[int], place: int) -> int:
    """The lowest number of the set that a place is in; the way there is made shorter."""
    while first[place] != place:
        first[place] = place = first[first[place]]
    return place


def _rectangles(region: Integers) -> Integers:
    """The regions, those that are no rectangle cut into rectangles row by row."""
    count = region.size
    rows, columns = np.indices(region.shape)
    numbers = region.ravel()
    top, left = np.full(count, count), np.full(count, count)
    bottom, right = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    np.minimum.at(top, numbers, rows.ravel())
    np.maximum.at(bottom, numbers, rows.ravel())
    np.minimum.at(left, numbers, columns.ravel())
    np.maximum.at(right, numbers, columns.ravel())
    area = (bottom - top + 1) * (right - left + 1)
    odd = np.bincount(numbers, minlength=count) != area
    result = region.copy()
    for number in np.unique(region[odd[region]]).tolist():
        _cut(result, np.asarray(region == number), count)
        count += region.size
    return result


def _cut_at_walls(owner: Integers, floors: Flags) -> Integers:
    """The cells cut along the walls that stand inside them: open places lead around these."""
    inner = floors & (owner[1:] == owner[:-1])
    if not inner.any():
        return owner
    cut = owner.copy()
    for row, column in np.argwhere(inner).tolist():
        below = np.asarray(cut == cut[row, column])
        below[: row + 1] = False
        cut[below] = cut.max() + 1
    return cut


def _cut(result: Integers, region: Flags, number: int) -> None:
    """Number the rectangles of one region: runs of a row, joined with equal runs below."""
    left = np.array(region, dtype=np.bool_)
    while left.any():
        row, start = (int(i) for i in np.argwhere(left)[0])
        end = start + _run(left[row, start:])
        same = np.asarray(left[row:, start:end].all(axis=1))
        same[1:] &= left[row + 1 :].sum(axis=1) == end - start
        down = row + _run(same)
        result[row:down, start:end] = number
        left[row:down, start:end] = False
        number += 1


def _run(flags: Flags) -> int:
    """How many are true from the start on."""
    stops = np.flatnonzero(~flags)
    return int(stops[0]) if len(stops) else len(flags)


def _borders(owner: Integers) -> Flags:
    """Rows that some cell begins at: others only repeat the row above."""
    kept = np.ones(len(owner), dtype=bool)
    kept[1:] = (owner[1:] != owner[:-1]).any(axis=1)
    return kept


def number_cells(owner: Integers) -> tuple[tuple[Span, ...], Integers]:
    """The cells in order of row and column, and which of them covers each place."""
    _, first, inverse = np.unique(owner, return_index=True, return_inverse=True)
    inverse = inverse.reshape(owner.shape)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    numbered = rank[inverse]
    width = owner.shape[1]
    last = np.zeros(len(order), dtype=np.int64)
    flat = numbered.ravel()
    last[flat] = np.arange(len(flat))
    starts = first[order]
    (top, left), (bottom, right) = divmod(starts, width), divmod(last, width)
    places = top, left, bottom - top + 1, right - left + 1
    spans = tuple(map(Span, *(place.tolist() for place in places)))
    return spans, numbered
