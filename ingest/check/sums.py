"""Totals that a table prints, against the sum of the rows above them.

A wrong accusation is worse than none, so a total is only questioned where no reading of the table
makes it right: all rows above, the rows since the total before, or those totals themselves; within
what rounding allows; and never for averages, rates or rows that repeat others (うち, 再掲).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import regex

from ingest.check.problems import Problems
from ingest.check.rounding import half_step, is_counted
from ingest.check.stored import Stored
from parsers.notation.fold import fold
from parsers.notation.units import Unit, read_unit
from parsers.notation.values import parse_value

_NAMES = ("document_id", "table", "row", "column", "row_span", "heading", "text")
_TOTAL = regex.compile(
    r"[<〈【\[(]?(?:総?合計|小計|総計|中計|計|(?:sub|grand)?total)[>〉】\])]?", regex.IGNORECASE
)
_MAY_BE_TOTAL = "計|[Tt][Oo][Tt][Aa][Ll]|ＴＯＴＡＬ"
_NOT_ADDED = regex.compile(
    r"率|割合|比|平均|指数|単価|順位|倍|偏差|[%％]|年$|年度$|番号|^No|コード|達成|ポイント|中央値|最大|最小|"
    r"密度|当たり|あたり|時点|合計特殊|累計|延べ|評価|目標"
)
_REPEATS = regex.compile(
    r"うち|内訳|内数|再掲|参考|平均|率|割合|増減|前年|構成|累計|差|比|目標|計画|見込"
)
_BRACKETED = regex.compile(r"[(（［\[]([^()（）［］\[\]]{1,8})[)）］\]]")
_HALF = Decimal("0.5")
_FIRST = 2
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell with the line it stands in."""

    line: int
    row: int
    column: int
    row_span: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class _Total:
    """A row of totals: its label, and the rows that may belong to it."""

    row: int
    label: str
    column: int


@dataclass(frozen=True, slots=True)
class _Compared:
    """A printed total beside the sum of the rows above it."""

    line: int
    label: str
    heading: str
    printed: Decimal
    sum: Decimal
    tolerance: Decimal
    fits: bool


def check_sums(cells: Stored, problems: Problems) -> None:
    """Question the totals of every table that has some."""
    for table in _tables_with_totals(cells):
        for found in find_questions(table):
            details = {
                "column": found.heading,
                "printed": f"{found.printed:f}",
                "sum": f"{found.sum:f}",
                "difference": f"{found.printed - found.sum:+f}",
                "tolerance": f"{found.tolerance:f}",
            }
            problems.add(cells.file, "K401", found.label, found.line, **details)


def _tables_with_totals(cells: Stored) -> Iterator[list[_Place]]:
    """The cells of each table that has a label for totals; the others are never made rows."""
    wanted = _keys_with_totals(cells)
    held: dict[str, list[_Place]] = defaultdict(list)
    before = 0
    for batch in cells.batches(*_NAMES):
        keys = _key(batch)
        if len(wanted):
            chosen = pc.indices_nonzero(pc.is_in(keys, wanted))
            picked = pa.table(batch).take(chosen)
            for row, offset in zip(picked.to_pylist(), chosen.to_pylist(), strict=True):
                key = f"{row['document_id']} {row['table']}"
                held[key].append(_place(row, before + offset + _FIRST))
        before += len(keys)
        last = keys[-1].as_py() if len(keys) else ""
        yield from (held.pop(key) for key in list(held) if key != last)
    yield from held.values()


def _keys_with_totals(cells: Stored) -> Any:  # noqa: ANN401 - Arrow is untyped
    found: set[str] = set()
    for batch in cells.batches("document_id", "table", "text"):
        short = pc.less(pc.utf8_length(batch["text"]), _LONGEST)
        may = pc.and_(short, pc.match_substring_regex(batch["text"], _MAY_BE_TOTAL))
        found.update(pc.unique(_key(batch).filter(may)).to_pylist())
    return pa.array(sorted(found), pa.string())


def _key(batch: dict[str, Any]) -> Any:  # noqa: ANN401
    number = pc.cast(batch["table"], pa.string())
    return pc.binary_join_element_wise(batch["document_id"], number, " ")


def _place(row: dict[str, Any], line: int) -> _Place:
    return _Place(
        line,
        row["row"],
        row["column"],
        row["row_span"],
        row["heading"] or "",
        "".join(fold(row["text"] or "").split()),
    )


def find_questions(table: Sequence[_Place]) -> Iterator[_Compared]:
    """The totals of one table that no sum explains."""
    grid = {(place.row, place.column): place for place in table}
    totals = list(_find_totals(table))
    rows = sorted({place.row for place in table} - _heading_rows(table))
    if any(_REPEATS.search(place.text) for place in table if _is_label(place, totals)):
        return
    for index, total in enumerate(totals):
        columns = sorted({c for r, c in grid if r == total.row and c > total.column})
        compared = [_compare(grid, rows, totals[: index + 1], column) for column in columns]
        yield from _believable([one for one in compared if one is not None])


def _believable(compared: Sequence[_Compared]) -> Iterator[_Compared]:
    """The sums of one row that are off, where the table is surely one that adds up.

    Another column of the row must add up. A single column must come near: rows that list the main
    items only (主なもの, 上位10社) do not add up to their total either.
    """
    off = [one for one in compared if not one.fits]
    alone = len(compared) == 1 and any(
        abs(one.printed - one.sum) <= _HALF * max(abs(one.printed), abs(one.sum)) for one in off
    )
    if alone or len(off) < len(compared):
        yield from off


def _heading_rows(table: Sequence[_Place]) -> set[int]:
    """Rows whose cells all stand in the headings of their columns: 4月（件） is no number."""
    data = {p.row for p in table if p.text and p.text not in "".join(fold(p.heading).split())}
    return {place.row for place in table} - data


def _find_totals(table: Sequence[_Place]) -> Iterator[_Total]:
    """Rows whose first label is a word for totals."""
    labels: dict[int, _Place] = {}
    for place in table:
        if place.text and _TOTAL.fullmatch(place.text) and place.row_span == 1:
            labels.setdefault(place.row, place)
    for row, place in sorted(labels.items()):
        yield _Total(row, place.text, place.column)


def _is_label(place: _Place, totals: Sequence[_Total]) -> bool:
    """Whether the cell names a row: it stands in the column of a total's label or left of it."""
    return any(place.column <= total.column and place.row < total.row for total in totals)


def _compare(
    grid: dict[tuple[int, int], _Place],
    rows: Sequence[int],
    totals: Sequence[_Total],
    column: int,
) -> _Compared | None:
    """The last total of a column against the rows above it; None where it cannot be told."""
    total = totals[-1]
    place = grid[total.row, column]
    printed = _number(place)
    above = _numbers_above(grid, rows, total, column)
    if _NOT_ADDED.search(place.heading) or printed is None or above is None:
        return None
    marks = [t.row for t in totals[:-1]]
    plain = [number for row, number in above if row not in marks]
    since = [number for row, number in above if row > max(marks, default=-1)]
    subtotals = [number for row, number in above if row in marks]
    if len(since) < 2 or _holds_sums(plain) or _places(printed) != max(map(_places, plain)):
        return None
    readings = (since, plain, subtotals)
    fits = any(
        abs(sum(numbers) - printed) <= _tolerance(place, printed, numbers)
        for numbers in readings
        if numbers
    )
    tolerance = _tolerance(place, printed, since)
    summed = sum(since, Decimal())
    return _Compared(place.line, total.label, place.heading, printed, summed, tolerance, fits)


def _numbers_above(
    grid: dict[tuple[int, int], _Place], rows: Sequence[int], total: _Total, column: int
) -> list[tuple[int, Decimal]] | None:
    """The numbers of a column above a total; None where one of them cannot be added.

    Rows above the first number are headings. A mark for nothing (－) counts as zero; one for an
    unknown number (…, x), or text, makes the sum unknown.
    """
    numbers: list[tuple[int, Decimal]] = []
    for row in rows:
        if row >= total.row:
            break
        place = grid.get((row, column))
        number = _number(place) if place else None
        if number is not None and place is not None and place.row_span == 1:
            numbers.append((row, number))
        elif numbers and (place is None or (place.text and not _is_nothing(place))):
            return None  # text, or a merged cell that reaches in from above or from the left
    return numbers


def _number(place: _Place) -> Decimal | None:
    parsed = parse_value(place.text)
    value = parsed.value if parsed else None
    if value is None or value.number is None or value.delta or value.qualifier != "eq":
        return None
    return None if value.unit in ("%", "ポイント", "倍", "位", "年", "年度") else value.number


def _is_nothing(place: _Place) -> bool:
    parsed = parse_value(place.text)
    return parsed is not None and parsed.value.state == "not_applicable"


def _places(number: Decimal) -> int:
    """Decimal places; a total with fewer of them than its rows is written in another manner."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _holds_sums(numbers: Sequence[Decimal]) -> bool:
    """Whether a number is the sum of its neighbours: totals without a word for them.

    A課 30, A1 10, A2 20: the rows have levels that their labels do not show.
    """
    for start in range(len(numbers)):
        for step in (1, -1):
            run = numbers[start + 1 :] if step == 1 else numbers[:start][::-1]
            total, seen = Decimal(), 0
            for number in run:
                total, seen = total + number, seen + (number != 0)
                if seen > 1 and numbers[start] and total == numbers[start]:
                    return True
    return False


def _tolerance(place: _Place, printed: Decimal, numbers: Sequence[Decimal]) -> Decimal:
    """What rounding may add up to: half a unit of the last place for each number and the total.

    Whole things that are counted (人, 件) are not rounded.
    """
    half = min(half_step(number) for number in (printed, *numbers))
    unit = _unit(place)
    whole = half == half_step(Decimal(1))
    if whole and is_counted(unit.standard) and unit.scale == 1:
        return Decimal(0)
    return (len(numbers) + 1) * half


def _unit(place: _Place) -> Unit:
    """The unit of a column: of the cell itself, or in the brackets of its heading."""
    parsed = parse_value(place.text)
    told = parsed.value.unit if parsed else ""
    bracketed = _BRACKETED.findall(place.heading)
    return read_unit(told or (bracketed[-1] if bracketed else "") or _tail(place.heading))


def _tail(heading: str) -> str:
    """件数, 人数, 社数: headings that name what is counted."""
    return heading[-2:-1] if heading.endswith("数") else ""
