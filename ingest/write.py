"""DataFrames to CSV, Parquet, `datapackage.json` and `codes.csv`: all of them or none.

Everything is written to a folder beside the output folder and moved in when it is complete, so a
reader never meets half a table, and a failed run leaves the old output. The same DataFrames always
give the same bytes.
"""

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd

from ingest import schema
from ingest.codes import CODES
from ingest.datapackage import describe_package
from ingest.errors import OutputError
from ingest.tidy import Frames

FORMATS = ("csv", "parquet")


def write_tables(frames: Frames, out: Path, formats: Iterable[str] = FORMATS) -> tuple[Path, ...]:
    """Write every table in every format, with the data package and the code list.

    Args:
        frames: DataFrame by table name, with the columns of the schema.
        out: The output folder; made where it is missing. Other files in it are left alone.
        formats: `csv`, `parquet` or both.

    Returns:
        The files written, in order of their names.

    Raises:
        OutputError: The folder cannot be written; it is as it was.
    """
    chosen = tuple(dict.fromkeys(formats))
    try:
        with _written_aside(out) as aside:
            for table in schema.TABLES:
                if "csv" in chosen:
                    write_csv(frames[table.name], aside / f"{table.name}.csv")
                if "parquet" in chosen:
                    _write_parquet(frames[table.name], table, aside / f"{table.name}.parquet")
            _write_codes(aside / "codes.csv")
            _write_package(chosen, aside / "datapackage.json")
    except OSError as error:
        raise OutputError("E402", str(out), reason=error.strerror or str(error)) from error
    return tuple(sorted(out / name for name in _names(chosen)))


@contextmanager
def _written_aside(out: Path) -> Iterator[Path]:
    """A new folder beside `out`; its files replace those in `out` when the block has ended."""
    out.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix=".shinchoku-", dir=out))
    try:
        yield aside
        for file in sorted(aside.iterdir()):
            file.replace(out / file.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """One table as CSV: UTF-8 with BOM, LF, RFC 4180 quoting, plain decimals."""
    texts = frame.copy()
    for name in frame.columns:
        texts[name] = [_field(value) for value in frame[name]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows(texts.itertuples(index=False, name=None))


def _field(value: object) -> str:
    """A value as CSV holds it: missing is empty, numbers are plain decimals."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return str(value)


def _write_parquet(frame: pd.DataFrame, table: schema.Table, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        schema.STRING: pa.string(),
        schema.INTEGER: pa.int64(),
        schema.NUMBER: pa.float64(),
        schema.BOOLEAN: pa.bool_(),
        schema.DATE: pa.date32(),
    }
    fields = [
        pa.field(
            column.name,
            types[column.type],
            nullable=not column.required,
            metadata={"title": column.title, "description": column.description},
        )
        for column in table.columns
    ]
    about = {"title": table.title, "description": table.description}
    arrow = pa.Table.from_pandas(
        frame, schema=pa.schema(fields), preserve_index=False
    ).replace_schema_metadata(about)
    pq.write_table(arrow, path, compression="zstd")


def _write_codes(path: Path) -> None:
    rows = [
        {"vocabulary": name, "code": code, "title_ja": ja, "title_en": en}
        for name, codes in CODES.items()
        for code, (ja, en) in codes.items()
    ]
    write_csv(pd.DataFrame(rows), path)


def _write_package(formats: Iterable[str], path: Path) -> None:
    package: Mapping[str, object] = describe_package(tuple(formats))
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _names(formats: Iterable[str]) -> Iterator[str]:
    yield "codes.csv"
    yield "datapackage.json"
    for table in schema.TABLES:
        for suffix in formats:
            yield f"{table.name}.{suffix}"
