"""PDF: an engine reads the pages, `parsers.tables` makes tables and paragraphs of them.

Engines are interchangeable: each gives the same neutral `PageContent`, and a `Finding` for a page
that it cannot read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import cast

from parsers.document import Document, Locator, Page, count_characters
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.lookalikes import mend_lookalikes
from parsers.readers.pdf.usable import has_usable_text
from parsers.tables.assemble import assemble
from parsers.tables.page import PageContent

Engine = Callable[[bytes], Iterator[PageContent | Finding]]

ENGINES = {
    "pdfium": "parsers.readers.pdf.pdfium:read_pages",
    "pdfplumber": "parsers.readers.pdf.plumber:read_pages",
}
"""Name → the function that reads pages, as `module:function`."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def read_pdf(content: bytes, *, engine: str = "pdfium") -> Document:
    """Read a PDF.

    Args:
        content: The bytes of the file.
        engine: Name of the library that reads the pages; a key of `ENGINES`.

    Raises:
        UnreadableDocumentError: It needs a password, is damaged so that no page opens, or is empty.
    """
    return make_document(*read_pages(content, engine))


def make_document(pages: Sequence[PageContent], broken: Sequence[Finding]) -> Document:
    """Put pages together, with the findings for those that did not open.

    Raises:
        UnreadableDocumentError: There is no page.
    """
    if not pages:
        raise UnreadableDocumentError(_no_page_opens(broken))
    assembly = assemble(pages)
    return Document(
        media_type="application/pdf",
        blocks=assembly.blocks,
        characters=count_characters(page.glyphs.text for page in pages),
        pages=tuple(Page(page.number, page.width, page.height) for page in pages),
        page_count=len(pages) + len(broken),
        set_aside=assembly.set_aside,
        findings=(*broken, *(f for page in pages for f in doubt_page(page)), *assembly.findings),
    )


def read_pages(content: bytes, engine: str) -> tuple[list[PageContent], list[Finding]]:
    """The pages that open, with characters mended, and a finding for each other one."""
    pages: list[PageContent] = []
    broken: list[Finding] = []
    for page in _load_engine(engine)(content):
        if isinstance(page, Finding):
            broken.append(page)
        else:
            glyphs = replace(page.glyphs, codes=mend_lookalikes(page.glyphs.codes))
            pages.append(replace(page, glyphs=glyphs))
    return pages, broken


def doubt_page(page: PageContent) -> Iterator[Finding]:
    """What is doubtful about the text of a page as a whole."""
    text, locator = page.glyphs.text, Locator(page=page.number)
    number = {"page": str(page.number)}
    if unknown := text.count(UNKNOWN):
        yield Finding("R132", UNKNOWN, {**number, "count": str(unknown)}, locator=locator)
    if text.strip() and not has_usable_text(page):
        yield Finding("R135", "", number, locator=locator)
    if not len(page.images):
        return
    if not text.strip():
        yield Finding("R133", "", number, locator=locator)
    elif not page.glyphs.visible.any():
        yield Finding("R134", "", number, locator=locator)


def _no_page_opens(broken: Sequence[Finding]) -> Finding:
    if not broken:
        return Finding("R033", "")
    return Finding("R032", "", {"reason": broken[0].details["reason"]})


def _load_engine(name: str) -> Engine:
    module, _, function = ENGINES[name].partition(":")
    return cast("Engine", getattr(import_module(module), function))
