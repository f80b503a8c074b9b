"""PDF: an engine reads the pages, `parsers.tables` makes tables and paragraphs of them.

Engines are interchangeable: each gives the same neutral `PageContent`, and a `Finding` for a page
that it cannot read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import cast

from parsers.document import Document, Locator, Page, count_characters
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.lookalikes import mend_lookalikes
from parsers.tables.assemble import assemble
from parsers.tables.page import PageContent
from parsers.tables.rulings import is_crowded

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
    record = PageRecord()
    assembly = assemble(record.note(_load_engine(engine)(content)))
    if not record.pages:
        raise UnreadableDocumentError(_no_page_opens(record.broken))
    return Document(
        media_type="application/pdf",
        blocks=assembly.blocks,
        characters=record.characters,
        pages=tuple(record.pages),
        page_count=len(record.pages) + len(record.broken),
        set_aside=assembly.set_aside,
        findings=(*record.broken, *record.doubts, *assembly.findings),
    )


@dataclass(slots=True)
class PageRecord:
    """What is kept of pages beside their tables and paragraphs.

    Pages pass through one by one: what an engine says of a page is forgotten once its lines of text
    are made, so that a long document takes no more memory than what is made of it.
    """

    pages: list[Page] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    characters: Counter[str] = field(default_factory=Counter)

    def note(self, pages: Iterable[PageContent | Finding]) -> Iterator[PageContent]:
        """The pages that open, with characters mended."""
        for page in pages:
            if isinstance(page, Finding):
                self.broken.append(page)
                continue
            glyphs = replace(page.glyphs, codes=mend_lookalikes(page.glyphs.codes))
            mended = replace(page, glyphs=glyphs)
            self.pages.append(Page(page.number, page.width, page.height))
            self.doubts.extend(doubt_page(mended))
            self.characters.update(count_characters([glyphs.text]))
            yield mended


def doubt_page(page: PageContent) -> Iterator[Finding]:
    """What is doubtful about the text of a page as a whole."""
    text, locator = page.glyphs.text, Locator(page=page.number)
    number = {"page": str(page.number)}
    if unknown := text.count(UNKNOWN):
        yield Finding("R132", UNKNOWN, {**number, "count": str(unknown)}, locator=locator)
    if is_crowded(page):
        yield Finding("T104", "", number, locator=locator)
    if not len(page.images):
        return
    if not text.strip():
        yield Finding("R133", "", number, locator=locator)
    elif not page.glyphs.visible.any():
        yield Finding("R134", "", number, locator=locator)


def _no_page_opens(broken: list[Finding]) -> Finding:
    if not broken:
        return Finding("R033", "")
    return Finding("R032", "", {"reason": broken[0].details["reason"]})


def _load_engine(name: str) -> Engine:
    module, _, function = ENGINES[name].partition(":")
    return cast("Engine", getattr(import_module(module), function))
