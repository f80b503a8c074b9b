"""Lines outside tables to paragraphs and headings."""

from collections.abc import Iterator, Sequence

import regex

from parsers.document import Box, Locator, Passage
from parsers.tables.lines import IDEOGRAPHIC_BLANK, Line
from parsers.tables.wrap import join_lines, separator

LEADING = 1.1
"""Space between lines of one paragraph is at most this part of the font size."""

HEADED = regex.compile(
    rf"(?:第?\d{{1,2}}[章節部]?{IDEOGRAPHIC_BLANK}|(?:第?[０-９]{{1,2}}[章節部]?|[Ⅰ-Ⅻ])\s)"
)
"""What a heading of a section begins with: however full the line before, it goes on with none."""

SAME_SIZE = 0.12
"""Font sizes that differ by less than this part are the same."""


def group_lines(lines: Sequence[Line], limit: float) -> list[list[Line]]:
    """Lines in reading order, those of one paragraph together."""
    groups: list[list[Line]] = []
    near: list[list[Line]] = []
    reach = LEADING * max([line.size for line in lines], default=0.0)
    for line in sorted(lines, key=lambda line: (line.top, line.start)):
        near = [group for group in near if line.top - group[-1].bottom < reach]
        above = next((g for g in reversed(near) if _follows(g[-1], line, limit)), None)
        if above is None:
            groups.append([line])
            near.append(groups[-1])
        else:
            above.append(line)
    return groups


def _follows(before: Line, line: Line, limit: float) -> bool:
    """Whether a line goes on with the paragraph of the line before."""
    if before.end < line.start or line.end < before.start or before.angle != line.angle:
        return False
    size = max(before.size, line.size)
    if abs(before.size - line.size) > SAME_SIZE * size:
        return False
    if not -0.3 * size < line.top - before.bottom < LEADING * size:
        return False
    if HEADED.match(line.text):
        return False
    return separator(before, line, limit, dots=True) != "\n"


def make_passages(groups: Sequence[Sequence[Line]], limit: float) -> Iterator[tuple[Box, Passage]]:
    """Each paragraph as a passage, numbered from 1, and the box around it."""
    for number, group in enumerate(groups, start=1):
        text, places = join_lines(group, [limit] * len(group))
        locator = Locator(page=group[0].page, paragraph=number)
        x0, top, x1, bottom = zip(*[line.box for line in group], strict=True)
        box = Box(group[0].page, min(x0), min(top), max(x1), max(bottom))
        yield box, Passage(text, locator, places)
