"""Lines outside tables to paragraphs and headings."""

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import attrgetter

import regex

from parsers.document import Locator, Passage
from parsers.tables.blanks import IDEOGRAPHIC_BLANK
from parsers.tables.directions import DOWN
from parsers.tables.lines import Line
from parsers.tables.wrap import begins_anew, join_lines

LEADING = 1.1
"""Space between lines of one paragraph is at most this part of the font size."""

HEADED = regex.compile(
    rf"(?:第?\d{{1,2}}[章節部]?{IDEOGRAPHIC_BLANK}|(?:第?[０-９]{{1,2}}[章節部]?|[Ⅰ-Ⅻ])\s)"
)
"""What a heading of a section begins with: however full the line before, it goes on with none."""

SAME_SIZE = 0.12
"""Font sizes that differ by less than this part are the same."""


def group_lines(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in reading order, those of one paragraph together."""
    limits = measure_limits(lines)
    groups: list[list[Line]] = []
    near: list[list[Line]] = []
    reach = LEADING * max([line.size for line in lines], default=0.0)
    for line in sorted(lines, key=attrgetter("top", "start")):
        top = line.top
        near = [group for group in near if top - group[-1].bottom < reach]
        above = _find_above(near, line, limits[line.angle])
        if above is None:
            groups.append([line])
            near.append(groups[-1])
        else:
            above.append(line)
    return groups


def _find_above(near: Sequence[list[Line]], line: Line, limit: float) -> list[Line] | None:
    """The last of the paragraphs near a line that it goes on with."""
    start, end = line.start, line.end
    for group in reversed(near):
        before = group[-1]
        if before.end < start or end < before.start:
            continue  # beside it, as most are
        if _follows(before, line, limit):
            return group
    return None


def measure_limits(lines: Sequence[Line]) -> dict[int, float]:
    """How far lines of each direction of reading reach."""
    return {
        angle: max([line.end for line in lines if line.angle == angle])
        for angle in {line.angle for line in lines}
    }


def _follows(before: Line, line: Line, limit: float) -> bool:
    """Whether a line goes on with the paragraph of a line that is not beside it."""
    if before.angle != line.angle:
        return False
    size = max(before.size, line.size)
    if abs(before.size - line.size) > SAME_SIZE * size:
        return False
    if not -0.3 * size < line.top - before.bottom < LEADING * size:
        return False
    first = line.text[0]
    if (first == "第" or first.isnumeric()) and HEADED.match(line.text):
        return False
    return not begins_anew(before, line, limit, dots=True)


def make_passages(groups: Sequence[Sequence[Line]]) -> Iterator[tuple[float, float, Passage]]:
    """Each paragraph as a passage, numbered from 1, and two places that it is put in order by."""
    limits = measure_limits([*chain.from_iterable(groups)])
    angles = [group[0].angle for group in groups]
    downward = angles.count(DOWN) * 2 > len(angles)
    frames = [_frame(group) for group in groups]
    tops = _find_tiers(frames) if downward else [frame[1] for frame in frames]
    places = zip(groups, frames, tops, strict=True)
    for number, (group, (left, _, right, _), top) in enumerate(places, start=1):
        text, boxes = join_lines(group, [limits[line.angle] for line in group])
        locator = Locator(page=group[0].page, paragraph=number)
        yield top, -right if downward else left, Passage(text, locator, boxes)


def _find_tiers(frames: Sequence[tuple[float, float, float, float]]) -> list[float]:
    """The top of the tier of each paragraph: a page of vertical writing is read tier by tier.

    Args:
        frames: x0, top, x1 and bottom of each paragraph.
    """
    tops = [0.0] * len(frames)
    top = lowest = -math.inf
    for number in sorted(range(len(frames)), key=lambda number: frames[number][1]):
        _, upper, _, lower = frames[number]
        if upper >= lowest:
            top = upper
        lowest = max(lowest, lower)
        tops[number] = top
    return tops


def _frame(group: Sequence[Line]) -> tuple[float, float, float, float]:
    """x0, top, x1 and bottom of what is around all lines."""
    if len(group) == 1:
        return group[0].box
    left, top, right, bottom = zip(*[line.box for line in group], strict=True)
    return min(left), min(top), max(right), max(bottom)
