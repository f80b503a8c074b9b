"""The format of bytes, told by their content."""

import io
import struct
import zipfile
import zlib

import regex

from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.encoding import decode_text
from parsers.readers.formats import entries_of_formats, find_by_entries, find_by_head

_HEAD = 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORKBOOK = f"{_OFFICE}.spreadsheetml.sheet"
MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.12"
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
OLD_WORKBOOK = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
ENCRYPTED = "application/x-ooxml-protected"
ARCHIVE = "application/zip"
IWORK = "application/vnd.apple.iwork"
XML_WORKBOOK = "application/x-spreadsheetml-2003"
OPEN_WORKBOOK = "application/vnd.oasis.opendocument.spreadsheet"
_PARTS = {
    "xl/workbook.bin": BINARY_WORKBOOK,
    "xl/vbaProject.bin": MACRO_WORKBOOK,
    "xl/workbook.xml": WORKBOOK,
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_IWORK = regex.compile(r"(?:^|/)Index/Document\.iwa$|^Index\.zip$|^index\.(?:xml|apxl)(?:\.gz)?$")
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_BOOKS = frozenset({"workbook", "book"})
_PROTECTED = "encryptedpackage"
_BARE_BOOK = regex.compile(
    rb"\A\x09(?:\0\x04|\x02\x06|\x04\x06|\x08[\x08\x10])\0..[\x05\x10\0][\0\x01]", regex.DOTALL
)
"""A workbook of Excel 2 to 5 without the container around it: its first record, and of what kind."""
_DAMAGED = (OSError, ValueError, KeyError, IndexError, AttributeError, TypeError, struct.error)
"""What the reader of OLE directories raises where they are not as they should be."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = regex.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]"
    rb"|\A(?:\xef\xbb\xbf)?\s*<(?:table|div|h[1-6]|p|ul|ol|dl|section|main|meta|title)[\s>]",
    regex.IGNORECASE,
)


def detect_media_type(content: bytes) -> str:
    """The IANA media type of the bytes; `application/octet-stream` where nothing fits.

    Raises:
        UnreadableDocumentError: There are no bytes.
    """
    if not content:
        raise UnreadableDocumentError(Finding("R001", ""))
    if told := find_by_head(content[:_HEAD]):
        return told
    if b"%PDF-" in content[:_HEAD]:
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _detect_zip(content)
    if content.startswith(_OLE):
        return _detect_ole(content)
    if _BARE_BOOK.match(content):
        return OLD_WORKBOOK
    return _detect_text(content)


def _detect_text(content: bytes) -> str:
    """A workbook in XML, a page, text, or no text."""
    head = content[:_HEAD].replace(b"\0", b"")
    if _XML_BOOK in head:
        return XML_WORKBOOK
    if _HTML.search(head):
        return "text/html"
    return "application/octet-stream" if decode_text(content) is None else "text/plain"


def _detect_zip(content: bytes) -> str:
    """An office document by its parts; a broken archive is still one of them or a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    told = entry.read(_HEAD).decode("ascii", "replace").strip()
                if told:
                    return told
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        names = {name for name in _PARTS if name.encode() in content}
    if any(map(_IWORK.search, names)):
        return IWORK
    return next((media for part, media in _PARTS.items() if part in names), ARCHIVE)


def _detect_ole(content: bytes) -> str:
    """An OLE file by what stands at its top: a workbook may hold Word documents, and they it."""
    entries = _read_entries(content)
    if _PROTECTED in entries:
        return ENCRYPTED
    return OLD_WORKBOOK if _BOOKS & entries else find_by_entries(entries) or OLE


def _read_entries(content: bytes) -> frozenset[str]:
    """The names at the top of an OLE file, in lower case, as some programs write them otherwise.

    Where its directory is damaged, names that stand anywhere tell; it is taken for a workbook where
    none does, and the reader says what is wrong with it.
    """
    from olefile import OleFileIO

    try:
        with OleFileIO(content) as file:
            return frozenset(str(path[0]).lower() for path in file.listdir())
    except (*_DAMAGED, RecursionError):
        names = {_PROTECTED: "EncryptedPackage", "workbook": "Workbook", **entries_of_formats()}
        found = frozenset(low for low in names if names[low].encode("utf-16-le") in content)
        return found or _BOOKS
