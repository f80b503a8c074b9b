"""The picture of a page: even paper, and which pixels are ink."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

PAPER = 255
SPECK = 0.0012
"""Ink of a smaller area than this part of a square inch is dust where it stands alone."""


def flatten(grey: Picture, dpi: float) -> Picture:
    """The page with even white paper, even black ink and less grain."""
    size = int(dpi / 8) | 1
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((5, 5), np.uint8)), min(size, 255))
    even = cv2.divide(grey, np.maximum(paper, 1), scale=PAPER)
    dark = float(np.percentile(even[even < PAPER * 0.6], 10)) if (even < PAPER * 0.6).any() else 0
    stretched = (even.astype(np.float32) - dark) * (PAPER / max(PAPER * 0.93 - dark, 1))
    return np.clip(stretched, 0, PAPER).astype(np.uint8)


def find_ink(page: Picture) -> Picture:
    """255 where there is ink, 0 where there is paper."""
    calm = cv2.GaussianBlur(page, (3, 3), 0)
    _, ink = cv2.threshold(calm, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return ink
