"""Every line read several times; of readings that differ, the one most like the others is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

import cv2
import numpy as np

from ingest.ocr.picture import PAPER, Picture
from ingest.ocr.segments import Segment
from ingest.ocr.tesseract import RAW_LINE, Setting, Sign, read_lines
from parsers.notation.units import read_unit
from parsers.tables.page import Floats

JAPANESE = "jpn"

MARGIN = 3
"""Pixels around a line: the soft edge of the ink."""

ABOVE, BESIDE = 0.18, 0.5
"""Paper around a line, in ems."""

NOISE = "_|~`'.,-"
"""What Tesseract sees in the grain of the paper around a line."""

UNIT_LENGTH, UNIT_BONUS = 4, 1.5
"""A reading so short that is a known unit is so much likelier."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a line to Tesseract.

    Attributes:
        calm: Whether the grain is smoothed.
        size: Pixels of the em.
        setting: How it is read.
    """

    calm: bool
    size: int
    setting: Setting


VIEWS = (
    View(calm=True, size=34, setting=Setting(JAPANESE)),
    View(calm=True, size=40, setting=Setting(JAPANESE)),
    View(calm=False, size=32, setting=Setting(JAPANESE)),
    View(calm=False, size=24, setting=Setting(JAPANESE)),
    View(calm=True, size=36, setting=Setting(JAPANESE, RAW_LINE)),
    View(calm=False, size=32, setting=Setting(JAPANESE, RAW_LINE)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A page's picture without rules, as it is and smoothed, and the em in pixels."""

    sharp: Picture
    calm: Picture
    em: float

    def show(self, segment: Segment, view: View) -> tuple[Picture, float]:
        """The picture of a line, and how many of its pixels are one of the page's."""
        page = self.calm if view.calm else self.sharp
        top, left = max(segment.top - MARGIN, 0), max(segment.x0 - MARGIN, 0)
        part = page[top : segment.bottom + MARGIN, left : segment.x1 + MARGIN]
        above, beside = int(ABOVE * self.em), int(BESIDE * self.em)
        framed = cv2.copyMakeBorder(
            part, above, above, beside, beside, cv2.BORDER_CONSTANT, value=(PAPER,)
        )
        scale = view.size / max(self.em, segment.bottom - segment.top)
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        return np.asarray(
            cv2.resize(framed, None, fx=scale, fy=scale, interpolation=method), np.uint8
        ), scale

    def read(self, segments: Sequence[Segment], view: View) -> list[tuple[Sign, ...]]:
        """The characters of each line, placed on the page."""
        shown = [self.show(segment, view) for segment in segments]
        read = read_lines([picture for picture, _ in shown], view.setting)
        placed = []
        for segment, (_, scale), signs in zip(segments, shown, read, strict=True):
            left = max(segment.x0 - MARGIN, 0) - int(BESIDE * self.em)
            placed.append(
                tuple(replace(s, x0=s.x0 / scale + left, x1=s.x1 / scale + left) for s in signs)
            )
        return placed


def set_apart(signs: Sequence[Sign], columns: Floats, left: int) -> tuple[Sign, ...]:
    """The characters with sides where the ink is thinnest between them.

    Tesseract's own boxes are loose and sometimes change places.

    Args:
        signs: The characters of a line, in order.
        columns: How much ink stands in each column of pixels of the line.
        left: The page's column that the first of them is.
    """
    middles = sorted((sign.x0 + sign.x1) / 2 - left for sign in signs)
    middles = [min(max(middle, 0.0), len(columns) - 1.0) for middle in middles]
    cuts = [0, *(_thinnest(columns, a, b) for a, b in pairwise(middles)), len(columns)]
    return tuple(
        _trim(sign, columns, left, span) for sign, span in zip(signs, pairwise(cuts), strict=True)
    )


def _thinnest(columns: Floats, start: float, end: float) -> int:
    """The column with least ink between two middles, nearest to the middle of both."""
    first, last = int(start) + 1, max(int(end), int(start) + 2)
    part = columns[first:last]
    if not len(part):
        return min(first, len(columns))
    least = np.flatnonzero(part == part.min())
    return first + int(least[np.argmin(np.abs(least - (len(part) - 1) / 2))])


def _trim(sign: Sign, columns: Floats, left: int, span: tuple[int, int]) -> Sign:
    """A character within its ink."""
    start, end = span
    ink = np.flatnonzero(columns[start:end])
    if not len(ink):
        return replace(sign, x0=float(left + start), x1=float(left + max(end, start + 1)))
    return replace(sign, x0=float(left + start + ink[0]), x1=float(left + start + ink[-1] + 1))


def read_all(paper: Paper, segments: Sequence[Segment]) -> list[list[tuple[Sign, ...]]]:
    """All readings of each line."""
    readings = [[strip(signs) for signs in paper.read(segments, view)] for view in VIEWS]
    return [list(of_line) for of_line in zip(*readings, strict=True)]


def strip(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """A reading without noise at its ends; noise alone may be a mark."""
    kept = [number for number, sign in enumerate(signs) if sign.text not in NOISE]
    return signs[kept[0] : kept[-1] + 1] if kept else signs


def text_of(signs: Sequence[Sign]) -> str:
    """The characters of a reading."""
    return "".join(sign.text for sign in signs)


def choose(readings: Sequence[tuple[Sign, ...]]) -> tuple[Sign, ...]:
    """The reading that is most like all others, the surer ones counting more."""
    texts = [text_of(signs) for signs in readings]
    weights = [_sureness(signs) for signs in readings]
    if not any(weights):
        return ()

    def score(number: int) -> float:
        likeness = sum(
            weight * SequenceMatcher(None, texts[number], text, autojunk=False).ratio()
            for text, weight in zip(texts, weights, strict=True)
            if text
        )
        return likeness * (UNIT_BONUS if _is_unit(texts[number]) else 1)

    return readings[max((n for n, text in enumerate(texts) if text), key=score)]


def agreement(readings: Sequence[tuple[Sign, ...]], chosen: tuple[Sign, ...]) -> float:
    """Part of the readings that say the same as the chosen one."""
    return sum(text_of(signs) == text_of(chosen) for signs in readings) / len(readings)


def has_digits(signs: Sequence[Sign]) -> bool:
    """Whether a reading has a digit."""
    return any(character.isdigit() for character in text_of(signs))


def _is_unit(text: str) -> bool:
    return len(text) <= UNIT_LENGTH and read_unit(text).known


def _sureness(signs: Sequence[Sign]) -> float:
    return sum(sign.confidence for sign in signs) / len(signs) / 100 if signs else 0.0
