"""The run, in order: find, read, understand, tidy, write.

A run may be stopped at any moment, and the next one goes on from there: what has been read stands
as parts in `.shinchoku/` inside the output folder, and the tables are made of parts.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.archives import OPENED, open_archive, read_again
from ingest.assembly import MADE, Across, assemble
from ingest.corrections import find_corrections, read_corrections
from ingest.engines import Choice, Work
from ingest.errors import OutputError, UsageError
from ingest.limits import Limits
from ingest.parts import Head, Part, PartStore, changed_tables
from ingest.pool import process_context
from ingest.sources import SKIPPED, STATE, Source, display_name, find_sources, read_source
from ingest.stores.kept import keep, require_store
from ingest.write import ASIDE, FORMATS
from parsers.findings import Finding, UnreadableDocumentError

Watch = Callable[[int, int, str], None]


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
class Summary:
    """What a run did.

    Attributes:
        outcomes: What came of each file, in order of their names.
        across: What is told of them together.
    """

    outcomes: tuple[Outcome, ...]
    across: Across | None = None

    @property
    def kept(self) -> tuple[Outcome, ...]:
        """What is in the tables, in the order of their rows."""
        kept = (o for o in self.outcomes if o.part is not None)
        return tuple(sorted(kept, key=lambda o: (o.source.name, o.source.sha256, o.source.place)))

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Documents that could not be read."""
        return tuple(o for o in self.outcomes if o.status == "unreadable")

    @property
    def lacking(self) -> tuple[tuple[Outcome, Finding], ...]:
        """Documents of which a missing tool would have read more, with what is missing."""
        heads = ((o, o.head.lacking) for o in self.outcomes if o.head)
        return tuple((o, lacking.finding()) for o, lacking in heads if lacking)

    def count(self, table: str) -> int:
        """Rows that the documents have in a table, and for `findings` what is found across them."""
        across = self.across.findings if self.across and table == "findings" else 0
        return across + sum(o.head.rows[table] for o in self.outcomes if o.head)

    @property
    def stale(self) -> tuple[Finding, ...]:
        """Corrections that did not hold, and a history that could not be made."""
        return tuple(told.finding() for told in self.across.stale) if self.across else ()

    @property
    def characters_unplaced(self) -> int:
        """Characters lost on the way, over all documents; it must be 0."""
        return sum(o.head.characters_unplaced for o in self.outcomes if o.head)


def run(
    paths: Iterable[Path],
    out: Path,
    *,
    formats: Iterable[str] = FORMATS,
    store: str = "parquet",
    edition: date | None = None,
    corrections: Path | None = None,
    limits: Limits | None = None,
    choice: Choice | None = None,
    watch: Watch | None = None,
    on_wait: Callable[[], None] | None = None,
) -> Summary:
    """Read the documents that the paths mean and write their tables to `out`.

    Args:
        paths: Files and folders.
        out: Output folder.
        formats: `csv`, `parquet` or both.
        store: `parquet`, or `delta` to keep the tables in Delta Lake beside the files.
        edition: Last day that the documents report on, over what they and source.toml say.
        corrections: A file of corrections, in place of those beside the documents.
        limits: What one document may take.
        choice: Who reads: this machine alone, or an engine with many.
        watch: Called after each document with the number done, the number of all and its name.
        on_wait: Called when another run is at work on `out`, before waiting for it.

    Raises:
        UsageError: A path does not exist or holds no document.
        OutputError: The output folder could not be written; its tables are as they were.
        MissingToolError: What the store needs is not installed.
    """
    require_store(store)
    named = tuple(paths)
    sources = find_sources(named, edition)
    files = find_corrections(named) if corrections is None else (corrections,)
    known = tuple(entry for file in files for entry in read_corrections(file))
    try:
        with _locked(out, on_wait) as state:
            parts = PartStore(state / "parts")
            parts.clean()
            reader = _Reader(parts, limits or Limits(), choice or Choice())
            done = Summary(reader.read_all(sources, watch))
            if not done.kept:
                raise UsageError("E202", " ".join(map(display_name, named)))
            kept = [(o.part, o.head) for o in done.kept if o.part and o.head]
            chosen = tuple(dict.fromkeys(formats))
            across = assemble(kept, out, state, chosen, known, process_context())
            keep(store, out, state / MADE, process_context())
    except OSError as error:
        raise OutputError("E402", str(out), reason=error.strerror or str(error)) from error
    return replace(done, across=across)


class _Reader:
    """Files to outcomes: from parts where they are there, by workers where they are not."""

    def __init__(self, store: PartStore, limits: Limits, choice: Choice) -> None:
        self._store = store
        self._limits = limits
        self._choice = choice
        self._outcomes: dict[Path, Outcome] = {}
        self._first: dict[str, Path] = {}
        self._again: list[Source] = []
        self._archives: list[Source] = []
        self._members: list[Source] = []

    def read_all(self, sources: tuple[Source, ...], watch: Watch | None) -> tuple[Outcome, ...]:
        """What comes of each file, in the order of the files; then of those in archives."""
        for unread in (self._unread(sources), self._unread_members()):
            for source, done in self._choice.read(unread, self._limits):
                self._take(source, done.part, lasting=done.lasting)
                if watch is not None:
                    every = len(sources) + len(self._members)
                    watch(len(self._outcomes), every, source.name)
        for source in self._again:
            first = self._outcomes[self._first[source.sha256]]
            same = Outcome(source, first.status, first.finding, same_as=first.source.path)
            self._outcomes[source.path] = same
        return tuple(self._outcomes[source.path] for source in (*sources, *self._members))

    def _unread(self, sources: Iterable[Source]) -> Iterator[Work]:
        """Documents that no part is there for; the others have their outcome at once."""
        for unopened in sources:
            try:
                source = read_source(unopened, self._limits)
            except UnreadableDocumentError as error:
                if error.finding.code in SKIPPED:
                    self._note(Outcome(unopened, "skipped", error.finding))
                else:
                    yield Work(unopened, error.finding)
                continue
            yield from self._look_up(source)

    def _unread_members(self) -> Iterator[Work]:
        """Documents in archives that a worker has looked into before."""
        for archive in self._archives:
            try:
                for member in open_archive(read_again(archive, self._limits), self._limits):
                    self._members.append(replace(member, content=b""))
                    yield from self._look_up(member)
            except UnreadableDocumentError as error:
                yield Work(archive, error.finding)

    def _look_up(self, source: Source) -> Iterator[Work]:
        """The work that a document makes: none where its content has come before, now or then."""
        if self._first.setdefault(source.sha256, source.path) != source.path:
            self._again.append(replace(source, content=b""))
            return
        known = self._store.find(source, self._limits)
        if known is None:
            yield Work(source)
        else:
            self._note(_outcome(source, *known))

    def _take(self, source: Source, part: Part, *, lasting: bool) -> None:
        """Keep a new part; tell what it changes against one of another version."""
        older = tuple(self._store.find_older(source, self._limits))
        heads = [head for _, head in older if head is not None]
        changed = tuple(changed_tables(heads[-1], part.head)) if heads else ()
        lasts = lasting and part.head.lasts
        path = self._store.keep(source, self._limits, part, lasting=lasts)
        for out_of_date, _ in older:
            out_of_date.unlink(missing_ok=True)
        self._note(_outcome(source, path, part.head, changed, read=True))

    def _note(self, outcome: Outcome) -> None:
        source = replace(outcome.source, content=b"")
        if outcome.status == OPENED:
            self._archives.append(source)
        self._outcomes[source.path] = replace(outcome, source=source)


def _outcome(
    source: Source, path: Path, head: Head, changed: tuple[str, ...] = (), *, read: bool = False
) -> Outcome:
    finding = head.failure.finding() if head.failure else None
    if finding is not None and finding.code in SKIPPED:
        return Outcome(source, "skipped", finding, read=read)
    if head.status == OPENED:
        return Outcome(source, OPENED, read=read)
    return Outcome(source, head.status, finding, head, path, read, changed)


@contextmanager
def _locked(out: Path, on_wait: Callable[[], None] | None) -> Iterator[Path]:
    """The state folder of an output folder, held by this run alone, free of a dead one's rests."""
    state = out / STATE
    is_new = not out.exists()
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
        if is_new:
            shutil.rmtree(out, ignore_errors=True)
        raise
    finally:
        lock.release()
