"""The tables of an output folder as rows, and rows back into its files.

Rows are dictionaries with the schema's types; numbers are floats. Tables are read and written in
chunks, so a table may be larger than the memory: as dictionaries a row takes some kilobytes.
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

_CHUNK = ROW_GROUP // 8
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
        batches = pq.ParquetFile(file).iter_batches(_CHUNK, columns=names)
    else:
        found = pq.read_table(file, columns=names, filters=wanted)
        batches = iter(found.to_batches(max_chunksize=_CHUNK))
    for batch in batches:
        yield from batch.to_pylist()


def write_rows(
    folder: Path, table: schema.Table, rows: Iterable[Row], formats: Iterable[str]
) -> int:
    """Write a table in every format; gives the number of its rows."""
    with TableWriter(folder, table, formats) as writer:
        writer.add(rows)
    return writer.count


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


class TableWriter:
    """The files of one table, open for writing; rows may come a few at a time.

    Attributes:
        count: Rows that were written.
    """

    def __init__(self, folder: Path, table: schema.Table, formats: Iterable[str]) -> None:
        self.count = 0
        chosen = tuple(formats)
        about = {"title": table.title, "description": table.description}
        self._table = table
        self._arrow = arrow_schema(table).with_metadata(about)
        self._paths = [folder / f"{table.name}.{name}" for name in chosen]
        self._csv = (folder / f"{table.name}.csv").open("wb") if "csv" in chosen else None
        self._file = folder / f"{table.name}.parquet" if "parquet" in chosen else None
        self._parquet: pq.ParquetWriter | None = None
        self._rows: list[Row] = []
        self._group: list[pa.Table] = []

    def __enter__(self) -> Self:
        if self._csv:
            self._csv.write(f"{_BOM}{','.join(self._table.names)}\n".encode())
        return self

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows; a chunk of them is written when it is full."""
        coming = iter(rows)
        while more := list(islice(coming, _CHUNK - len(self._rows))):
            self._rows += more
            if len(self._rows) == _CHUNK:
                self._write_chunk()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write_chunk()
                self._write_group()
        finally:
            for file in (self._csv, self._parquet):
                if file:
                    file.close()
        if kind is None:
            for path in self._paths:
                sync_file(path)

    def _write_chunk(self) -> None:
        frame = to_frame(self._table, map(exact, self._rows))
        self.count += len(self._rows)
        self._rows = []
        if self._csv:
            self._csv.write(encode_csv(frame))
        if self._file:
            rows = pa.Table.from_pandas(frame, self._arrow, preserve_index=False)
            self._group.append(rows.cast(self._arrow))
            if sum(map(len, self._group)) == ROW_GROUP:
                self._write_group()

    def _write_group(self) -> None:
        """Write what makes a row group, or the rest of the rows, also where there are none."""
        if self._file and (self._group or self._parquet is None):
            rows = pa.concat_tables([self._arrow.empty_table(), *self._group]).combine_chunks()
            self._parquet = self._parquet or open_parquet(self._file, self._arrow, len(rows))
            self._parquet.write_table(rows, row_group_size=ROW_GROUP)
            self._group = []


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
