"""Characters to lines of text, in the direction in which they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parsers.tables.bidi import RIGHT_TO_LEFT, reading_order
from parsers.tables.page import Flags, Floats, Glyphs, Integers, decode

DOWN, BACK, UP = 90, 180, 270
"""Directions of reading, clockwise from the usual one."""

STILL = 0.3
"""A step between characters of less than this part of the font size is none."""

STACKED = (0.5, 2.0)
"""How far below the one before a character of vertical writing stands, in parts of its size."""

BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)
"""White space."""

_IS_BLANK = np.zeros(0x10000, dtype=bool)
_IS_BLANK[list(BLANKS)] = True

SYMBOLS = 0x2000
"""Code points below are those of alphabets; ① and → stand between words as 漢字 do."""

IDEOGRAPHIC_BLANK = "\N{IDEOGRAPHIC SPACE}"

IDEOGRAPHIC = 0x2E80
"""Code points from here on are written without blanks between words."""

LATIN_GAP = 0.18
"""Gap between Latin characters, in parts of the font size, that separates words."""

SWALLOWED = 0.02
"""Where an engine tells of a blank and no gap is left, the box of the character before has it."""

SCRIPT_GAP, SET_APART = 0.215, 0.35
"""Gap between Latin and Japanese that is a blank; word processors leave 0.2 to 0.25 of their own."""

IDEOGRAPHIC_GAP = 0.8
"""A blank as wide as this is an ideographic one."""

WIDE_GAP = 1.2
"""Gap that separates words in any script."""

COLUMN_GAP = 2.0
"""Gap outside tables that separates pieces of text, not words."""

OUTSIDE = -1
"""The region of text that stands in no cell."""

SAME_LINE = 0.45
"""Step between centres, in parts of the font size, up to which characters share a line."""

RAISED = 0.55
"""The same for a smaller raised or lowered character, in parts of its own size."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One physical line of text.

    Coordinates are those of reading: `start` and `end` along the line, `top` and `bottom` across,
    whichever way the text is turned.

    Attributes:
        text: Its characters, blanks between words and ideographic blanks before it included.
        places: n × 5, the page and box of each character; page 0 for a blank put in.
        start: Where it begins.
        end: Where it ends.
        top: Its upper side.
        bottom: Its lower side.
        size: Greatest font size.
        page: Number of its page.
        angle: Direction of reading, clockwise; 90 also for vertical writing.
        box: x0, top, x1, bottom on the page as shown.
    """

    text: str
    places: Floats
    start: float
    end: float
    top: float
    bottom: float
    size: float
    page: int
    angle: int
    box: tuple[float, float, float, float]

    def cut(self, positions: Sequence[float]) -> "list[Line]":
        """The parts of a level line between positions that no character stands at."""
        middles = self.places[:, [1, 3]].mean(axis=1)
        placed = self.places[:, 0] > 0
        number = np.searchsorted(positions, middles)
        parts = []
        for part in np.unique(number[placed]).tolist():
            own = np.flatnonzero(placed & (number == part))
            span = slice(int(own[0]), int(own[-1]) + 1)
            places = self.places[span]
            start, end = float(self.places[own, 1].min()), float(self.places[own, 3].max())
            box = (start, self.box[1], end, self.box[3])
            parts.append(
                replace(self, text=self.text[span], places=places, start=start, end=end, box=box)
            )
        return parts


def turn(boxes: Floats, angles: Integers) -> Floats:
    """The boxes in coordinates of reading: u0, v0, u1, v1 with u along the line and v across.

    >>> turn(np.array([[10.0, 20.0, 30.0, 60.0]]), np.array([90])).tolist()
    [[20.0, -30.0, 60.0, -10.0]]
    """
    turned = boxes.copy()
    down, back, up = angles == DOWN, angles == BACK, angles == UP
    turned[down] = np.column_stack(
        [boxes[down, 1], -boxes[down, 2], boxes[down, 3], -boxes[down, 0]]
    )
    turned[back] = -boxes[back][:, [2, 3, 0, 1]]
    turned[up] = np.column_stack([-boxes[up, 3], boxes[up, 0], -boxes[up, 1], boxes[up, 2]])
    return turned


def find_lines(
    glyphs: Glyphs, regions: Integers, page: int, column_gap: float = COLUMN_GAP
) -> dict[int, list[Line]]:
    """The lines of each region, in reading order.

    Args:
        glyphs: Characters of a page.
        regions: Number of the region that each character stands in; lines never cross regions.
        page: Number of the page.
        column_gap: Gap in font sizes at which lines outside tables are cut.
    """
    if not len(glyphs):
        return {}
    angles = reading_angles(glyphs, regions)
    frames = turn(glyphs.boxes, angles)
    rank = _line_numbers(frames, glyphs.sizes, regions * 4 + angles // 90)
    order = np.lexsort((frames[:, 0], rank))
    rank, regions, frames, glyphs = rank[order], regions[order], frames[order], glyphs.take(order)
    wide = np.where(regions == OUTSIDE, column_gap, np.inf)
    rank = _split_at_wide_gaps(rank, frames, wide * glyphs.sizes)
    lines: dict[int, list[Line]] = {}
    numbers = regions.tolist()
    for first, line in _make_lines(glyphs, frames, rank, (page, angles[order])):
        lines.setdefault(numbers[first], []).append(line)
    return lines


def reading_angles(glyphs: Glyphs, regions: Integers) -> Integers:
    """Direction of reading of each character; upright characters set downward count as 90.

    Vertical Japanese writing stacks upright characters: in the order of the content each stands
    under the one before. A region in which most steps go down is vertical.
    """
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    size = np.maximum(glyphs.sizes[1:], 1)
    dx, dy = np.diff(x) / size, np.diff(y) / size
    same = (regions[1:] == regions[:-1]) & (regions[1:] >= 0)
    same &= (glyphs.angles[1:] == 0) & (glyphs.angles[:-1] == 0)
    down = same & (np.abs(dx) < STILL) & (dy > STACKED[0]) & (dy < STACKED[1])
    along = same & (np.abs(dy) < STILL)
    count = int(regions.max(initial=-1)) + 1
    downs = np.bincount(regions[1:][down], minlength=count)
    alongs = np.bincount(regions[1:][along], minlength=count)
    vertical = (downs > 1) & (downs > 2 * alongs)
    stacked = np.zeros(len(glyphs), dtype=bool)
    known = regions >= 0
    stacked[known] = vertical[regions[known]]
    angles: Integers = np.where(stacked & (glyphs.angles == 0), DOWN, glyphs.angles)
    return angles


def _line_numbers(frames: Floats, sizes: Floats, regions: Integers) -> Integers:
    """Number of each character's line; lines count downward within their region."""
    centres = (frames[:, 1] + frames[:, 3]) / 2
    order = np.lexsort((centres, regions))
    step = np.diff(centres[order])
    low = np.minimum(sizes[order][1:], sizes[order][:-1])
    high = np.maximum(sizes[order][1:], sizes[order][:-1])
    limit = np.minimum(SAME_LINE * high, RAISED * low)
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(regions[order]) != 0) | (step > limit)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _split_at_wide_gaps(rank: Integers, frames: Floats, widest: Floats) -> Integers:
    """Line numbers with text outside tables cut where it stands far apart (two columns)."""
    gap = np.append([0.0], frames[1:, 0] - frames[:-1, 2])
    numbers: Integers = rank + np.cumsum(gap > widest)
    return numbers


def is_blank(codes: Integers) -> Flags:
    """Which characters are white space."""
    blank: Flags = _IS_BLANK[np.minimum(codes, len(_IS_BLANK) - 1)]
    return blank


def _blanks_before(glyphs: Glyphs, frames: Floats, rank: Integers) -> tuple[Integers, Integers]:
    """Before which characters a blank belongs because of the gap that is left there, and which."""
    latin = glyphs.codes < SYMBOLS
    size = np.maximum(np.minimum(glyphs.sizes[1:], glyphs.sizes[:-1]), 0.1)
    gap = (frames[1:, 0] - frames[:-1, 2]) / size
    blank = is_blank(glyphs.codes)
    apart = _letters_set_apart(glyphs.spaced, rank)[1:]
    told = glyphs.spaced[1:] & ~apart
    # Word processors set scripts apart; where blanks are characters, a blank's width is no proof.
    least = SET_APART if (glyphs.codes == ord(" ")).any() else SCRIPT_GAP
    told &= gap > np.where(latin[1:] != latin[:-1], least, LATIN_GAP)
    both = latin[1:] & latin[:-1]
    told |= glyphs.spaced[1:] & ~apart & both & (np.abs(gap) < SWALLOWED)
    wanted = (gap > WIDE_GAP) | told | ((gap > LATIN_GAP) & both)
    wanted &= (rank[1:] == rank[:-1]) & ~blank[1:] & ~blank[:-1]
    wide = (gap > IDEOGRAPHIC_GAP) & told & ~both
    before = np.flatnonzero(wanted) + 1
    return before, np.where(wide[before - 1], ord(IDEOGRAPHIC_BLANK), ord(" "))


def _letters_set_apart(spaced: Flags, rank: Integers) -> Flags:
    """Characters of lines that are spaced evenly (プ ロ ジ ェ ク ト): the gaps are no blanks."""
    line = rank - rank[0]
    apart = np.bincount(line, spaced) * 2 > np.bincount(line)
    evenly: Flags = apart[line]
    return evenly


def _make_lines(
    glyphs: Glyphs, frames: Floats, rank: Integers, page: tuple[int, Integers]
) -> Iterator[tuple[int, Line]]:
    """Each line with the index of its first character; the characters are in order of lines."""
    blanks, kinds = _blanks_before(glyphs, frames, rank)
    codes = np.insert(glyphs.codes, blanks, kinds)
    places = np.insert(np.column_stack([np.full(len(rank), page[0]), glyphs.boxes]), blanks, 0, 0)
    text = decode(codes)
    ink = np.flatnonzero(~is_blank(codes))
    if not len(ink):
        return
    seen = np.flatnonzero(~is_blank(glyphs.codes))
    starts = np.flatnonzero(np.diff(rank[seen], prepend=-1))
    firsts = ink[starts].tolist()
    lasts = (ink[np.append(starts[1:] - 1, len(ink) - 1)] + 1).tolist()
    low = np.minimum.reduceat(frames[seen, :2], starts).tolist()
    high = np.maximum.reduceat(frames[seen, 2:], starts).tolist()
    near = np.minimum.reduceat(glyphs.boxes[seen, :2], starts).tolist()
    far = np.maximum.reduceat(glyphs.boxes[seen, 2:], starts).tolist()
    sizes = np.maximum.reduceat(glyphs.sizes[seen], starts).tolist()
    angles = page[1][seen[starts]].tolist()
    leftward = RIGHT_TO_LEFT.search(text) is not None
    for number, first in enumerate(seen[starts].tolist()):
        at = _indent(text, firsts[number], lasts[number - 1] if number else 0)
        own, own_places = text[at : lasts[number]], places[at : lasts[number]]
        if leftward and RIGHT_TO_LEFT.search(own):
            order = reading_order(own)
            own, own_places = "".join(own[i] for i in order.tolist()), own_places[order]
        yield (
            first,
            Line(
                text=own,
                places=own_places,
                start=low[number][0],
                end=high[number][0],
                top=low[number][1],
                bottom=high[number][1],
                size=sizes[number],
                page=page[0],
                angle=angles[number],
                box=(*near[number], *far[number]),
            ),
        )


def _indent(text: str, first: int, least: int) -> int:
    """Index of the first of the ideographic blanks before a line: they are typed, not wrapped."""
    while first > least and text[first - 1] == IDEOGRAPHIC_BLANK:
        first -= 1
    return first
