"""Pages through pdfium: the fast engine."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from parsers.document import Locator
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.fonts import FONTS
from parsers.readers.pdf.glyphs import read_glyphs
from parsers.readers.pdf.paths import read_paths
from parsers.readers.pdf.view import View
from parsers.tables.page import PageContent

_PRINTED = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT}

PASSWORD = 4
"""pdfium's error code for a document that needs one."""


@dataclass(frozen=True, slots=True)
class OpenPdf:
    """A document that pdfium has open, and the bytes that it is in."""

    content: bytes
    document: Any

    def __len__(self) -> int:
        """The number of pages that it claims to have: none is read for it."""
        return len(self.document)

    def close(self) -> None:
        """Give back what pdfium keeps of it."""
        self.document.close()


def open_pdf(content: bytes) -> OpenPdf:
    """Open a document.

    Raises:
        UnreadableDocumentError: The document needs a password, does not open, or is a form that
            only a program builds the pages of.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            raise UnreadableDocumentError(Finding("R031", "")) from error
        finding = Finding("R032", "", {"reason": str(error)})
        raise UnreadableDocumentError(finding) from error
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        document.close()
        raise UnreadableDocumentError(Finding("R036", ""))
    return OpenPdf(content, document)


def read_pages(pdf: OpenPdf) -> Iterator[PageContent | Finding]:
    """Each page, or a finding for one that breaks; one page is in memory at a time."""
    for index in range(len(pdf)):
        try:
            with FONTS.standing_in(), closing(_open_page(pdf.document, index)) as page:
                content = read_page(page, index + 1)
            yield content
        except (pypdfium2.PdfiumError, ValueError) as error:
            details = {"page": str(index + 1), "reason": str(error)}
            yield Finding("R131", "", details, locator=Locator(page=index + 1))


def _open_page(pdf: Any, index: int) -> Any:  # noqa: ANN401
    """A page, with what is filled into forms or typed onto it as part of it: people see it so."""
    page = pdf[index]
    kinds = [_kind_of(page, n) for n in range(raw.FPDFPage_GetAnnotCount(page))]
    if _PRINTED.isdisjoint(kinds):
        return page
    with closing(page):
        _print_annotations(page, kinds)
    return pdf[index]


def _print_annotations(page: Any, kinds: list[int]) -> None:  # noqa: ANN401
    """Make annotations part of the page.

    Others than printed ones go: links say nothing, and marks with a pen would look like rules and
    shades.
    """
    for number in reversed(range(len(kinds))):
        if kinds[number] not in _PRINTED:
            raw.FPDFPage_RemoveAnnot(page, number)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)


def _kind_of(page: Any, number: int) -> int:  # noqa: ANN401
    annotation = raw.FPDFPage_GetAnnot(page, number)
    try:
        return int(raw.FPDFAnnot_GetSubtype(annotation))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def read_page(page: Any, number: int) -> PageContent:  # noqa: ANN401
    """What pdfium says of the page."""
    view = View.of(page)
    with _open_text(page) as text:
        paths = read_paths(page, view)
        glyphs = read_glyphs(text, view, paths.covers)
    return PageContent(
        number=number,
        width=view.width,
        height=view.height,
        glyphs=glyphs,
        strokes=paths.strokes,
        fills=paths.fills,
        images=paths.images,
        crowded=paths.crowded,
    )


@contextmanager
def _open_text(page: Any) -> Iterator[Any]:  # noqa: ANN401
    """What pdfium makes of a page's text: its own handle, since it never outlives the page."""
    text = raw.FPDFText_LoadPage(page)
    if not text:
        reason = "Failed to load text page."
        raise pypdfium2.PdfiumError(reason)
    try:
        yield text
    finally:
        raw.FPDFText_ClosePage(text)
