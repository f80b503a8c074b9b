"""PDF: an engine reads the pages, `parsers.tables` makes tables and paragraphs of them.

Engines are interchangeable: each gives the same neutral `PageContent`, and a `Finding` for a page
that it cannot read.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import cast

import regex

from parsers.document import Document, Locator, Page, count_characters
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.lookalikes import mend_lookalikes
from parsers.readers.pdf.pdfium import LIMIT, count_pages
from parsers.readers.pdf.strict import claims_more_pages, find_damage
from parsers.tables.assemble import assemble
from parsers.tables.page import PageContent

Engine = Callable[[bytes], Iterator[PageContent | Finding]]

ENGINES = {
    "pdfium": "parsers.readers.pdf.pdfium:read_pages",
    "pdfplumber": "parsers.readers.pdf.plumber:read_pages",
}
"""Name → the function that reads pages, as `module:function`."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_NO_TEXT = regex.compile(r"[\p{Cc}\p{Cn}\p{Cs}--\s]", regex.VERSION1)


def read_pdf(content: bytes, *, engine: str = "pdfium", most_pages: int | None = None) -> Document:
    """Read a PDF.

    Args:
        content: The bytes of the file.
        engine: Name of the library that reads the pages; a key of `ENGINES`.
        most_pages: The most pages that it may have; None for any number.

    Raises:
        UnreadableDocumentError: It needs a password, is damaged so that no page opens, is empty,
            or has too many pages.
    """
    if most_pages is not None:
        _refuse_too_long(content, most_pages)
    pages, broken = read_pages(content, engine)
    if not pages:
        raise UnreadableDocumentError(_no_page_opens(broken))
    _refuse_undecodable(pages)
    assembly = assemble(pages)
    return Document(
        media_type="application/pdf",
        blocks=assembly.blocks,
        characters=count_characters(page.glyphs.text for page in pages),
        pages=tuple(Page(page.number, page.width, page.height) for page in pages),
        page_count=len(pages) + len(broken),
        set_aside=assembly.set_aside,
        findings=(
            *find_damage(content, len(pages) + len(broken)),
            *broken,
            *(f for page in pages for f in doubt_page(page)),
            *assembly.findings,
        ),
    )


def _refuse_too_long(content: bytes, most: int) -> None:
    """Count pages before any is read; a file that does not open may still claim too many."""
    try:
        pages = count_pages(content)
    except UnreadableDocumentError:
        claimed = claims_more_pages(content, most)
        if claimed is None:
            raise
        pages = claimed
    if pages > most:
        raise UnreadableDocumentError(Finding("R053", "", {"pages": str(pages), "most": str(most)}))


def _refuse_undecodable(pages: list[PageContent]) -> None:
    """Glyphs whose characters nobody knows are no text: a font without a map to characters."""
    text = "".join("".join(page.glyphs.text.split()) for page in pages)
    unknown = text.count(UNKNOWN) + len(_NO_TEXT.findall(text))
    if 2 * unknown > len(text):
        counts = {"count": str(unknown), "all": str(len(text))}
        raise UnreadableDocumentError(Finding("R034", "", counts))


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
    if strange := len(_NO_TEXT.findall(text)):
        yield Finding("R138", "", {**number, "count": str(strange)}, locator=locator)
    if not len(page.images):
        return
    if not text.strip():
        yield Finding("R133", "", number, locator=locator)
    elif not page.glyphs.visible.any():
        yield Finding("R134", "", number, locator=locator)


def _no_page_opens(broken: list[Finding]) -> Finding:
    if not broken:
        return Finding("R033", "")
    if all(LIMIT in finding.details for finding in broken):
        return Finding("R058", "", broken[0].details)
    return Finding("R032", "", {"reason": broken[0].details["reason"]})


def _load_engine(name: str) -> Engine:
    module, _, function = ENGINES[name].partition(":")
    return cast("Engine", getattr(import_module(module), function))
