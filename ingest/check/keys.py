"""Keys that are unique, and references that lead somewhere."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.check.problems import Problems
from ingest.check.stored import Stored

_FIRST = 2
_REFERENCES = (
    ("events", ("document_id", "activity_id"), "activities"),
    ("observations", ("document_id", "indicator_id"), "progress"),
    ("indicator_names", ("indicator_id",), "indicators"),
    ("panel", ("indicator_id",), "indicators"),
    ("changes", ("indicator_id",), "indicators"),
)


def check_keys(stored: dict[str, Stored], problems: Problems) -> None:
    """Check the keys of every table and the references between them.

    Only the columns of the keys are held in memory.
    """
    for table in stored.values():
        if table.table.key:
            _check_unique(table, problems)
        if "document_id" in table.table.names and "documents" in stored:
            _check_reference(table, ("document_id",), stored["documents"], problems)
    for name, columns, target in _REFERENCES:
        if name in stored and target in stored:
            _check_reference(stored[name], columns, stored[target], problems)


def _check_unique(stored: Stored, problems: Problems) -> None:
    key = stored.table.key
    joined = _join(stored.read(*key), key)
    counts = pc.value_counts(joined)
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    for value in twice.to_pylist()[:1000]:
        row = pc.index(joined, value).as_py()
        later = pc.index(joined, value, start=row + 1).as_py()
        shown = value.replace("\x1f", " ")
        problems.add(stored.file, "K201", shown, later + _FIRST, key=" ".join(key))


def _check_reference(
    stored: Stored, columns: tuple[str, ...], target: Stored, problems: Problems
) -> None:
    """Every combination of the columns is in the target; a missing value refers to nothing."""
    referring = _join(stored.read(*columns), columns)
    known = pc.unique(_join(target.read(*columns), columns))
    lost = pc.and_(pc.is_valid(referring), pc.invert(pc.is_in(referring, known)))
    for row in pc.indices_nonzero(lost).to_pylist():
        shown = referring[row].as_py().replace("\x1f", " ")
        names = " ".join(columns)
        details = {"column": names, "target": target.table.name}
        problems.add(stored.file, "K202", shown, row + _FIRST, **details)


def _join(table: pa.Table, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - Arrow is untyped
    """The columns as one text a row; missing where one of them is missing."""
    held = [pc.cast(table[name], pa.string()) for name in names if name in table.column_names]
    if len(held) < len(names):
        return pa.chunked_array([], pa.string())
    joined = held[0] if len(held) == 1 else pc.binary_join_element_wise(*held, "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined
