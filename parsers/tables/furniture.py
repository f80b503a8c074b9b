"""Page numbers and running heads: lines at the rim of pages that do not belong to the text."""

from collections import Counter
from collections.abc import Iterator, Sequence

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


def find_furniture(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> list[set[int]]:
    """For each page the indices of its lines that are page furniture.

    A page number stands alone at the rim. A running head or foot stands at the rim of several
    pages with the same words; the first head stays, since it may be the title.
    """
    rims = [list(_rim(page, own)) for page, own in zip(pages, lines, strict=True)]
    seen = Counter(key for rim in rims for key in {key for _, key in rim})
    kept: set[tuple[str, int, str]] = set()
    furniture = []
    for rim, own in zip(rims, lines, strict=True):
        found = set()
        for index, key in rim:
            if PAGE_NUMBER.fullmatch(own[index].text):
                found.add(index)
            elif seen[key] > 1:
                if key[0] == "bottom" or key in kept:
                    found.add(index)
                kept.add(key)
        furniture.append(found)
    return furniture


def _rim(page: Page, lines: Sequence[Line]) -> Iterator[tuple[int, tuple[str, int, str]]]:
    """Lines at the rim of a page: index, and side, height and words to know them again by."""
    for index, line in enumerate(lines):
        _, top, _, bottom = line.box
        side = ""
        if bottom < RIM * page.height:
            side = "top"
        elif top > (1 - RIM) * page.height:
            side = "bottom"
        if side and not _has_neighbour(index, lines):
            words = DIGITS.sub("#", "".join(line.text.split()))
            yield index, (side, round(top / 4), words)


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
