"""The run, in order: find, read, understand, tidy, write.

A run may be stopped at any moment, and the next one goes on from there: what has been read stands
as parts in `.shinchoku/` inside the output folder, and the tables are made of parts.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.archives import OPENED, open_archive, read_again
from ingest.assembly import MADE, Across, assemble
from ingest.corrections import find_corrections, read_corrections
from ingest.engines import Choice, Work
from ingest.errors import OutputError, UsageError
from ingest.ledger import Ledger, Outcome
from ingest.limits import Limits
from ingest.parts import Head, Part, PartStore, changed_tables
from ingest.places import is_failure, is_local, locked, note_sockets, scratch_of
from ingest.pool import process_context
from ingest.sources import SKIPPED, STATE, Source, display_name, read_source, walk_sources
from ingest.stores.kept import keep, require_store
from ingest.watch import Watch
from ingest.write import FORMATS
from parsers.findings import Finding, UnreadableDocumentError


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; it tells as long as the run's block lasts.

    Attributes:
        ledger: What came of each file.
        across: What is told of them together.
    """

    ledger: Ledger
    across: Across

    def count(self, table: str) -> int:
        """Rows that the documents have in a table, and for `findings` what is found across them."""
        across = self.across.findings if table == "findings" else 0
        return across + self.ledger.rows[table]

    @property
    def unreadable(self) -> int:
        """Number of documents that could not be read."""
        return self.ledger.statuses["unreadable"]

    @property
    def lacking(self) -> Iterator[tuple[Outcome, Finding]]:
        """Documents of which a missing tool would have read more, with what is missing."""
        for outcome in self.ledger.outcomes(lacking=True):
            if outcome.head and outcome.head.lacking:
                yield outcome, outcome.head.lacking.finding()

    @property
    def stale(self) -> tuple[Finding, ...]:
        """Corrections that did not hold, and a history that could not be made."""
        return tuple(told.finding() for told in self.across.stale)


@contextmanager
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
) -> Iterator[Summary]:
    """Read the documents that the paths mean and write their tables to `out`.

    Args:
        paths: Files and folders, on a disk or in an object store.
        out: Output folder, likewise.
        formats: `csv`, `parquet` or both.
        store: `parquet`, or `delta` to keep the tables in Delta Lake beside the files.
        edition: Last day that the documents report on, over what they and source.toml say.
        corrections: A file of corrections, in place of those beside the documents.
        limits: What one document may take.
        choice: Who reads: this machine alone, or an engine with many.
        watch: Called before the first document and after each that is read: how far the run is.
        on_wait: Called when another run is at work on `out`, before waiting for it.

    Yields:
        What was done, when the tables are written. No other run begins before the block ends.

    Raises:
        UsageError: A path does not exist or holds no document.
        OutputError: The output folder could not be written; its tables are as they were.
        MissingToolError: What the store needs is not installed.
    """
    require_store(store)
    if store != "parquet" and not is_local(out):
        raise UsageError("E205", f"--store {store}", choices="--store parquet")
    named = tuple(paths)
    chosen = tuple(dict.fromkeys(formats))
    files = find_corrections(named) if corrections is None else (corrections,)
    known = tuple(entry for file in files for entry in read_corrections(file))
    with ExitStack() as held:
        with _failures_of(out):
            state = held.enter_context(_held(out, on_wait))
            scratch = held.enter_context(scratch_of(state))
            note_sockets(scratch)
            ledger = held.enter_context(closing(Ledger(scratch)))
            ledger.expect(walk_sources(named, edition))
            parts = PartStore(state / "parts", scratch)
            _Reader(parts, limits or Limits(), choice or Choice(), ledger).read_all(watch)
            kept = ledger.close_off()
            if not ledger.rows["documents"]:
                raise UsageError("E202", " ".join(map(display_name, named)))
            across = assemble(kept, out, state, chosen, known, process_context())
            keep(store, out, state / MADE, process_context())
        yield Summary(ledger, across)


@contextmanager
def _failures_of(out: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not is_failure(error):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError("E402", str(out), reason=reason) from error


class _Reader:
    """Files to outcomes: from parts where they are there, by workers where they are not."""

    def __init__(self, store: PartStore, limits: Limits, choice: Choice, ledger: Ledger) -> None:
        self._store = store
        self._limits = limits
        self._choice = choice
        self._ledger = ledger
        self._members = 0

    def read_all(self, watch: Watch | None) -> None:
        """Note what comes of each file, then of those in archives."""
        files = len(self._ledger)
        unread = (self._unread(), self._unread_members())
        if watch is not None:
            watch(0, files, "")
        with closing(self._choice.read(unread, self._limits)) as ended:
            for source, done in ended:
                self._take(source, done.part, lasting=done.lasting)
                if watch is not None:
                    watch(self._ledger.done, files + self._members, source.name)
        self._ledger.note_same()

    def _unread(self) -> Iterator[Work]:
        """Documents that no part is there for; the others have their outcome at once."""
        for unopened in self._ledger.sources():
            try:
                source = read_source(unopened, self._limits)
            except UnreadableDocumentError as error:
                if error.finding.code in SKIPPED:
                    self._ledger.note(Outcome(unopened, "skipped", error.finding))
                else:
                    yield Work(unopened, error.finding)
                continue
            yield from self._look_up(source)

    def _unread_members(self) -> Iterator[Work]:
        """Documents in archives that a worker has looked into before."""
        for archive in self._ledger.archives():
            try:
                for member in open_archive(read_again(archive, self._limits), self._limits):
                    self._members += 1
                    yield from self._look_up(member)
            except UnreadableDocumentError as error:
                yield Work(archive, error.finding)

    def _look_up(self, source: Source) -> Iterator[Work]:
        """The work that a document makes: none where its content has come before, now or then."""
        if not self._ledger.is_first(source):
            return
        known = self._store.find(source, self._limits)
        if known is None:
            yield Work(source)
        else:
            self._ledger.note(_outcome(source, *known))

    def _take(self, source: Source, part: Part, *, lasting: bool) -> None:
        """Keep a new part; tell what it changes against one of another version."""
        older = tuple(self._store.find_older(source, self._limits))
        heads = [head for _, head in older if head is not None]
        changed = tuple(changed_tables(heads[-1], part.head)) if heads else ()
        lasts = lasting and part.head.lasts
        path = self._store.keep(source, self._limits, part, lasting=lasts)
        for out_of_date, _ in older:
            self._store.drop(out_of_date)
        self._ledger.note(_outcome(source, path, part.head, changed, read=True))


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
def _held(out: Path, on_wait: Callable[[], None] | None) -> Iterator[Path]:
    """The state folder of an output folder, held by this run alone; a wrong use leaves no new one."""
    is_new = is_local(out) and not out.exists()
    try:
        with locked(out / STATE, on_wait):
            yield out / STATE
    except UsageError:
        if is_new:
            shutil.rmtree(out, ignore_errors=True)
        raise
