"""Paragraphs outside tables that tell of progress: units of the table below, and indicators."""

from datetime import date

import regex

from parsers.document import Passage
from parsers.notation.indicators import parse_indicator
from parsers.progress.cells import CellRecords, read_progress_cell
from parsers.progress.heading_words import known_unit
from parsers.progress.records import Project

_UNIT_NOTE = regex.compile(
    r"[(（\[［【]?\s*単位(?:\s*[:：]\s*|(?<=^単位)\s*)(?P<unit>[^()（）\[\]［］【】\n:：]+?)\s*[)）\]］】]?\s*$"
)
_LONGEST = 120
_BOTH = {"actual", "target"}


def find_unit_note(passage: Passage) -> tuple[str, Passage | None]:
    """The unit that holds for the table below, and the words that say so at a paragraph's end.

    >>> from parsers.document import Locator
    >>> for text in ("（単位：千人）", "計画の進捗 （単位：百万円）", "単位：人、％"):
    ...     print(find_unit_note(Passage(text, Locator()))[0])
    千人
    百万円
    <BLANKLINE>
    """
    match = _UNIT_NOTE.search(passage.text)
    unit = known_unit(match["unit"]) if match else ""
    if match is None or not unit:
        return "", None
    return unit, passage.slice(match.start(), match.end()).strip()


def read_indicators_in(
    passage: Passage, project: Project | None, edition: date | None
) -> CellRecords | None:
    """The indicators of a list outside tables; None where the paragraph is anything else.

    Only an item that gives both where things are and where they should be counts: prose with a
    figure in it is no indicator.
    """
    if len(passage.text) > _LONGEST:
        return None
    parsed = parse_indicator(passage.strip().text, edition)
    if parsed is None or not {m.measure for m in parsed.value.measurements} >= _BOTH:
        return None
    return read_progress_cell(passage, project, edition)
