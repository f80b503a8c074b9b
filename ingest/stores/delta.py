"""Tables of Delta Lake, through delta-rs: for several writers, re-reading and time travel.

Bringing tables to a place replaces the rows of the documents and series that they tell of, and leaves
all others alone. Each table is one transaction: a reader meets it before or after, never between,
and a writer who comes second does its part anew. Bringing the same twice writes nothing.

Delta Lake keeps no order of rows: `read_delta` sorts them by the key of the table.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import (
    BloomFilterProperties,
    ColumnProperties,
    DeltaTable,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random

from ingest import schema
from ingest.arrow import arrow_schema
from ingest.datapackage import ALL_TABLES
from ingest.errors import OutputError, UsageError
from ingest.history.schema import CORRECTIONS, HISTORY_TABLES, PANEL
from ingest.stores.batches import Tables, fit, only, values_of
from ingest.stores.groups import digest_groups, find_changed, group_column
from ingest.stores.parquet import COMPRESSION, FALSE_HITS, LOOKED_UP, ROW_GROUP

_NAMED = 5_000
"""Groups that a transaction names one by one; a longer list overflows the stack of the query parser."""
_SAY_WHAT_IS_OLD = (PANEL, CORRECTIONS, schema.DOCUMENTS)
_IN_ORDER = (*(t for t in ALL_TABLES if t not in _SAY_WHAT_IS_OLD), *_SAY_WHAT_IS_OLD)
"""Those that tell which rows are out of date come last: who was stopped before finds it again."""
_IDENTITY = ("publisher", "series", "edition", "source")
_FILE = 32 * 2**20
"""Bytes of a file: an edition that is read again has the files written anew that hold it."""
_TRIES = 10
_HOURS = 24
_first_comes = retry(
    retry=retry_if_exception_type(CommitFailedError),
    stop=stop_after_attempt(_TRIES),
    wait=wait_random(0, 1),
    reraise=True,
)
"""Does a transaction anew where another writer has changed the same files in the meantime."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing a table did.

    Attributes:
        table: Its name.
        groups: Documents or series whose rows were written, replaced or taken away.
        version: The version that the table is at.
    """

    table: str
    groups: int
    version: int


def bring(tables: Tables, place: str) -> tuple[Brought, ...]:
    """Bring tables to a place: the rows of their documents and series replace those that are there.

    A document of the same publisher, series, edition and file name as one that is brought is an
    older state of it and goes.

    Args:
        tables: What reads each table.
        place: A folder, or the address of one that delta-rs knows (`s3://…`).

    Raises:
        OutputError: It cannot be written. Tables that were written before stand.
    """
    try:
        scopes = _find_scopes(tables, place)
        return tuple(
            _bring(tables, table, place, scopes[group_column(table)])
            for table in _IN_ORDER
            if table.name in tables
        )
    except (DeltaError, OSError) as error:
        raise OutputError("E402", place, reason=str(error).splitlines()[0]) from error


def read_delta(place: str, table: schema.Table, version: int | datetime | None = None) -> pa.Table:
    """A table as it is or was at a version or time, in its order: by its key, else by all columns.

    Raises:
        UsageError: There is no such table or version.
    """
    try:
        stored = DeltaTable(_address(place, table))
        if version is not None:
            stored.load_as_version(version)
    except (TableNotFoundError, DeltaError) as error:
        raise UsageError("E208", place) from error
    wanted = arrow_schema(table)
    rows = pa.Table.from_batches((fit(b, wanted) for b in _scan(stored)), schema=wanted)
    return rows.sort_by([(name, "ascending") for name in (*table.key, *table.names)])


def compact(place: str, hours: int) -> Iterator[tuple[str, int, int]]:
    """Join small files into large ones and take away files that no version needs any more.

    Args:
        place: Where the tables are.
        hours: How long old versions can still be read.

    Yields:
        The name of each table that is there, and its files before and after.
    """
    for table in ALL_TABLES:
        stored = _open(place, table)
        if stored is None:
            continue
        before = len(stored.file_uris())
        stored.optimize.compact(target_size=_FILE, writer_properties=_layout(table, ROW_GROUP))
        keeps_less = hours < 7 * _HOURS
        stored.vacuum(hours, dry_run=False, enforce_retention_duration=not keeps_less)
        yield table.name, before, len(stored.file_uris())


def _find_scopes(tables: Tables, place: str) -> dict[str, frozenset[str]]:
    """For each column that groups rows, the groups that the tables speak for."""
    documents = values_of(tables["documents"](), "document_id") | _superseded(tables, place)
    names = values_of(tables["documents"](), "series")
    return {
        "document_id": documents,
        "series_id": _own(tables, place, PANEL, "document_id", documents),
        "correction_id": _own(tables, place, CORRECTIONS, "series", names),
    }


def _own(
    tables: Tables, place: str, table: schema.Table, column: str, wanted: frozenset[str]
) -> frozenset[str]:
    """The groups of a table that spans documents: those that come, and those that theirs were in."""
    group = group_column(table)
    new = frozenset(
        chain.from_iterable(
            values_of(tables[one.name](), group)
            for one in HISTORY_TABLES
            if one.name in tables and group_column(one) == group
        )
    )
    stored = _open(place, table)
    old = only(_scan(stored, column, group), column, wanted) if stored else ()
    return new | values_of(old, group)


def _superseded(tables: Tables, place: str) -> frozenset[str]:
    """The stored documents that those that come are a newer state of."""
    stored = _open(place, schema.DOCUMENTS)
    if stored is None:
        return frozenset()
    known = {who for who, _ in _identities(tables["documents"]())}
    among = pc.scalar(True)
    for name, values in zip(_IDENTITY, zip(*known, strict=True), strict=False):
        kind = arrow_schema(schema.DOCUMENTS).field(name).type
        among &= pc.field(name).isin(pa.array(set(values), kind))
    old = _identities(_where(stored, among)) if known else ()
    return frozenset(document for who, document in old if who in known)


def _identities(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[tuple[object, ...], str]]:
    """What a document is among all others, where it says so, with its id."""
    for batch in batches:
        for row in batch.select([*_IDENTITY, "document_id"]).to_pylist():
            who = tuple(row[name] for name in _IDENTITY)
            if None not in who:
                yield who, row["document_id"]


@_first_comes
def _bring(tables: Tables, table: schema.Table, place: str, scope: frozenset[str]) -> Brought:
    """Bring one table, in one transaction."""
    group, wanted = group_column(table), arrow_schema(table)
    stored = _open(place, table)
    new = digest_groups(tables[table.name](), group)
    among = pc.field(group).isin(pa.array(sorted(scope), pa.string()))
    found = _fitted(_where(stored, among), wanted) if stored else ()
    old = digest_groups(found, group)
    changed = find_changed(old, new)
    if stored is not None and not changed and _has_all(stored, wanted):
        return Brought(table.name, 0, stored.version())
    coming = tables[table.name]()
    rows = coming if changed >= new.keys() else only(coming, group, changed)
    count = sum(new[one][1] for one in changed if one in new)
    write = partial(_write, stored or _address(place, table), table, count)
    if stored is None or (len(changed) > _NAMED and not changed & old.keys()):
        write(rows, "append")
    elif len(changed) <= _NAMED:
        named = ", ".join(f"'{one}'" for one in sorted(changed))
        write(rows, "overwrite", f"{group} IN ({named})")
    else:
        with _spooled(_without(_fitted(_scan(stored), wanted), group, changed), wanted) as kept:
            write(chain(kept, rows), "overwrite")
    return Brought(table.name, len(changed), DeltaTable(_address(place, table)).version())


def _write(
    target: DeltaTable | str,
    table: schema.Table,
    count: int,
    rows: Iterable[pa.RecordBatch],
    mode: Literal["append", "overwrite"],
    predicate: str | None = None,
) -> None:
    """One transaction; columns that the stored table has not yet are added to it."""
    nullable = pa.schema([field.with_nullable(True) for field in arrow_schema(table)])
    fitted = (fit(batch, nullable) for batch in rows)
    about: dict[str, Any] = {"predicate": predicate} if predicate else {}
    write_deltalake(
        target,
        pa.RecordBatchReader.from_batches(nullable, fitted),
        mode=mode,
        schema_mode="merge",
        name=table.name,
        description=f"{table.title}：{table.description}",
        target_file_size=_FILE,
        writer_properties=_layout(table, count),
        **about,
    )


def _layout(table: schema.Table, rows: int) -> WriterProperties:
    """As Parquet files are laid out that stand for themselves."""
    filters = {
        name: ColumnProperties(
            bloom_filter_properties=BloomFilterProperties(True, FALSE_HITS, most)
        )
        for name, most in LOOKED_UP.items()
        if name in table.names and rows >= ROW_GROUP
    }
    return WriterProperties(
        compression=COMPRESSION.upper(),  # type: ignore[arg-type]
        max_row_group_size=ROW_GROUP,
        column_properties=filters or None,
    )


def _open(place: str, table: schema.Table) -> DeltaTable | None:
    try:
        return DeltaTable(_address(place, table))
    except TableNotFoundError:
        return None


def _address(place: str, table: schema.Table) -> str:
    return f"{place.rstrip('/')}/{table.name}"


def _has_all(stored: DeltaTable, wanted: pa.Schema) -> bool:
    return {field.name for field in stored.schema().fields} >= set(wanted.names)


def _scan(stored: DeltaTable, *names: str) -> Iterator[pa.RecordBatch]:
    """The rows of a stored table, batch by batch; all columns where none is named."""
    dataset = stored.to_pyarrow_dataset()
    return dataset.to_batches(columns=list(names) or None, batch_size=ROW_GROUP)  # type: ignore[no-any-return]


def _where(stored: DeltaTable, among: pc.Expression) -> Iterator[pa.RecordBatch]:
    """The rows that fulfil a condition: a row group where none does is read no further than for that."""
    dataset = stored.to_pyarrow_dataset()
    for file in dataset.get_fragments(filter=among):
        for group in file.split_by_row_group(among, dataset.schema):
            if group.count_rows(filter=among):
                yield from group.to_batches(dataset.schema, filter=among)


def _fitted(batches: Iterable[pa.RecordBatch], wanted: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows with the columns that the schema has now."""
    nullable = pa.schema([field.with_nullable(True) for field in wanted])
    return (fit(batch, nullable) for batch in batches)


@contextmanager
def _spooled(
    batches: Iterable[pa.RecordBatch], wanted: pa.Schema
) -> Iterator[Iterator[pa.RecordBatch]]:
    """The same batches from a file: delta-rs cannot read a table while it writes one."""
    nullable = pa.schema([field.with_nullable(True) for field in wanted])
    with TemporaryFile() as file:
        with pa.ipc.new_stream(
            file, nullable, options=pa.ipc.IpcWriteOptions(compression="zstd")
        ) as stream:
            for batch in batches:
                stream.write_batch(batch)
        file.seek(0)
        yield iter(pa.ipc.open_stream(file))


def _without(
    batches: Iterable[pa.RecordBatch], column: str, groups: frozenset[str]
) -> Iterator[pa.RecordBatch]:
    values = pa.array(sorted(groups), pa.string())
    for batch in batches:
        yield batch.filter(pc.invert(pc.is_in(batch[column], values)))
