"""The tables of an output folder, read back for people to look at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import schema
from ingest.errors import UsageError

Row = Mapping[str, Any]
_STATE = ".shinchoku"


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
    folders = sorted(_find_folders(folder))
    if not folders:
        raise UsageError("E203", str(folder))
    rows: dict[str, list[Row]] = defaultdict(list)
    met: set[str] = set()
    for each in folders:
        new = {row["document_id"] for row in _read(each, "documents")} - met
        for table in schema.TABLES:
            own = _read(each, table.name)
            rows[table.name].extend(row for row in own if row.get("document_id") in new)
        met |= new
    return Dataset({name: tuple(own) for name, own in rows.items()})


def _find_folders(folder: Path) -> Iterator[Path]:
    for suffix in ("parquet", "csv"):
        for path in folder.rglob(f"documents.{suffix}"):
            if _STATE not in path.parts:
                yield path.parent


def _read(folder: Path, table: str) -> Iterable[Row]:
    """The rows of a table: from Parquet, where it is there; it keeps the types."""
    import pyarrow.csv
    import pyarrow.parquet

    parquet, csv = folder / f"{table}.parquet", folder / f"{table}.csv"
    if parquet.is_file():
        rows: list[Row] = pyarrow.parquet.read_table(parquet).to_pylist()
    elif csv.is_file():
        rows = pyarrow.csv.read_csv(csv).to_pylist()
    else:
        rows = []
    return rows
