"""What a run has found and what came of it, in a database on disk.

A run may have more files than fit into memory, so they are noted here and told again in order. The
database is one run's own: it lies in the run's scratch folder and goes with it.
"""

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.parts import Head
from ingest.places import encode
from ingest.sources import Source, place_in_line
from parsers.findings import Finding

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE found (later, name, path PRIMARY KEY, source) WITHOUT ROWID;
CREATE TABLE first (sha256 PRIMARY KEY, path) WITHOUT ROWID;
CREATE TABLE again (path PRIMARY KEY, source) WITHOUT ROWID;
CREATE TABLE outcome (
    path PRIMARY KEY, later, name, sha256, place, part, head, lacking, told, outcome
) WITHOUT ROWID;
CREATE INDEX in_line ON outcome (later, name, path);
CREATE INDEX in_tables ON outcome (name, sha256, place) WHERE part IS NOT NULL;
BEGIN;
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    Attributes:
        source: The file, without its content.
        status: As in `documents.status`; `skipped` for what is no document.
        finding: Why it was skipped or could not be read.
        head: What it adds to the tables, in figures.
        part: Where that is kept.
        read: Whether it was read in this run; else an earlier one had read it.
        changed: Tables that a new version of the program reads in another way.
        same_as: The file that has brought the same content; what came of that came of this.
    """

    source: Source
    status: str
    finding: Finding | None = None
    head: Head | None = None
    part: Path | None = None
    read: bool = False
    changed: tuple[str, ...] = ()
    same_as: Path | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The parts of a run's tables and their heads, in the order of the rows.

    It names the database only, so that another process can go through it.
    """

    path: Path

    def __iter__(self) -> Iterator[tuple[Path, Head]]:
        with closing(sqlite3.connect(self.path)) as database:
            order = (
                "SELECT part, head FROM outcome WHERE part IS NOT NULL ORDER BY name, sha256, place"
            )
            for part, head in database.execute(order):
                yield _load(part), _load(head)


class Ledger:
    """The files of a run and what came of them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.sqlite"
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.executescript(_SCHEMA)
        self.rows: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.characters_unplaced = 0

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def expect(self, sources: Iterable[Source]) -> None:
        """Note the files that there are; one that is named comes before the same one in a folder."""
        for source in sources:
            clash = "REPLACE" if source.named else "IGNORE"
            told = (*place_in_line(source), _dump(source))
            self._database.execute(f"INSERT OR {clash} INTO found VALUES (?, ?, ?, ?)", told)  # noqa: S608

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM found").fetchone()
        return int(count)

    @property
    def done(self) -> int:
        """How many files have their outcome."""
        return self.statuses.total()

    def sources(self) -> Iterator[Source]:
        """The files in order: those that should be documents first, then by name."""
        order = "SELECT source FROM found ORDER BY later, name, path"
        yield from map(_load_one, self._database.execute(order))

    def is_first(self, source: Source) -> bool:
        """Whether no file before has brought the same content; else it waits for what comes of that."""
        told = (source.sha256, encode(source.path))
        self._database.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", told)
        if self._first_of(source) == told[1]:
            return True
        same = (told[1], _dump(replace(source, content=b"")))
        self._database.execute("INSERT INTO again VALUES (?, ?)", same)
        return False

    def note(self, outcome: Outcome) -> None:
        """Note what came of a file."""
        bare = replace(outcome, source=replace(outcome.source, content=b""))
        later, name, path = place_in_line(bare.source)
        part, head = (_dump(bare.part), _dump(bare.head)) if bare.part else (None, None)
        is_lacking = bare.head is not None and bare.head.lacking is not None
        is_told = bare.finding is not None or bool(bare.changed)
        place = (bare.source.sha256, bare.source.place)
        told = (path, later, name, *place, part, head, is_lacking, is_told, _dump(bare))
        self._database.execute(f"INSERT INTO outcome VALUES ({','.join('?' * len(told))})", told)  # noqa: S608
        self.statuses[bare.status] += 1
        if bare.finding is not None and bare.same_as is None:
            self.codes[bare.finding.code] += 1
        if bare.head is not None:
            self.rows.update(bare.head.rows)
            self.characters_unplaced += bare.head.characters_unplaced

    def note_same(self) -> None:
        """Note what came of files whose content another one had brought."""
        for source in map(_load_one, self._database.execute("SELECT source FROM again")):
            find = "SELECT outcome FROM outcome WHERE path = ?"
            first = _load_one(self._database.execute(find, (self._first_of(source),)).fetchone())
            self.note(Outcome(source, first.status, first.finding, same_as=first.source.path))

    def outcomes(self, *, told: bool = False, lacking: bool = False) -> Iterator[Outcome]:
        """What came of each file, in the order of the files.

        Args:
            told: Only of those that there is something to say of.
            lacking: Only of those that a missing tool would have read more of.
        """
        where = "told" if told else "lacking" if lacking else "1"
        order = f"SELECT outcome FROM outcome WHERE {where} ORDER BY later, name, path"  # noqa: S608
        yield from map(_load_one, self._database.execute(order))

    def close_off(self) -> Kept:
        """What is in the tables, for this and for other processes; nothing more is noted."""
        self._database.execute("COMMIT")
        return Kept(self._path)

    def _first_of(self, source: Source) -> bytes:
        find = "SELECT path FROM first WHERE sha256 = ?"
        (path,) = self._database.execute(find, (source.sha256,)).fetchone()
        return bytes(path)


def _dump(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _load(packed: bytes) -> Any:  # noqa: ANN401 - what was packed
    return pickle.loads(packed)  # noqa: S301 - packed by this very run, in its own scratch folder


def _load_one(row: tuple[bytes]) -> Any:  # noqa: ANN401
    return _load(row[0])
