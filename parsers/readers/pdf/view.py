"""From a page's own coordinates to those of the page as it is shown."""

import ctypes
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pypdfium2.raw as pdfium

from parsers.tables.page import Floats, Integers


@dataclass(frozen=True, slots=True)
class View:
    """The visible part of a page, and how it is turned.

    Attributes:
        left: Its sides in the page's coordinates, y upward.
        bottom: …
        right: …
        top: …
        turns: Quarter turns clockwise (/Rotate ÷ 90).
    """

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @classmethod
    def of(cls, page: Any) -> Self:  # noqa: ANN401 pypdfium2 is untyped
        """The view of a page of pypdfium2."""
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        turns = pdfium.FPDFPage_GetRotation(page)
        return cls(box.left, box.bottom, box.right, box.top, turns % 4)

    @property
    def width(self) -> float:
        """Width as shown."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as shown."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def boxes(self, boxes: Floats) -> Floats:
        """Boxes (n × 4 or more, x0, y0, x1, y1 in the page's coordinates) as x0, top, x1, bottom.

        >>> view = View(0, 0, 200, 100, turns=1)
        >>> view.boxes(np.array([[10.0, 20.0, 30.0, 25.0]])).tolist()
        [[20.0, 10.0, 25.0, 30.0]]
        """
        if not len(boxes):
            return np.empty((0, 4))
        x0, y0, x1, y1 = boxes.T[:4]
        if self.turns in {2, 3}:
            x = self.right - x0, self.right - x1
        else:
            x = x0 - self.left, x1 - self.left
        if self.turns in {1, 2}:
            y = y0 - self.bottom, y1 - self.bottom
        else:
            y = self.top - y0, self.top - y1
        right, down = (y, x) if self.turns % 2 else (x, y)
        shown = np.empty((len(boxes), 4))
        np.minimum(*right, out=shown[:, 0])
        np.minimum(*down, out=shown[:, 1])
        np.maximum(*right, out=shown[:, 2])
        np.maximum(*down, out=shown[:, 3])
        return shown

    def angles(self, angles: Integers) -> Integers:
        """Directions of reading (clockwise) as they are shown."""
        if not self.turns:
            return angles
        shown: Integers = (angles + 90 * self.turns) % 360
        return shown
