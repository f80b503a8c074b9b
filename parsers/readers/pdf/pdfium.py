"""Pages through pdfium: the fast engine."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pypdfium2

from parsers.document import Locator
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.glyphs import read_glyphs
from parsers.readers.pdf.paths import read_paths
from parsers.readers.pdf.view import View
from parsers.tables.page import PageContent

PASSWORD = 4
"""pdfium's error code for a document that needs one."""


def read_pages(content: bytes) -> Iterator[PageContent | Finding]:
    """Each page, or a finding for one that breaks; one page is in memory at a time.

    Raises:
        UnreadableDocumentError: The document needs a password or does not open.
    """
    with closing(_open(content)) as pdf:
        for index in range(len(pdf)):
            try:
                with closing(pdf[index]) as page:
                    yield read_page(page, index + 1)
            except (pypdfium2.PdfiumError, ValueError) as error:
                details = {"page": str(index + 1), "reason": str(error)}
                yield Finding("R131", "", details, locator=Locator(page=index + 1))


def count_pages(content: bytes) -> int:
    """The number of pages that the document claims to have; nothing else is read.

    Raises:
        UnreadableDocumentError: The document needs a password or does not open.
    """
    with closing(_open(content)) as pdf:
        return len(pdf)


def _open(content: bytes) -> Any:  # noqa: ANN401 pypdfium2 is untyped
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            raise UnreadableDocumentError(Finding("R031", "")) from error
        finding = Finding("R032", "", {"reason": str(error)})
        raise UnreadableDocumentError(finding) from error


def read_page(page: Any, number: int) -> PageContent:  # noqa: ANN401
    """What pdfium says of the page."""
    view = View.of(page)
    with closing(page.get_textpage()) as textpage:
        glyphs = read_glyphs(textpage, view)
        paths = read_paths(page, view)
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
