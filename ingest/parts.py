"""What one document adds to the tables, and the folder that keeps it from run to run.

A part is immutable: its name is made of the document's content, what is said about it, and the
program that read it. It is written aside, synced and renamed, so it is there whole or not at all:
the parts are the ledger of what has been read. `shinchoku compact` gathers them in a pack.
"""

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.abc import Traversable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

import msgspec

from ingest.limits import Limits
from ingest.ocr.tools import is_current
from ingest.packs import PACK, SUFFIX, find_packed, read_kept
from ingest.places import is_local, put
from ingest.sources import Source
from parsers.findings import Finding
from parsers.progress.layout import Layout

_ONCE = ".once"
_ID_LENGTH = 32
_PREFIX = 3
"""Hex digits that parts are spread over folders by: 4,096 folders, so that none is long to list."""
_PACKAGES = ("parsers", "ingest")
_EXTRA = re.compile(r"extra\s*==\s*[\"'](?P<name>[\w-]+)")
_READING_EXTRA = "ocr"
_FRAME = struct.Struct(">II")
"""Checksum of all that follows it, and length of the head."""


class Failure(msgspec.Struct, frozen=True):
    """Why a document could not be read: a finding without its place."""

    code: str
    text: str
    details: dict[str, str]

    @classmethod
    def of(cls, finding: Finding | None) -> "Failure | None":
        """What is kept of a finding."""
        return None if finding is None else cls(finding.code, finding.text, dict(finding.details))

    def finding(self) -> Finding:
        """The finding that it came from."""
        return Finding(self.code, self.text, self.details)


class Head(msgspec.Struct, frozen=True):
    """What a run tells of a document without looking at its rows.

    Attributes:
        status: As in `documents.status`.
        rows: Number of rows by table.
        characters_unplaced: Characters lost on the way; it must be 0.
        failure: Why it could not be read, if it could not.
        digests: SHA-256 of the rows by table.
        lacking: The missing tool that would have read more of it, if there is one.
        lasts: Whether the next run may take it as it is; not where that may read more.
        engine: The programs that recognised pages of it, with their versions.
    """

    status: str
    rows: dict[str, int]
    characters_unplaced: int
    failure: Failure | None
    digests: dict[str, str] = {}
    lacking: Failure | None = None
    lasts: bool = True
    engine: str = ""


class Part(msgspec.Struct, frozen=True):
    """What one document adds to the tables.

    Attributes:
        head: What is told of it.
        csv: The rows of each table that has any as CSV without the header, deflated.
        arrow: The same rows as an Arrow stream, deflated.
    """

    head: Head
    csv: dict[str, bytes]
    arrow: dict[str, bytes]


class Encoded(NamedTuple):
    """The rows of one table: how many, their SHA-256, and both ways in which a part has them."""

    table: str
    rows: int
    digest: str
    csv: bytes
    arrow: bytes

    @classmethod
    def of(cls, table: str, rows: int, csv: Iterable[bytes], arrow: memoryview) -> "Encoded":
        """The rows as CSV without the header, piece by piece, and as an Arrow stream."""
        digest, deflater = hashlib.sha256(), zlib.compressobj(level=1)
        deflated = bytearray()
        for piece in csv:
            digest.update(piece)
            deflated += deflater.compress(piece)
        deflated += deflater.flush()
        return cls(table, rows, digest.hexdigest(), bytes(deflated), zlib.compress(arrow, level=1))


def pack(head: Head, tables: Iterable[Encoded]) -> Part:
    """A part of tables, which are taken one by one: only one need be held as it is."""
    made = {table.table: table for table in tables}
    rows = dict(head.rows) | {name: table.rows for name, table in made.items()}
    digests = {name: table.digest for name, table in made.items()}
    return Part(
        msgspec.structs.replace(head, rows=rows, digests=digests),
        {name: table.csv for name, table in made.items()},
        {name: table.arrow for name, table in made.items()},
    )


def changed_tables(old: Head, new: Head) -> Iterator[str]:
    """The tables whose rows differ between two parts of one document."""
    for table in sorted({*old.digests, *new.digests}):
        if old.digests.get(table) != new.digests.get(table):
            yield table


class PartStore:
    """The parts of an output folder.

    A limit or a crash may be the machine's fault: such a part is for one run, and the document is tried
    again in the next. What ends so twice, under the same limits, is kept: a document that can never be read costs its
    time no more than twice.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        """Know where parts are, and a folder to write aside in: on the same disk, if they are on one."""
        self._folder = folder
        self._scratch = scratch
        self._pack = folder / PACK if is_local(folder) else None  # a store has none

    def find(self, source: Source, limits: Limits) -> tuple[Path, Head] | None:
        """The part that this program made of the document, if it is there and sound."""
        own = self._path(source, limits, fingerprint())
        for path in (own, _under(own, limits)):
            for kept in (path, self._pack / path.name) if self._pack else (path,):
                head = _load_head(kept)
                if head is not None and not (head.engine and not is_current(head.engine)):
                    return kept, head
        return None

    def find_older(self, source: Source, limits: Limits) -> Iterator[tuple[Path, Head | None]]:
        """Parts that other versions of the program made of the document.

        One that a limit ended has no head: nothing can be compared with it.
        """
        own = self._path(source, limits, fingerprint())
        key = own.name.partition("-")[0]
        loose = own.parent.glob(f"{key}-*{SUFFIX}")
        packed = find_packed(self._pack, key) if self._pack else ()
        for path in (*packed, *sorted(loose)):
            if path.name != own.name:
                is_passing = "-" in path.stem.partition("-")[2]
                yield path, None if is_passing else _load_head(path)

    def keep(self, source: Source, limits: Limits, part: Part, *, lasting: bool) -> Path:
        """Write a part, whole or not at all; one that may end otherwise next time is for this run."""
        own = self._path(source, limits, fingerprint())
        passing = _under(own, limits)
        once = passing.with_suffix(_ONCE)
        is_second = once.exists() and bool(source.sha256) and part.head.lasts
        path = own if lasting else passing if is_second else once
        put(path, _frame(part), self._scratch)
        for rest in path.parent.glob(f"{own.name.partition('-')[0]}-*{_ONCE}"):
            if rest != path:
                rest.unlink(missing_ok=True)
        return path

    def drop(self, path: Path) -> None:
        """Take a part away that another one has taken the place of; a pack keeps its own until it is written."""
        if path.parent.name != PACK:
            path.unlink(missing_ok=True)

    def _path(self, source: Source, limits: Limits, made_by: str) -> Path:
        said = [
            source.document_id,
            source.sha256,
            source.name,
            source.named,
            source.publisher,
            source.publisher_code,
            source.series,
            source.edition.isoformat() if source.edition else "",
            _words(source.layout),
            limits.lasting,
        ]
        key = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_ID_LENGTH]
        return self._folder / key[:_PREFIX] / f"{key}-{made_by}{SUFFIX}"


def _under(own: Path, limits: Limits) -> Path:
    """The part that is only good under the very same limits of time and memory."""
    passing = hashlib.sha256(json.dumps(limits.passing).encode()).hexdigest()[:8]
    return own.with_stem(f"{own.stem}-{passing}")


def load_part(path: Path) -> Part:
    """Read a part back.

    Raises:
        OSError: It is gone.
        ValueError: It is damaged.
    """
    head, body = _unframe(read_kept(path))
    csv, arrow = msgspec.msgpack.decode(body, type=tuple[dict[str, bytes], dict[str, bytes]])
    return Part(msgspec.msgpack.decode(head, type=Head), csv, arrow)


def inflate(rows: bytes) -> bytes:
    """The encoded rows of a table as they were before a part took them."""
    return zlib.decompress(rows)


@cache
def fingerprint() -> str:
    """A name for this very program: its own files and the versions of the libraries it reads with."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for name, content in _files(resources.files(package), package):
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    digest.update(json.dumps(sorted(_versions(requires("shinchoku") or []))).encode())
    return digest.hexdigest()[:16]


def _words(layout: Layout | None) -> list[object]:
    """The words of a layout without its name, which is only where it lies."""
    if layout is None:
        return []
    named = (layout.roles, layout.measures, layout.time_of)
    bare = (layout.times, layout.totals, layout.endings)
    return [*(sorted(words.items()) for words in named), *map(sorted, bare)]


def _frame(part: Part) -> bytes:
    head = msgspec.msgpack.encode(part.head)
    body = msgspec.msgpack.encode((part.csv, part.arrow))
    return _FRAME.pack(zlib.crc32(body, zlib.crc32(head)), len(head)) + head + body


def _unframe(content: bytes) -> tuple[memoryview, memoryview]:
    """Head and body.

    Raises:
        ValueError: The bytes are not those that were written.
    """
    view = memoryview(content)
    if len(view) < _FRAME.size:
        raise ValueError("a part that is cut off")
    checksum, length = _FRAME.unpack_from(view)
    rest = view[_FRAME.size :]
    if zlib.crc32(rest) != checksum:
        raise ValueError("a damaged part")
    return rest[:length], rest[length:]


def _load_head(path: Path) -> Head | None:
    """The head of a part; None where there is none, or none that this program understands."""
    try:
        head, _ = _unframe(read_kept(path))
        return msgspec.msgpack.decode(head, type=Head)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        inner = f"{name}/{entry.name}"
        if entry.is_file():
            yield inner, entry.read_bytes()
        elif entry.name != "__pycache__":
            yield from _files(entry, inner)


def _versions(requirements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each library that may change a reading, with its version, or without where it is not there."""
    for requirement in requirements:
        extra = _EXTRA.search(requirement)
        if extra is not None and extra["name"] != _READING_EXTRA:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, ""
