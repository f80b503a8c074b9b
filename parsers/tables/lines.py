"""Characters to lines of text, in the direction in which they are read."""

import dataclasses
from collections.abc import Sequence
from itertools import pairwise, repeat

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from parsers.tables.bidi import RIGHT_TO_LEFT, blanks_on_page, reading_order
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

SWALLOWED = 0.1
"""Where an engine tells of a blank and hardly a gap is left, the character before has it in its box."""

NOTHING = 0.1
"""A blank without width stands before the character that begins within so many font sizes of it."""

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


class Line(Struct, frozen=True, eq=False, gc=False):
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
        middles = (self.places[:, 1] + self.places[:, 3]) / 2
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

    def joined(self, other: "Line") -> "Line":
        """A level line and the next one of the same height as one, with nothing between them."""
        gap = (self.page, self.end, self.top, other.start, self.bottom)
        _, top, x1, bottom = other.box
        return replace(
            self,
            text=f"{self.text} {other.text}",
            places=np.vstack([self.places, gap, other.places]),
            end=other.end,
            top=min(self.top, other.top),
            bottom=max(self.bottom, other.bottom),
            size=max(self.size, other.size),
            box=(self.box[0], min(self.box[1], top), x1, max(self.box[3], bottom)),
        )


def turn(boxes: Floats, angles: Integers) -> Floats:
    """The boxes in coordinates of reading: u0, v0, u1, v1 with u along the line and v across.

    >>> turn(np.array([[10.0, 20.0, 30.0, 60.0]]), np.array([90])).tolist()
    [[20.0, -30.0, 60.0, -10.0]]
    """
    if not angles.any():
        return boxes
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
    order = np.lexsort((_starts(frames, glyphs), rank))
    rank, regions, angles = rank[order], regions[order], angles[order]
    frames, glyphs = frames.take(order, axis=0), glyphs.take(order)
    if glyphs.spaced.any():
        glyphs = dataclasses.replace(glyphs, spaced=_told_blanks(glyphs, frames, order))
    wide = np.where(regions == OUTSIDE, column_gap, np.inf)
    rank = _split_at_wide_gaps(rank, frames, wide * glyphs.sizes)
    seen = (~is_blank(glyphs.codes)).nonzero()[0]
    new = np.ones(len(seen), dtype=bool)
    new[1:] = np.diff(rank[seen]) != 0
    starts = new.nonzero()[0]
    lines = _make_lines(glyphs, frames, rank, (page, angles), seen, starts)
    own = regions[seen[starts]]
    cuts = [0, *(np.diff(own).nonzero()[0] + 1).tolist(), len(lines)]
    return {int(own[first]): lines[first:last] for first, last in pairwise(cuts) if last > first}


def reading_angles(glyphs: Glyphs, regions: Integers) -> Integers:
    """Direction of reading of each character; upright characters set downward count as 90.

    Vertical Japanese writing stacks upright characters: in the order of the content each stands
    under the one before. A region in which most steps go down is vertical.
    """
    count = int(regions.max(initial=-1)) + 1
    if not count:
        return glyphs.angles
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    size = np.maximum(glyphs.sizes[1:], 1)
    dx, dy = np.diff(x) / size, np.diff(y) / size
    same = (regions[1:] == regions[:-1]) & (regions[1:] >= 0)
    same &= (glyphs.angles[1:] == 0) & (glyphs.angles[:-1] == 0)
    down = same & (np.abs(dx) < STILL) & (dy > STACKED[0]) & (dy < STACKED[1])
    along = same & (np.abs(dy) < STILL)
    downs = np.bincount(regions[1:][down], minlength=count)
    alongs = np.bincount(regions[1:][along], minlength=count)
    vertical = (downs > 1) & (downs > 2 * alongs)
    if not vertical.any():
        return glyphs.angles
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


def _starts(frames: Floats, glyphs: Glyphs) -> Floats:
    """Where characters begin along the line, blanks without width before what they stand at.

    Engines put such a blank at the origin of the next character, which may begin left of it.
    """
    nothing = (glyphs.codes == ord(" ")) & (frames[:, 2] <= frames[:, 0])
    starts: Floats = frames[:, 0] - NOTHING * glyphs.sizes * nothing
    return starts


def _split_at_wide_gaps(rank: Integers, frames: Floats, widest: Floats) -> Integers:
    """Line numbers with text outside tables cut where it stands far apart (two columns)."""
    cut = frames[1:, 0] - frames[:-1, 2] > widest[1:]
    numbers = rank.copy()
    numbers[1:] += np.cumsum(cut)
    return numbers


def _told_blanks(glyphs: Glyphs, frames: Floats, order: Integers) -> Flags:
    """Before which characters the engine tells of a blank: a gap must prove it after a jump.

    Args:
        glyphs: Characters, line by line.
        frames: Their boxes in coordinates of reading.
        order: Place of each in the content: one that does not go on there is a jump.
    """
    goes_on = np.zeros(len(order), dtype=bool)
    goes_on[1:] = order[1:] == order[:-1] + 1
    goes_on[:-1] |= order[:-1] == order[1:] + 1  # leftward
    goes_on[1:] |= frames[1:, 0] - frames[:-1, 2] >= SWALLOWED * glyphs.sizes[1:]
    told: Flags = glyphs.spaced & goes_on
    return told


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
    spaced = blanks_on_page(glyphs.codes, glyphs.spaced)
    apart = _letters_set_apart(spaced, rank)[1:]
    told = spaced[1:] & ~apart
    # Word processors set scripts apart; where blanks are characters, a blank's width is no proof.
    least = SET_APART if (glyphs.codes == ord(" ")).any() else SCRIPT_GAP
    told &= gap > np.where(latin[1:] != latin[:-1], least, LATIN_GAP)
    both = latin[1:] & latin[:-1]
    told |= spaced[1:] & ~apart & both & (np.abs(gap) < SWALLOWED)
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
    glyphs: Glyphs,
    frames: Floats,
    rank: Integers,
    page: tuple[int, Integers],
    seen: Integers,
    starts: Integers,
) -> list[Line]:
    """The lines of characters that are in order of lines.

    Args:
        glyphs: The characters.
        frames: Their boxes in coordinates of reading.
        rank: Number of the line of each character.
        page: Number of the page, and direction of reading of each character.
        seen: Indices of the characters that are no white space.
        starts: Which of `seen` begin a line.
    """
    if not len(seen):
        return []
    blanks, kinds = _blanks_before(glyphs, frames, rank)
    text, places = _put_in(glyphs, page[0], blanks, kinds)
    ink = seen + np.searchsorted(blanks, seen, side="right")
    firsts = ink[starts].tolist()
    lasts = (ink[np.append(starts[1:] - 1, len(ink) - 1)] + 1).tolist()
    if IDEOGRAPHIC_BLANK in text:
        before = [0, *lasts[:-1]]
        firsts = [_indent(text, at, least) for at, least in zip(firsts, before, strict=True)]
    texts, boxes = _cut(text, places, list(map(slice, firsts, lasts)))
    reading = _extents(frames.take(seen, axis=0), starts)
    shown = reading
    if page[1].any():
        shown = _extents(glyphs.boxes.take(seen, axis=0), starts)
    start, top, end, bottom = reading
    return list(
        map(
            Line,
            texts,
            boxes,
            start,
            end,
            top,
            bottom,
            np.maximum.reduceat(glyphs.sizes[seen], starts).tolist(),
            repeat(page[0]),
            page[1][seen[starts]].tolist(),
            zip(*shown, strict=True),
        )
    )


def _put_in(glyphs: Glyphs, page: int, blanks: Integers, kinds: Integers) -> tuple[str, Floats]:
    """The characters with blanks before some of them, and the place of each."""
    places = np.zeros((len(glyphs) + len(blanks), 5))
    codes = np.empty(len(places), dtype=np.int64)
    at = blanks + np.arange(len(blanks))
    kept = np.ones(len(places), dtype=bool)
    kept[at] = False
    codes[at], codes[kept] = kinds, glyphs.codes
    places[kept, 0], places[kept, 1:] = page, glyphs.boxes
    return decode(codes), places


def _cut(text: str, places: Floats, spans: list[slice]) -> tuple[list[str], list[Floats]]:
    """The text and places of each line, in the order of reading also where that is leftward."""
    texts, own = list(map(text.__getitem__, spans)), list(map(places.__getitem__, spans))
    if RIGHT_TO_LEFT.search(text):
        for number, line in enumerate(texts):
            if RIGHT_TO_LEFT.search(line):
                order = reading_order(line)
                texts[number] = "".join(line[i] for i in order.tolist())
                own[number] = own[number][order]
    return texts, own


def _extents(boxes: Floats, starts: Integers) -> list[list[float]]:
    """The sides of the lines that begin at `starts`: lists of their x0, top, x1 and bottom."""
    x0, top, x1, bottom = np.ascontiguousarray(boxes.T)
    low, high = np.minimum.reduceat, np.maximum.reduceat
    sides = low(x0, starts), low(top, starts), high(x1, starts), high(bottom, starts)
    return [side.tolist() for side in sides]


def _indent(text: str, first: int, least: int) -> int:
    """Index of the first of the ideographic blanks before a line: they are typed, not wrapped."""
    while first > least and text[first - 1] == IDEOGRAPHIC_BLANK:
        first -= 1
    return first
