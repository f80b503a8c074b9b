"""Which way characters are read: to the right, downward, upside down, upward."""

import numpy as np

from parsers.tables.page import IDEOGRAPHIC, Flags, Floats, Glyphs, Integers

DOWN, BACK, UP = 90, 180, 270
"""Directions of reading, clockwise from the usual one."""

STILL = 0.3
"""A step between characters of less than this part of the font size is none."""

FIRST_KANA, MIDDLE_DOT, FIRST_FULL_WIDTH = 0x3041, 0x30FB, 0xFF00

LABEL, CLOSE = 3, 1.3
"""So many letters, and so near to each other in parts of their size, are a label set downward."""

STACKED = (0.5, 2.0)
"""How far below the one before a character of vertical writing stands, in parts of its size."""


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


def turn_back(
    start: float, top: float, end: float, bottom: float, angle: int
) -> tuple[float, float, float, float]:
    """x0, top, x1 and bottom on the page of what is so in coordinates of reading.

    >>> turn_back(20.0, -30.0, 60.0, -10.0, 90)
    (10.0, 20.0, 30.0, 60.0)
    """
    if angle == 0:
        return start, top, end, bottom
    if angle == DOWN:
        return -bottom, start, -top, end
    return (-end, -bottom, -start, -top) if angle == BACK else (top, -end, bottom, -start)


def reading_angles(glyphs: Glyphs, regions: Integers) -> Integers:
    """Direction of reading of each character; upright characters set downward count as 90.

    Vertical Japanese writing stacks upright characters: in the order of the content each stands
    under the one before. A region in which most steps go down is vertical, but for what stands
    side by side there (a page number). Text outside all regions is vertical also where a few
    characters of Japanese are stacked, as labels are: figures of an axis are so, too, and are not.

    Args:
        glyphs: Characters in the order of the content.
        regions: Number of the region that each stands in, -1 for those in none.
    """
    steps = _find_steps_down(glyphs, regions)
    if not len(steps):
        return glyphs.angles
    down = np.zeros(len(glyphs) - 1, dtype=bool)
    down[steps] = True
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    along = np.abs(y[1:] - y[:-1]) < STILL * np.maximum(glyphs.sizes[1:], 1)
    along &= regions[1:] == regions[:-1]
    along &= (glyphs.angles[1:] == 0) & (glyphs.angles[:-1] == 0)
    free = regions[1:] < 0
    count = int(regions.max()) + 2
    downs, alongs = (np.bincount(regions[1:][own] + 1, minlength=count) for own in (down, along))
    vertical = (downs > 1) & (downs > 2 * alongs)
    stacked = vertical[regions + 1] & ~(_joined(along) & ~_joined(down))
    down &= free
    if down.any():
        stacked |= _joined(_in_runs(down, _tells(glyphs.codes), LABEL - 1))
    angles: Integers = np.where(stacked & (glyphs.angles == 0), DOWN, glyphs.angles)
    return angles


def _find_steps_down(glyphs: Glyphs, regions: Integers) -> Integers:
    """After which upright characters the next one of the region stands below, close if in none."""
    y = glyphs.boxes[:, 1] + glyphs.boxes[:, 3]
    at: Integers = (y[1:] > y[:-1]).nonzero()[0]  # few: most stand beside the one before
    at = at[regions[at] == regions[at + 1]]
    upper, lower = glyphs.boxes.take(at, axis=0), glyphs.boxes.take(at + 1, axis=0)
    size = 2 * np.maximum(glyphs.sizes[at + 1], 1)
    down: Flags = np.abs(lower[:, 0] + lower[:, 2] - upper[:, 0] - upper[:, 2]) < STILL * size
    if not down.any():
        return at[:0]
    dy = (lower[:, 1] + lower[:, 3] - upper[:, 1] - upper[:, 3]) / size
    down &= (dy > STACKED[0]) & (dy < STACKED[1])
    down &= (glyphs.angles[at] == 0) & (glyphs.angles[at + 1] == 0)
    japanese = np.minimum(glyphs.codes[at], glyphs.codes[at + 1]) >= IDEOGRAPHIC
    down &= (regions[at] >= 0) | (japanese & (dy < CLOSE))
    return at[down]


def _joined(steps: Flags) -> Flags:
    """Characters with such a step before or behind them."""
    joined = np.zeros(len(steps) + 1, dtype=bool)
    joined[1:] |= steps
    joined[:-1] |= steps
    return joined


def _tells(codes: Integers) -> Flags:
    """Steps between two letters of Japanese that differ: marks of a list are one below the other."""
    letter = (codes >= FIRST_KANA) & (codes != MIDDLE_DOT) & (codes < FIRST_FULL_WIDTH)
    tells: Flags = letter[1:] & letter[:-1] & (codes[1:] != codes[:-1])
    return tells


def _in_runs(steps: Flags, telling: Flags, least: int) -> Flags:
    """The steps of runs that have so many telling ones."""
    change = np.diff(np.concatenate([[0], steps, [0]]))
    starts, ends = (change > 0).nonzero()[0], (change < 0).nonzero()[0]
    told = np.concatenate([[0], telling.cumsum()])
    within: Flags = np.zeros(len(steps), dtype=bool)
    within[steps] = np.repeat(told[ends] - told[starts] >= least, ends - starts)
    return within
