"""Files in: which documents a path means, their bytes, and what source.toml says of them."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.reference import read_reference
from parsers.progress.layout import Layout, parse_layout

SOURCE_FILE = "source.toml"
LAYOUT_FILE = "layout.toml"
_TEXT_SUFFIXES = {".txt", ".tsv", ".csv", ".md", ".text"}
_ID_LENGTH = 16


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
        layout: Words of this series' headings, from layout.toml; None where there is none.
    """

    path: Path
    content: bytes = field(repr=False)
    sha256: str
    publisher: str = ""
    publisher_code: str = ""
    edition: date | None = None
    layout: Layout | None = None

    @property
    def name(self) -> str:
        """The file's own name: the folder is the machine's business, not the document's."""
        return self.path.name

    @property
    def document_id(self) -> str:
        """The first 16 hex digits of the SHA-256."""
        return self.sha256[:_ID_LENGTH]


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files that the paths mean, each once: a file itself, the documents in a folder.

    In a folder, hidden files, `source.toml` and what is no document by its content are passed
    over; a file that is named is always taken.

    Raises:
        UsageError: A path does not exist, or a folder holds no document.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError("E201", str(path))
        files = [path] if path.is_file() else sorted(_documents_in(path))
        if not files:
            raise UsageError("E202", str(path))
        found.update(dict.fromkeys(files))
    return tuple(found)


def read_source(path: Path, edition: date | None = None) -> Source:
    """Read the bytes of a document and what `source.toml` beside it says.

    Raises:
        UsageError: `source.toml` or `layout.toml` is not valid.
    """
    content = path.read_bytes()
    about = _read_about(path.parent / SOURCE_FILE)
    return Source(
        path=path,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        publisher=str(about.get("publisher", "")),
        publisher_code=str(about.get("publisher_code", "")),
        edition=edition or read_reference(str(about.get("edition", ""))),
        layout=_read_layout(path.parent / LAYOUT_FILE),
    )


def _documents_in(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        about = path.name in (SOURCE_FILE, LAYOUT_FILE)
        if path.is_file() and not hidden and not about and _may_be_document(path):
            yield path


def _may_be_document(path: Path) -> bool:
    """Whether the content is of a format that has a reader; any text counts only by its name."""
    from parsers.readers import READERS
    from parsers.readers.sniff import detect_media_type

    content = path.read_bytes()
    if not content:
        return True
    media_type = detect_media_type(content)
    if media_type == "text/plain":
        return path.suffix.lower() in _TEXT_SUFFIXES
    return media_type in READERS


@cache
def _read_layout(path: Path) -> Layout | None:
    if not path.is_file():
        return None
    try:
        return parse_layout(path.read_text(encoding="utf-8"), str(path.parent))
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError("E204", str(path), reason=str(error)) from error


@cache
def _read_about(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("E204", str(path), reason=str(error)) from error
