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

from ingest.archives import OPENED
from ingest.parts import Head
from ingest.places import encode
from ingest.sources import Source, place_in_line
from parsers.findings import Finding

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE found (later, name, path PRIMARY KEY, source) WITHOUT ROWID;
CREATE TABLE first (sha256 PRIMARY KEY, path) WITHOUT ROWID;
CREATE TABLE again (source);
CREATE TABLE archive (path, source);
CREATE TABLE outcome (
    path, sha256, later, name, place, part, head, lacking, told, outcome,
    PRIMARY KEY (path, sha256)
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
        status: As in `documents.status`; `skipped` for what is no document, `opened` for an archive.
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
        self.done = 0
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

    def sources(self) -> Iterator[Source]:
        """The files in order: those that should be documents first, then by name."""
        return self._load_all("SELECT source FROM found ORDER BY later, name, path")

    def is_first(self, source: Source) -> bool:
        """Whether no file before has brought the same content; else it waits for what comes of that."""
        told = (source.sha256, encode(source.path))
        is_new = self._database.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", told).rowcount
        if not is_new:
            same = _dump(replace(source, content=b""))
            self._database.execute("INSERT INTO again VALUES (?)", (same,))
        return bool(is_new)

    def note(self, outcome: Outcome) -> None:
        """Note what came of a file; what is told of it later holds."""
        bare = replace(outcome, source=replace(outcome.source, content=b""))
        self._insert(bare, "REPLACE")
        self.done += 1
        if bare.status == OPENED:
            archive = (encode(bare.source.path), _dump(bare.source))
            self._database.execute("INSERT INTO archive VALUES (?, ?)", archive)

    def note_same(self) -> None:
        """Note what came of files whose content another one had brought."""
        for source in self._load_all("SELECT source FROM again"):
            find = (
                """SELECT outcome FROM outcome JOIN first USING (path, sha256) WHERE sha256 = ?"""
            )
            (first,) = self._load_all(find, source.sha256)
            same = Outcome(source, first.status, first.finding, same_as=first.source.path)
            self._insert(same, "IGNORE")

    def archives(self) -> Iterator[Source]:
        """Archives whose documents are yet to be read, in order."""
        return self._load_all("SELECT source FROM archive ORDER BY path")

    def outcomes(self, *, told: bool = False, lacking: bool = False) -> Iterator[Outcome]:
        """What came of each file, in the order of the files.

        Args:
            told: Only of those that there is something to say of.
            lacking: Only of those that a missing tool would have read more of.
        """
        where = "told" if told else "lacking" if lacking else "1"
        order = "ORDER BY later, name, path"
        return self._load_all(f"SELECT outcome FROM outcome WHERE {where} {order}")  # noqa: S608

    def close_off(self) -> Kept:
        """Sum up; nothing more is noted. What is in the tables, for this and for other processes."""
        self._database.execute("COMMIT")
        for outcome in self.outcomes():
            self.statuses[outcome.status] += 1
            if outcome.finding is not None and outcome.same_as is None:
                self.codes[outcome.finding.code] += 1
            if outcome.head is not None:
                self.rows.update(outcome.head.rows)
                self.characters_unplaced += outcome.head.characters_unplaced
        return Kept(self._path)

    def _insert(self, outcome: Outcome, clash: str) -> None:
        later, name, path = place_in_line(outcome.source)
        head = outcome.head
        told = (
            path,
            outcome.source.sha256,
            later,
            name,
            outcome.source.place,
            outcome.part and _dump(outcome.part),
            head and _dump(head),
            head is not None and head.lacking is not None,
            outcome.finding is not None or bool(outcome.changed),
            _dump(outcome),
        )
        values = ",".join("?" * len(told))
        self._database.execute(f"INSERT OR {clash} INTO outcome VALUES ({values})", told)  # noqa: S608

    def _load_all(self, order: str, *told: object) -> Iterator[Any]:
        return (_load(packed) for (packed,) in self._database.execute(order, told))


def _dump(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _load(packed: bytes) -> Any:  # noqa: ANN401 - what was packed
    return pickle.loads(packed)  # noqa: S301 - packed by this very run, in its own scratch folder
