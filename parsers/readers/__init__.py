"""Bytes to a `Document`: one module a format, chosen by content, never by the file's name.

`READERS` maps a media type to the function that reads it, as `module:function`, so that a format's
library is imported only when a document of that format comes. A reader takes the bytes and gives a
`Document`; it raises `UnreadableDocumentError` for bytes that cannot become one.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from parsers.document import Document
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.formats import tell_unread
from parsers.readers.sniff import ENCRYPTED, detect_media_type

if TYPE_CHECKING:
    from parsers.readers.pdf import NotePage, Recogniser

Reader = Callable[..., Document]
PDF = "application/pdf"

_WORKBOOK = "parsers.readers.excel:read_workbook"

READERS = {
    PDF: "parsers.readers.pdf:read_pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _WORKBOOK,
    "application/vnd.ms-excel.sheet.macroEnabled.12": _WORKBOOK,
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12": _WORKBOOK,
    "application/vnd.ms-excel": _WORKBOOK,
    "application/x-spreadsheetml-2003": _WORKBOOK,
    "application/vnd.oasis.opendocument.spreadsheet": _WORKBOOK,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "parsers.readers.word:read_word"
    ),
    "text/html": "parsers.readers.html:read_html",
    "text/plain": "parsers.readers.text:read_text",
}


def read_document(
    content: bytes,
    *,
    engine: str = "pdfium",
    most_pages: int | None = None,
    recognise: "Recogniser | None" = None,
    on_page: "NotePage | None" = None,
) -> Document:
    """Read bytes of any known format.

    Args:
        content: The bytes.
        engine: The library that reads the pages of a PDF: `pdfium` or `pdfplumber`.
        most_pages: The most pages that a PDF may have; None for any number.
        recognise: What reads the pages of a PDF that have no usable text; None for nothing.
        on_page: Called when a page of a PDF is begun; None for nobody.

    Raises:
        UnreadableDocumentError: The bytes are empty, of no known format, encrypted, broken, or
            have too many pages.
    """
    media_type = detect_media_type(content)
    if media_type == ENCRYPTED:
        raise UnreadableDocumentError(Finding("R013", "Office"))
    if media_type not in READERS:
        raise UnreadableDocumentError(tell_unread(media_type))
    module, _, function = READERS[media_type].partition(":")
    reader = cast("Reader", getattr(import_module(module), function))
    if media_type == PDF:
        return reader(
            content,
            engine=engine,
            most_pages=most_pages,
            recognise=recognise,
            on_page=on_page,
        )
    return reader(content)
