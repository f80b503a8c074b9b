"""What arrived: whether it is the document that was promised, and what its file is called."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.errors import FetchError
from ingest.fetch.names import make_safe, name_in_header, name_of_url, split_suffix
from ingest.fetch.web import Answer
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.sniff import detect_media_type

_OFFICE = "application/vnd.openxmlformats-officedocument"
_SUFFIXES = {
    "application/pdf": "pdf",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.12": "xlsm",
    "application/vnd.ms-excel": "xls",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    "text/html": "html",
    "text/plain": "txt",
}
_PLAIN = ("txt", "csv")
_TAIL = 64 * 1024
_KEPT = (
    "etag",
    "last-modified",
    "content-type",
    "content-length",
    "content-disposition",
    "date",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The format of a document that may be kept, and what is doubtful about it."""

    media_type: str
    findings: tuple[Finding, ...] = ()


def check_content(answer: Answer, url: str, formats: Sequence[str]) -> Checked:
    """Tell the format by the bytes and refuse what was not promised.

    Raises:
        FetchError: Nothing came, another format came (an error page), or the end is missing and
            the server did not say how long the document is.
    """
    try:
        media_type = detect_media_type(answer.content)
    except UnreadableDocumentError as error:
        raise FetchError("F111", url) from error
    if not _is_wanted(media_type, formats):
        raise FetchError("F107", url, media_type=media_type, formats=" ".join(formats))
    if _is_whole(answer.content, media_type):
        return Checked(media_type)
    if not _has_length(answer):
        raise FetchError("F103", url, reason=f"the end of {media_type} is missing")
    return Checked(media_type, (Finding("F211", url, {"media_type": media_type}),))


def _is_wanted(media_type: str, formats: Sequence[str]) -> bool:
    suffix = _SUFFIXES.get(media_type, "")
    return suffix in formats or (suffix == "txt" and any(plain in formats for plain in _PLAIN))


def _is_whole(content: bytes, media_type: str) -> bool:
    """Whether the document has its end: the mark of a PDF, the directory of an archive."""
    if media_type == "application/pdf":
        return b"%%EOF" in content[-_TAIL:]
    return not content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content))


def _has_length(answer: Answer) -> bool:
    """Whether the server said how long the body is; the connection then keeps it to that."""
    return bool(answer.header("content-length") or answer.header("transfer-encoding"))


def name_of(answer: Answer, url: str, media_type: str) -> str:
    """A safe name for the file: what the server calls it, or the last part of its address.

    An address such as `download.php?id=3` gets the extension of the format.
    """
    told = name_in_header(answer.headers.get("content-disposition", b""))
    names = (make_safe(name) for name in (told, name_of_url(url), name_of_url(answer.url)))
    name = next(filter(None, names), "") or make_safe(urlsplit(url).hostname or "") or "document"
    stem, suffix = split_suffix(name)
    extension = _SUFFIXES.get(media_type, "")
    known = {*_SUFFIXES.values(), "csv", "htm", "tsv"}
    if suffix.lower().lstrip(".") in known or not extension:
        return name
    return make_safe(f"{stem}.{extension}" if suffix else f"{name}.{extension}")


def describe_headers(answer: Answer) -> Mapping[str, str]:
    """The headers that `source.toml` keeps; their bytes are shown as Latin-1, as HTTP has them."""
    return {name: answer.header(name) for name in _KEPT if answer.header(name)}
