"""DataFrames to bytes: the rows of one table as CSV lines and as an Arrow stream.

The same DataFrame always gives the same bytes.
"""

import csv
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from ingest import schema
from ingest.arrow import arrow_schema

_AT_ONCE = 500
"""Rows whose fields are held as text at one time, which takes many times what their bytes take."""


def encode_csv(frame: pd.DataFrame) -> bytes:
    """The rows as CSV in UTF-8: LF, RFC 4180 quoting, plain decimals; no header, no BOM."""
    return b"".join(encode_rows(frame))


def encode_rows(frame: pd.DataFrame) -> Iterator[bytes]:
    """What `encode_csv` gives, piece by piece."""
    for start in range(0, len(frame), _AT_ONCE):
        yield _encode(frame.iloc[start : start + _AT_ONCE])


def _encode(frame: pd.DataFrame) -> bytes:
    columns = [map(_field, frame[name]) for name in frame.columns]
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\n").writerows(zip(*columns, strict=True))
    return lines.getvalue().encode("utf-8")


def encode_arrow(frame: pd.DataFrame, table: schema.Table) -> memoryview:
    """The rows as an Arrow stream with the schema of the table."""
    arrow = pa.Table.from_pandas(
        frame, schema=arrow_schema(table), preserve_index=False
    ).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, arrow.schema) as stream:
        stream.write_table(arrow)
    return memoryview(sink.getvalue())


def _field(value: object) -> str:
    """A value as CSV holds it: missing is empty, numbers are plain decimals."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return str(value)
