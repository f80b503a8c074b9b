"""Lines of text in the picture of a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ingest.ocr.picture import Picture
from parsers.tables.page import Flags

GLYPHS = (0.04, 0.4)
"""Least and greatest height (inches) of what may be a character."""

EM, USUAL = 1.08, 80
"""The em is so much taller than the characters that so many of a hundred are not taller than."""

GUESS = 0.15
"""The em (inches) of a page without anything that may be a character."""

SPECK = 0.09
"""Ink of a smaller area than a square of this part of the em is dust."""

LOW = 0.5
"""A band of ink lower than this part of the em is a part of the line beside it."""

TALL = 1.25
"""Bands that make a line taller than this part of the em together are two lines."""

BESIDE = 0.2
"""Gap (in ems) above and below that parts of one line may have."""

APART = 2.0
"""Gap (in ems) outside tables between pieces of text."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """A line of text: its box in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int


def measure_em(ink: Picture, dpi: float) -> float:
    """Height in pixels of the page's usual characters."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = stats[1:count, cv2.CC_STAT_HEIGHT]
    some = heights[(heights > GLYPHS[0] * dpi) & (heights < GLYPHS[1] * dpi)]
    return float(np.percentile(some, USUAL)) * EM if len(some) else GUESS * dpi


def sweep(ink: Picture, em: float) -> Picture:
    """The ink without dust."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = stats[:count, cv2.CC_STAT_AREA] >= (SPECK * em) ** 2
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def find_segments(ink: Picture, cells: Iterable[Rectangle], em: float) -> Iterator[Segment]:
    """The lines in each cell (x0, top, x1, bottom in pixels), then those outside all cells."""
    rest = ink.copy()
    for cell in sorted(cells, key=lambda c: (c[2] - c[0]) * (c[3] - c[1])):
        x0, top, x1, bottom = (max(round(side), 0) for side in cell)
        yield from _lines(rest, (x0, top, x1, bottom), em)
        rest[top:bottom, x0:x1] = 0
    near = np.ones((int(BESIDE * em) | 1, int(APART * em) | 1), np.uint8)
    blocks = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, near)
    count, _, stats, _ = cv2.connectedComponentsWithStats(blocks, connectivity=8)
    for x, y, width, height, _ in stats[1:count].tolist():
        if height >= LOW * em or width >= LOW * em:
            yield from _lines(rest, (x, y, x + width, y + height), em)


def _lines(ink: Picture, box: tuple[int, int, int, int], em: float) -> Iterator[Segment]:
    x0, top, x1, bottom = box
    part = ink[top:bottom, x0:x1]
    for start, end in _bands(np.asarray(part.any(axis=1)), em):
        columns = np.flatnonzero(part[start:end].any(axis=0))
        yield Segment(x0 + int(columns[0]), top + start, x0 + int(columns[-1]) + 1, top + end)


def _bands(filled: Flags, em: float) -> list[tuple[int, int]]:
    """Start and end of each line of text, from which rows of pixels hold ink."""
    steps = np.diff(np.concatenate([[0], filled.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
    lines: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        before = lines[-1] if lines else (0, -em)
        low = min(end - start, before[1] - before[0]) < LOW * em
        if lines and low and end - before[0] <= TALL * em:
            lines[-1] = (before[0], end)
        else:
            lines.append((start, end))
    return lines
