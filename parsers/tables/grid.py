"""Rules to tables: rules that touch make a grid, places without a wall between them make a cell."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from msgspec import Struct

from parsers.tables.page import Flags, Floats, Integers
from parsers.tables.rulings import Rulings

TOUCH = 3.0
"""Rules that end this near to each other (points) meet."""

MANY = 4
"""So many vertical rules that begin or end at one height are the end of a row."""

WALL = 0.6
"""A wall stands between two places where rules cover at least this part of their common side."""


Frame = tuple[float, float, float, float]
"""x0, top, x1 and bottom."""


class Span(Struct, frozen=True, gc=False):
    """A cell's place: first row and column and how many of each it covers."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, eq=False)
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
        regions: rows × columns: places without a wall between them share a number; those that make
            no rectangle are several cells. None where no rules tell.
    """

    xs: Floats
    ys: Floats
    spans: tuple[Span, ...]
    owner: Integers
    ruled: bool = True
    ruled_top: bool = True
    ruled_bottom: bool = True
    regions: Integers | None = None

    @cached_property
    def frame(self) -> Frame:
        """Its x0, top, x1 and bottom."""
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    def box(self, span: Span) -> Frame:
        """Frame of a cell."""
        return (
            float(self.xs[span.column]),
            float(self.ys[span.row]),
            float(self.xs[span.column + span.column_span]),
            float(self.ys[span.row + span.row_span]),
        )

    def boxes(self) -> Sequence[Frame]:
        """Frames of all cells, in their order."""
        return self._boxes

    @cached_property
    def _boxes(self) -> list[Frame]:
        xs, ys = self.xs.tolist(), self.ys.tolist()
        return [
            (xs[s.column], ys[s.row], xs[s.column + s.column_span], ys[s.row + s.row_span])
            for s in self.spans
        ]

    def locate(self, x: Floats, y: Floats) -> Integers:
        """Index of the cell that each point stands in, -1 for a point outside."""
        around = np.full((len(self.ys) + 1, len(self.xs) + 1), -1)
        around[1:-1, 1:-1] = self.owner
        cells: Integers = around[self.ys.searchsorted(y, "right"), self.xs.searchsorted(x, "right")]
        return cells


def find_grids(rulings: Rulings, known: Sequence[Grid] = ()) -> list[Grid]:
    """A grid for each set of rules that touch each other, if it has more than one cell.

    Args:
        rulings: The rules.
        known: Grids that are left alone: none that overlaps one of them is made.
    """
    grids = (make_grid(part, places=2, known=known) for part in touching(rulings))
    return [grid for grid in grids if grid is not None and len(grid.spans) > 1]


def touching(rulings: Rulings) -> Iterator[Rulings]:
    """The rules in sets of which each member touches another one."""
    flat, tall = rulings.horizontal, rulings.vertical
    if not len(flat) or not len(tall):
        return
    across, tops, bottoms = tall.T
    meet = flat[:, 1:2] - TOUCH <= across
    meet &= flat[:, 2:] + TOUCH >= across
    meet &= tops - TOUCH <= flat[:, :1]
    meet &= bottoms + TOUCH >= flat[:, :1]
    places = meet.ravel().nonzero()[0]
    row = places // len(tall)
    flat_set, tall_set = _join_sets(row, places - row * len(tall), len(flat), len(tall))
    own_flat, own_tall = _in_sets(flat, flat_set), _in_sets(tall, tall_set)
    for number in sorted(own_flat.keys() & own_tall.keys()):
        yield Rulings(own_flat[number], own_tall[number])


def _in_sets(lines: Floats, sets: Integers) -> dict[int, Floats]:
    """The lines of each set."""
    order = sets.argsort(kind="stable")
    lines, sets = lines.take(order, axis=0), sets[order]
    firsts = [0, *((sets[1:] != sets[:-1]).nonzero()[0] + 1).tolist()]
    return {
        number: lines[first:last]
        for number, first, last in zip(
            sets[firsts].tolist(), firsts, [*firsts[1:], len(lines)], strict=True
        )
    }


def _join_sets(
    row: Integers, column: Integers, rows: int, columns: int
) -> tuple[Integers, Integers]:
    """The set of each row and column, where those that meet are in one: its first row."""
    row_set, column_set = np.arange(rows), np.full(columns, rows)
    while True:
        before = row_set.copy()
        np.minimum.at(column_set, column, row_set[row])
        np.minimum.at(row_set, row, column_set[column])
        row_set = row_set[row_set]
        if not np.count_nonzero(before != row_set):
            return row_set, column_set


def make_grid(rulings: Rulings, places: int = 1, known: Sequence[Grid] = ()) -> Grid | None:
    """The grid of one set of rules; sides that are open close where the rules end.

    None where it has fewer places for cells (most sets are boxes, not tables) or overlaps one that
    is known.
    """
    flat, tall = rulings.horizontal, rulings.vertical
    if more := _common_ends(flat, tall):
        flat = np.concatenate([flat, more])
    heights, lefts, rights = zip(*flat.tolist(), strict=True)
    places_across, tops, bottoms = zip(*tall.tolist(), strict=True)
    columns = _sides(places_across, min(lefts), max(rights))
    rows = _sides(heights, min(tops), max(bottoms))
    frame = (columns[0], rows[0], columns[-1], rows[-1])
    if (len(columns) - 1) * (len(rows) - 1) < places or any(
        _overlap(frame, g.frame) for g in known
    ):
        return None
    xs, ys = np.array(columns), np.array(rows)
    floors = _walls(ys, xs, flat)
    sides = _walls(xs, ys, tall)
    most = WALL * floors.shape[1]
    ruled_top, ruled_bottom = (np.count_nonzero(floors[at]) > most for at in (0, -1))
    owner = regions = np.arange((len(ys) - 1) * (len(xs) - 1)).reshape(len(ys) - 1, -1)
    if not (floors[1:-1].all() and sides[1:-1].all()):
        regions = _regions(floors, sides)
        owner = _cut_at_walls(_rectangles(regions), floors[1:-1])
        owner = _cut_at_walls(owner.T, sides[1:-1]).T
        kept_ys, kept_xs = _borders(owner), _borders(owner.T)
        owner, regions = (own[kept_ys[:-1]][:, kept_xs[:-1]] for own in (owner, regions))
        xs, ys = xs[kept_xs], ys[kept_ys]
    spans, owner = number_cells(owner)
    return Grid(
        xs=xs,
        ys=ys,
        spans=spans,
        owner=owner,
        ruled_top=ruled_top,
        ruled_bottom=ruled_bottom,
        regions=regions,
    )


def _overlap(frame: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two frames (x0, top, x1, bottom) overlap by more than a little."""
    across = frame[0] < other[2] - 1 and other[0] < frame[2] - 1
    return across and frame[1] < other[3] - 1 and other[1] < frame[3] - 1


def _common_ends(flat: Floats, tall: Floats) -> list[tuple[float, float, float]]:
    """Rules that are not drawn, where many vertical ones begin or end at one height.

    A row that heads those below it may be parted from them by its colour alone.
    """
    found = []
    drawn = sorted(flat[:, 0].tolist())
    for end in (1, 2) if len(tall) >= MANY else ():
        ends = tall[:, end]
        for group in _neighbours(ends.tolist()):
            if len(group) < MANY:
                continue
            middle = sum(group) / len(group)
            at = bisect_left(drawn, middle)
            if any(abs(position - middle) <= TOUCH for position in drawn[max(at - 1, 0) : at + 1]):
                continue
            own = tall[(group[0] <= ends) & (ends <= group[-1])]
            height = float(own[:, end].mean())
            over = np.count_nonzero((tall[:, 1] < height - TOUCH) & (tall[:, 2] > height + TOUCH))
            if drawn[0] < height < drawn[-1] and over < len(own):
                found.append((height, float(own[:, 0].min()), float(own[:, 0].max())))
    return found


def _neighbours(positions: Iterable[float]) -> list[list[float]]:
    """Positions along an axis in order, in groups of which each member touches the one before."""
    inline = sorted(positions)
    parted = [at for at, (a, b) in enumerate(pairwise(inline), start=1) if b - a > TOUCH]
    return [inline[first:last] for first, last in pairwise([0, *parted, len(inline)])]


def insert_rows(grid: Grid, row: int, heights: Sequence[float]) -> Grid:
    """The grid with one of its rows cut at these heights, in all columns."""
    above, cut, below = grid.owner[:row], grid.owner[row], grid.owner[row + 1 :]
    parts = len(heights) + 1
    pieces = cut[None, :] + grid.owner.size * np.arange(parts)[:, None]
    spans, owner = number_cells(np.concatenate([above, pieces, below]))
    ys = np.concatenate([grid.ys[: row + 1], heights, grid.ys[row + 1 :]])
    return replace(grid, ys=ys, spans=spans, owner=owner)


def _sides(positions: Sequence[float], start: float, end: float) -> list[float]:
    """Positions of rules, and the extent of those across them where it lies beyond."""
    groups = _neighbours((*positions, start, end))
    first = next(group for group in groups if group[-1] >= start)
    last = next(group for group in reversed(groups) if group[0] <= end)
    for group, extent in ((first, start), (last, end)):
        if len(group) > 1:
            group.remove(extent)
    return [sum(group) / len(group) for group in groups]


def _walls(positions: Floats, across: Floats, lines: Floats) -> Flags:
    """Whether rules cover each piece between neighbours of `across`, at each position."""
    nearest = ((positions[1:] + positions[:-1]) / 2).searchsorted(lines[:, 0])
    starts = np.maximum(lines[:, 1:2], across[:-1])
    ends = np.minimum(lines[:, 2:3], across[1:])
    pieces = nearest[:, None] * starts.shape[1] + np.arange(starts.shape[1])
    covered = np.bincount(
        pieces.ravel(), np.maximum(ends - starts, 0).ravel(), len(positions) * starts.shape[1]
    )
    walls: Flags = covered.reshape(len(positions), -1) >= WALL * (across[1:] - across[:-1])
    return walls


def _regions(floors: Flags, sides: Flags) -> Integers:
    """Number of the region of each place; places without a wall between them share it."""
    left, above = np.ones((2, len(floors) - 1, len(sides) - 1), dtype=np.bool_)
    left[:, 1:], above[1:] = sides[1:-1].T, floors[1:-1]
    across = left.ravel().cumsum() - 1  # the runs of a row between walls, and those of a column
    down = (above.T.ravel().cumsum() - 1).reshape(above.T.shape).T.ravel()
    regions, _ = _join_sets(across, down, int(across[-1]) + 1, int(down.max()) + 1)
    numbers: Integers = regions[across].reshape(left.shape)
    return numbers


def _rectangles(region: Integers) -> Integers:
    """The regions, those that are no rectangle cut into rectangles row by row.

    Where places meet corner to corner, two that face each other are of one region only within it:
    else the region has a corner that points inward.
    """
    fall = region[:-1, :-1] == region[1:, 1:]
    rise = region[:-1, 1:] == region[1:, :-1]
    inward = fall != rise
    if not np.count_nonzero(inward):
        return region
    odd = np.zeros(region.size, dtype=bool)
    odd[np.where(fall, region[:-1, :-1], region[:-1, 1:])[inward]] = True
    rows, columns = odd[region].nonzero()
    places: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    owners = region[rows, columns].tolist()
    for own, row, column in zip(owners, rows.tolist(), columns.tolist(), strict=True):
        places[own][row].add(column)
    result, number = region.copy(), region.size
    for own_places in places.values():
        for top, bottom, left, right in _cut(own_places):
            result[top:bottom, left:right] = number
            number += 1
    return result


def _cut_at_walls(owner: Integers, floors: Flags) -> Integers:
    """The cells cut along the walls that stand inside them: open places lead around these."""
    inner = floors & (owner[1:] == owner[:-1])
    if not np.count_nonzero(inner):
        return owner
    cut = owner.copy()
    for row, column in np.argwhere(inner).tolist():
        below = np.asarray(cut == cut[row, column])
        below[: row + 1] = False
        cut[below] = cut.max() + 1
    return cut


def _cut(rows: dict[int, set[int]]) -> Iterator[tuple[int, int, int, int]]:
    """The rectangles of a region: runs of a row, joined with equal runs below.

    Args:
        rows: The columns of its places in each row, from top to bottom; they are used up.

    Yields:
        Its first row and that behind the last, and the columns likewise.
    """
    for top, left in rows.items():
        while left:
            start = end = min(left)
            while end in left:
                end += 1
            run, bottom = set(range(start, end)), top + 1
            while rows.get(bottom) == run:
                rows[bottom].clear()
                bottom += 1
            left.difference_update(run)
            yield top, bottom, start, end


def _borders(owner: Integers) -> Flags:
    """Sides of rows that some cell begins or ends at: others part rows that repeat each other."""
    kept = np.ones(len(owner) + 1, dtype=bool)
    kept[1:-1] = (owner[1:] != owner[:-1]).any(axis=1)
    return kept


def number_cells(owner: Integers) -> tuple[tuple[Span, ...], Integers]:
    """The cells in order of row and column, and which of them covers each place."""
    rows, columns = owner.shape
    above, beside = np.ones((rows + 1, columns), np.bool_), np.ones((rows, columns + 1), np.bool_)
    above[1:-1], beside[:, 1:-1] = owner[1:] != owner[:-1], owner[:, 1:] != owner[:, :-1]
    top, left = (above[:-1] & beside[:, :-1]).nonzero()
    bottom, right = (above[1:] & beside[:, 1:]).nonzero()
    rank = np.empty(int(owner.max()) + 1, dtype=np.int64)
    rank[owner[top, left]] = np.arange(len(top))
    last = rank[owner[bottom, right]].argsort()
    places = top, left, bottom[last] - top + 1, right[last] - left + 1
    spans = tuple(map(Span, *(place.tolist() for place in places)))
    return spans, rank[owner]
