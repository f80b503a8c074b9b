"""The tables of an output folder as rows, and rows back into its files.

Rows are dictionaries with the schema's types; numbers are floats. Tables are read and written in
chunks, so a table may be larger than the memory.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from ingest import schema
from ingest.arrow import arrow_schema
from ingest.encode import encode_csv
from ingest.history.model import Row
from ingest.places import sync_file
from ingest.stores.parquet import ROW_GROUP, open_parquet
from ingest.tidy import to_frame

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
Edit = Callable[[dict[str, object]], dict[str, object] | None]
"""Gives the row as it is to be, or None where it is to go."""


def find_table(folder: Path, table: schema.Table) -> Path | None:
    """The file of a table: Parquet, or CSV where there is no Parquet."""
    files = (folder / f"{table.name}.{suffix}" for suffix in ("parquet", "csv"))
    return next((file for file in files if file.is_file()), None)


def read_rows(
    folder: Path, table: schema.Table, documents: frozenset[str] | None = None
) -> Iterator[dict[str, object]]:
    """The rows of a table, of all documents or of some; none where there is no such file."""
    file = find_table(folder, table)
    if file is None:
        return
    if file.suffix == ".csv":
        for row in _read_csv(file, table):
            if documents is None or row["document_id"] in documents:
                yield row
        return
    wanted = [("document_id", "in", sorted(documents))] if documents is not None else None
    names = [name for name in table.names if name in set(pq.read_schema(file).names)]
    if wanted is None:
        for batch in pq.ParquetFile(file).iter_batches(ROW_GROUP, columns=names):
            yield from batch.to_pylist()
    else:
        yield from pq.read_table(file, columns=names, filters=wanted).to_pylist()


def write_rows(
    folder: Path, table: schema.Table, rows: Iterable[Row], formats: Iterable[str]
) -> int:
    """Write a table in every format; gives the number of its rows."""
    chosen = tuple(formats)
    about = {"title": table.title, "description": table.description}
    arrow = arrow_schema(table).with_metadata(about)
    count = 0
    with _Files(folder, table, arrow, chosen) as files:
        waiting = iter(rows)
        while chunk := list(islice(waiting, ROW_GROUP)):
            count += len(chunk)
            frame = to_frame(table, map(exact, chunk))
            files.add(encode_csv(frame), pa.Table.from_pandas(frame, arrow, preserve_index=False))
    return count


def rewrite_rows(
    folder: Path, table: schema.Table, edit: Edit, more: Iterable[Row], formats: Iterable[str]
) -> None:
    """Write a table anew with its rows edited and more rows behind them."""
    kept = (edited for row in read_rows(folder, table) if (edited := edit(row)) is not None)
    aside = folder / "rewritten"
    aside.mkdir()
    write_rows(aside, table, _chain(kept, more), formats)
    for file in aside.iterdir():
        file.replace(folder / file.name)
    aside.rmdir()


def _chain(first: Iterable[Row], second: Iterable[Row]) -> Iterator[Row]:
    yield from first
    yield from second


class _Files:
    """The files of one table, open for writing."""

    def __init__(
        self, folder: Path, table: schema.Table, arrow: pa.Schema, formats: tuple[str, ...]
    ) -> None:
        self._paths = [folder / f"{table.name}.{name}" for name in formats]
        self._csv = (folder / f"{table.name}.csv").open("wb") if "csv" in formats else None
        self._header = f"{_BOM}{','.join(table.names)}\n".encode()
        self._file = folder / f"{table.name}.parquet" if "parquet" in formats else None
        self._arrow = arrow
        self._parquet: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        if self._csv:
            self._csv.write(self._header)
        return self

    def add(self, lines: bytes, rows: pa.Table) -> None:
        """Write a chunk."""
        if self._csv:
            self._csv.write(lines)
        if self._file:
            self._parquet = self._parquet or open_parquet(self._file, self._arrow, len(rows))
            self._parquet.write_table(rows.cast(self._arrow), row_group_size=ROW_GROUP)

    def __exit__(self, *_: object) -> None:
        if self._file and self._parquet is None:
            self.add(b"", self._arrow.empty_table())
        for file in (self._csv, self._parquet):
            if file:
                file.close()
        for path in self._paths:
            sync_file(path)


def exact(row: Row) -> dict[str, object]:
    """Floats as the decimals that they print as: so they stay what they are."""
    return {
        name: Decimal(repr(value)) if isinstance(value, float) else value
        for name, value in row.items()
    }


def _read_csv(file: Path, table: schema.Table) -> Iterator[dict[str, object]]:
    types = {column.name: column.type for column in table.columns}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {name: _typed(types[name], text) for name, text in row.items() if name in types}


def _typed(kind: str, text: str) -> object:
    if text == "":
        return None
    if kind == schema.INTEGER:
        return int(text)
    if kind == schema.NUMBER:
        return float(text)
    if kind == schema.DATE:
        return date.fromisoformat(text)
    return text == "true" if kind == schema.BOOLEAN else text
