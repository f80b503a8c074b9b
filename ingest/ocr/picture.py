"""The picture of a page: even paper, and which pixels are ink."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]
"""Grey levels, 0 black to 255 white; of ink, 255 where there is some."""

PAPER = 255

AROUND = 0.125
"""The paper's own grey is measured over this width (inches)."""

DARK, WHITE = 0.6, 0.93
"""In parts of the paper's grey: below the first is ink, above the second is grain."""


def flatten(grey: Picture, dpi: float) -> Picture:
    """The page with even white paper, also under shading, and even black ink."""
    size = min(int(AROUND * dpi) | 1, 255)
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((5, 5), np.uint8)), size)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=PAPER)
    dark = even < PAPER * DARK
    black = float(np.percentile(even[dark], 10)) if dark.any() else 0.0
    stretched = (even.astype(np.float32) - black) * (PAPER / (PAPER * WHITE - black))
    whitened: Picture = np.clip(stretched, 0, PAPER).astype(np.uint8)
    return whitened


def find_ink(page: Picture) -> Picture:
    """255 where there is ink, 0 where there is paper."""
    calm = cv2.GaussianBlur(page, (3, 3), 0)
    _, ink = cv2.threshold(calm, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return ink
