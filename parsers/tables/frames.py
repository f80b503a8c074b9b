"""Frames: rules or bands of one width, one below the other, with the rows of a table between."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
from msgspec import Struct

from parsers.tables.figures import has_values
from parsers.tables.lines import Line
from parsers.tables.page import Floats

SAME_SIDE = 8.0
"""Rules whose ends differ by less than this (points) have one width."""

SAME_HEIGHT = 1.0
"""Pieces of rules whose heights differ by less than this are one rule."""

EMPTY = 6.0
"""Rules farther apart than this (points) with nothing between belong to two tables."""

ROOM = 1.2
"""More space than this many font sizes above or below a heading sets two tables apart."""

ALIKE = 1.1
"""Space of up to so many times that of the row above is the table's own."""

VOID = 8.0
"""More space than this many font sizes within a row is none of its own."""

PROSE = 32
"""A piece of so many characters is a line of running text."""

MUCH = 5
"""Between two rules more lines of running text than this, and little else, are no table."""

HEADER_RULES = 3
"""Rules above and below the header and at the end do not tell rows apart."""

FILLED = 0.9
"""A line between two rules that fills more than this part of them is running text."""

WORDS = 0.6
"""Words of running text stand no farther apart than this many font sizes; headings of columns do."""

ROW = 30
"""The pieces of a row are no more than this."""

LONG_GAP = 12.0
"""Pieces of one rule may stand this far apart (a rule left out over a gutter)."""


class Frame(Struct, frozen=True, eq=False, gc=False):
    """Rules of one width, one below the other, or sides of bands.

    Attributes:
        heights: Of the rules, from top to bottom.
        top: Height of the first rule.
        bottom: Height of the last rule.
        start: Where the rules begin.
        end: Where they end.
        bands: Whether they are sides of bands.
    """

    heights: tuple[float, ...]
    top: float
    bottom: float
    start: float
    end: float
    bands: bool

    def holds(self, top: float, bottom: float, start: float, end: float) -> bool:
        """Whether text lies inside: its height by the middle, its ends but for a little."""
        within = self.start - SAME_SIDE < start and end < self.end + SAME_SIDE
        return within and self.is_level(top, bottom)

    def is_level(self, top: float, bottom: float) -> bool:
        """Whether the middle of text is at a height between the first rule and the last one."""
        return self.top < (top + bottom) / 2 < self.bottom

    def is_around(self, other: "Frame") -> bool:
        """Whether another frame is a part of this one, as wide."""
        level = self.top <= other.top and other.bottom <= self.bottom
        return level and _same_width((0.0, self.start, self.end), (0.0, other.start, other.end))


def find_frames(rules: Floats, pieces: Sequence[Line], *, bands: bool = False) -> list[Frame]:
    """Frames of two or more rules, from top to bottom.

    Args:
        rules: n × 3 horizontal rules: height, start and end.
        pieces: Pieces of text; where a heading stands between two rules, a frame ends.
        bands: Whether the rules are sides of filled areas.
    """
    if len(rules) < 2:
        return []
    groups: list[list[tuple[float, float, float]]] = []
    rooms: list[float] = []  # about the text of the last row of each group
    pieces = sorted(pieces, key=_height)
    heights = [*map(_height, pieces)]
    begun: dict[float, list[int]] = defaultdict(list)
    for rule in sorted(_whole_rules(rules)):
        at = _find_alike(rule, groups, begun)
        if at >= 0:
            above, last = groups[at][-1], bisect_left(heights, rule[0])
            between = _between(above, pieces[bisect_right(heights, above[0]) : last])
            room = _room(above, rule, between)
            if not _is_gap(above, between, room, rooms[at]) or _heads_values(
                between, rule, pieces[last : last + ROW]
            ):
                rooms[at] = room
                groups[at].append(rule)
                continue
        begun[rule[1] // SAME_SIDE].append(len(groups))
        groups.append([rule])
        rooms.append(0.0)
    frames = [_make_frame(group, bands=bands) for group in groups if len(group) > 1]
    return sorted(_without_parts(frames), key=lambda frame: frame.top)


def _find_alike(
    rule: Sequence[float],
    groups: Sequence[Sequence[Sequence[float]]],
    begun: Mapping[float, Sequence[int]],
) -> int:
    """The last group whose first rule is as wide as a rule, -1 if none is.

    Args:
        rule: Height, start and end.
        groups: Rules of one width each.
        begun: The groups that begin at each place, in steps of `SAME_SIDE`.
    """
    last = len(groups) - 1
    if last < 0 or _same_width(groups[last][0], rule):  # as nearly all are
        return last
    place, last = rule[1] // SAME_SIDE, -1
    for number in chain.from_iterable(
        reversed(begun.get(near, ())) for near in (place - 1, place, place + 1)
    ):
        if number > last and _same_width(groups[number][0], rule):
            last = number
    return last


def _make_frame(group: Sequence[tuple[float, float, float]], *, bands: bool) -> Frame:
    heights, starts, ends = zip(*group, strict=True)
    return Frame(heights, heights[0], heights[-1], min(starts), max(ends), bands)


def _without_parts(frames: Sequence[Frame]) -> Sequence[Frame]:
    """The frames but for those made of rules over some columns of another one."""
    narrowest = min([frame.end - frame.start for frame in frames], default=0.0)
    wide = [frame for frame in frames if narrowest < frame.end - frame.start - SAME_SIDE]
    return [f for f in frames if not any(_is_part(f, other) for other in wide)] if wide else frames


def _is_part(frame: Frame, other: Frame) -> bool:
    """Whether a frame is made of rules over some columns of another one."""
    inside = other.start - 2 < frame.start and frame.end < other.end + 2
    narrower = frame.end - frame.start < other.end - other.start - SAME_SIDE
    return inside and narrower and other.top - 2 < frame.top and frame.bottom < other.bottom + 2


def _height(piece: Line) -> float:
    return (piece.top + piece.bottom) / 2


def _is_gap(above: Sequence[float], between: Sequence[Line], room: float, usual: float) -> bool:
    """Whether nothing, running text, or a heading with space about it stands between two rules.

    Args:
        above: Height, start and end of the upper rule.
        between: Pieces of text between them.
        room: The widest space above, below or between those.
        usual: The space about the text of the row above: as much is no sign of a heading.
    """
    if not between:
        return room > EMPTY
    prose = [piece for piece in between if len(piece.text) >= PROSE]
    if len(prose) > max(MUCH, len(between) / 2) or any(_fills(piece, above) for piece in prose):
        return True
    size = max([piece.size for piece in between])
    if not ROOM * size < room <= VOID * size:
        return room > VOID * size
    heights = sorted((piece.top, piece.bottom) for piece in between)
    level = any(upper[1] > lower[0] for upper, lower in pairwise(heights))
    return not level and room > ALIKE * usual


def _fills(piece: Line, rule: Sequence[float]) -> bool:
    """Whether a piece is a line of running text as wide as the rule above it."""
    if abs(piece.start - rule[1]) > SAME_SIDE:
        return False
    if piece.end - piece.start < FILLED * (rule[2] - rule[1]):
        return False
    starts, ends = piece.spans[~np.isnan(piece.spans[:, 0])].T
    return bool((starts[1:] - ends[:-1]).max() < WORDS * piece.size)


def _heads_values(heading: Sequence[Line], rule: Sequence[float], below: Sequence[Line]) -> bool:
    """Whether a lone piece heads a group: a row of figures, not of headings, follows the rule below."""
    if len(heading) != 1 or len(heading[0].text) >= PROSE or not below:
        return False
    own = _between(rule, [p for p in below if _height(p) < _height(below[0]) + p.size / 2])
    if len(own) < 2:
        return False
    size = heading[0].size
    near = own[0].top - rule[0] < ROOM * size and rule[0] - heading[0].bottom < ROOM * size
    return near and has_values(sorted(own, key=lambda piece: piece.start))


def _between(above: Sequence[float], pieces: Sequence[Line]) -> list[Line]:
    """The pieces below a rule, not beside it."""
    return [piece for piece in pieces if piece.end > above[1] and piece.start < above[2]]


def _room(above: Sequence[float], below: Sequence[float], between: Sequence[Line]) -> float:
    """The widest space above, below or between the lines that stand between two rules."""
    if not between:
        return below[0] - above[0]
    ends = sorted([above[0], *[piece.bottom for piece in between]])
    starts = sorted([*[piece.top for piece in between], below[0]])
    return max([b - a for a, b in zip(ends, starts, strict=True)])


def _whole_rules(rules: Floats) -> Iterator[tuple[float, float, float]]:
    """Height, start and end of each rule, pieces at one height joined where they nearly touch."""
    order = np.lexsort((rules[:, 1], rules[:, 0].round()))
    current: tuple[float, float, float] | None = None
    for height, start, end in rules[order].tolist():
        if current and abs(current[0] - height) <= SAME_HEIGHT and start - current[2] < LONG_GAP:
            current = (current[0], current[1], max(current[2], end))
            continue
        if current:
            yield current
        current = (height, start, end)
    if current:
        yield current


def _same_width(first: Sequence[float], second: Sequence[float]) -> bool:
    return abs(first[1] - second[1]) < SAME_SIDE and abs(first[2] - second[2]) < SAME_SIDE
