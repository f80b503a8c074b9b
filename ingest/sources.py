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
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import regex

from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.reference import read_reference
from parsers.findings import Finding, UnreadableDocumentError

SOURCE_FILE = "source.toml"
SKIPPED = frozenset({"R041", "R042", "R043", "R047"})
"""Codes of files that are no documents; other unreadable files are failures."""

_TEXT_SUFFIXES = {".txt", ".tsv", ".csv", ".md", ".text"}
_UNFINISHED = regex.compile(
    r"^~\$|\.(?:crdownload|part|partial|download|tmp|swp)$|^(?:thumbs\.db|desktop\.ini)$",
    regex.IGNORECASE,
)
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\u2028\u2029]")
_ID_LENGTH = 16
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A document before it is read.

    Attributes:
        path: The file, as it was named or found.
        content: Its bytes, read once.
        sha256: Their SHA-256, 64 hex digits.
        publisher: Official name of the publisher, from source.toml.
        publisher_code: 全国地方公共団体コード, from source.toml.
        edition: Last day of the edition, from source.toml or the command line.
    """

    path: Path
    content: bytes = field(repr=False)
    sha256: str
    publisher: str = ""
    publisher_code: str = ""
    edition: date | None = None

    @property
    def name(self) -> str:
        """The file's own name: the folder is the machine's business, not the document's."""
        return display_name(self.path)

    @property
    def document_id(self) -> str:
        """The first 16 hex digits of the SHA-256."""
        return self.sha256[:_ID_LENGTH]

    def without_content(self) -> "Source":
        """The same document for those who need only to name it."""
        return replace(self, content=b"")


def display_name(path: Path) -> str:
    """The file's name as a table can hold it: what is no character is percent-encoded.

    >>> display_name(Path("new" + chr(10) + "line.pdf")), display_name(Path("進捗 8月.pdf"))
    ('new%0Aline.pdf', '進捗 8月.pdf')
    """
    return _CONTROL.sub(lambda found: quote(os.fsencode(found[0])), path.name)


def find_files(paths: Iterable[Path]) -> Mapping[Path, bool]:
    """The files that the paths mean, in order of their names, and whether a path names the file.

    Hidden files, `source.toml` and folders that are links are passed over; what the others are is
    found out when they are opened.

    Raises:
        UsageError: A path does not exist.
    """
    found: dict[Path, bool] = {}
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError("E201", display_name(path))
        if path.is_dir():
            found = dict.fromkeys(_walk(path), False) | found
        else:
            found[_follow(path)] = True
    return dict(sorted(found.items(), key=lambda f: (display_name(f[0]), os.fsencode(f[0]))))


def find_one(path: Path) -> Path:
    """The one file that a path means.

    Raises:
        UsageError: The path does not exist, or is a folder without a file or with several.
    """
    files = find_files([path])
    if len(files) != 1:
        raise UsageError("E206" if files else "E202", display_name(path))
    return next(iter(files))


def read_source(path: Path, edition: date | None = None, limits: Limits | None = None) -> Source:
    """Read the bytes of a document and what `source.toml` beside it says.

    Raises:
        UnreadableDocumentError: It is no regular file, too large, still being written, or cannot
            be opened.
        UsageError: `source.toml` is not valid.
    """
    content = _read_bytes(path, (limits or Limits()).most_bytes)
    about = _read_about(path.parent / SOURCE_FILE)
    return Source(
        path=path,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        publisher=str(about.get("publisher", "")),
        publisher_code=str(about.get("publisher_code", "")),
        edition=edition or read_reference(str(about.get("edition", ""))),
    )


def check_kind(source: Source) -> None:
    """Pass over what stands in a folder without being a document; any text counts by its name.

    Raises:
        UnreadableDocumentError: The content is of a format that has no reader.
    """
    from parsers.readers import READERS
    from parsers.readers.sniff import detect_media_type

    if not source.content:
        return
    media_type = detect_media_type(source.content)
    named = media_type != "text/plain" or source.path.suffix.lower() in _TEXT_SUFFIXES
    if source.path.suffix.lower() in _PROMISING or (media_type in READERS and named):
        return
    raise UnreadableDocumentError(Finding("R047", source.name, {"media_type": media_type}))


_PROMISING = {".pdf", ".xlsx", ".xlsm", ".xls", ".ods", ".docx", ".html", ".htm"}


def _follow(path: Path) -> Path:
    """The file that a path names: the user may name a link, a folder may not hold one."""
    try:
        return path.resolve(strict=True) if path.is_symlink() else path
    except (OSError, RuntimeError):
        return path


def _walk(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError:
        yield folder  # opening it says why
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == SOURCE_FILE:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name)
        else:
            yield folder / entry.name


def _read_bytes(path: Path, most: int) -> bytes:
    name = display_name(path)
    if _UNFINISHED.search(path.name):
        raise UnreadableDocumentError(Finding("R043", name))
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
            sizes = {"size": str(before.st_size), "most": str(most)}
            raise UnreadableDocumentError(Finding("R045", name, sizes))
        content = file.read(most + 1)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (len(content), after.st_mtime_ns):
        raise UnreadableDocumentError(Finding("R044", name))
    return content


@cache
def _read_about(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("E204", str(path), reason=str(error)) from error
