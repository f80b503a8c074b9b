"""PDF: an engine reads the pages, `parsers.tables` makes tables and paragraphs of them.

Engines are interchangeable: each gives the same neutral `PageContent`, and a `Finding` for a page
that it cannot read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import cast

import regex

from parsers.document import Document, Locator, Page
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.lookalikes import mend_lookalikes
from parsers.readers.pdf.pdfium import OpenPdf, open_pdf
from parsers.readers.pdf.strict import claim_pages, find_damage, write_anew
from parsers.readers.pdf.tally import Tally
from parsers.readers.pdf.usable import has_usable_text
from parsers.tables.assemble import assemble
from parsers.tables.blanks import IDEOGRAPHIC_BLANK
from parsers.tables.page import PageContent
from parsers.tables.rulings import is_crowded

Engine = Callable[[OpenPdf], Iterator[PageContent | Finding]]
Recogniser = Callable[[PageContent], PageContent]
"""Gives a page without usable text as it reads in its picture, or as it was where it cannot."""
NotePage = Callable[[int, int], None]
"""Called when a page is begun, with its number, from 1, and the number of all."""

ENGINES = {
    "pdfium": "parsers.readers.pdf.pdfium:read_pages",
    "pdfplumber": "parsers.readers.pdf.plumber:read_pages",
}
"""Name → the function that reads pages, as `module:function`."""

_MENDED = frozenset({"R031", "R032"})
"""Refusals of the engine that another reader may know better."""

WIDEST = 14_400
"""No paper is wider or longer (200 inches, in points)."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_NO_TEXT = regex.compile(r"[\p{Cc}\p{Cn}\p{Cs}--\s]", regex.VERSION1)


def read_pdf(
    content: bytes,
    *,
    engine: str = "pdfium",
    most_pages: int | None = None,
    recognise: Recogniser | None = None,
    on_page: NotePage | None = None,
) -> Document:
    """Read a PDF.

    Args:
        content: The bytes of the file.
        engine: Name of the library that reads the pages; a key of `ENGINES`.
        most_pages: The most pages that it may have; None for any number.
        recognise: What reads the pages that have no usable text; None for nothing.
        on_page: Who is told at each page how far it is; None for nobody.

    Raises:
        UnreadableDocumentError: It needs a password, is damaged so that no page opens, is empty,
            or has too many pages.
    """
    record = PageRecord(recognise, on_page)
    with closing(_open_readable(content, most_pages)) as pdf:
        _refuse_too_long(len(pdf), most_pages)
        assembly = assemble(record.note(_load_engine(engine)(pdf), len(pdf)))
    if not record.pages:
        raise UnreadableDocumentError(_no_page_opens(record.broken))
    characters = record.tally.total()
    if not record.recognised:
        _refuse_undecodable(characters)
    return Document(
        media_type="application/pdf",
        blocks=assembly.blocks,
        characters=characters,
        pages=tuple(record.pages),
        page_count=len(record.pages) + len(record.broken),
        set_aside=assembly.set_aside,
        findings=(
            *_tell_damage(content, pdf.content, len(record.pages) + len(record.broken)),
            *record.broken,
            *record.doubts,
            *assembly.findings,
        ),
    )


def _open_readable(content: bytes, most: int | None) -> OpenPdf:
    """The document, or what qpdf makes of one that does not open.

    Raises:
        UnreadableDocumentError: It opens neither way, or claims to have too many pages.
    """
    try:
        return open_pdf(content)
    except UnreadableDocumentError as refusal:
        if refusal.finding.code not in _MENDED:
            raise
        _refuse_too_long(claim_pages(content), most)
        return open_pdf(write_anew(content, refusal))


def _tell_damage(content: bytes, readable: bytes, pages: int) -> Iterator[Finding]:
    """What is broken in the file; one that had to be written anew is never without a word."""
    told = tuple(find_damage(content, pages))
    if readable is not content and "R135" not in {finding.code for finding in told}:
        yield Finding("R135", "", {"count": "1", "reason": "pdfium does not open it as it is"})
    yield from told


def _refuse_too_long(pages: int, most: int | None) -> None:
    if most is not None and pages > most:
        raise UnreadableDocumentError(Finding("R053", "", {"pages": str(pages), "most": str(most)}))


def _refuse_undecodable(characters: Counter[str]) -> None:
    """Glyphs whose characters nobody knows are no text: a font without a map to characters."""
    strange = (n for c, n in characters.items() if c == UNKNOWN or _NO_TEXT.match(c))
    unknown, every = sum(strange), characters.total()
    if 2 * unknown > every:
        counts = {"count": str(unknown), "all": str(every)}
        raise UnreadableDocumentError(Finding("R034", "", counts))


@dataclass(slots=True)
class PageRecord:
    """What is kept of pages beside their tables and paragraphs.

    Pages pass through one by one: what an engine says of a page is forgotten once its lines of text
    are made, so that a long document takes no more memory than what is made of it.
    """

    recognise: Recogniser | None = None
    on_page: NotePage | None = None
    recognised: int = 0
    pages: list[Page] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def note(self, pages: Iterable[PageContent | Finding], count: int) -> Iterator[PageContent]:
        """The pages that open, of so many, with characters mended or recognised."""
        for number, page in enumerate(pages, 1):
            if self.on_page is not None:
                self.on_page(number, count)
            if isinstance(page, Finding):
                self.broken.append(page)
                continue
            mended = _mend(page)
            if self.recognise is not None and not has_usable_text(mended):
                read = self.recognise(mended)
                self.recognised += read is not mended
                mended = read
            self.pages.append(Page(page.number, page.width, page.height))
            text = mended.glyphs.text
            self.doubts.extend(doubt_page(mended, text))
            self.tally.add(text)
            yield mended


def _mend(page: PageContent) -> PageContent:
    """The page with the characters that are meant; the same one where none is mistaken."""
    codes = mend_lookalikes(page.glyphs.codes)
    if codes is page.glyphs.codes:
        return page
    return replace(page, glyphs=replace(page.glyphs, codes=codes))


def doubt_page(page: PageContent, text: str) -> Iterator[Finding]:
    """What is doubtful about the text of a page as a whole."""
    locator = Locator(page=page.number)
    number = {"page": str(page.number)}
    if unknown := text.count(UNKNOWN):
        yield Finding("R132", UNKNOWN, {**number, "count": str(unknown)}, locator=locator)
    if strange := _count_strange(text):
        yield Finding("R138", "", {**number, "count": str(strange)}, locator=locator)
    if text.strip() and not has_usable_text(page):
        yield Finding("R141", "", number, locator=locator)
    if max(page.width, page.height) > WIDEST:
        size = {"width": f"{page.width:.0f}", "height": f"{page.height:.0f}"}
        yield Finding("R139", "", {**number, **size}, locator=locator)
    if is_crowded(page):
        yield Finding("T104", "", number, locator=locator)
    if not len(page.images):
        return
    if not text.strip():
        yield Finding("R133", "", number, locator=locator)
    elif not page.glyphs.visible.any():
        yield Finding("R134", "", number, locator=locator)


def _count_strange(text: str) -> int:
    """How many characters are none; most pages have nothing but printed ones and blanks."""
    if text.replace(IDEOGRAPHIC_BLANK, "").isprintable():
        return 0
    return sum(map(text.count, _NO_TEXT.findall("".join(set(text)))))


def _no_page_opens(broken: list[Finding]) -> Finding:
    if not broken:
        return Finding("R033", "")
    return Finding("R032", "", {"reason": broken[0].details["reason"]})


def _load_engine(name: str) -> Engine:
    module, _, function = ENGINES[name].partition(":")
    return cast("Engine", getattr(import_module(module), function))
