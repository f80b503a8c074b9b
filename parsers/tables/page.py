"""What an engine says about one page: characters, rules and filled areas, as arrays.

A page holds thousands of characters, so their properties are columns of numbers and not objects.
Every engine gives this content; everything else in `parsers.tables` sees nothing but it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

IDEOGRAPHIC = 0x2E80
"""Code points from here on are written without blanks between words."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """The characters of a page, one entry an array for each, in the order of the content.

    Attributes:
        codes: Unicode code points.
        boxes: n × 4: x0, top, x1, bottom in points from the top left of the page as shown.
        sizes: Font size as it is shown, in points.
        angles: Direction of reading as shown, clockwise: 0 to the right, 90 downward, 180, 270.
        lightness: Of the ink, 0 black to 1 white.
        visible: False for text that is drawn invisibly.
        spaced: Whether the engine says that a blank, which is no character here, stands before.
    """

    codes: Integers
    boxes: Floats
    sizes: Floats
    angles: Integers
    lightness: Floats
    visible: Flags
    spaced: Flags

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def text(self) -> str:
        """The characters as one string."""
        return decode(self.codes)

    def usual_size(self) -> float:
        """The median font size, 0 where there is no character."""
        return median(self.sizes) if len(self) else 0.0

    def take(self, index: Integers | Flags) -> "Glyphs":
        """The characters with these indices."""
        if index.dtype == np.bool_:
            if index.all():
                return self
            index = index.nonzero()[0]
        return Glyphs(
            self.codes.take(index),
            self.boxes.take(index, axis=0),
            self.sizes.take(index),
            self.angles.take(index),
            self.lightness.take(index),
            self.visible.take(index),
            self.spaced.take(index),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PageContent:
    """One page.

    Attributes:
        number: From 1.
        width: In points, as shown.
        height: In points, as shown.
        glyphs: Its characters.
        strokes: n × 5: stroked lines that run along an axis, x0, top, x1, bottom and lightness.
        fills: n × 5: filled rectangles, the same, in painting order.
        images: n × 4: pictures.
        crowded: Whether it draws more lines than the engine takes: strokes and fills are left out.
    """

    number: int
    width: float
    height: float
    glyphs: Glyphs
    strokes: Floats
    fills: Floats
    images: Floats
    crowded: bool = False


CHUNK = 1 << 20
"""Pairs of a point and an area that are compared at once."""


def stand_on(x: Floats, y: Floats, areas: Floats) -> Flags:
    """Which points lie within one of the areas (n × 4 or more: x0, top, x1, bottom).

    >>> stand_on(np.array([5.0, 15.0]), np.array([5.0, 5.0]), np.array([[0.0, 0, 10, 10]])).tolist()
    [True, False]
    """
    found = np.zeros(len(x), dtype=np.bool_)
    if not len(areas):
        return found
    left, top, right, bottom = areas.T[:4]
    step = max(1, CHUNK // len(areas))
    for first in range(0, len(x), step):
        u, v = x[first : first + step, None], y[first : first + step, None]
        under = (left < u) & (u < right) & (top < v) & (v < bottom)
        found[first : first + step] = under.any(axis=1)
    return found


def median(values: Floats | Sequence[float]) -> float:
    """The middle of the values in order, or between the two middle ones.

    numpy's own looks for NaN and axes first: for as few values as here that takes longest.

    >>> median(np.array([3.0, 1.0, 2.0])), median(np.array([1.0, 2.0]))
    (2.0, 1.5)
    """
    ordered = np.sort(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float((low + high) / 2)


def decode(codes: Integers) -> str:
    """The string of these code points.

    >>> decode(np.array([36914, 25431]))
    '進捗'
    """
    return codes.astype("<u4").tobytes().decode("utf-32-le", errors="replace")


def rows(values: list[tuple[float, ...]], width: int) -> Floats:
    """An array of tuples, n × width also where there is none."""
    return np.array(values, dtype=np.float64).reshape(-1, width)
