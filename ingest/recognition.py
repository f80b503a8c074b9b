"""Pages without usable text: read from their pictures where that can be done, else told."""

from collections.abc import Iterable

from msgspec.structs import replace

from parsers.document import Document
from parsers.findings import Finding

UNREADABLE = frozenset({"R133", "R135"})
"""Findings about a page that has no usable text."""

MISSING = "R140"


def find_lacking(findings: Iterable[Finding]) -> Finding | None:
    """The finding that a tool is missing, if there is one."""
    return next((finding for finding in findings if finding.code == MISSING), None)


def recognise(content: bytes, document: Document, engine: str) -> Document:
    """The document with its pages without usable text recognised.

    Where a tool is missing, the document is as it was, with a finding that names the line which
    installs it.

    Args:
        content: The bytes of the file.
        document: What its reader made of it.
        engine: Name of the library that reads the other pages of a PDF.
    """
    places = [f.locator for f in document.findings if f.code in UNREADABLE and f.locator]
    numbers = sorted({place.page for place in places if place.page is not None})
    if not numbers:
        return document
    from ingest.ocr.tools import INSTALL, find_missing

    missing = find_missing()
    if missing:
        pages = ", ".join(map(str, numbers))
        details = {"pages": pages, "missing": ", ".join(missing), "install": INSTALL}
        return replace(document, findings=(*document.findings, Finding(MISSING, "", details)))
    from ingest.ocr.scan import read_scan

    return read_scan(content, numbers, engine)
