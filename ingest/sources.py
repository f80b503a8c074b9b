"""Files in: which documents a path means, their bytes, and what source.toml says of them.

A folder may hold anything. Only regular files inside it are opened, once, without following links
and without waiting; what is no document is skipped with a finding that says why.
"""

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import regex

from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.places import encode, is_failure, is_local, list_objects
from ingest.reference import read_reference
from parsers.findings import Finding, UnreadableDocumentError
from parsers.progress.layout import Layout, parse_layout

SOURCE_FILE = "source.toml"
LAYOUT_FILE = "layout.toml"
_ABOUT = frozenset({SOURCE_FILE, LAYOUT_FILE, "corrections.toml"})
STATE = ".shinchoku"
"""The folder inside an output folder that keeps what has been read."""

SKIPPED = frozenset({"R041", "R042", "R043", "R047", "R049"})
"""Codes of files that are no documents; other unreadable files are failures."""

_TEXT_SUFFIXES = {".txt", ".tsv", ".csv", ".md", ".text"}
_PROMISING = {
    *(".pdf", ".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".html", ".htm"),
    *(".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".odt", ".rtf", ".ppt", ".pptx"),
    *(".jtd", ".xdw"),
    *(".zip", ".tar", ".gz", ".tgz", ".7z", ".lzh", ".rar"),
    *_TEXT_SUFFIXES,
}
_UNFINISHED = regex.compile(
    r"^~\$|^\._|\.(?:crdownload|part|partial|download|tmp|swp)$"
    r"|^(?:thumbs\.db|desktop\.ini|\.ds_store)$",
    regex.IGNORECASE,
)
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\u2028\u2029]")
_ID_LENGTH = 16
_FOLDERS = 1024
"""Folders whose source.toml and layout.toml are remembered."""
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A document before it is read.

    Attributes:
        path: The file, as it was named or found.
        content: Its bytes, read once.
        sha256: Their SHA-256, 64 hex digits; empty where they could not be read.
        named: Whether the user named this very file, and not only a folder that it is in.
        place: The file's path inside the folder that the user named.
        publisher: Official name of the publisher, from source.toml.
        publisher_code: 全国地方公共団体コード, from source.toml.
        series: What it is an edition of, from source.toml.
        edition: Last day of the edition, from source.toml or the command line.
        layout: Words of this series' headings, from layout.toml; None where there is none.
    """

    path: Path
    content: bytes = field(repr=False)
    sha256: str
    named: bool = True
    place: str = ""
    publisher: str = ""
    publisher_code: str = ""
    series: str = ""
    edition: date | None = None
    layout: Layout | None = None

    @property
    def name(self) -> str:
        """The file's own name: the folder is the machine's business, not the document's."""
        return display_name(self.path)

    @property
    def document_id(self) -> str:
        """The first 16 hex digits of the SHA-256: of the place where there is no content."""
        return (self.sha256 or hashlib.sha256(self.place.encode()).hexdigest())[:_ID_LENGTH]

    @property
    def is_called_document(self) -> bool:
        """Whether it should be one: the user said so, or its name does."""
        return self.named or self.path.suffix.lower() in _PROMISING


def display_name(path: Path) -> str:
    """The file's name as a table can hold it: what is no character is percent-encoded.

    >>> display_name(Path("new" + chr(10) + "line.pdf")), display_name(Path("進捗 8月.pdf"))
    ('new%0Aline.pdf', '進捗 8月.pdf')
    """
    name = os.fsencode(path.name).decode("utf-8", "surrogateescape")  # whatever the locale is
    return _CONTROL.sub(lambda found: quote(found[0].encode("utf-8", "surrogateescape")), name)


def walk_sources(paths: Iterable[Path], edition: date | None = None) -> Iterator[Source]:
    """The files that the paths mean, their content yet unread, as they are come upon.

    `source.toml`, hidden folders and the output folders of other runs are passed over; what a file
    is, is found out when it is opened. A file that several paths mean comes several times.

    Raises:
        UsageError: A path does not exist, or a `source.toml` is not valid.
    """
    for path in paths:
        if not (os.path.lexists(path) if is_local(path) else path.exists()):
            raise UsageError("E201", display_name(path))
        if path.is_dir():
            for file in walk(path):
                if file.name not in _ABOUT:
                    yield _describe(file, path, edition, named=False)
        else:
            file = _follow(path)
            yield _describe(file, file.parent, edition, named=True)


def find_sources(paths: Iterable[Path], edition: date | None = None) -> tuple[Source, ...]:
    """The files that a few paths mean, each once, in order of their names.

    Raises:
        UsageError: A path does not exist, or a `source.toml` is not valid.
    """
    found: dict[Path, Source] = {}
    for source in walk_sources(paths, edition):
        if source.named or source.path not in found:
            found[source.path] = source
    return tuple(sorted(found.values(), key=place_in_line))


def place_in_line(source: Source) -> tuple[bool, str, bytes]:
    """The order of files: those that should be documents before others, then by name."""
    return not source.is_called_document, source.name, encode(source.path)


def walk(folder: Path) -> Iterator[Path]:
    """The files in a folder and below, as the system tells them: a folder may hold millions."""
    inner = []
    try:
        for path, is_folder in _list(folder) if is_local(folder) else list_objects(folder):
            if not is_folder:
                yield path
            elif not (path.name.startswith(".") or (path / STATE).is_dir()):
                inner.append(path)
    except OSError:
        yield folder  # opening it says why
        return
    for path in inner:
        yield from walk(path)


def _list(folder: Path) -> Iterator[tuple[Path, bool]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield folder / entry.name, entry.is_dir(follow_symlinks=False)


def find_one(path: Path, edition: date | None = None) -> Source:
    """The one file that a path means, its content yet unread.

    Raises:
        UsageError: The path does not exist, or is a folder without a file or with several.
    """
    sources = find_sources([path], edition)
    if len(sources) != 1:
        raise UsageError("E206" if sources else "E202", display_name(path))
    return sources[0]


def read_source(source: Source, limits: Limits | None = None) -> Source:
    """The same document with its content, read once.

    Raises:
        UnreadableDocumentError: It is no regular file, too large, still being written, or cannot
            be opened.
    """
    if is_unfinished(source.path):
        raise UnreadableDocumentError(Finding("R043", source.name))
    read = _read_bytes if is_local(source.path) else _read_object
    return identify(source, read(source.path, (limits or Limits()).most_bytes))


def identify(source: Source, content: bytes) -> Source:
    """The same source with this content, which names it."""
    return replace(source, content=content, sha256=hashlib.sha256(content).hexdigest())


def is_unfinished(path: Path) -> bool:
    """Whether the name is one of an unfinished download or of another tool's own file."""
    return _UNFINISHED.search(path.name) is not None


def check_kind(source: Source) -> None:
    """Pass over what stands in a folder without being a document; any text counts by its name.

    A document of a format that is known and has no reader is not passed over: it would be missed.

    Raises:
        UnreadableDocumentError: The content is of no format of documents.
    """
    from parsers.readers import READERS
    from parsers.readers.formats import unread_formats
    from parsers.readers.sniff import ENCRYPTED, detect_media_type

    if source.is_called_document or not source.content:
        return
    media_type = detect_media_type(source.content)
    is_text = media_type == "text/plain"
    if is_text and source.path.suffix.lower() in _TEXT_SUFFIXES:
        return
    if is_text or media_type not in {*READERS, *unread_formats(), ENCRYPTED}:
        raise UnreadableDocumentError(Finding("R047", source.name, {"media_type": media_type}))


def _describe(path: Path, folder: Path, edition: date | None, *, named: bool) -> Source:
    """What is known of a file before it is opened, from `source.toml` beside it."""
    about = _read_about(path.parent / SOURCE_FILE)
    return Source(
        path=path,
        content=b"",
        sha256="",
        named=named,
        place=quote(encode(path.relative_to(folder))),
        publisher=str(about.get("publisher", "")),
        publisher_code=str(about.get("publisher_code", "")),
        series=str(about.get("series", "")),
        edition=edition or read_reference(str(about.get("edition", ""))),
        layout=_read_layout(path.parent / LAYOUT_FILE),
    )


def _follow(path: Path) -> Path:
    """The file that a path names: the user may name a link, a folder may not hold one."""
    try:
        return path.resolve(strict=True) if is_local(path) and path.is_symlink() else path
    except (OSError, RuntimeError):
        return path


def _read_object(path: Path, most: int) -> bytes:
    name = display_name(path)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= most else b""
    except Exception as error:
        if not is_failure(error):
            raise
        raise UnreadableDocumentError(Finding("R046", name, {"reason": str(error)})) from error
    if size > most:
        raise UnreadableDocumentError(Finding("R045", name, _sizes(size, most)))
    if size != len(content):
        raise UnreadableDocumentError(Finding("R044", name))
    return content


def _sizes(size: int, most: int) -> dict[str, str]:
    return {"size": str(size), "most": str(most)}


def _read_bytes(path: Path, most: int) -> bytes:
    name = display_name(path)
    try:
        descriptor = os.open(path, _OPEN | _NO_LINKS)
    except OSError as error:
        code = "R041" if path.is_symlink() else "R046"
        details = {"reason": error.strerror or str(error)}
        raise UnreadableDocumentError(Finding(code, name, details)) from error
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableDocumentError(Finding("R042", name))
        if before.st_size > most:
            raise UnreadableDocumentError(Finding("R045", name, _sizes(before.st_size, most)))
        content = file.read(most + 1)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (len(content), after.st_mtime_ns):
        raise UnreadableDocumentError(Finding("R044", name))
    return content


@lru_cache(_FOLDERS)
def _read_layout(path: Path) -> Layout | None:
    if not path.is_file():
        return None
    try:
        return parse_layout(path.read_text(encoding="utf-8"), str(path.parent))
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError("E204", str(path), reason=str(error)) from error


@lru_cache(_FOLDERS)
def _read_about(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("E204", str(path), reason=str(error)) from error
