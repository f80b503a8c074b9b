"""Page numbers and running heads: lines at the rim of pages that do not belong to the text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from parsers.document import Page
from parsers.tables.lines import Line

RIM = 0.12
"""Part of the page's height at its top and bottom in which page furniture stands."""

PAGE_NUMBER = regex.compile(
    r"[-‐–—－―−~～\s]*(?:p\.?|page|第)?\s*[\d０-９]{1,4}\s*(?:(?:[/／]|of)\s*[\d０-９]{1,4})?"
    r"\s*(?:ページ|頁|page)?[-‐–—－―−~～\s]*",
    regex.IGNORECASE,
)


DIGITS = regex.compile(r"[\d０-９]+")


class RimLine(NamedTuple):
    """A line at the rim of a page.

    Attributes:
        place: Which of the page's lines it is.
        key: Side, height and words, to know it again by on other pages.
        numbers: Whether it is a page number.
    """

    place: int
    key: tuple[str, int, str]
    numbers: bool


def find_rim(page: Page, lines: Sequence[Line]) -> Iterator[RimLine]:
    """The lines of a page that may be page furniture."""
    head, foot = RIM * page.height, (1 - RIM) * page.height
    for index, line in enumerate(lines):
        _, top, _, bottom = line.box
        if head <= bottom and top <= foot:
            continue
        side = "top" if bottom < head else "bottom"
        if not _has_neighbour(index, lines):
            words = DIGITS.sub("#", "".join(line.text.split()))
            numbers = PAGE_NUMBER.fullmatch(line.text) is not None
            yield RimLine(index, (side, round(top / 4), words), numbers)


def find_furniture(rims: Sequence[Sequence[RimLine]]) -> Iterator[set[int]]:
    """For each page the indices of its lines that are page furniture.

    A page number stands alone at the rim. A running head or foot stands at the rim of several
    pages with the same words; the first head stays, since it may be the title.
    """
    seen = Counter(key for rim in rims for key in {line.key for line in rim})
    kept: set[tuple[str, int, str]] = set()
    for rim in rims:
        found = set()
        for line in rim:
            if line.numbers:
                found.add(line.place)
            elif seen[line.key] > 1:
                if line.key[0] == "bottom" or line.key in kept:
                    found.add(line.place)
                kept.add(line.key)
        yield found


def _has_neighbour(index: int, lines: Sequence[Line]) -> bool:
    """Whether another piece of text that is a number, too, stands at the same height."""
    line = lines[index]
    if not PAGE_NUMBER.fullmatch(line.text):
        return False
    return any(
        other is not line
        and other.top < line.bottom
        and line.top < other.bottom
        and PAGE_NUMBER.fullmatch(other.text)
        for other in lines
    )
