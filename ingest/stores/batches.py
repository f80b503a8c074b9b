"""The tables of output folders as Arrow batches with the columns of the schema."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest import schema
from ingest.arrow import arrow_schema
from ingest.history.files import exact, find_table, read_rows
from ingest.history.model import Row
from ingest.stores.parquet import ROW_GROUP
from ingest.tidy import to_frame

Read = Callable[[], Iterator[pa.RecordBatch]]
Tables = Mapping[str, Read]
"""For each table what reads it, as often as it is called."""


def of_folder(folder: Path, tables: Iterable[schema.Table]) -> dict[str, Read]:
    """The tables of one output folder."""
    return {table.name: partial(read_batches, folder, table) for table in tables}


def of_folders(folders: Sequence[Path], tables: Iterable[schema.Table]) -> dict[str, Read]:
    """The documents' own tables of several output folders; a document that two have counts once."""
    homes: dict[str, Path] = {}
    for folder in folders:
        for document in sorted(values_of(read_batches(folder, schema.DOCUMENTS), "document_id")):
            homes.setdefault(document, folder)
    by_folder = {folder: {d for d, home in homes.items() if home == folder} for folder in folders}
    return {table.name: partial(_read_homes, by_folder, table) for table in tables}


def _read_homes(
    by_folder: Mapping[Path, Iterable[str]], table: schema.Table
) -> Iterator[pa.RecordBatch]:
    for folder, documents in by_folder.items():
        yield from only(read_batches(folder, table), "document_id", documents)


def of_rows(table: schema.Table, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """Rows as batches, with the values that the files would have."""
    waiting, wanted = iter(rows), arrow_schema(table)
    while chunk := list(islice(waiting, ROW_GROUP)):
        frame = to_frame(table, map(exact, chunk))
        yield pa.RecordBatch.from_pandas(frame, wanted, preserve_index=False)


def read_batches(folder: Path, table: schema.Table) -> Iterator[pa.RecordBatch]:
    """A table of an output folder, from Parquet or else from CSV; nothing where it has neither."""
    file = find_table(folder, table)
    if file is None:
        return
    if file.suffix == ".csv":
        yield from of_rows(table, read_rows(folder, table))
        return
    with pq.ParquetFile(file) as stored:
        for batch in stored.iter_batches(ROW_GROUP):
            yield fit(batch, arrow_schema(table))


def fit(batch: pa.RecordBatch, wanted: pa.Schema) -> pa.RecordBatch:
    """The batch with the columns that are wanted; those that it has not are missing values."""
    columns = [
        batch[field.name].cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(len(batch), field.type)
        for field in wanted
    ]
    return pa.RecordBatch.from_arrays(columns, schema=wanted)


def only(
    batches: Iterable[pa.RecordBatch], column: str, wanted: Iterable[str]
) -> Iterator[pa.RecordBatch]:
    """The rows in which a column is one of the wanted values."""
    values = pa.array(sorted(wanted), pa.string())
    for batch in batches:
        rows = batch.filter(pc.is_in(batch[column], values))
        if len(rows):
            yield rows


def values_of(batches: Iterable[pa.RecordBatch], column: str) -> frozenset[str]:
    """The different values of a column."""
    return frozenset(
        value for batch in batches for value in pc.unique(batch[column].drop_null()).to_pylist()
    )
