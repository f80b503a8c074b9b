"""Raised digits: ㎡ and ㎥, whose small digit Tesseract takes for a part of the m."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from ingest.ocr.picture import PAPER, Picture
from ingest.ocr.readings import Paper, text_of
from ingest.ocr.segments import Segment
from ingest.ocr.tesseract import Setting, Sign, read_lines

METRE = re.compile(r"([ckm㎞]?)[mnr][^\d\u3040-\u9FFF]{0,2}")
"""What the readings of a raised metre look like."""

POWERS = Setting("eng", alphabet="0123456789")
COPIES, AGREED = 4, 0.75
SIZE = 26
"""Height of a copy in pixels."""

FRAME = 0.15
"""Paper around a copy, in parts of its height."""

LEAST = 0.6
"""A metre with a raised digit is this high at least, in ems; one without is lower."""

HIGH = 0.36
"""The upper part of a raised metre's line in which nothing but the digit stands."""

LOW = 0.56
"""A raised digit ends above this part of the line's height."""

RIGHT = 0.42
"""It stands to the right of this part of the line's width."""


def find_raised(segment: Segment, signs: Sequence[Sign], ink: Picture, em: float) -> Segment | None:
    """Where the raised digit of a metre stands, if the line is one."""
    if not METRE.fullmatch(text_of(signs)):
        return None
    part = ink[segment.top : segment.bottom, segment.x0 : segment.x1]
    height, width = part.shape
    columns = np.flatnonzero(part[: int(HIGH * height)].any(axis=0))
    if height < LEAST * em or not len(columns) or columns[0] < RIGHT * width:
        return None
    left, right = segment.x0 + int(columns[0]), segment.x0 + int(columns[-1]) + 1
    return Segment(left, segment.top, right, segment.top + int(LOW * height))


def read_raised(paper: Paper, places: Sequence[Segment]) -> list[tuple[Sign, bool]]:
    """The digit at each place, and whether its readings differ.

    Alone a digit so small is often not seen at all; a row of copies is a line of text.
    """
    shown = [[_repeat(page, place) for place in places] for page in (paper.calm, paper.sharp)]
    readings = [read_lines(pictures, POWERS) for pictures in shown]
    read = []
    for place, of_place in zip(places, zip(*readings, strict=True), strict=True):
        texts = list("".join(map(text_of, of_place)))
        text = max(texts, key=texts.count, default="")
        doubtful = texts.count(text) < max(AGREED * len(texts), COPIES)
        read.append((Sign(text, place.x0, place.x1, 0), doubtful))
    return read


def _repeat(page: Picture, place: Segment) -> Picture:
    part = page[place.top : place.bottom, place.x0 : place.x1]
    frame = int(FRAME * len(part))
    framed = cv2.copyMakeBorder(
        part, 3 * frame, 3 * frame, frame, frame, cv2.BORDER_CONSTANT, value=(PAPER,)
    )
    scale = SIZE / len(part)
    row = np.tile(framed, (1, COPIES))
    return np.asarray(
        cv2.resize(row, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8
    )
