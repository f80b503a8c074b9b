"""A straightened page to its content: rules, characters, and the digits that are doubtful."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np

from ingest.ocr.figures import Figure, find_figures, read_figures
from ingest.ocr.picture import PAPER, Picture, find_ink, flatten
from ingest.ocr.placing import Turn
from ingest.ocr.prepare import Sheet
from ingest.ocr.raised import find_raised, read_raised
from ingest.ocr.readings import (
    Paper,
    agreement,
    choose,
    has_digits,
    read_all,
    set_apart,
    text_of,
)
from ingest.ocr.rules import find_lines
from ingest.ocr.segments import Rectangle, Segment, find_segments, measure_em, sweep
from ingest.ocr.shapes import Shape, find_shapes
from ingest.ocr.tesseract import Sign
from parsers.document import Box
from parsers.tables.grid import find_grids
from parsers.tables.page import Floats, Glyphs, PageContent, rows
from parsers.tables.rulings import find_rulings

POINTS = 72.0
CALM = 0.03
"""The grain is smoothed over this part of the em."""

WIDE = 0.6
"""Gap in ems up to which two characters stand side by side; beyond, the line has a gap."""

SURE = 100.0
WEAK = 0.5
"""A line of which a smaller part of the readings agree is doubtful as a whole."""

SEEN = 0.4
"""Ink as high as this (ems) is more than dust."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Characters that may be misread.

    Attributes:
        text: The characters.
        box: Where they stand on the straightened page, in points.
        digits: Whether they are digits.
    """

    text: str
    box: Box
    digits: bool


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """What was read of a page, and how the page was turned for that."""

    content: PageContent
    turn: Turn
    doubts: tuple[Doubt, ...]


@dataclass(slots=True)
class _Line:
    """A line while it is read: where it stands, its marks, its characters, its doubtful spans."""

    segment: Segment
    shapes: tuple[Shape, ...]
    signs: tuple[Sign, ...] = ()
    doubts: list[tuple[float, float, str, bool]] = field(default_factory=list)


def read_sheet(sheet: Sheet) -> Recognised:
    """Read a page from its picture."""
    flat = flatten(sheet.picture, sheet.dpi)
    ink = find_ink(flat)
    rules, mask = find_lines(ink, sheet.dpi)
    empty = _content(sheet, rules, _glyphs([], 0.0, sheet))
    ink[mask > 0] = 0
    flat[mask > 0] = PAPER
    em = measure_em(ink, sheet.dpi)
    ink = sweep(ink, em)
    segments = find_segments(ink, _cells(empty, sheet), em)
    lines = [_take_shapes(segment, ink, flat, em) for segment in segments]
    paper = Paper(flat, np.asarray(cv2.GaussianBlur(flat, (0, 0), CALM * em), np.uint8), em)
    _read(paper, ink, lines)
    glyphs = _glyphs(lines, em, sheet)
    content = _content(sheet, rules, glyphs)
    turn = Turn(sheet.angle, sheet.turned, content.width, content.height)
    return Recognised(content, turn, tuple(_doubts(lines, sheet)))


def _cells(page: PageContent, sheet: Sheet) -> list[Rectangle]:
    """The cells of all ruled tables, in pixels."""
    scale = sheet.dpi / POINTS
    grids = find_grids(find_rulings(page, shaded=False))
    boxes = [grid.box(span) for grid in grids for span in grid.spans]
    return [(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in boxes]


def _take_shapes(segment: Segment, ink: Picture, page: Picture, em: float) -> _Line:
    """Take marks that Tesseract does not know out of the picture; a dash only where it is alone."""
    part = ink[segment.top : segment.bottom, segment.x0 : segment.x1]
    found = [
        replace(
            s,
            x0=s.x0 + segment.x0,
            x1=s.x1 + segment.x0,
            top=s.top + segment.top,
            bottom=s.bottom + segment.top,
        )
        for s in find_shapes(part, em)
    ]
    dashes = [s for s in found if s.text == "\N{FULLWIDTH HYPHEN-MINUS}"]
    others = [s for s in found if s not in dashes]
    alone = sum(s.x1 - s.x0 for s in found) >= (part.any(axis=0)).sum()
    kept = found if alone else others
    edge = max(int(em * 0.06), 1)
    for s in kept:
        page[s.top - edge : s.bottom + edge, s.x0 - edge : s.x1 + edge] = PAPER
        ink[s.top : s.bottom, s.x0 : s.x1] = 0
    return _Line(segment, tuple(kept))


def _read(paper: Paper, ink: Picture, lines: Sequence[_Line]) -> None:
    """Give each line its characters."""
    written = [line for line in lines if not _is_mark(line)]
    readings = read_all(paper, [line.segment for line in written])
    for line, of_line in zip(written, readings, strict=True):
        place = line.segment
        columns = ink[place.top : place.bottom, place.x0 : place.x1].sum(axis=0, dtype=np.float64)
        chosen = choose(of_line)
        line.signs = set_apart(chosen, columns, place.x0)
        if _is_weak(line, of_line, chosen, paper.em):
            digits = not chosen or any(map(has_digits, of_line))
            line.doubts.append((place.x0, place.x1, text_of(chosen), digits))
    _read_figures(paper, written, readings)
    _read_raised(paper, ink, written)


def _is_weak(
    line: _Line, readings: Sequence[tuple[Sign, ...]], chosen: tuple[Sign, ...], em: float
) -> bool:
    """Whether a line is doubtful as a whole: few readings agree, or none sees what is there."""
    if not chosen:
        return not line.shapes and line.segment.bottom - line.segment.top > SEEN * em
    return agreement(readings, chosen) < WEAK


def _read_figures(
    paper: Paper, lines: Sequence[_Line], readings: Sequence[Sequence[tuple[Sign, ...]]]
) -> None:
    """Put what the figures are in the place of what they were taken for."""
    figures = [f for n, line in enumerate(lines) for f in find_figures(n, line.signs, line.segment)]
    verdicts = read_figures(paper, figures, readings)
    for figure, verdict in reversed(list(zip(figures, verdicts, strict=True))):
        if verdict is None:
            continue
        line = lines[figure.line]
        if figure.whole:
            line.doubts.clear()  # the verdict tells more
        x0, x1 = _extent(line, figure)
        own = spread(verdict.text, x0, x1)
        line.signs = (*line.signs[: figure.first], *own, *line.signs[figure.end :])
        if verdict.doubtful:
            line.doubts.append((x0, x1, verdict.text, True))


def _read_raised(paper: Paper, ink: Picture, lines: Sequence[_Line]) -> None:
    """Read the powers of metres."""
    found = [(line, find_raised(line.segment, line.signs, ink, paper.em)) for line in lines]
    raised = [(line, place) for line, place in found if place is not None]
    digits = read_raised(paper, [place for _, place in raised])
    for (line, place), (digit, doubtful) in zip(raised, digits, strict=True):
        letters = re.match(r"[ck]?(?=m)|", text_of(line.signs))
        line.signs = (
            *spread((letters[0] if letters else "") + "m", line.segment.x0, place.x0),
            digit,
        )
        if doubtful:
            line.doubts.append((place.x0, place.x1, digit.text, True))


def _is_mark(line: _Line) -> bool:
    """Whether nothing but marks stands in the line."""
    width = line.segment.x1 - line.segment.x0
    return sum(s.x1 - s.x0 for s in line.shapes) >= 0.9 * width


def _extent(line: _Line, figure: Figure) -> tuple[float, float]:
    if not figure.whole:
        return float(figure.segment.x0), float(figure.segment.x1)
    left = max([s.x1 for s in line.shapes if s.x0 <= line.segment.x0 + 2], default=line.segment.x0)
    return float(left), float(line.segment.x1)


def spread(text: str, x0: float, x1: float) -> list[Sign]:
    """Characters set evenly from x0 to x1, points and commas half as wide."""
    widths = np.array([0.5 if character in ".," else 1.0 for character in text])
    sides = x0 + np.concatenate([[0], np.cumsum(widths)]) / widths.sum() * (x1 - x0)
    return [
        Sign(character, left, right, SURE)
        for character, (left, right) in zip(text, pairwise(sides.tolist()), strict=True)
    ]


def _glyphs(lines: Sequence[_Line], em: float, sheet: Sheet) -> Glyphs:
    """The characters of all lines as the tables want them."""
    codes: list[int] = []
    places: list[tuple[float, ...]] = []
    for line in lines:
        marks = [Sign(s.text, s.x0, s.x1, SURE) for s in line.shapes]
        signs = sorted([*line.signs, *marks], key=lambda sign: sign.x0)
        height = line.segment.bottom - line.segment.top
        size = em if height < 1.15 * em else height
        for sign, (x0, x1) in zip(signs, _close(signs, size), strict=True):
            step = (x1 - x0) / max(len(sign.text), 1)
            for number, character in enumerate(sign.text):
                codes.append(ord(character))
                left = x0 + number * step
                places.append((left, line.segment.top, left + step, line.segment.bottom, size))
    table = rows(places, 5) * (POINTS / sheet.dpi)
    count = len(codes)
    return Glyphs(
        codes=np.array(codes, dtype=np.int64),
        boxes=table[:, :4],
        sizes=table[:, 4],
        angles=np.zeros(count, dtype=np.int64),
        lightness=np.zeros(count),
        visible=np.ones(count, dtype=bool),
        spaced=np.zeros(count, dtype=bool),
    )


def _close(signs: Sequence[Sign], size: float) -> list[tuple[float, float]]:
    """Where characters begin and end, those side by side without a gap: ink is narrower than type."""
    sides = [[sign.x0, max(sign.x1, sign.x0 + 1)] for sign in signs]
    for left, right in pairwise(sides):
        if right[0] - left[1] < WIDE * size:
            left[1] = right[0] = (left[1] + right[0]) / 2
    return [(x0, x1) for x0, x1 in sides]


def _doubts(lines: Sequence[_Line], sheet: Sheet) -> list[Doubt]:
    scale = POINTS / sheet.dpi
    return [
        Doubt(
            text,
            Box(
                sheet.number,
                x0 * scale,
                line.segment.top * scale,
                x1 * scale,
                line.segment.bottom * scale,
            ),
            digits,
        )
        for line in lines
        for x0, x1, text, digits in line.doubts
    ]


def _content(sheet: Sheet, rules: Floats, glyphs: Glyphs) -> PageContent:
    height, width = sheet.picture.shape
    scale = POINTS / sheet.dpi
    strokes = np.column_stack([rules * scale, np.zeros(len(rules))])
    return PageContent(
        number=sheet.number,
        width=width * scale,
        height=height * scale,
        glyphs=glyphs,
        strokes=strokes,
        fills=rows([], 5),
        images=rows([], 4),
    )
