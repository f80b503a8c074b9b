"""The characters of a page put in order: line by line, and along each line."""

import numpy as np
from msgspec import Struct

from parsers.tables.directions import turn
from parsers.tables.page import Flags, Floats, Glyphs, Integers

NOTHING = 0.1
"""A blank without width stands before the character that begins within so many font sizes of it."""

SAME_LINE = 0.45
"""Step between centres, in parts of the font size, up to which characters share a line."""

RAISED = 0.55
"""The same for a smaller raised or lowered character, in parts of its own size."""


class InLines(Struct, frozen=True, eq=False, gc=False):
    """Characters line by line, along each line; lines go downward within their region.

    Attributes:
        places: Place of each character in the content.
        codes: Unicode code points.
        sizes: Font sizes.
        spaced: Before which characters the engine tells of a blank.
        boxes: n × 4: x0, top, x1, bottom on the page.
        frames: The same in coordinates of reading.
        cuts: The first character of each line, and how many characters there are.
        regions: The region of each line.
        angles: The direction of reading of each line.
    """

    places: Integers
    codes: Integers
    sizes: Floats
    spaced: Flags
    boxes: Floats
    frames: Floats
    cuts: Integers
    regions: Integers
    angles: Integers

    def take(self, kept: Integers) -> "InLines":
        """The same with fewer characters."""
        line = self.cuts.searchsorted(kept, "right") - 1
        cuts = bounds(differ(line))
        own = line[cuts[:-1]]
        frames = self.frames.take(kept, axis=0)
        return InLines(
            places=self.places.take(kept),
            codes=self.codes.take(kept),
            sizes=self.sizes.take(kept),
            spaced=self.spaced.take(kept),
            boxes=frames if self.boxes is self.frames else self.boxes.take(kept, axis=0),
            frames=frames,
            cuts=cuts,
            regions=self.regions[own],
            angles=self.angles[own],
        )


def put_in_order(glyphs: Glyphs, regions: Integers, angles: Integers) -> InLines:
    """The characters in order of lines.

    Most of them go on where the one before ends: such runs are put in order, not characters.

    Args:
        glyphs: At least one character.
        regions: Number of the region that each character stands in; lines never cross regions.
        angles: Direction of reading of each.
    """
    frames = turn(glyphs.boxes, angles)
    starts = _starts(glyphs.codes, glyphs.sizes, frames)
    first, last, rank = _order_runs(glyphs.sizes, frames, starts, regions, angles)
    lengths = last - first + 1
    begin = np.zeros(len(lengths) + 1, dtype=np.int64)  # where each run goes
    lengths.cumsum(out=begin[1:])
    places = (first - begin[:-1]).repeat(lengths) + np.arange(len(glyphs))
    new_line = differ(rank)
    back = ~new_line & (starts[first[1:]] < starts[last[:-1]])
    if back.any():
        _mix(places, starts, rank.repeat(lengths), rank[1:][back])
    lines = bounds(new_line)
    first = first[lines[:-1]]
    boxes = glyphs.boxes.take(places, axis=0)
    return InLines(
        places=places,
        codes=glyphs.codes.take(places),
        sizes=glyphs.sizes.take(places),
        spaced=glyphs.spaced.take(places),
        boxes=boxes,
        frames=boxes if frames is glyphs.boxes else frames.take(places, axis=0),
        cuts=begin[lines],
        regions=regions[first],
        angles=angles[first],
    )


def _order_runs(
    sizes: Floats, frames: Floats, starts: Floats, regions: Integers, angles: Integers
) -> tuple[Integers, Integers, Integers]:
    """First and last character of each run, and the number of its line, line by line."""
    top, bottom = frames[:, 1], frames[:, 3]
    change = differ(top) | differ(bottom) | differ(sizes) | differ(regions) | differ(angles)
    cuts = bounds(change | (starts[1:] < starts[:-1]))
    first, last = cuts[:-1], cuts[1:] - 1
    key = regions[first] * 4 + angles[first] // 90
    rank = _line_numbers((top[first] + bottom[first]) / 2, sizes[first], key)
    runs = rank.argsort(kind="stable")
    return first[runs], last[runs], rank[runs]


def differ(column: Integers | Floats) -> Flags:
    """Which entries, from the second on, differ from the one before."""
    flags: Flags = column[1:] != column[:-1]
    return flags


def bounds(change: Flags) -> Integers:
    """Where stretches begin, and behind the last: a new one where an entry is a `change`.

    >>> bounds(differ(np.array([7, 7, 8, 8, 8]))).tolist()
    [0, 2, 5]
    """
    new = np.zeros(len(change) + 2, dtype=bool)
    new[1:-1] = change
    new[0] = new[-1] = True
    return new.nonzero()[0]


def _starts(codes: Integers, sizes: Floats, frames: Floats) -> Floats:
    """Where characters begin along the line, blanks without width before what they stand at.

    Engines put such a blank at the origin of the next character, which may begin left of it.
    """
    starts: Floats = frames[:, 0]
    nothing = find_nothing(codes, frames)
    if len(nothing):
        starts = starts.copy()
        starts[nothing] -= NOTHING * sizes[nothing]
    return starts


def find_nothing(codes: Integers, frames: Floats) -> Integers:
    """Which characters are blanks without width."""
    blank = (codes == ord(" ")).nonzero()[0]
    own = frames.take(blank, axis=0)
    nothing: Integers = blank[own[:, 2] <= own[:, 0]]
    return nothing


def _line_numbers(centres: Floats, sizes: Floats, regions: Integers) -> Integers:
    """Number of the line of each run; lines count downward within their region."""
    order = np.lexsort((centres, regions))
    centres, sizes, regions = centres[order], sizes[order], regions[order]
    low = np.minimum(sizes[1:], sizes[:-1])
    high = np.maximum(sizes[1:], sizes[:-1])
    limit = np.minimum(SAME_LINE * high, RAISED * low)
    numbers = np.zeros(len(order), dtype=np.int64)
    numbers[order[1:]] = (differ(regions) | (centres[1:] - centres[:-1] > limit)).cumsum()
    return numbers


def _mix(places: Integers, starts: Floats, rank: Integers, mixed: Integers) -> None:
    """Put the characters of lines, given by number, in order along them: their runs overlap."""
    some = np.zeros(rank[-1] + 1, dtype=bool)
    some[mixed] = True
    at = some[rank].nonzero()[0]
    own = places[at]
    places[at] = own[np.lexsort((starts[own], rank[at]))]
