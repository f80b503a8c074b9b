"""Every field of every table: header, type, code, and the rules for machine-readable data.

The rules are those of the Digital Agency, 行政データにおける機械可読性に関するルール; their numbers
stand beside what keeps them (L1-08: no machine-dependent characters).
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest import schema
from ingest.check.problems import Problems
from ingest.check.stored import (
    TYPES,
    Stored,
    csv_batches,
    csv_header,
    is_of_type,
    parquet_batches,
    to_type,
)
from ingest.codes import CODES
from ingest.plain import is_plain

_BOM = b"\xef\xbb\xbf"
_PADDING = "^[\\s\\p{Z}]|[\\s\\p{Z}]$|\N{IDEOGRAPHIC SPACE}|  "
_EDTF = r"^[0-9./~?%XT:-]+$"
_PIECE = 1024 * 1024
_FIRST = 2


def check_columns(stored: Stored, problems: Problems) -> None:
    """Check the files of one table, and that both hold the same rows."""
    if stored.csv is not None:
        _check_bytes(stored, problems)
        _check_header(stored, problems)
    if stored.parquet is not None:
        _check_types(stored, problems)
    texts = _check_csv(stored, problems)
    values = _check_values(stored, problems)
    if stored.csv is not None and stored.parquet is not None and texts != values:
        problems.add(stored.csv, "K105", str(texts), parquet=str(values))
    if stored.csv is not None and stored.parquet is not None and texts == values:
        _compare(stored, problems)


def _check_bytes(stored: Stored, problems: Problems) -> None:
    """UTF-8 with a byte order mark and LF line ends (L1-14, L3-08)."""
    assert stored.csv is not None
    with stored.csv.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            problems.add(stored.csv, "K103", "BOM", line=1)
        while piece := file.read(_PIECE):
            if b"\r" in piece:
                problems.add(stored.csv, "K103", "CR")
                return


def _check_header(stored: Stored, problems: Problems) -> None:
    """The names of the schema in its order, each once (L1-05, L2-03, L3-01, L3-07)."""
    assert stored.csv is not None
    header = csv_header(stored.csv)
    if tuple(header) != stored.table.names:
        odd = sorted(set(header) ^ set(stored.table.names)) or ["order"]
        problems.add(stored.csv, "K104", " ".join(odd), line=1)


def _check_types(stored: Stored, problems: Problems) -> None:
    """The columns of a Parquet file have the names and types of the schema."""
    assert stored.parquet is not None
    found = pq.read_schema(stored.parquet)
    if tuple(found.names) != stored.table.names:
        odd = sorted(set(found.names) ^ set(stored.table.names)) or ["order"]
        problems.add(stored.parquet, "K104", " ".join(odd))
    for column in stored.table.columns:
        if column.name in found.names and not _same_type(found.field(column.name).type, column):
            told = str(found.field(column.name).type)
            problems.add(stored.parquet, "K106", column.name, type=told, wanted=column.type)


def _same_type(found: pa.DataType, column: schema.Column) -> bool:
    """Whether the type is the schema's; strings may be large or a dictionary."""
    if pa.types.is_dictionary(found):
        found = found.value_type
    if column.type == schema.STRING:
        return bool(pa.types.is_string(found) or pa.types.is_large_string(found))
    return bool(found == TYPES[column.type])


def _check_csv(stored: Stored, problems: Problems) -> int:
    """Every field of the CSV as it is written; gives the number of rows."""
    if stored.csv is None:
        return 0
    ragged: list[tuple[int, str]] = []
    rows = 0
    for batch in csv_batches(stored.csv, ragged):
        for column in stored.table.columns:
            if column.name in batch:
                _check_texts(stored, column, batch[column.name], rows, problems)
        _check_blank(stored, batch, rows, problems)
        rows += len(next(iter(batch.values()), ()))
    problems.add_lines(stored.csv, "K107", ragged)
    return rows + len(ragged)


def _check_texts(
    stored: Stored,
    column: schema.Column,
    texts: Any,  # noqa: ANN401
    before: int,
    problems: Problems,
) -> None:
    """Types as they are written (L2-01, L3-03, L3-05), one line a field (L1-14)."""
    wrong = pc.invert(is_of_type(texts, column.type))
    if column.type == schema.STRING:
        wrong = pc.match_substring_regex(texts, r"[\r\n]")
    code = "K109" if column.type == schema.STRING else "K108"
    rows = _where(wrong, texts, before)
    problems.add_lines(stored.file, code, rows, column=column.name, type=column.type)


def _check_blank(stored: Stored, batch: dict[str, Any], before: int, problems: Problems) -> None:
    """No row without anything in it (L1-03)."""
    empty = None
    for texts in batch.values():
        missing = pc.is_null(texts)
        empty = missing if empty is None else pc.and_(empty, missing)
    if empty is not None:
        problems.add_lines(stored.file, "K107", _where(empty, None, before))


def _check_values(stored: Stored, problems: Problems) -> int:
    """Required, coded and plain columns, in whichever file is there; gives the number of rows."""
    rows = 0
    for batch in stored.batches(*stored.table.names):
        for column in stored.table.columns:
            if column.name in batch:
                _check_column(stored, column, batch[column.name], rows, problems)
        rows += len(next(iter(batch.values()), ()))
    return rows


def _check_column(
    stored: Stored,
    column: schema.Column,
    values: Any,  # noqa: ANN401
    before: int,
    problems: Problems,
) -> None:
    about = {"column": column.name}
    if column.required and values.null_count:
        rows = _where(pc.is_null(values), None, before)
        problems.add_lines(stored.file, "K110", rows, **about)
    if column.codes:
        known = pa.array(list(CODES[column.codes]), values.type)
        wrong = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, known)))
        problems.add_lines(stored.file, "K111", _where(wrong, values, before), **about)
    if column.type != schema.STRING:
        return
    if column.name.endswith("_edtf"):
        wrong = pc.invert(pc.match_substring_regex(values, _EDTF))
        problems.add_lines(stored.file, "K114", _where(wrong, values, before), **about)
    if not column.verbatim:
        _check_plain(stored, column, values, before, problems)


def _check_plain(
    stored: Stored,
    column: schema.Column,
    values: Any,  # noqa: ANN401
    before: int,
    problems: Problems,
) -> None:
    """No padding (L1-06) and no machine-dependent character (L1-08) in normalised columns."""
    about = {"column": column.name}
    padded = pc.match_substring_regex(values, _PADDING)
    problems.add_lines(stored.file, "K112", _where(padded, values, before), **about)
    odd = [text for text in pc.unique(values).to_pylist() if text and not is_plain(text)]
    if odd:
        machine = pc.is_in(values, pa.array(odd, values.type))
        problems.add_lines(stored.file, "K113", _where(machine, values, before), **about)


def _compare(stored: Stored, problems: Problems) -> None:
    """The same values in both files, row by row."""
    assert stored.csv is not None
    assert stored.parquet is not None
    names = list(stored.table.names)
    rows = 0
    for texts, values in _in_step(csv_batches(stored.csv), parquet_batches(stored.parquet, names)):
        for column in stored.table.columns:
            if column.name in texts.column_names and column.name in values.column_names:
                written = to_type(texts[column.name].combine_chunks(), column.type)
                held = values[column.name].combine_chunks()
                differ = _differ(written, held)
                shown = _where(differ, texts[column.name], rows)
                problems.add_lines(stored.csv, "K115", shown, column=column.name)
        rows += len(texts)


def _differ(written: Any, held: Any) -> Any:  # noqa: ANN401
    """For each row whether the values differ; one of them missing is a difference."""
    if held.type != written.type:
        try:
            held = pc.cast(held, written.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return pa.array([False] * len(held))  # told as a wrong type already
    return pc.or_kleene(pc.not_equal(written, held), pc.xor(pc.is_null(written), pc.is_null(held)))


def _in_step(
    left: Iterator[dict[str, Any]], right: Iterator[dict[str, Any]]
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Two streams of batches cut to the same lengths; they have as many rows."""
    a = b = pa.table({})
    while True:
        if not len(a):
            a = pa.table(next(left, {}))
        if not len(b):
            b = pa.table(next(right, {}))
        length = min(len(a), len(b))
        if not length:
            return
        yield a.slice(0, length), b.slice(0, length)
        a, b = a.slice(length), b.slice(length)


def _where(wrong: Any, texts: Any, before: int) -> Iterator[tuple[int, str]]:  # noqa: ANN401
    """The line and the text of each row that is marked; a missing mark is none."""
    for row in pc.indices_nonzero(wrong).to_pylist():
        text = "" if texts is None else str(texts[row].as_py())
        yield before + row + _FIRST, text
