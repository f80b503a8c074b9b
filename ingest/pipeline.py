"""The run, in order: find, read, understand, tidy, write.

A run may be stopped at any moment, and the next one goes on from there: what has been read stands
as parts in `.shinchoku/` inside the output folder, and the tables are made of parts.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import OutputError, UsageError
from ingest.limits import Limits
from ingest.parts import Part, PartStore, changed_tables, load_part
from ingest.pool import read_parts
from ingest.sources import (
    SKIPPED,
    Source,
    check_kind,
    display_name,
    find_files,
    read_source,
)
from ingest.write import ASIDE, FORMATS, write_tables
from parsers.findings import Finding, UnreadableDocumentError

STATE = ".shinchoku"
Watch = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    Attributes:
        path: The file.
        name: Its name as the tables have it.
        status: As in `documents.status`; `skipped` for what is no document, `duplicate` for a
            content that another file has brought.
        sha256: Of its bytes; empty where it was not read.
        finding: Why it was skipped or could not be read.
        part: What it adds to the tables.
        read: Whether it was read in this run; else an earlier one had read it.
        changed: Tables that a new version of the program reads in another way.
    """

    path: Path
    name: str
    status: str
    sha256: str = ""
    finding: Finding | None = None
    part: Path | None = None
    read: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        outcomes: What came of each file, in order of their names.
        rows: Rows of `progress`.
        findings: Rows of `findings`.
        characters_unplaced: Characters lost on the way, over all documents; it must be 0.
    """

    outcomes: tuple[Outcome, ...]
    rows: int
    findings: int
    characters_unplaced: int

    @property
    def documents(self) -> int:
        """Documents in the tables, the unreadable ones included."""
        return sum(outcome.part is not None for outcome in self.outcomes)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Documents that could not be read."""
        return tuple(o for o in self.outcomes if o.status == "unreadable")


def run(
    paths: Iterable[Path],
    out: Path,
    *,
    formats: Iterable[str] = FORMATS,
    edition: date | None = None,
    limits: Limits | None = None,
    jobs: int = 1,
    watch: Watch | None = None,
    on_wait: Callable[[], None] | None = None,
) -> Summary:
    """Read the documents that the paths mean and write their tables to `out`.

    Args:
        paths: Files and folders.
        out: Output folder.
        formats: `csv`, `parquet` or both.
        edition: Last day that the documents report on, over what they and source.toml say.
        limits: What one document may take.
        jobs: Number of processes that read.
        watch: Called after each document with the number done, the number of all and its name.
        on_wait: Called when another run is at work on `out`, before waiting for it.

    Raises:
        UsageError: A path does not exist or holds no document.
        OutputError: The output folder could not be written; its tables are as they were.
    """
    named = tuple(paths)
    files = find_files(named)
    try:
        with _locked(out, on_wait) as state:
            store = PartStore(state / "parts")
            store.clean()
            reader = _Reader(store, limits or Limits(), edition)
            outcomes = tuple(reader.read_all(files, jobs, watch))
            kept = _in_order(outcomes)
            if not kept and not any(o.status == "unreadable" for o in outcomes):
                raise UsageError("E202", " ".join(map(display_name, named)))
            tally = _Tally()
            write_tables(tally.over(kept), out, state, formats)
    except OSError as error:
        raise OutputError("E402", str(out), reason=error.strerror or str(error)) from error
    return Summary(outcomes, tally.rows, tally.findings, tally.characters_unplaced)


class _Reader:
    """Files to outcomes: from parts where they are there, by workers where they are not."""

    def __init__(self, store: PartStore, limits: Limits, edition: date | None) -> None:
        self._store = store
        self._limits = limits
        self._edition = edition
        self._outcomes: dict[Path, Outcome] = {}
        self._met: dict[str, str] = {}

    def read_all(
        self, files: Mapping[Path, bool], jobs: int, watch: Watch | None
    ) -> Iterator[Outcome]:
        """What comes of each file, in the order of the files."""
        for source, part, lasting in read_parts(self._unread(files), self._limits, jobs):
            self._take(source, part, lasting=lasting)
            if watch is not None:
                watch(len(self._outcomes), len(files), source.name)
        return (self._outcomes[path] for path in files)

    def _unread(self, files: Mapping[Path, bool]) -> Iterator[Source]:
        """Documents that no part is there for; the others have their outcome at once."""
        for path, named in files.items():
            try:
                source = read_source(path, self._edition, self._limits)
                if not named:
                    check_kind(source)
            except UnreadableDocumentError as error:
                finding = error.finding
                status = "skipped" if finding.code in SKIPPED else "unreadable"
                self._outcomes[path] = Outcome(path, display_name(path), status, "", finding)
                continue
            if source.sha256 in self._met:
                self._outcomes[path] = Outcome(path, source.name, "duplicate", source.sha256)
                continue
            self._met[source.sha256] = source.name
            known = self._store.find(source, self._limits)
            if known is None:
                yield source
            else:
                self._outcomes[path] = _outcome(source, load_part(known), known)

    def _take(self, source: Source, part: Part, *, lasting: bool) -> None:
        """Keep a new part; tell what it changes against one of another version."""
        older = self._store.find_older(source, self._limits)
        changed = tuple(changed_tables(load_part(older[-1]), part)) if older else ()
        path = self._store.keep(source, self._limits, part, lasting=lasting)
        for out_of_date in older:
            out_of_date.unlink(missing_ok=True)
        self._outcomes[source.path] = _outcome(source, part, path, changed, read=True)


class _Tally:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.rows = self.findings = self.characters_unplaced = 0

    def over(self, parts: Iterable[Path]) -> Iterator[Part]:
        for path in parts:
            part = load_part(path)
            self.rows += part.rows["progress"]
            self.findings += part.rows["findings"]
            self.characters_unplaced += part.characters_unplaced
            yield part


def _outcome(
    source: Source, part: Part, path: Path, changed: tuple[str, ...] = (), *, read: bool = False
) -> Outcome:
    finding = part.failure.finding() if part.failure else None
    return Outcome(
        source.path, source.name, part.status, source.sha256, finding, path, read, changed
    )


def _in_order(outcomes: Iterable[Outcome]) -> tuple[Path, ...]:
    """The parts in an order that does not depend on how the files were named to us."""
    kept = sorted((o.name, o.sha256, o.part) for o in outcomes if o.part is not None)
    return tuple(part for _, _, part in kept)


@contextmanager
def _locked(out: Path, on_wait: Callable[[], None] | None) -> Iterator[Path]:
    """The state folder of an output folder, held by this run alone and free of a dead one's rests."""
    state = out / STATE
    made = not out.exists()
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait is not None:
            on_wait()
        lock.acquire()
    try:
        for rest in state.glob(f"{ASIDE}*"):
            shutil.rmtree(rest, ignore_errors=True)
        yield state
    except UsageError:
        if made:
            shutil.rmtree(out)
        raise
    finally:
        lock.release()
