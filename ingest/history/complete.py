"""The tables of documents completed with what holds across them.

Corrections come first; then the indicators are followed through the editions, so that `progress` and
`observations` have the id of the whole history; then `indicators`, `indicator_names`, `panel` and
`changes` are written, and what was doubtful goes to `findings`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ingest import schema
from ingest.corrections import Correction
from ingest.history.applied import Corrector, describe, judge
from ingest.history.chains import Linked, link
from ingest.history.changes import Headings, find_changes
from ingest.history.doubts import Placed, find_doubts
from ingest.history.editions import group_series
from ingest.history.files import TableWriter, read_rows, rewrite_rows, write_rows
from ingest.history.model import Row
from ingest.history.rows import change_rows, ids_of, indicator_rows, name_rows, panel_rows
from ingest.history.schema import (
    CHANGES,
    CORRECTIONS,
    HISTORY_TABLES,
    INDICATOR_NAMES,
    INDICATORS,
    PANEL,
)
from ingest.history.sums import find_bad_sums
from parsers.findings import Finding

Take = Callable[[schema.Table, Iterable[Row]], None]
"""Takes rows of the tables that span documents, series by series."""

_NEEDS_HEADING = ("previous",)


@dataclass(slots=True)
class History:
    """The tables that span documents, as rows, and what the documents' own tables need.

    Attributes:
        tables: Rows by the name of the table.
        ids: The id over all editions of each row of `progress`, by document and own id.
        findings: What was doubtful, with document and locator.
        corrector: The corrections and what they did.
    """

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Placed] = field(default_factory=list)
    corrector: Corrector = field(default_factory=lambda: Corrector(()))

    def keep(self, table: schema.Table, rows: Iterable[Row]) -> None:
        """Keep rows of a table."""
        self.tables[table.name].extend(rows)

    @property
    def stale(self) -> tuple[Finding, ...]:
        """Corrections that did not hold: out of date, or contradicting each other."""
        return tuple(f for _, f, _ in self.findings if f.code in ("A102", "A103"))


class Dataset:
    """The documents of one or several output folders, each document once."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._home: dict[str, Path] = {}
        self._held: dict[str, dict[str, list[Row]]] = {}
        self.documents: list[Row] = []
        for folder in folders:
            for row in read_rows(folder, schema.DOCUMENTS):
                if self._home.setdefault(str(row["document_id"]), folder) is folder:
                    self.documents.append(row)

    def hold(self, documents: frozenset[str]) -> None:
        """Read the rows of some documents, of which a few will be asked for at a time; forget others."""
        self._held = {}
        self._held = {
            table.name: _by_document(self._read(table, documents))
            for table in (schema.PROGRESS, schema.OBSERVATIONS)
        }

    def rows(self, table: schema.Table, documents: frozenset[str]) -> Iterator[Row]:
        """The rows that a table has of some documents."""
        if table.name not in self._held:
            yield from self._read(table, documents)
            return
        for document in sorted(documents):
            yield from self._held[table.name].get(document, ())

    def _read(self, table: schema.Table, documents: frozenset[str]) -> Iterator[Row]:
        by_folder: dict[Path, set[str]] = defaultdict(set)
        for document in documents:
            by_folder[self._home[document]].add(document)
        for folder, wanted in sorted(by_folder.items()):
            yield from read_rows(folder, table, frozenset(wanted))


def find_history(
    dataset: Dataset, corrections: Iterable[Correction], take: Take | None = None
) -> History:
    """Follow the indicators of all series of a dataset through their editions.

    Args:
        dataset: The documents.
        corrections: What people know better.
        take: What takes the rows of tables that span documents, one series after another; where
            there is nothing, the history keeps them.
    """
    history = History(corrector=Corrector(corrections))
    chosen = take or history.keep
    about = {str(d["document_id"]): d for d in dataset.documents}
    sources = {document: str(d["source"]) for document, d in about.items()}

    def load(documents: frozenset[str]) -> tuple[list[Row], list[Row]]:
        return _load_corrected(dataset, history.corrector, about, documents)

    headings: dict[tuple[str, str], str] = {}

    def prepare(documents: frozenset[str]) -> None:
        dataset.hold(documents)
        headings.clear()
        headings.update(_read_headings(dataset, documents))

    for series in group_series(dataset.documents, load, prepare):
        linked = link(series, history.corrector.ruling(series.name))
        _note_names(history.corrector, linked)
        _add(history, linked, sources, headings, chosen)
    history.findings.extend(judge(history.corrector))
    chosen(CORRECTIONS, describe(history.corrector))
    return history


def complete(
    folder: Path, formats: Iterable[str], corrections: Iterable[Correction] = ()
) -> History:
    """Complete the tables of an output folder that is being written; it keeps none of their rows."""
    chosen = tuple(formats)
    with ExitStack() as open_files:
        writers = {
            table.name: open_files.enter_context(TableWriter(folder, table, chosen))
            for table in HISTORY_TABLES
        }

        def take(table: schema.Table, rows: Iterable[Row]) -> None:
            writers[table.name].add(rows)

        history = find_history(Dataset([folder]), corrections, take)
    history.findings.extend(find_bad_sums(read_rows(folder, schema.CELLS)))
    _revise(folder, history, chosen)
    return history


def write_history(folder: Path, history: History, formats: Iterable[str]) -> None:
    """Write the tables that span documents."""
    chosen = tuple(formats)
    for table in HISTORY_TABLES:
        write_rows(folder, table, history.tables[table.name], chosen)


def _load_corrected(
    dataset: Dataset, corrector: Corrector, about: Mapping[str, Row], documents: frozenset[str]
) -> tuple[list[Row], list[Row]]:
    progress, observations = (
        _by_document(dataset.rows(table, documents))
        for table in (schema.PROGRESS, schema.OBSERVATIONS)
    )
    rows: tuple[list[Row], list[Row]] = ([], [])
    for document in sorted(documents):
        own = corrector.correct(about[document], progress[document], observations[document])
        rows[0].extend(own[0])
        rows[1].extend(own[1])
    return rows


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["document_id"])].append(row)
    return found


def _read_headings(
    dataset: Dataset, documents: frozenset[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """The headings of cells that hold an earlier value, which may not say of when, by their places."""
    wanted = {
        (str(row["document_id"]), str(row["locator"]))
        for row in dataset.rows(schema.OBSERVATIONS, documents)
        if row["measure"] in _NEEDS_HEADING
    }
    if not wanted:
        return
    for row in dataset.rows(schema.CELLS, frozenset(document for document, _ in wanted)):
        if (place := (str(row["document_id"]), str(row["locator"]))) in wanted:
            yield place, str(row.get("heading") or "")


def _note_names(corrector: Corrector, linked: Linked) -> None:
    names = {fact.label.key for chain in linked.chains for fact in chain.facts.values()}
    document = linked.series.editions[-1].documents[0]
    corrector.note_names(linked.series.name, document, names)


def _add(
    history: History, linked: Linked, sources: Mapping[str, str], headings: Headings, take: Take
) -> None:
    """Add the rows of one series."""
    take(INDICATORS, indicator_rows(linked))
    take(INDICATOR_NAMES, name_rows(linked, history.corrector.confirmed_by))
    take(PANEL, panel_rows(linked, sources))
    take(CHANGES, change_rows(linked.series, find_changes(linked, headings)))
    history.ids.update(ids_of(linked))
    history.findings.extend(find_doubts(linked))


def _revise(folder: Path, history: History, formats: tuple[str, ...]) -> None:
    """Bring ids, corrections and findings into the documents' own tables."""
    edits = history.corrector.edits
    ids = {place: new for place, new in history.ids.items() if place[1] != new}

    def revise(row: dict[str, object], own: Mapping[str, object]) -> dict[str, object] | None:
        place = str(row["document_id"]), str(row["indicator_id"] or "")
        if place in edits.removed:
            return None
        return row | dict(own) | {"indicator_id": ids.get(place, row["indicator_id"])}

    def of_progress(row: dict[str, object]) -> dict[str, object] | None:
        return revise(
            row, edits.progress.get((str(row["document_id"]), str(row["indicator_id"])), {})
        )

    def of_observations(row: dict[str, object]) -> dict[str, object] | None:
        return revise(row, edits.observations.get(str(row["observation_id"]), {}))

    if ids or edits.progress or edits.removed:
        rewrite_rows(folder, schema.PROGRESS, of_progress, (), formats)
        rewrite_rows(folder, schema.OBSERVATIONS, of_observations, (), formats)
    if edits.removed:
        removed = (_as_residue(row) for row in edits.removed.values())
        rewrite_rows(folder, schema.RESIDUE, dict, removed, formats)
    if history.findings:
        found = (_finding_row(*placed) for placed in history.findings if placed[0])
        rewrite_rows(folder, schema.FINDINGS, dict, found, formats)


def _as_residue(row: Row) -> Row:
    """What a row of `progress` that is no indicator becomes."""
    place = ("document_id", "text", "locator", "page", "x0", "top", "x1", "bottom")
    about = {"residue_id": row["indicator_id"], "reason": "not_indicator"}
    return {**{name: row.get(name) for name in place}, **about}


def _finding_row(document: str, finding: Finding, locator: str) -> Row:
    return {
        "code": finding.code,
        "severity": finding.kind.severity,
        "message_ja": finding.message("ja"),
        "message_en": finding.message("en"),
        "document_id": document,
        "locator": locator or None,
        "text": finding.text,
    }
