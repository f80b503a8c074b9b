"""Pages without usable text: read from their pictures where that can be done, else told."""

import subprocess
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ingest.errors import LACKING
from ingest.ocr.tools import INSTALL, find_missing
from parsers.document import Document
from parsers.findings import Finding

if TYPE_CHECKING:
    from ingest.ocr.scan import Scan
    from parsers.tables.page import PageContent

FAILED = "R145"


def find_lacking(findings: Iterable[Finding]) -> Finding | None:
    """The finding that a tool is missing, if there is one."""
    return next((finding for finding in findings if finding.code == LACKING), None)


def find_passing(findings: Iterable[Finding]) -> Finding | None:
    """The finding that the next try may not have: with a tool that was missing, with more time."""
    reasons = {LACKING: None, FAILED: subprocess.TimeoutExpired.__name__}
    found = (f for f in findings if f.code in reasons)
    return next((f for f in found if f.details.get("reason") == reasons[f.code]), None)


class Recognition:
    """What becomes of the pages without usable text of one document.

    Where a tool is missing they stay as they were, and a finding names the line that installs it.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._unread: list[int] = []

    @cached_property
    def _missing(self) -> tuple[str, ...]:
        return find_missing()

    @cached_property
    def _scan(self) -> "Scan":
        from ingest.ocr.scan import Scan

        return Scan(self._content)

    def read_page(self, page: "PageContent") -> "PageContent":
        """The page as it reads in its picture, or as it was where that cannot be told."""
        if not self._missing:
            return self._scan.read_page(page)
        self._unread.append(page.number)
        return page

    @property
    def lacking(self) -> Finding | None:
        """The finding that a tool is missing which pages have needed."""
        if not self._unread:
            return None
        pages = ", ".join(map(str, self._unread))
        missing = ", ".join(self._missing)
        return Finding(LACKING, "", {"pages": pages, "missing": missing, "install": INSTALL})

    @property
    def passing(self) -> Finding | None:
        """Why pages were not recognised that may be the next time."""
        failures = self._scan.failures if "_scan" in self.__dict__ else ()
        return self.lacking or find_passing(failures)

    def complete(self, document: Document) -> Document:
        """The document with what is to be said about its recognised pages."""
        if self.lacking is not None:
            return replace(document, findings=(*document.findings, self.lacking))
        return self._scan.complete(document) if "_scan" in self.__dict__ else document
