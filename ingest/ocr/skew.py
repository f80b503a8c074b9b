"""How far a scanned page stands askew."""

import cv2
import numpy as np

from ingest.ocr.picture import Picture

WIDTH = 1400
"""Pixels across are enough to measure to a twentieth of a degree."""

STEPS = ((5.0, 0.5), (0.5, 0.1), (0.1, 0.02))
"""Reach and step of the search in degrees, coarse to fine."""


def measure_skew(page: Picture) -> float:
    """Degrees to turn the page counter-clockwise so that its lines run level.

    The straighter a page stands, the sharper its rows of pixels change between ink and paper.
    """
    scale = min(1.0, WIDTH / page.shape[1])
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 3)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    best = 0.0
    for reach, step in STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(angles[np.argmax([_sharpness(ink, float(angle)) for angle in angles])])
    return round(best, 3)


def _sharpness(ink: Picture, angle: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
    profile = turned.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())
