"""What one document adds to the tables, and the folder that keeps it from run to run.

A part is immutable: its name is made of the document's content, what is said about it, and the
program that read it. It is written aside, synced and renamed, so it is there whole or not at all:
the parts are the ledger of what has been read.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.abc import Traversable
from importlib.metadata import version
from pathlib import Path

import msgspec

from ingest.limits import Limits
from ingest.sources import Source
from parsers.findings import Finding

_SUFFIX = ".part"
_ONCE = ".once"
_ID_LENGTH = 32
_PACKAGES = ("parsers", "ingest")
_READERS = ("pypdfium2", "pdfplumber", "msgspec", "python-calamine", "lxml", "sudachipy")
_CODE = (".py", ".csv", ".toml")


class Failure(msgspec.Struct, frozen=True):
    """Why a document could not be read: a finding without its place."""

    code: str
    text: str
    details: dict[str, str]

    def finding(self) -> Finding:
        """The finding that it came from."""
        return Finding(self.code, self.text, self.details)


class Part(msgspec.Struct, frozen=True):
    """What one document adds to the tables.

    Attributes:
        name: Name of the document.
        sha256: Of its bytes.
        status: As in `documents.status`.
        rows: Number of rows by table.
        characters_unplaced: Characters lost on the way; it must be 0.
        failure: Why it could not be read, if it could not.
        csv: The rows of each table as CSV, without the header.
        arrow: The same rows as an Arrow stream.
    """

    name: str
    sha256: str
    status: str
    rows: dict[str, int]
    characters_unplaced: int
    failure: Failure | None
    csv: dict[str, bytes]
    arrow: dict[str, bytes]


class PartStore:
    """The parts of an output folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, source: Source, limits: Limits) -> Path | None:
        """The part that this program made of the document, if it is there."""
        path = self._path(source, limits, fingerprint())
        return path if path.is_file() else None

    def find_older(self, source: Source, limits: Limits) -> tuple[Path, ...]:
        """Parts that other versions of the program made of the document."""
        path = self._path(source, limits, "*")
        found = path.parent.glob(path.name) if path.parent.is_dir() else ()
        own = self._path(source, limits, fingerprint())
        return tuple(sorted(older for older in found if older != own))

    def keep(self, source: Source, limits: Limits, part: Part, *, lasting: bool) -> Path:
        """Write a part: aside, synced, renamed; one that does not last is for this run only."""
        path = self._path(source, limits, fingerprint())
        path = path if lasting else path.with_suffix(_ONCE)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}.aside")
        try:
            write_synced(aside, zlib.compress(msgspec.msgpack.encode(part), level=1))
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(path.parent)
        return path

    def clean(self) -> None:
        """Take away what earlier runs left: parts for one run only, and unfinished ones."""
        for rest in (*self._folder.glob(f"*/*{_ONCE}"), *self._folder.glob("*/*.aside")):
            rest.unlink(missing_ok=True)

    def _path(self, source: Source, limits: Limits, made_by: str) -> Path:
        said = [
            source.sha256,
            source.name,
            source.publisher,
            source.publisher_code,
            source.edition.isoformat() if source.edition else "",
            limits.pages,
        ]
        key = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_ID_LENGTH]
        return self._folder / key[:2] / f"{key}-{made_by}{_SUFFIX}"


def load_part(path: Path) -> Part:
    """Read a part back."""
    return msgspec.msgpack.decode(zlib.decompress(path.read_bytes()), type=Part)


def changed_tables(old: Part, new: Part) -> Iterator[str]:
    """The tables whose rows differ between two parts of one document."""
    for table in sorted({*old.csv, *new.csv}):
        if old.csv.get(table) != new.csv.get(table):
            yield table


@cache
def fingerprint() -> str:
    """A name for this very program: its own files and the versions of the readers it uses."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for name, content in _files(resources.files(package), package):
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    digest.update(json.dumps(dict(_versions())).encode())
    return digest.hexdigest()[:16]


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; systems that cannot are left alone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        inner = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, inner)
        elif entry.name.endswith(_CODE):
            yield inner, entry.read_bytes()


def _versions(names: Iterable[str] = _READERS) -> Iterator[tuple[str, str]]:
    for name in names:
        yield name, version(name)
