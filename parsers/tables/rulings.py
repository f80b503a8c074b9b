"""Rules of a page: strokes, thin filled rectangles and edges of filled areas, joined into lines.

Publishers draw one line as a stroke, as a filled sliver, as two lines side by side, as dashes or as
a border on each side of each cell. Here they all become one: position and extent along one axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parsers.tables.page import Flags, Floats, Integers, PageContent, stand_on

THIN = 3.0
"""A filled rectangle not thicker than this (points) is a line."""

SNAP = 2.0
"""Lines nearer to each other than this are one (double lines, borders of both neighbours)."""

DOT = 0.3
"""Dots and dashes of one rule stand on one line up to this."""

GAP = 3.0
"""Fragments of one line may stand this far apart (dashes, dots)."""

SHORTEST = 4.0
"""What is still shorter when its fragments are joined is no rule but a part of a drawing."""

WHITE = 0.98

NONE: Floats = np.empty((0, 3))
NO_LINES: Floats = np.empty((0, 4))

CROSSINGS = 1 << 18
"""A page whose rules could cross so often is a drawing: no table has so many places."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulings:
    """Lines along both axes: n × 3, position, start and end, in order of position and start."""

    horizontal: Floats
    vertical: Floats


def find_rulings(page: PageContent, *, shaded: bool = True) -> Rulings:
    """The rules of the page.

    Args:
        page: The page.
        shaded: Whether edges of filled areas are rules, too.
    """
    lines, edges = _drawn_lines(page)
    return _join_all([lines, edges] if shaded else [lines])


def find_both_rulings(page: PageContent) -> tuple[Rulings, Rulings]:
    """The rules of the page without the edges of filled areas and with them: the same without any."""
    lines, edges = _drawn_lines(page)
    drawn = _join_all([lines])
    return drawn, _join_all([lines, edges]) if len(edges) else drawn


def _drawn_lines(page: PageContent) -> tuple[Floats, Floats]:
    """The pieces of rules as they are drawn (n × 4), and the outlines of shaded areas."""
    if not len(page.strokes) and not len(page.fills):
        return NO_LINES, NO_LINES
    fills = page.fills.compress(_on_paper(page), axis=0)
    strokes = page.strokes.compress(_is_seen(page.strokes, fills), axis=0)
    fills = fills.compress(_is_seen(fills, fills), axis=0)
    thin = _is_thin(fills)
    lines = np.concatenate([strokes[:, :4], fills.compress(thin, axis=0)[:, :4]])
    return lines, _outlines(fills.compress(~thin & (fills[:, 4] < WHITE), axis=0))


def is_crowded(page: PageContent) -> bool:
    """Whether the page has rules, but too many to tell tables by."""
    if page.crowded:
        return True
    count = len(page.strokes) + len(page.fills)
    if count * count < CROSSINGS:
        return False
    if _has_few_crossings(_drawn_lines(page)[0]):
        return False
    rulings = find_rulings(page, shaded=False)
    return not len(rulings.horizontal) and not len(rulings.vertical)


def _has_few_crossings(lines: Floats) -> bool:
    """Whether some rules are left when lines are joined, which cannot cross too often.

    Short ones may be part of rules along both axes.
    """
    width, height = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    level = np.count_nonzero(width >= SHORTEST)
    upright = np.count_nonzero(height >= SHORTEST)
    short = len(lines) - level - upright
    few = (level + short) * (upright + short) <= CROSSINGS
    return bool(level + upright > 0 and few)


def _join_all(drawn: Sequence[Floats]) -> Rulings:
    """All that is drawn as rules, none where it is too much."""
    lines = np.concatenate(drawn)
    if not len(lines):
        return Rulings(NONE, NONE)
    rulings = _join(lines)
    crowded = len(rulings.horizontal) * len(rulings.vertical) > CROSSINGS
    return Rulings(NONE, NONE) if crowded else rulings


def _join(lines: Floats) -> Rulings:
    """Level and upright lines, each in the middle of what is drawn, as few whole ones."""
    width, height = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    long, flat = np.maximum(width, height) >= SHORTEST, width >= height
    short = _centre_lines(lines.compress(~long, axis=0))
    joined = []
    for own, axes in ((long & flat, [1, 3, 0, 2]), (long & ~flat, [0, 2, 1, 3])):
        whole = lines.compress(own, axis=0)[:, axes]
        if len(short):
            dots = join_lines(short[:, axes], DOT)
            whole = np.concatenate([whole, dots[:, [0, 0, 1, 2]]]) if len(dots) else whole
        joined.append(join_lines(whole))
    return Rulings(*joined)


def _is_thin(fills: Floats) -> Flags:
    """Which filled rectangles are lines."""
    thin: Flags = np.minimum(fills[:, 2] - fills[:, 0], fills[:, 3] - fills[:, 1]) <= THIN
    return thin


def _is_seen(frames: Floats, fills: Floats) -> Flags:
    """Which frames can be seen: dark ones, and pale ones on a shaded area."""
    seen: Flags = frames[:, 4] < WHITE
    pale = (~seen).nonzero()[0]
    if len(pale):
        x0, top, x1, bottom = frames[pale, :4].T
        shaded = fills[fills[:, 4] < WHITE, :4] + (-SNAP, -SNAP, SNAP, SNAP)
        seen[pale] = stand_on((x0 + x1) / 2, (top + bottom) / 2, shaded)
    return seen


def _on_paper(page: PageContent) -> Flags:
    """Filled rectangles that are not the paper itself: not as large as the page."""
    wide = page.fills[:, 2] - page.fills[:, 0] > 0.95 * page.width
    tall = page.fills[:, 3] - page.fills[:, 1] > 0.95 * page.height
    return ~(wide & tall)


def _centre_lines(frames: Floats) -> Floats:
    lines = frames.copy()
    if not len(frames):
        return lines
    x0, top, x1, bottom = frames.T
    flat = (x1 - x0) >= (bottom - top)
    lines[flat, 1] = lines[flat, 3] = ((top + bottom) / 2)[flat]
    lines[~flat, 0] = lines[~flat, 2] = ((x0 + x1) / 2)[~flat]
    return lines


def _outlines(frames: Floats) -> Floats:
    if not len(frames):
        return NO_LINES
    sides = ([0, 1, 2, 1], [0, 3, 2, 3], [0, 1, 0, 3], [2, 1, 2, 3])
    return np.concatenate([frames[:, side] for side in sides])


def join_lines(lines: Floats, snap: float = SNAP) -> Floats:
    """Lines of one direction (two positions, start, end) as few whole ones.

    Dots are joined first, by themselves and only along an exact line: those of a dotted rule stand
    so close together that across it they would pull each rule they come near to.

    >>> join_lines(np.array([[10, 10, 0, 50], [12, 12, 51, 101], [30, 30, 0, 2]])).tolist()
    [[11.0, 0.0, 101.0]]
    """
    if not len(lines):
        return NONE
    positions = (lines[:, 0] + lines[:, 1]) / 2
    groups = cluster(positions, snap)
    order = np.lexsort((lines[:, 2], groups))
    groups, starts, ends = groups[order], lines[order, 2], lines[order, 3]
    reach = _running_maximum(ends, groups)
    parted = np.ones(len(order) + 1, dtype=bool)
    parted[1:-1] = (groups[1:] != groups[:-1]) | (starts[1:] > reach[:-1] + GAP)
    first, last = parted[:-1], parted[1:]
    start, end = starts[first], reach[last]
    long = (end - start >= SHORTEST).nonzero()[0]
    if not len(long):
        return NONE
    lengths = ends - starts + 1e-3
    centres = np.bincount(groups, positions[order] * lengths) / np.bincount(groups, lengths)
    return np.array([centres[groups[first][long]], start[long], end[long]]).T


def _running_maximum(values: Floats, groups: Integers) -> Floats:
    """Greatest value so far within each group; the groups are in order."""
    shift = groups * (np.maximum.reduce(values) - np.minimum.reduce(values) + 1)
    reach: Floats = np.maximum.accumulate(values + shift) - shift
    return reach


def cluster(values: Floats, tolerance: float) -> Integers:
    """Number of each value's group: neighbours not farther apart than `tolerance` are together.

    >>> cluster(np.array([30.0, 10.0, 11.0, 12.5]), 2.0).tolist()
    [1, 0, 0, 0]
    """
    order = values.argsort(kind="stable")
    inline = values[order]
    groups = np.zeros(len(values), dtype=np.int64)
    groups[order[1:]] = (inline[1:] - inline[:-1] > tolerance).cumsum()
    return groups
