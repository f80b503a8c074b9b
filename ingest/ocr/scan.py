"""The pages of a PDF that have no usable text, recognised and put among the others."""

import subprocess
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from ingest.ocr.page import Doubt, Recognised, read_sheet
from ingest.ocr.placing import place_back
from ingest.ocr.prepare import prepare
from ingest.ocr.tools import describe_engine
from parsers.document import OCR_ENGINE, Box, Document, Locator, Passage
from parsers.findings import Finding
from parsers.readers.pdf import make_document, read_pages
from parsers.tables.places import Places


def read_scan(content: bytes, numbers: Sequence[int], engine: str) -> Document:
    """Read a PDF, the pages with these numbers from their pictures.

    Args:
        content: The bytes of the file.
        numbers: Of the pages without usable text, from 1.
        engine: Name of the library that reads the other pages.
    """
    recognised, failures = _recognise(content, numbers)
    pages, broken = read_pages(content, engine)
    whole = [
        recognised[page.number].content if page.number in recognised else page for page in pages
    ]
    document = make_document(whole, broken)
    told = describe_engine()
    findings = [
        *(
            Finding("R136", "", {"page": str(n), "engine": told}, locator=Locator(page=n))
            for n in recognised
        ),
        *failures,
        *(_tell(doubt, document) for page in recognised.values() for doubt in page.doubts),
    ]
    document = replace(
        document,
        findings=(*document.findings, *findings),
        properties={**document.properties, OCR_ENGINE: told},
    )
    return place_back(document, {number: page.turn for number, page in recognised.items()})


def _recognise(
    content: bytes, numbers: Sequence[int]
) -> tuple[dict[int, Recognised], list[Finding]]:
    """Pages one by one, so that one that fails or takes too long costs none of the others."""
    recognised: dict[int, Recognised] = {}
    failures: list[Finding] = []
    for number in numbers:
        try:
            recognised.update(
                (sheet.number, read_sheet(sheet)) for sheet in prepare(content, [number])
            )
        except subprocess.SubprocessError as error:
            details = {"page": str(number), "reason": type(error).__name__}
            failures.append(Finding("R139", "", details, locator=Locator(page=number)))
    return recognised, failures


def _tell(doubt: Doubt, document: Document) -> Finding:
    code = "R137" if doubt.digits else "R138"
    details = {"page": str(doubt.box.page)}
    return Finding(
        code, doubt.text, details, locator=find_place(document, doubt.box), box=doubt.box
    )


def find_place(document: Document, box: Box) -> Locator:
    """The cell or paragraph that the middle of a box stands in, else its page."""
    for table in document.tables:
        for cell in table.cells:
            if _surrounds(cell.box, box) or _covers(cell.passage, box):
                return cell.passage.locator
    found = (p.locator for p in document.paragraphs if _covers(p, box))
    return next(found, Locator(page=box.page))


def _surrounds(frame: Box | None, box: Box) -> bool:
    if frame is None or frame.page != box.page:
        return False
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return frame.x0 <= x <= frame.x1 and frame.top <= y <= frame.bottom


def _covers(passage: Passage, box: Box) -> bool:
    """Whether one of the characters stands in the middle of the box."""
    if not isinstance(passage.boxes, Places):
        return False
    page, x0, top, x1, bottom = passage.boxes.array.T
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    inside = (page == box.page) & (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)
    return bool(np.any(inside))
