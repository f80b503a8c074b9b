"""All editions for other tools: Delta Lake, DuckDB, SQLite, one workbook, CSV that opens well in Excel.

Databases get the tables and views that analysts begin with: `latest` (the newest edition of each
indicator), `time_series` (indicator × day in long form), `moved_targets`, `silent_revisions`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from ingest import schema
from ingest.arrow import arrow_schema
from ingest.errors import UsageError
from ingest.excel_csv import neutralise
from ingest.history.complete import Dataset
from ingest.history.files import exact
from ingest.history.folders import find_folders, relate
from ingest.history.schema import HISTORY_TABLES
from ingest.places import is_local
from ingest.stores.collected import collect
from ingest.stores.extras import require_extra
from ingest.tidy import to_frame

Frames = dict[str, pd.DataFrame]

_FOLDERS = ("csv-excel", "delta")
_SHARED = ("progress", "observations", "projects", "activities", "events", "documents", "findings")
VIEWS = {
    "latest": "SELECT p.* FROM panel p JOIN (SELECT indicator_id, MAX(edition) AS edition FROM panel"
    " GROUP BY indicator_id) m ON p.indicator_id = m.indicator_id AND p.edition = m.edition",
    "time_series": "SELECT publisher, series, indicator_id, indicator, edition, value_std AS value,"
    " target_std AS target, unit_std AS unit, achievement_rate, document_id, locator FROM panel"
    " WHERE value_std IS NOT NULL",
    "moved_targets": "SELECT * FROM changes WHERE kind = 'target_revised'",
    "silent_revisions": "SELECT * FROM changes WHERE kind = 'past_value_revised'",
}


def export_to(path: Path, name: str, out: Path | None) -> Path:
    """Write the output folders at or below a path in another form.

    Args:
        path: The output of runs.
        name: One of `EXPORTS`.
        out: The file, or the folder for `csv-excel` and `delta`, which may be in a store; beside the data where it is None.

    Returns:
        What was written.

    Raises:
        MissingToolError: The extra is not installed.
        UsageError: No output folder is there, or the form cannot be written to a store.
    """
    write, ending, extra = EXPORTS[name]
    find_folders(path)
    if out is not None and not is_local(out) and name != "delta":
        raise UsageError("E205", str(out), choices="--to delta")
    if extra:
        require_extra(extra, name)
    target = out or path / f"shinchoku{ending}"
    if name in _FOLDERS:
        write(path, target)
        return target
    if not target.parent.is_dir():
        raise UsageError("E201", str(target.parent))
    with NamedTemporaryFile(dir=target.parent, prefix=".shinchoku-", suffix=ending) as aside:
        unwritten = Path(aside.name)
        unwritten.unlink()
        write(path, unwritten)
        unwritten.replace(target)
        unwritten.touch()  # for the temporary file to remove
    return target


def _read_frames(path: Path) -> Frames:
    dataset = Dataset(find_folders(path))
    ids = frozenset(str(row["document_id"]) for row in dataset.documents)
    history = relate(path)
    shared = {
        table.name: to_frame(table, map(exact, dataset.rows(table, ids)))
        for table in schema.TABLES
        if table.name in _SHARED
    }
    across = {t.name: to_frame(t, map(exact, history.tables[t.name])) for t in HISTORY_TABLES}
    return {**across, **shared}


def _write_delta(path: Path, folder: Path) -> None:
    from ingest.stores.delta import bring

    bring(collect(path), str(folder))


def _write_duckdb(path: Path, file: Path) -> None:
    """Table by table in batches: they may be larger than the memory."""
    import duckdb

    tables = collect(path)
    with duckdb.connect(str(file)) as database:
        for table in (*HISTORY_TABLES, *schema.TABLES):
            if table not in HISTORY_TABLES and table.name not in _SHARED:
                continue
            rows = pa.RecordBatchReader.from_batches(arrow_schema(table), tables[table.name]())
            database.register("incoming", rows)
            types = ", ".join(_typed_columns(table.name))
            database.execute(f'CREATE TABLE "{table.name}" AS SELECT {types} FROM incoming')  # noqa: S608 - our own names
            database.unregister("incoming")
        for name, query in VIEWS.items():
            database.execute(f'CREATE VIEW "{name}" AS {query}')


def _typed_columns(name: str) -> Iterator[str]:
    """Each column with its type, also where a table has no row."""
    types = {
        schema.STRING: "VARCHAR",
        schema.INTEGER: "BIGINT",
        schema.NUMBER: "DOUBLE",
        schema.BOOLEAN: "BOOLEAN",
        schema.DATE: "DATE",
    }
    for column in _table(name).columns:
        yield f'CAST("{column.name}" AS {types[column.type]}) AS "{column.name}"'


def _table(name: str) -> schema.Table:
    return next(t for t in (*schema.TABLES, *HISTORY_TABLES) if t.name == name)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Missing as None, which every library reads the same way."""
    return frame.astype(object).where(frame.notna(), None)


def _write_sqlite(path: Path, file: Path) -> None:
    affinities = {schema.INTEGER: "INTEGER", schema.NUMBER: "REAL", schema.BOOLEAN: "INTEGER"}
    database = sqlite3.connect(file)
    try:
        for name, frame in _read_frames(path).items():
            columns = ", ".join(
                f'"{c.name}" {affinities.get(c.type, "TEXT")}' for c in _table(name).columns
            )
            database.execute(f'CREATE TABLE "{name}" ({columns})')
            marks = ", ".join("?" * len(frame.columns))
            rows = ([_sqlite_value(v) for v in row] for row in _rows(frame))
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608 - our own names
        for name, query in VIEWS.items():
            database.execute(f'CREATE VIEW "{name}" AS {query}')
        database.commit()
    finally:
        database.close()


def _rows(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    return _plain(frame).itertuples(index=False, name=None)


def _sqlite_value(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def _write_xlsx(path: Path, file: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": pd.Timestamp("2000-01-01").to_pydatetime()})
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, frame in _read_frames(path).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns), bold)
            for column, entry in enumerate(_table(name).columns):
                sheet.write_comment(0, column, f"{entry.title}：{entry.description}")
                if entry.type == schema.DATE:
                    sheet.set_column(column, column, 11, days)
            for number, row in enumerate(_rows(frame), 1):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
            sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)


def _write_csv_excel(path: Path, folder: Path) -> None:
    """CSV with BOM and CRLF whose texts no spreadsheet takes for a formula."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in _read_frames(path).items():
        safe = frame.copy()
        for column in _table(name).columns:
            if column.type == schema.STRING:
                safe[column.name] = safe[column.name].map(neutralise, na_action="ignore")
        safe.to_csv(
            folder / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n"
        )


Write = Callable[[Path, Path], None]
EXPORTS: MappingProxyType[str, tuple[Write, str, str]] = MappingProxyType(
    {
        "delta": (_write_delta, "-delta", "delta"),
        "duckdb": (_write_duckdb, ".duckdb", "duckdb"),
        "sqlite": (_write_sqlite, ".sqlite", ""),
        "xlsx": (_write_xlsx, ".xlsx", "xlsx"),
        "csv-excel": (_write_csv_excel, "-excel", ""),
    }
)
