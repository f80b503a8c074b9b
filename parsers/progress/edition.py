"""The title of a document and the day it reports on, from the text outside its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from parsers.document import Document, Passage, Table
from parsers.notation.dates import find_dates
from parsers.notation.model import Parsed, Period
from parsers.progress.layout import normalise_heading

_TITLE = regex.compile(
    r"進捗|進ちょく|状況|について|報告|評価|検証|一覧|実績|指標|KPI|ＫＰＩ|計画|戦略|ビジョン|プラン|調書|シート"
)
_SHORT = 12
_DAYS = ("day", "month")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says of itself.

    Attributes:
        title: Its title; empty where none was found.
        passage: The paragraph that holds the title.
        as_of: The day or month that the document as a whole reports on.
        hint: The latest day that its first paragraphs name, whatever it is.
    """

    title: str
    passage: Passage | None
    as_of: Parsed[Period] | None
    hint: date | None = None

    @property
    def edition(self) -> date | None:
        """The last day that the document reports on."""
        return self.as_of.value.end if self.as_of else None


def read_heading(document: Document) -> Heading:
    """Find the title and the as-of of a document.

    The title is the paragraph before the first table by which a page names itself, or the first
    that speaks like a title (進捗, 状況, について …), or the first paragraph of all. Its date counts when it is a day or a month; so does
    a date in another paragraph before the table that says 現在, 時点 or stands alone.
    """
    lead = _paragraphs_before_tables(document)
    titled = _named_by_page(document, lead)
    if titled is None:
        titled = next((p for p in lead if _TITLE.search(p.text)), lead[0] if lead else None)
    title = titled.joined().strip() if titled else None
    as_of = _find_as_of(title, lead)
    days = [p.value.end for passage in lead for p in find_dates(passage.joined().text)]
    hint = max((day for day in days if day is not None), default=None)
    return Heading(title.text if title else "", titled, as_of, hint)


def _named_by_page(document: Document, lead: Sequence[Passage]) -> Passage | None:
    """The paragraph that is the heading of a web page or stands in what its window shows.

    A heading may hold the name of the site alone: one that speaks like a title goes first, then
    the longest.
    """
    if document.media_type != "text/html":
        return None
    heading, shown = (_squeeze(document.properties.get(name, "")) for name in ("heading", "title"))
    named = [p for p in lead if (text := _squeeze(p.text)) == heading or text in shown]
    return max(named, key=lambda p: (bool(_TITLE.search(p.text)), len(p.text)), default=None)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _paragraphs_before_tables(document: Document) -> list[Passage]:
    lead: list[Passage] = []
    for block in document.blocks:
        if isinstance(block, Table):
            break
        if block.text.strip():
            lead.append(block)
    return lead


def _find_as_of(title: Passage | None, lead: Sequence[Passage]) -> Parsed[Period] | None:
    if title is not None:
        for parsed in find_dates(title.text):
            if parsed.value.precision in _DAYS and parsed.value.end is not None:
                return parsed
    for passage in lead:
        text = passage.joined().text
        for parsed in find_dates(text):
            alone = parsed.end - parsed.start >= len(text.strip(" 　()（）"))
            if (parsed.value.as_of or alone) and parsed.value.precision in _DAYS:
                return parsed
    return None


def speaks_of_fiscal_years(tables: Sequence[Table]) -> bool:
    """Whether any heading of the tables says 年度: then R1 in a heading is a fiscal year.

    Headings stand on top or, in a narrow cell, at the left.
    """
    return any(
        "年度" in normalise_heading(cell.text)
        for table in tables
        for cell in table.cells
        if cell.row < table.header_rows or (cell.column == 0 and len(cell.text) <= _SHORT)
    )
