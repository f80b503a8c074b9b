"""Pieces of text that are figures: they tell rows and columns where no rules do."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

import regex

from parsers.tables.lines import Line

VALUE = regex.compile(
    r"[\s(（<]*[+\-−–—－±△▲▼$€£¥￥]?\s*[$€£¥￥]?\s*[\d０-９][\d０-９.,，．:/%％\s\-–~～〜]*"
    r"(?:[(（\[]\s*[+\-−–±]?[\d０-９.,，．%％\s]+[)）\]])?\D{0,6}|[-–—－…*.:]{1,3}"
    r"|(?i:n\.?/?a\.?)|[(（][A-Z]{1,2}[)）]|集計中|調査中|未公表|未定"
)
"""What stands in a column of figures."""

YEAR = regex.compile(r"(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?")
"""What heads a column of figures and is none of them."""


_text_of = attrgetter("text")


def is_figure(piece: Line) -> bool:
    """Whether a piece is a figure, or stands for one."""
    return _is_value(piece.text)


@lru_cache(maxsize=1 << 12)
def _is_value(text: str) -> bool:
    return VALUE.fullmatch(text) is not None


def count_figures(pieces: Iterable[Line]) -> int:
    """How many pieces are figures or stand for one."""
    return sum(map(_is_value, map(_text_of, pieces)))


def has_values(pieces: Sequence[Line]) -> bool:
    """Whether all pieces behind the first are figures, and not years, which head columns."""
    behind = pieces[1:]
    years = all(YEAR.fullmatch(piece.text) for piece in behind)
    return not years and all(map(is_figure, behind))
