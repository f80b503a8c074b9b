"""The tables of an output folder, read back for people to look at."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import schema

Row = Mapping[str, Any]
_WITH_IDS = ("progress", "observations")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows of every table of one output folder, or of all below a folder, by the table's name."""

    tables: Mapping[str, tuple[Row, ...]]

    def __getitem__(self, table: str) -> tuple[Row, ...]:
        return self.tables.get(table, ())

    def by_document(self, table: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of a table, by document."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self[table]:
            groups[row["document_id"]].append(row)
        return {document: tuple(rows) for document, rows in groups.items()}


def read_dataset(folder: Path) -> Dataset:
    """Read the tables below a folder; a document that several of its folders hold is there once.

    Raises:
        UsageError: The folder holds no tables.
    """
    from ingest.history.complete import Dataset as Documents
    from ingest.history.files import read_rows
    from ingest.history.folders import find_folders, relate
    from ingest.history.schema import HISTORY_TABLES

    folders = find_folders(folder)
    source = Documents(folders)
    documents = frozenset(str(row["document_id"]) for row in source.documents)
    tables: dict[str, tuple[Row, ...]] = {
        table.name: tuple(source.rows(table, documents)) for table in schema.TABLES
    }
    if len(folders) == 1:
        spanning = {table.name: tuple(read_rows(folder, table)) for table in HISTORY_TABLES}
        return Dataset(tables | spanning)
    history = relate(folder)
    for name in _WITH_IDS:
        tables[name] = tuple(_with_id(row, history.ids) for row in tables[name])
    return Dataset(tables | {name: tuple(rows) for name, rows in history.tables.items()})


def tables_changed_at(folder: Path) -> float:
    """When a run last wrote the tables below a folder."""
    from ingest.history.folders import find_folders

    files = [file for each in find_folders(folder) for file in each.glob("documents.*")]
    return max((file.stat().st_mtime for file in files), default=0.0)


def _with_id(row: Row, ids: Mapping[tuple[str, str], str]) -> Row:
    place = row["document_id"], row["indicator_id"] or ""
    return {**row, "indicator_id": ids.get(place, row["indicator_id"])}
