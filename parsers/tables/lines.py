"""Characters to lines of text, in the direction in which they are read."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from math import isnan

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from parsers.tables.bidi import blanks_on_page, is_leftward, reading_order
from parsers.tables.blanks import (
    IDEOGRAPHIC_BLANK,
    blanks_in_gaps,
    find_told,
    is_blank,
    measure_gaps,
    without_displaced,
)
from parsers.tables.directions import reading_angles, turn_back
from parsers.tables.order import InLines, bounds, differ, put_in_order
from parsers.tables.page import Flags, Floats, Glyphs, Integers, decode
from parsers.tables.places import CharBoxes, Stretch

COLUMN_GAP = 2.0
"""Gap outside tables that separates pieces of text, not words."""

OUTSIDE = -1
"""The region of text that stands in no cell."""


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
        parts: dict[int, list[tuple[int, float, float]]] = {}
        for place, (begin, end) in enumerate(self.spans.tolist()):
            if not isnan(begin):
                number = bisect_left(positions, (begin + end) / 2)
                parts.setdefault(number, []).append((place, begin, end))
        cut = []
        for _, part in sorted(parts.items()):
            places, begins, ends = zip(*part, strict=True)
            cut.append(
                replace(
                    self,
                    text=self.text[places[0] : places[-1] + 1],
                    first=self.first + places[0],
                    start=min(begins),
                    end=max(ends),
                )
            )
        return cut

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
    text = put_in_order(glyphs, regions, reading_angles(glyphs, regions))
    text = without_displaced(text)
    gaps = measure_gaps(text)
    told = find_told(text, gaps)
    leftward = is_leftward(text.codes).nonzero()[0]
    if len(leftward):
        told = blanks_on_page(told, leftward, len(gaps))
    text = _cut_at_wide_gaps(text, gaps, column_gap)
    blank = is_blank(text.codes)
    blanks, kinds = blanks_in_gaps(text, gaps, told, blank)
    lines, own = _make_lines(text, blank, blanks, kinds, page)
    if not lines:
        return {}
    if len(leftward):
        for number in set((text.cuts[own].searchsorted(leftward, "right") - 1).tolist()):
            lines[number] = _in_order_of_reading(lines[number])
    regions = text.regions[own]
    numbers = regions.tolist()
    cuts = bounds(differ(regions)).tolist()
    return {numbers[first]: lines[first:last] for first, last in pairwise(cuts)}


def _cut_at_wide_gaps(text: InLines, gaps: Floats, column_gap: float) -> InLines:
    """The text with lines outside tables cut where they stand far apart (two columns)."""
    outside = int(text.regions.searchsorted(OUTSIDE, "right"))
    count = text.cuts[outside]
    wide = (gaps[:count] > column_gap * text.sizes[:count]).nonzero()[0]
    if not len(wide):
        return text
    begins = np.zeros(len(gaps) + 1, dtype=bool)
    begins[wide] = begins[text.cuts] = True
    cuts = begins.nonzero()[0]
    line = text.cuts.searchsorted(cuts[:-1], "right") - 1
    return replace(text, cuts=cuts, regions=text.regions[line], angles=text.angles[line])


def _make_lines(
    text: InLines, blank: Flags, blanks: Integers, kinds: Integers, page: int
) -> tuple[list[Line], Integers]:
    """The lines that hold more than white space, and which of the text's lines they are.

    Args:
        text: The characters.
        blank: Which of them are white space.
        blanks: Before which of them a blank is put in.
        kinds: Which blank.
        page: Number of the page.
    """
    seen = (~blank).nonzero()[0]
    cuts = seen.searchsorted(text.cuts)
    own = differ(cuts).nonzero()[0]
    if not len(own):
        return [], own
    starts = cuts[own]
    firsts, lasts = seen[starts], seen[cuts[own + 1] - 1]
    whole, boxes = _put_in(text, blanks, kinds)
    begins = firsts + blanks.searchsorted(firsts, "right")
    ends = lasts + blanks.searchsorted(lasts, "right") + 1
    if IDEOGRAPHIC_BLANK in whole:
        begins = _indent(whole, begins, ends)
    top, end, bottom, size = _extents(text, seen, starts)
    lines = map(
        Line,
        map(whole.__getitem__, map(slice, begins.tolist(), ends.tolist())),
        repeat(CharBoxes(boxes)),
        begins.tolist(),
        text.frames[firsts, 0].tolist(),
        end,
        top,
        bottom,
        size,
        repeat(page),
        text.angles[own].tolist(),
    )
    return list(lines), own


def _put_in(text: InLines, blanks: Integers, kinds: Integers) -> tuple[str, Floats]:
    """The characters with blanks before some of them, and their boxes: NaN across for a blank."""
    if not len(blanks):
        return decode(text.codes), text.boxes
    at = blanks + np.arange(len(blanks))
    step = np.ones(len(text.codes) + len(at), dtype=np.int64)
    step[at] = 0
    source = step.cumsum() - 1
    codes, boxes = text.codes.take(source), text.boxes.take(source, axis=0)
    codes[at] = kinds
    boxes[at, 0] = boxes[at, 2] = np.nan
    return decode(codes), boxes


def _extents(text: InLines, seen: Integers, starts: Integers) -> Iterator[list[float]]:
    """Top, end, bottom and font size of the lines that begin at `starts` in what is `seen`."""
    frames, sizes = text.frames, text.sizes
    if len(seen) < len(frames):
        frames, sizes = frames.take(seen, axis=0), sizes.take(seen)
    yield np.minimum.reduceat(frames[:, 1], starts).tolist()
    for most in (frames[:, 2], frames[:, 3], sizes):
        yield np.maximum.reduceat(most, starts).tolist()


def _in_order_of_reading(line: Line) -> Line:
    """A line from left to right on the page, in the order of reading, some of which is leftward."""
    order = reading_order(line.text)
    text = "".join(map(line.text.__getitem__, order))
    return replace(line, text=text, held=CharBoxes(line.boxes.take(order, axis=0)), first=0)


def _indent(text: str, begins: Integers, ends: Integers) -> Integers:
    """Where lines begin with the ideographic blanks before them: they are typed, not wrapped."""
    indented = begins.tolist()
    for number, least in enumerate([0, *ends[:-1].tolist()]):
        while indented[number] > least and text[indented[number] - 1] == IDEOGRAPHIC_BLANK:
            indented[number] -= 1
    return np.array(indented)
