"""The tables of an output folder, read back for people to look at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import schema
from ingest.errors import UsageError

Row = Mapping[str, Any]
_STATE = ".shinchoku"
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
    from ingest.history.files import read_rows
    from ingest.history.schema import HISTORY_TABLES

    folders = _find_folders(folder)
    if not folders:
        raise UsageError("E208", str(folder))
    if len(folders) > 1:
        return _read_several(folders)
    every = (*schema.TABLES, *HISTORY_TABLES)
    return Dataset({table.name: tuple(read_rows(folders[0], table)) for table in every})


def tables_changed_at(folder: Path) -> float:
    """When a run last wrote the tables below a folder."""
    files = [file for each in _find_folders(folder) for file in each.glob("documents.*")]
    return max((file.stat().st_mtime for file in files), default=0.0)


def _read_several(folders: tuple[Path, ...]) -> Dataset:
    """Several output folders as one: the history is that of all of them together."""
    from ingest.history import complete

    source = complete.Dataset(folders)
    history = complete.find_history(source, ())
    documents = frozenset(str(row["document_id"]) for row in source.documents)
    tables: dict[str, tuple[Row, ...]] = {
        table.name: tuple(source.rows(table, documents)) for table in schema.TABLES
    }
    for name in _WITH_IDS:
        tables[name] = tuple(_with_id(row, history.ids) for row in tables[name])
    return Dataset(tables | {name: tuple(rows) for name, rows in history.tables.items()})


def _with_id(row: Row, ids: Mapping[tuple[str, str], str]) -> Row:
    place = row["document_id"], row["indicator_id"] or ""
    return {**row, "indicator_id": ids.get(place, row["indicator_id"])}


def _find_folders(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(set(_folders(folder))))


def _folders(folder: Path) -> Iterator[Path]:
    for suffix in ("parquet", "csv"):
        for path in folder.rglob(f"documents.{suffix}"):
            if _STATE not in path.parts:
                yield path.parent
