"""The totals that tables print, by the rule of `ingest.totals`."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.check.problems import Problems
from ingest.check.stored import Stored
from ingest.totals import MAY_BE_TOTAL, Place, find_questions, read_place

_NAMES = ("document_id", "table", "row", "column", "row_span", "column_span", "heading", "text")
_FIRST = 2
_LONGEST = 24


def check_sums(cells: Stored, problems: Problems) -> None:
    """Question the totals of every table that has some."""
    for table in _tables_with_totals(cells):
        for asked in find_questions(table):
            details = {
                "column": asked.heading,
                "printed": f"{asked.printed:f}",
                "sum": f"{asked.sum:f}",
                "difference": f"{asked.printed - asked.sum:+f}",
                "tolerance": f"{asked.tolerance:f}",
            }
            problems.add(cells.file, "K401", asked.label, asked.mark, **details)


def _tables_with_totals(cells: Stored) -> Iterator[list[Place]]:
    """The cells of each table that has a label for totals; the others are never made rows."""
    wanted = _keys_with_totals(cells)
    held: dict[str, list[Place]] = defaultdict(list)
    before = 0
    for batch in cells.batches(*_NAMES):
        keys = _key(batch)
        if len(wanted):
            chosen = pc.indices_nonzero(pc.is_in(keys, wanted))
            picked = pa.table(batch).take(chosen)
            for row, offset in zip(picked.to_pylist(), chosen.to_pylist(), strict=True):
                key = f"{row['document_id']} {row['table']}"
                held[key].append(read_place(row, before + offset + _FIRST))
        before += len(keys)
        last = keys[-1].as_py() if len(keys) else ""
        yield from (held.pop(key) for key in list(held) if key != last)
    yield from held.values()


def _keys_with_totals(cells: Stored) -> Any:  # noqa: ANN401 - Arrow is untyped
    found: set[str] = set()
    for batch in cells.batches("document_id", "table", "text"):
        short = pc.less(pc.utf8_length(batch["text"]), _LONGEST)
        may = pc.and_(short, pc.match_substring_regex(batch["text"], MAY_BE_TOTAL))
        found.update(pc.unique(_key(batch).filter(may)).to_pylist())
    return pa.array(sorted(found), pa.string())


def _key(batch: dict[str, Any]) -> Any:  # noqa: ANN401
    number = pc.cast(batch["table"], pa.string())
    return pc.binary_join_element_wise(batch["document_id"], number, " ")
