"""Which way characters are read: to the right, downward, upside down, upward."""

import numpy as np

from parsers.tables.page import IDEOGRAPHIC, Flags, Floats, Glyphs, Integers

DOWN, BACK, UP = 90, 180, 270
"""Directions of reading, clockwise from the usual one."""

STILL = 0.3
"""A step between characters of less than this part of the font size is none."""

FEW = 10
"""So many steps down, and a page is still a heading set vertically, not a page of vertical writing."""

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
    under the one before. A region in which most steps go down is vertical.
    """
    count = int(regions.max(initial=-1)) + 1
    if not count:
        return glyphs.angles
    same = (regions[1:] == regions[:-1]) & (regions[1:] >= 0)
    down, along = _steps(glyphs)
    downs = np.bincount(regions[1:][down & same], minlength=count)
    alongs = np.bincount(regions[1:][along & same], minlength=count)
    vertical = (downs > 1) & (downs > 2 * alongs)
    if not vertical.any():
        return glyphs.angles
    stacked = np.zeros(len(glyphs), dtype=bool)
    known = regions >= 0
    stacked[known] = vertical[regions[known]]
    angles: Integers = np.where(stacked & (glyphs.angles == 0), DOWN, glyphs.angles)
    return angles


def is_stacked(glyphs: Glyphs) -> bool:
    """Whether all text is vertical writing of upright characters, but for a few words.

    Figures stand one below the other in every column: they prove nothing.
    """
    if _is_level(glyphs):
        return False
    down, along = _steps(glyphs)
    written = glyphs.codes >= IDEOGRAPHIC
    down &= written[1:] & written[:-1]
    return int(np.count_nonzero(down)) > max(FEW, 2 * int(np.count_nonzero(along)))


def _is_level(glyphs: Glyphs) -> bool:
    """Whether the tops and bottoms alone prove that too many characters stand beside the one before."""
    top, bottom = glyphs.boxes[:, 1], glyphs.boxes[:, 3]
    level = np.count_nonzero((top[1:] == top[:-1]) & (bottom[1:] == bottom[:-1]))
    return bool(3 * level >= len(glyphs) and not glyphs.angles.any())


def _steps(glyphs: Glyphs) -> tuple[Flags, Flags]:
    """From which upright characters to the next, in the order of the content, goes down or along."""
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    size = np.maximum(glyphs.sizes[1:], 1)
    dx, dy = np.diff(x) / size, np.diff(y) / size
    upright = (glyphs.angles[1:] == 0) & (glyphs.angles[:-1] == 0)
    down = upright & (np.abs(dx) < STILL) & (dy > STACKED[0]) & (dy < STACKED[1])
    return down, upright & (np.abs(dy) < STILL)
