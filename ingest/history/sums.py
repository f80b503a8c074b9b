"""Total rows (合計, 計) that are not the sum of the rows above them.

A total row counts as a sum only where at least one of its columns adds up; then a column that does
not is a publisher's error, or a rate that was never meant to be summed: those are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import groupby

import regex

from ingest.history.doubts import Placed
from ingest.history.model import Row
from parsers.findings import Finding
from parsers.notation.fold import fold

_TOTAL = regex.compile(r"^(?:合\s*計|総\s*計|小\s*計|計)$")
_LABELS = 3
_NEAR = Decimal("0.2")
Grid = dict[int, dict[int, Row]]


def find_bad_sums(cells: Iterable[Row]) -> Iterator[Placed]:
    """The findings of all tables; cells come table by table."""
    for _, own in groupby(cells, key=lambda cell: (cell["document_id"], cell["table"])):
        grid: Grid = defaultdict(dict)
        for cell in own:
            grid[int(str(cell["row"]))][int(str(cell["column"]))] = cell
        yield from _judge_table(grid)


def _judge_table(grid: Grid) -> Iterator[Placed]:
    block: list[dict[int, Row]] = []
    for number in sorted(grid):
        row = grid[number]
        if not _is_total(row):
            block.append(row)
            continue
        yield from _judge_total(row, block)
        block = []


def _is_total(row: dict[int, Row]) -> bool:
    labels = (str(cell["text"] or "").strip() for column, cell in row.items() if column < _LABELS)
    return any(_TOTAL.match(label) for label in labels)


def _judge_total(total: dict[int, Row], block: list[dict[int, Row]]) -> Iterator[Placed]:
    right, wrong = 0, []
    for column, cell in total.items():
        said = _number(cell)
        parts = [n for row in block if column in row and (n := _number(row[column])) is not None]
        if said is None or len(parts) < 2:
            continue
        if abs(said - sum(parts)) <= _rounding(said, len(parts)):
            right += 1
        elif abs(said - sum(parts)) <= _NEAR * abs(said):
            wrong.append((cell, sum(parts)))
    for cell, computed in wrong if right else ():
        told = {"total": str(cell["text"]), "computed": f"{computed:,}"}
        heading = str(cell["heading"] or "合計")
        yield str(cell["document_id"]), Finding("H105", heading, told), str(cell["locator"])


def _number(cell: Row) -> Decimal | None:
    """A cell that is a plain number; percentages add up to nothing."""
    try:
        return Decimal(fold(str(cell["text"] or "")).strip().replace(",", ""))
    except InvalidOperation:
        return None


def _rounding(number: Decimal, parts: int) -> Decimal:
    """How far a sum of rounded numbers may be off."""
    exponent = number.as_tuple().exponent
    return (
        Decimal(parts + 1) / 2 * Decimal(10) ** exponent
        if isinstance(exponent, int) and exponent < 0
        else Decimal(0)
    )
