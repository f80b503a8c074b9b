"""Which values stand on recognised pages, and which of their digits are doubtful."""

from collections.abc import Iterator

from parsers.document import Document, Passage
from parsers.findings import Finding

RECOGNISED = frozenset({"R134", "R142"})
"""A page whose text was recognised, by its publisher or by us."""

DOUBTFUL = "R143"


class Marks:
    """The findings about places on pages, by the passages that they concern."""

    def __init__(self, document: Document) -> None:
        found = document.findings
        self._pages = {f.locator.page: f for f in found if f.code in RECOGNISED and f.locator}
        self._doubts = [f for f in found if f.code == DOUBTFUL and f.box]
        self._headers = {table.number: table.header_rows for table in document.tables}

    def of(self, *passages: Passage) -> tuple[Finding, ...]:
        """What holds for the passages together, a doubtful heading of their table included."""
        if not self._pages:
            return ()
        return tuple(finding for passage in passages for finding in self._of(passage))

    def _of(self, passage: Passage) -> Iterator[Finding]:
        place = passage.locator
        box = passage.box
        page = self._pages.get(box.page if box else place.page)
        if page is not None:
            yield page
        for doubt in self._doubts:
            told = doubt.locator
            if told is None or told.table is None or told.table != place.table:
                continue
            if (told.row, told.column) == (place.row, place.column) or self._heads(doubt):
                yield doubt

    def _heads(self, doubt: Finding) -> bool:
        """Whether a doubt is about a heading: the year of a column makes the period of its rows."""
        place = doubt.locator
        if place is None or place.table is None or place.row is None:
            return False
        return place.row <= self._headers.get(place.table, 0)
