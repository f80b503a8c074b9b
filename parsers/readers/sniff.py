"""The format of bytes, told by their content."""

import io
import struct
import zipfile
import zlib

import regex

from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.encoding import decode_text

_HEAD = 1024
_TAR_MARK = 257
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORKBOOK = f"{_OFFICE}.spreadsheetml.sheet"
MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.12"
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
OLD_WORKBOOK = "application/vnd.ms-excel"
ENCRYPTED = "application/x-ole-storage"
ARCHIVE = "application/zip"
XML_WORKBOOK = "application/x-spreadsheetml-2003"
OPEN_WORKBOOK = "application/vnd.oasis.opendocument.spreadsheet"
_PARTS = {
    "xl/workbook.bin": BINARY_WORKBOOK,
    "xl/vbaProject.bin": MACRO_WORKBOOK,
    "xl/workbook.xml": WORKBOOK,
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_BOOKS = ("Workbook", "Book")
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
    if content[_TAR_MARK : _TAR_MARK + 5] == b"ustar":
        return "application/x-tar"
    if b"%PDF-" in content[:_HEAD]:
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _detect_zip(content)
    if content.startswith(_OLE):
        return _detect_ole(content)
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
                    return entry.read(_HEAD).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        names = {name for name in _PARTS if name.encode() in content}
    return next((media for part, media in _PARTS.items() if part in names), ARCHIVE)


def _detect_ole(content: bytes) -> str:
    """An OLE file: old Word or Excel, or an encrypted new one."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return ENCRYPTED
    if "WordDocument".encode("utf-16-le") in content and not _is_workbook(content):
        return "application/msword"
    return OLD_WORKBOOK


def _is_workbook(content: bytes) -> bool:
    """Whether an OLE file is a workbook that may hold Word documents, and not the other way round."""
    if not any(name.encode("utf-16-le") in content for name in _BOOKS):
        return False
    from xlrd.compdoc import CompDoc, CompDocError

    try:
        entries = CompDoc(content, logfile=io.StringIO()).dirlist
    except (CompDocError, AssertionError, IndexError, ValueError, struct.error):
        return False
    return any(entry.name in _BOOKS and entry.parent == 0 for entry in entries)
