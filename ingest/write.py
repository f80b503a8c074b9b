"""Parts to CSV, Parquet, `datapackage.json` and `codes.csv`: all of them or none.

Parts go through one after another, so the memory that this takes does not grow with their number.
Everything is written to a folder inside the output folder and moved in when it is complete and on
the disk: a reader never meets half a table, and a failed run leaves the old output.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, TYPE_CHECKING, Protocol

from ingest import schema
from ingest.codes import CODES
from ingest.datapackage import ALL_TABLES, describe_package
from ingest.parts import Part, inflate
from ingest.places import ASIDE, sync_file, sync_folder, write_synced
from ingest.stores.parquet import ROW_GROUP, open_parquet

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FORMATS = ("csv", "parquet")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_MOST_WAITING = 64
"""Small tables that are joined at once: each takes far more memory than its rows."""


def write_tables(parts: Iterable[Part], folder: Path, formats: Iterable[str] = FORMATS) -> None:
    """Write every table of the documents in every format.

    Args:
        parts: What each document adds, in the order of the rows.
        folder: An empty folder.
        formats: `csv`, `parquet` or both.

    Raises:
        OSError: The folder cannot be written.
    """
    chosen = tuple(dict.fromkeys(formats))
    with ExitStack() as stack:
        writers = [
            stack.enter_context(_WRITERS[suffix](table, folder / f"{table.name}.{suffix}"))
            for table in schema.TABLES
            for suffix in chosen
        ]
        for part in parts:
            for writer in writers:
                writer.add(part)


def write_about(
    folder: Path, formats: tuple[str, ...], tables: Sequence[schema.Table] = ALL_TABLES
) -> None:
    """Write what describes the tables: `datapackage.json` and `codes.csv`."""
    package = json.dumps(describe_package(formats, tables), ensure_ascii=False, indent=2)
    write_synced(folder / "codes.csv", _codes().encode("utf-8"))
    write_synced(folder / "datapackage.json", f"{package}\n".encode())


class _Writer(Protocol):
    def add(self, part: Part) -> None: ...


class _CsvWriter:
    """A table as CSV: UTF-8 with BOM, header on line 1."""

    def __init__(self, table: schema.Table, file: IO[bytes]) -> None:
        self._name = table.name
        self._file = file
        file.write(f"{_BOM}{','.join(table.names)}\n".encode())

    def add(self, part: Part) -> None:
        if rows := part.csv.get(self._name):
            self._file.write(inflate(rows))


class _ParquetWriter:
    """A table as Parquet: row groups of one size however many documents there are."""

    def __init__(self, table: schema.Table, file: IO[bytes]) -> None:
        from ingest.arrow import arrow_schema

        self._name = table.name
        self._file = file
        about = {"title": table.title, "description": table.description}
        self._schema = arrow_schema(table).with_metadata(about)
        self._parquet: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def add(self, part: Part) -> None:
        import pyarrow as pa

        if rows := part.arrow.get(self._name):
            self._waiting.append(pa.ipc.open_stream(inflate(rows)).read_all())
        if len(self._waiting) == _MOST_WAITING:
            self._flush(ROW_GROUP)

    def close(self) -> None:
        self._flush(1)
        (self._parquet or open_parquet(self._file, self._schema, 0)).close()

    def _flush(self, least: int) -> None:
        """Write full row groups; with `least` 1 the rest too."""
        import pyarrow as pa

        empty = self._schema.empty_table()
        rows = pa.concat_tables(
            [empty, *(t.replace_schema_metadata(self._schema.metadata) for t in self._waiting)]
        ).combine_chunks()
        at = 0
        while len(rows) - at >= least:
            self._write(rows.slice(at, ROW_GROUP))
            at += ROW_GROUP
        self._waiting = [rows.slice(at)]

    def _write(self, rows: "pa.Table") -> None:
        self._parquet = self._parquet or open_parquet(self._file, self._schema, len(rows))
        self._parquet.write_table(rows, row_group_size=ROW_GROUP)


@contextmanager
def _csv(table: schema.Table, path: Path) -> Iterator[_Writer]:
    with path.open("wb") as file:
        yield _CsvWriter(table, file)
    sync_file(path)


@contextmanager
def _parquet(table: schema.Table, path: Path) -> Iterator[_Writer]:
    with path.open("wb") as file:
        writer = _ParquetWriter(table, file)
        yield writer
        writer.close()
    sync_file(path)


_WRITERS = {"csv": _csv, "parquet": _parquet}


@contextmanager
def written_aside(out: Path, state: Path) -> Iterator[Path]:
    """A new folder in `state`; its files replace those in `out` when the block has ended."""
    aside = Path(mkdtemp(prefix=ASIDE, dir=state))
    try:
        yield aside
        for file in sorted(aside.iterdir()):
            file.replace(out / file.name)
        sync_folder(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _codes() -> str:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["vocabulary", "code", "title_ja", "title_en"])
    for name, codes in CODES.items():
        writer.writerows([name, code, ja, en] for code, (ja, en) in codes.items())
    return _BOM + lines.getvalue()
