"""Characters to lines of text, in the direction in which they are read."""

import dataclasses
from collections.abc import Sequence
from itertools import pairwise, repeat

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from parsers.tables.bidi import RIGHT_TO_LEFT, blanks_on_page, is_leftward, reading_order
from parsers.tables.blanks import find_displaced
from parsers.tables.directions import reading_angles, turn, turn_back
from parsers.tables.page import Flags, Floats, Glyphs, Integers, decode
from parsers.tables.places import CharBoxes, Stretch

BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)
"""White space."""

_IS_BLANK = np.zeros(0x10000, dtype=bool)
_IS_BLANK[list(BLANKS)] = True

SYMBOLS = 0x2000
"""Code points below are those of alphabets; ① and → stand between words as 漢字 do."""

IDEOGRAPHIC_BLANK = "\N{IDEOGRAPHIC SPACE}"

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
        held: The boxes of characters of its page, line by line, its own among them.
        first: Which of them is that of its first one.
        start: Where it begins.
        end: Where it ends.
        top: Its upper side.
        bottom: Its lower side.
        size: Greatest font size.
        page: Number of its page.
        angle: Direction of reading, clockwise; 90 also for vertical writing.
    """

    text: str
    held: CharBoxes
    first: int
    start: float
    end: float
    top: float
    bottom: float
    size: float
    page: int
    angle: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom on the page as shown."""
        return turn_back(self.start, self.top, self.end, self.bottom, self.angle)

    @property
    def boxes(self) -> Floats:
        """Where its own characters stand (n × 4); NaN across for a blank put in."""
        return self.held.array[self.first : self.first + len(self.text)]

    @property
    def spans(self) -> Floats:
        """Where its own characters begin and end across the page (n × 2)."""
        return self.boxes[:, ::2]

    @property
    def places(self) -> Stretch:
        """Where its characters stand."""
        return Stretch(self.page, self.held, self.first, len(self.text))

    def cut(self, positions: Sequence[float]) -> "list[Line]":
        """The parts of a level line between positions that no character stands at."""
        begin, end = self.spans.T
        number = np.searchsorted(positions, (begin + end) / 2)
        placed = ~np.isnan(begin)
        parts = []
        for part in sorted(set(number[placed].tolist())):
            own = np.flatnonzero(placed & (number == part))
            span = slice(int(own[0]), int(own[-1]) + 1)
            parts.append(
                replace(
                    self,
                    text=self.text[span],
                    first=self.first + span.start,
                    start=float(begin[own].min()),
                    end=float(end[own].max()),
                )
            )
        return parts

    def joined(self, other: "Line") -> "Line":
        """A level line and the next one of the same height as one, with nothing between them."""
        gap = [[self.end, self.top, other.start, self.bottom]]
        return replace(
            self,
            text=f"{self.text} {other.text}",
            held=CharBoxes(np.concatenate([self.boxes, gap, other.boxes])),
            first=0,
            end=other.end,
            top=min(self.top, other.top),
            bottom=max(self.bottom, other.bottom),
            size=max(self.size, other.size),
        )


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
    order = _in_lines(rank, _starts(frames, glyphs))
    rank, regions, angles = rank[order], regions[order], angles[order]
    frames, glyphs = frames.take(order, axis=0), glyphs.take(order)
    displaced = find_displaced(glyphs, frames, order)
    if displaced.any():
        kept = ~displaced
        rank, regions, angles, order = rank[kept], regions[kept], angles[kept], order[kept]
        frames, glyphs = frames[kept], glyphs.take(kept)
    if glyphs.spaced.any():
        glyphs = dataclasses.replace(glyphs, spaced=_told_blanks(glyphs, frames, order))
    wide = np.where(regions == OUTSIDE, column_gap, np.inf)
    rank = _split_at_wide_gaps(rank, frames, wide * glyphs.sizes)
    seen = (~is_blank(glyphs.codes)).nonzero()[0]
    own = rank[seen]
    new = np.ones(len(seen), dtype=bool)
    new[1:] = own[1:] != own[:-1]
    starts = new.nonzero()[0]
    lines = _make_lines(glyphs, frames, rank, (page, angles), seen, starts)
    own = regions[seen[starts]]
    cuts = [0, *((own[1:] != own[:-1]).nonzero()[0] + 1).tolist(), len(lines)]
    numbers = own.tolist()
    return {numbers[first]: lines[first:last] for first, last in pairwise(cuts) if last > first}


def _line_numbers(frames: Floats, sizes: Floats, regions: Integers) -> Integers:
    """Number of each character's line; lines count downward within their region."""
    centres = (frames[:, 1] + frames[:, 3]) / 2
    order = np.lexsort((centres, regions))
    centres, sizes, regions = centres[order], sizes[order], regions[order]
    low = np.minimum(sizes[1:], sizes[:-1])
    high = np.maximum(sizes[1:], sizes[:-1])
    limit = np.minimum(SAME_LINE * high, RAISED * low)
    new = np.ones(len(order), dtype=bool)
    new[1:] = (regions[1:] != regions[:-1]) | (centres[1:] - centres[:-1] > limit)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = new.cumsum()
    return numbers


def _starts(frames: Floats, glyphs: Glyphs) -> Floats:
    """Where characters begin along the line, blanks without width before what they stand at.

    Engines put such a blank at the origin of the next character, which may begin left of it.
    """
    nothing = (glyphs.codes == ord(" ")) & (frames[:, 2] <= frames[:, 0])
    starts: Floats = frames[:, 0] - NOTHING * glyphs.sizes * nothing
    return starts


def _in_lines(rank: Integers, along: Floats) -> Integers:
    """The order of characters line by line and along each line; most stand so in the content."""
    order: Integers = rank.argsort(kind="stable")
    rank, along = rank[order], along[order]
    back = (along[1:] < along[:-1]) & (rank[1:] == rank[:-1])
    if back.any():
        mixed = np.zeros(rank[-1] + 1, dtype=bool)
        mixed[rank[1:][back]] = True
        at = mixed[rank].nonzero()[0]
        order[at] = order[at][np.lexsort((along[at], rank[at]))]
    return order


def _split_at_wide_gaps(rank: Integers, frames: Floats, widest: Floats) -> Integers:
    """Line numbers with text outside tables cut where it stands far apart (two columns)."""
    cut = frames[1:, 0] - frames[:-1, 2] > widest[1:]
    numbers = rank.copy()
    numbers[1:] += cut.cumsum()
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
    blank: Flags = _IS_BLANK.take(codes, mode="clip")
    return blank


def _blanks_before(glyphs: Glyphs, frames: Floats, rank: Integers) -> tuple[Integers, Integers]:
    """Before which characters a blank belongs because of the gap that is left there, and which."""
    blank = is_blank(glyphs.codes)
    size = np.maximum(np.minimum(glyphs.sizes[1:], glyphs.sizes[:-1]), 0.1)
    gap = (frames[1:, 0] - frames[:-1, 2]) / size
    spaced = blanks_on_page(glyphs.codes, glyphs.spaced)
    apart = spaced & ~_letters_set_apart(spaced, rank)
    likely = (rank[1:] == rank[:-1]) & ~blank[1:] & ~blank[:-1] & ((gap > LATIN_GAP) | apart[1:])
    before = likely.nonzero()[0] + 1
    gap, apart = gap[before - 1], apart[before]
    latin, after_latin = glyphs.codes[before] < SYMBOLS, glyphs.codes[before - 1] < SYMBOLS
    both = latin & after_latin
    # Word processors set scripts apart; where blanks are characters, a blank's width is no proof.
    least = SET_APART if (glyphs.codes == ord(" ")).any() else SCRIPT_GAP
    told = apart & (gap > np.where(latin != after_latin, least, LATIN_GAP))
    told |= apart & both & (np.abs(gap) < SWALLOWED)
    wanted = (gap > WIDE_GAP) | told | ((gap > LATIN_GAP) & both)
    wide = (gap > IDEOGRAPHIC_GAP) & told & ~both
    kinds = np.where(wide, ord(IDEOGRAPHIC_BLANK), ord(" "))
    return before[wanted], kinds[wanted]


def _letters_set_apart(spaced: Flags, rank: Integers) -> Flags:
    """Characters of lines that are spaced evenly (プ ロ ジ ェ ク ト): the gaps are no blanks."""
    if not spaced.any():
        return spaced
    line = rank - rank[0]
    every = np.bincount(line)
    apart = np.bincount(line[spaced], minlength=len(every)) * 2 > every
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
    text, boxes = _put_in(glyphs, blanks, kinds)
    firsts, lasts = seen[starts], seen[np.append(starts[1:], len(seen)) - 1]
    begins = firsts + np.searchsorted(blanks, firsts, side="right")
    ends = lasts + np.searchsorted(blanks, lasts, side="right")
    if IDEOGRAPHIC_BLANK in text:
        begins = _indent(text, begins, ends)
    start, top, end, bottom = _extents(frames.take(seen, axis=0), starts)
    lines = map(
        Line,
        map(text.__getitem__, map(slice, begins.tolist(), (ends + 1).tolist())),
        repeat(CharBoxes(boxes)),
        begins.tolist(),
        start,
        end,
        top,
        bottom,
        np.maximum.reduceat(glyphs.sizes[seen], starts).tolist(),
        repeat(page[0]),
        page[1][firsts].tolist(),
    )
    leftward = is_leftward(glyphs.codes).any()
    return list(map(_in_order_of_reading, lines) if leftward else lines)


def _put_in(glyphs: Glyphs, blanks: Integers, kinds: Integers) -> tuple[str, Floats]:
    """The characters with blanks before some of them, and their boxes: NaN across for a blank."""
    if not len(blanks):
        return glyphs.text, glyphs.boxes
    times = np.ones(len(glyphs), dtype=np.int64)
    times[blanks - 1] = 2
    source = np.arange(len(glyphs)).repeat(times)
    codes, boxes = glyphs.codes[source], glyphs.boxes.take(source, axis=0)
    at = blanks + np.arange(len(blanks))
    codes[at] = kinds
    boxes[at, 0] = boxes[at, 2] = np.nan
    return decode(codes), boxes


def _in_order_of_reading(line: Line) -> Line:
    """A line from left to right on the page, in the order of reading also where that is leftward."""
    if not RIGHT_TO_LEFT.search(line.text):
        return line
    order = reading_order(line.text)
    text = "".join(line.text[i] for i in order.tolist())
    return replace(line, text=text, held=CharBoxes(line.boxes[order]), first=0)


def _extents(boxes: Floats, starts: Integers) -> list[list[float]]:
    """The sides of the lines that begin at `starts`: lists of their x0, top, x1 and bottom."""
    x0, top, x1, bottom = np.ascontiguousarray(boxes.T)
    low, high = np.minimum.reduceat, np.maximum.reduceat
    sides = low(x0, starts), low(top, starts), high(x1, starts), high(bottom, starts)
    return [side.tolist() for side in sides]


def _indent(text: str, begins: Integers, ends: Integers) -> Integers:
    """Where lines begin with the ideographic blanks before them: they are typed, not wrapped."""
    indented = begins.tolist()
    for number, least in enumerate([0, *(ends[:-1] + 1).tolist()]):
        while indented[number] > least and text[indented[number] - 1] == IDEOGRAPHIC_BLANK:
            indented[number] -= 1
    return np.array(indented)
