"""Rows to DataFrames: the only place, with write.py, where DataFrames exist.

Numbers are exact decimals until here and become floats; every float prints back as the decimal it
came from, which `to_frame` checks.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from itertools import islice
from types import ModuleType
from typing import Any

import pandas as pd

from ingest import schema
from ingest.codes import CODES
from ingest.errors import OutputError
from ingest.rows import Row

_DTYPES = {
    schema.STRING: "string",
    schema.INTEGER: "Int64",
    schema.NUMBER: "Float64",
    schema.BOOLEAN: "boolean",
    schema.DATE: "object",
}
_PLACES = 2
_AT_ONCE = 1000
"""Rows that are held as dictionaries at one time, which take many times what columns take."""
_C1 = (*range(0x7F, 0xA0), 0x2028, 0x2029)
_SHOWN: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(0x20)},
    **dict.fromkeys(_C1, 0xFFFD),
    ord("\t"): "\t",
    ord("\n"): " ",
}
"""Control characters of broken documents as characters that show them, one for one: a carriage
return in a field would end the record for some programs."""


def to_frame(table: schema.Table, rows: Iterable[Row]) -> pd.DataFrame:
    """One table with the schema's columns, types and order.

    Raises:
        OutputError: A row has a column that the schema lacks, or the table breaks a rule of it.
    """
    waiting = iter(rows)
    frames = [_gather(table, list(islice(waiting, _AT_ONCE)))]
    while records := list(islice(waiting, _AT_ONCE)):
        frames.append(_gather(table, records))
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    _validate(table, frame)
    return frame


def _gather(table: schema.Table, records: list[Row]) -> pd.DataFrame:
    """Some rows as columns."""
    unknown = {name for row in records for name in row} - set(table.names)
    if unknown:
        raise OutputError("E401", table=table.name, reason=f"unknown columns {sorted(unknown)}")
    data = {c.name: _series(c, [row.get(c.name) for row in records]) for c in table.columns}
    return pd.DataFrame(data, columns=list(table.names))


def _series(column: schema.Column, values: list[object]) -> "pd.Series[Any]":
    cleaned = [_missing_or(column, value) for value in values]
    return pd.Series(cleaned, dtype=_DTYPES[column.type])


def _missing_or(column: schema.Column, value: object) -> object:
    """The value as the DataFrame holds it; an empty text is missing."""
    if value is None or value == "":
        return None if column.type == schema.DATE else pd.NA
    if isinstance(value, Decimal):
        return _to_float(column, value)
    if isinstance(value, float):
        return round(value, _PLACES) + 0.0
    return value.translate(_SHOWN) if isinstance(value, str) else value


def _to_float(column: schema.Column, value: Decimal) -> float:
    number = float(value)
    if Decimal(repr(number)) != value:
        reason = f"{value} has more digits than a float holds"
        raise OutputError("E401", table=column.name, reason=reason)
    return number


def _validate(table: schema.Table, frame: pd.DataFrame) -> None:
    """Check types, required columns, keys and closed vocabularies with pandera."""
    import pandera.pandas as pa

    try:
        _rules(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        reason = "; ".join(_failures(error.failure_cases))
        raise OutputError("E401", table=table.name, reason=reason) from error


@cache
def _rules(table: schema.Table) -> Any:  # noqa: ANN401 - pandera comes late
    import pandera.pandas as pa

    columns = {column.name: _rule(column, pa) for column in table.columns}
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key) or None)


def _failures(cases: pd.DataFrame) -> Iterable[str]:
    for case in cases.head(3).itertuples():
        yield f"{case.column}: {case.check} {case.failure_case}"


def _rule(column: schema.Column, pa: ModuleType) -> Any:  # noqa: ANN401 - pandera comes late
    codes = list(CODES[column.codes]) if column.codes else None
    checks = [pa.Check.isin(codes)] if codes else []
    dtype = None if column.type == schema.DATE else _DTYPES[column.type]
    return pa.Column(dtype, checks, nullable=not column.required)
