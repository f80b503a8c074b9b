"""The pages of a PDF that have no usable text, recognised one by one."""

import subprocess

import cv2
import numpy as np
from msgspec.structs import replace

from ingest.ocr.page import Doubt, read_sheet
from ingest.ocr.placing import Turn, place_back
from ingest.ocr.prepare import prepare
from ingest.ocr.tools import describe_engine
from parsers.document import OCR_ENGINE, Box, Document, Locator, Passage
from parsers.findings import Finding
from parsers.tables.page import PageContent
from parsers.tables.places import Places


class Scan:
    """The recognised pages of one document: how they were turned, and what is doubtful on them.

    Attributes:
        failures: Why pages could not be recognised.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._turns: dict[int, Turn] = {}
        self._doubts: list[Doubt] = []
        self.failures: list[Finding] = []

    def read_page(self, page: PageContent) -> PageContent:
        """The page as it reads in its picture; as it was where a tool fails or takes too long."""
        try:
            recognised = read_sheet(prepare(self._content, page.number))
        except (subprocess.SubprocessError, OSError, ValueError, cv2.error) as error:
            details = {"page": str(page.number), "reason": type(error).__name__}
            self.failures.append(Finding("R145", "", details, locator=Locator(page=page.number)))
            return page
        self._turns[page.number] = recognised.turn
        self._doubts.extend(recognised.doubts)
        return recognised.content

    def complete(self, document: Document) -> Document:
        """The document with its findings about recognition, and with places as they are shown."""
        told = describe_engine()
        findings = (
            *document.findings,
            *(
                Finding("R142", "", {"page": str(n), "engine": told}, locator=Locator(page=n))
                for n in self._turns
            ),
            *self.failures,
            *(_tell(doubt, document) for doubt in self._doubts),
        )
        properties = {**document.properties, OCR_ENGINE: told}
        return place_back(replace(document, findings=findings, properties=properties), self._turns)


def _tell(doubt: Doubt, document: Document) -> Finding:
    code = "R143" if doubt.digits else "R144"
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
