"""Figures read again on their own, by a model that knows nothing but digits.

A digit is sure where the Latin model says the same in every view and at least one reading of the
Japanese model agrees; everything else is doubtful.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.ocr.readings import Paper, View, text_of
from ingest.ocr.segments import Segment
from ingest.ocr.tesseract import Setting, Sign

DIGITS = Setting("eng", alphabet="0123456789,.-")

VIEWS = (
    View(calm=True, size=36, setting=DIGITS),
    View(calm=False, size=32, setting=DIGITS),
    View(calm=False, size=40, setting=DIGITS),
    View(calm=False, size=26, setting=DIGITS),
)

RUN = re.compile(r"\d[\d.,]*\d|\d")
MAYBE = re.compile(r"(?![A-Z]\d+$)(?!.*[%()/:~])[!-~]{2,}")
"""What Tesseract's Japanese model may make of figures: SS.6, ]1, SD, 3.?11."""

PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")
"""4.087 is more often a misread 4,087."""


LEAST = 0.7
"""A figure has this part of the signs at least that the Japanese model saw."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A run of digits in the reading of a line.

    Attributes:
        line: Number of the line.
        first: Index of its first sign in the chosen reading.
        end: Index after its last one.
        order: Which run of the line it is, from 0.
        whole: Whether it is the whole line.
        segment: Where it stands.
    """

    line: int
    first: int
    end: int
    order: int
    whole: bool
    segment: Segment


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a figure is, and whether that is doubtful."""

    text: str
    doubtful: bool


def find_figures(line: int, signs: Sequence[Sign], segment: Segment) -> Iterator[Figure]:
    """The runs of digits of a line; a line of nothing but Latin signs may be one as a whole."""
    text = text_of(signs)
    if len(text) != len(signs):
        return
    if RUN.fullmatch(text) or MAYBE.fullmatch(text):
        yield Figure(line, 0, len(signs), 0, whole=True, segment=segment)
        return
    for order, run in enumerate(RUN.finditer(text)):
        first, end = run.span()
        left = (signs[first - 1].x1 + signs[first].x0) / 2 if first else segment.x0
        right = (signs[end - 1].x1 + signs[end].x0) / 2 if end < len(signs) else segment.x1
        if right > left:
            place = Segment(round(left), segment.top, round(right), segment.bottom)
            yield Figure(line, first, end, order, whole=False, segment=place)


def read_figures(
    paper: Paper, figures: Sequence[Figure], readings: Sequence[Sequence[tuple[Sign, ...]]]
) -> list[Verdict | None]:
    """What each figure is, from the readings of its line and from its own."""
    places = [figure.segment for figure in figures]
    own = [paper.read(places, view) for view in VIEWS]
    return [
        judge(
            figure,
            [text_of(view[number]) for view in own],
            [text_of(signs) for signs in readings[figure.line]],
        )
        for number, figure in enumerate(figures)
    ]


def judge(figure: Figure, own: Sequence[str], lines: Sequence[str]) -> Verdict | None:
    """Weigh the Latin model's readings of the figure and the Japanese model's of its line.

    Returns:
        None where it is no figure after all.
    """
    latin = [run[0] if (run := RUN.findall(text)) else "" for text in own]
    japanese = [_nth(RUN.findall(text), figure.order) for text in lines]
    votes = Counter(filter(None, japanese))
    for text in filter(None, latin):
        votes[text] += 2 if figure.whole else 1
    if not votes:
        return None
    best = max(votes, key=lambda text: (votes[text], text == latin[0]))
    if figure.whole and len(best) < LEAST * (figure.end - figure.first):
        return None
    agreed = latin.count(best) == len(latin) and best in japanese
    if not figure.whole:
        agreed |= japanese.count(best) >= len(japanese) - 1 and best in latin
    odd = not PLAIN.fullmatch(best) or AMBIGUOUS.fullmatch(best) is not None
    return Verdict(best, doubtful=odd or not agreed)


def _nth(found: Sequence[str], order: int) -> str:
    return found[order] if order < len(found) else ""
