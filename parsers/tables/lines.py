"""Characters to lines of text, in the direction in which they are read."""

from dataclasses import dataclass

import numpy as np

from parsers.tables.page import Flags, Floats, Glyphs, Integers, decode

DOWN, BACK, UP = 90, 180, 270
"""Directions of reading, clockwise from the usual one."""

STILL = 0.3
"""A step between characters of less than this part of the font size is none."""

STACKED = (0.5, 2.0)
"""How far below the one before a character of vertical writing stands, in parts of its size."""

BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)
"""White space."""

IDEOGRAPHIC = 0x2E80
"""Code points from here on are written without blanks between words."""

LATIN_GAP = 0.18
"""Gap between Latin characters, in parts of the font size, that separates words."""

WIDE_GAP = 1.2
"""Gap that separates words in any script."""

COLUMN_GAP = 2.0
"""Gap outside tables that separates pieces of text, not words."""

OUTSIDE = -1
"""The region of text that stands in no cell."""

SAME_LINE = 0.45
"""Step between centres, in parts of the font size, up to which characters share a line."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One physical line of text.

    Coordinates are those of reading: `start` and `end` along the line, `top` and `bottom` across,
    whichever way the text is turned.

    Attributes:
        text: Its characters, blanks between words included.
        places: n × 5, the page and box of each character; page 0 for a blank put in.
        start: Where it begins.
        end: Where it ends.
        top: Its upper side.
        bottom: Its lower side.
        size: Median font size.
        page: Number of its page.
        angle: Direction of reading, clockwise; 90 also for vertical writing.
    """

    text: str
    places: Floats
    start: float
    end: float
    top: float
    bottom: float
    size: float
    page: int
    angle: int = 0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box around its characters on the page."""
        ink = self.places[self.places[:, 0] > 0]
        return (
            float(ink[:, 1].min()),
            float(ink[:, 2].min()),
            float(ink[:, 3].max()),
            float(ink[:, 4].max()),
        )


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


def find_lines(glyphs: Glyphs, regions: Integers, page: int) -> dict[int, list[Line]]:
    """The lines of each region, in reading order.

    Args:
        glyphs: Characters of a page.
        regions: Number of the region that each character stands in; lines never cross regions.
        page: Number of the page.
    """
    if not len(glyphs):
        return {}
    angles = reading_angles(glyphs, regions)
    frames = turn(glyphs.boxes, angles)
    rank = _line_numbers(frames, glyphs.sizes, regions * 4 + angles // 90)
    order = np.lexsort((frames[:, 0], rank))
    rank, regions, frames, glyphs = rank[order], regions[order], frames[order], glyphs.take(order)
    angles = angles[order]
    rank = _split_at_wide_gaps(rank, frames, glyphs.sizes, regions == OUTSIDE)
    cuts = np.flatnonzero(np.diff(rank)) + 1
    blanks = _blanks_before(glyphs, frames, rank)
    lines: dict[int, list[Line]] = {}
    for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(rank)], strict=True):
        line = _make_line(glyphs, frames, blanks, slice(start, end), (page, int(angles[start])))
        if line is not None:
            lines.setdefault(int(regions[start]), []).append(line)
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
    size = np.minimum(sizes[order][1:], sizes[order][:-1])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(regions[order]) != 0) | (step > SAME_LINE * size)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _split_at_wide_gaps(rank: Integers, frames: Floats, sizes: Floats, outside: Flags) -> Integers:
    """Line numbers with text outside tables cut where it stands far apart (two columns)."""
    gap = np.append([0.0], frames[1:, 0] - frames[:-1, 2])
    wide = outside & (gap > COLUMN_GAP * sizes)
    numbers: Integers = rank + np.cumsum(wide)
    return numbers


def is_blank(codes: Integers) -> Flags:
    """Which characters are white space."""
    blank: Flags = np.isin(codes, BLANKS)
    return blank


def _blanks_before(glyphs: Glyphs, frames: Floats, rank: Integers) -> Flags:
    """Where a blank belongs before a character because of the gap that is left there."""
    latin = glyphs.codes < IDEOGRAPHIC
    size = np.maximum(np.minimum(glyphs.sizes[1:], glyphs.sizes[:-1]), 0.1)
    gap = (frames[1:, 0] - frames[:-1, 2]) / size
    wanted = (gap > WIDE_GAP) | ((gap > LATIN_GAP) & latin[1:] & latin[:-1])
    blank = is_blank(glyphs.codes)
    wanted &= (rank[1:] == rank[:-1]) & ~blank[1:] & ~blank[:-1]
    return np.append([False], wanted)


def _make_line(
    glyphs: Glyphs, frames: Floats, blanks: Flags, part: slice, page_angle: tuple[int, int]
) -> Line | None:
    codes = glyphs.codes[part]
    ink = np.flatnonzero(~is_blank(codes))
    if not len(ink):
        return None
    part = slice(part.start + int(ink[0]), part.start + int(ink[-1]) + 1)
    codes, edges = glyphs.codes[part], frames[part]
    places = np.empty((len(codes), 5))
    places[:, 0] = page_angle[0]
    places[:, 1:] = glyphs.boxes[part]
    gaps = np.flatnonzero(blanks[part][1:]) + 1
    if len(gaps):
        codes = np.insert(codes, gaps, 0x20)
        places = np.insert(places, gaps, 0, axis=0)
    return Line(
        text=decode(codes),
        places=places,
        start=float(edges[0, 0]),
        end=float(edges[:, 2].max()),
        top=float(edges[:, 1].min()),
        bottom=float(edges[:, 3].max()),
        size=float(np.median(glyphs.sizes[part])),
        page=page_angle[0],
        angle=page_angle[1],
    )
