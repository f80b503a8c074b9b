"""The rules of a page from its picture, as lines along the axes."""

import cv2
import numpy as np

from ingest.ocr.picture import Picture
from parsers.tables.page import Flags, Floats, rows

STROKE = 0.12
"""A run of ink as long as this (inches) may be a piece of a rule."""

BREAK = 0.08
"""Breaks in a rule up to this length (inches) are faults of printing or scanning."""

THICK = 0.045
"""A rule is not thicker than this (inches)."""

SLIM = 3
"""A rule is longer than it is thick, times."""

LONG = 0.45
"""A rule as long as this (inches) is longer than any stroke of a character."""

WHOLE = 0.85
"""Ink fills a rule along this part of its length; a row of strokes of characters is more broken."""

BESIDE, CROSSED = 0.02, 0.35
"""So far from a rule (inches) there is ink along less than this part of it; strokes are crossed."""

MEET = 0.04
"""Rules that come this near (inches) to each other meet."""

FRINGE = 5
"""Side of the square (pixels) by which the ink of a rule spreads beyond its core."""


def find_lines(ink: Picture, dpi: float) -> tuple[Floats, Picture]:
    """The rules, and the mask of their pixels.

    Returns:
        n × 4: x0, top, x1, bottom of the middle of each rule in pixels; and 255 where a rule is.
    """
    flat, flat_mask = _runs(ink, dpi)
    tall, tall_mask = _runs(np.ascontiguousarray(ink.T), dpi)
    tall = tall[:, [1, 0, 3, 2]]
    flat, tall = flat[_are_rules(flat, tall, dpi, 0)], tall[_are_rules(tall, flat, dpi, 1)]
    mask: Picture = _paint(flat, flat_mask, dpi) | _paint(tall, tall_mask.T, dpi)
    return np.concatenate([flat, tall]), cv2.dilate(mask, np.ones((FRINGE, FRINGE), np.uint8))


def _runs(ink: Picture, dpi: float) -> tuple[Floats, Picture]:
    """Long level runs of ink: their middles, and their pixels."""
    length, gap = int(STROKE * dpi), int(BREAK * dpi)
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    middles: list[tuple[float, ...]] = []
    for number in range(1, count):
        x, y, width, height, area = stats[number].tolist()
        inside = np.s_[y : y + height, x : x + width]
        whole = ((labels[inside] == number) & (runs[inside] > 0)).any(axis=0).mean()
        middle = float(centres[number][1])
        if width <= SLIM * height or area / width > THICK * dpi or whole < WHOLE:
            continue
        beside = round(area / width / 2 + BESIDE * dpi)
        if _is_free(ink[:, x : x + width], round(middle), beside):
            middles.append((float(x), middle, float(x + width), middle))
    return rows(middles, 4), joined


def _is_free(ink: Picture, row: int, beside: int) -> bool:
    """Whether little ink stands right above and below a row."""
    above, below = ink[max(row - beside, 0)], ink[min(row + beside, len(ink) - 1)]
    return float(((above > 0) | (below > 0)).mean()) < CROSSED


def _are_rules(lines: Floats, across: Floats, dpi: float, axis: int) -> Flags:
    """Which lines are rules: long ones, and those that meet another long one at both ends."""
    other = 1 - axis
    walls = across[across[:, other + 2] - across[:, other] >= LONG * dpi]
    near = MEET * dpi
    held: Flags = np.ones(len(lines), dtype=bool)
    for end in (axis, axis + 2):
        meet = np.abs(lines[:, None, end] - walls[None, :, axis]) <= near
        meet &= walls[None, :, other] - near <= lines[:, None, other]
        meet &= lines[:, None, other] <= walls[None, :, other + 2] + near
        held &= meet.any(axis=1)
    return held | (lines[:, axis + 2] - lines[:, axis] >= LONG * dpi)


def _paint(lines: Floats, runs: Picture, dpi: float) -> Picture:
    """The pixels of the runs that lie on the lines."""
    mask = np.zeros_like(runs)
    reach = int(THICK * dpi)
    for x0, top, x1, bottom in lines.astype(int).tolist():
        area = np.s_[max(top - reach, 0) : bottom + reach, max(x0 - reach, 0) : x1 + reach]
        mask[area] |= runs[area]
    return mask
