"""Totals that a table prints, against the sum of what they total.

A wrong accusation is worse than none, so a total is only questioned where no reading of the table
makes it right: all rows before it, the rows since the total before, those totals themselves, or, for
a total at the top, the rows below; within what rounding allows; and never for averages, rates or
rows that repeat others (うち, 再掲). Total columns (男｜女｜計) are judged in the same way, turned.
Misprints are few: where more totals of a line are off than right, it is no line of sums.
The run tells it as H105, `shinchoku check` as K401.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import regex

from ingest.rounding import half_step, is_counted
from parsers.notation.fold import fold
from parsers.notation.units import Unit, read_unit
from parsers.notation.values import parse_value

MAY_BE_TOTAL = "計|全体|総数|[Tt][Oo][Tt][Aa][Ll]|ＴＯＴＡＬ"
"""What a text has to hold for its table to be looked at."""

_TOTAL = regex.compile(
    r"[<〈【\[(]?(?:総?合計|小計|総計|中計|計|総数|全体|(?:sub|grand)?total)[>〉】\])]?",
    regex.IGNORECASE,
)
_NOT_ADDED = regex.compile(
    r"率|割合|比|平均|指数|単価|順位|倍|偏差|[%％]|年$|年度$|番号|^No|コード|達成|ポイント|中央値|最大|最小|"
    r"密度|当たり|あたり|時点|合計特殊|累計|延べ|評価|目標"
)
_REPEATS = regex.compile(
    r"うち|内訳|内数|再掲|参考|平均|率|割合|増減|前年|構成|累計|差|比|目標|計画|見込"
)
_BRACKETED = regex.compile(r"[(（［\[]([^()（）［］\[\]]{1,8})[)）］\]]")
_MAY = regex.compile(MAY_BE_TOTAL)
_HALF = Decimal("0.5")
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a table.

    Attributes:
        mark: What the caller knows it by.
        row: Its first row.
        column: Its first column.
        row_span: Rows that it covers.
        heading: The heading of its column.
        text: Its text, folded, without blanks.
    """

    mark: Any
    row: int
    column: int
    row_span: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A printed total that no sum explains.

    Attributes:
        mark: That of its cell.
        label: The word for the total.
        heading: The heading of its column; of a total column the name of the row.
        printed: What is printed.
        sums: What the parts before and after it come to; None where there are none to be added.
        after: Whether the parts after it are those that it is held against.
        tolerance: What rounding allows.
        fits: Whether one reading makes it right.
    """

    mark: Any
    label: str
    heading: str
    printed: Decimal
    sums: tuple[Decimal | None, Decimal | None]
    after: bool
    tolerance: Decimal
    fits: bool

    @property
    def sum(self) -> Decimal:
        """What the parts come to that it is held against."""
        chosen = self.sums[self.after]
        return Decimal() if chosen is None else chosen


@dataclass(frozen=True, slots=True)
class _Total:
    """A row of totals: its label, and the column that the label stands in."""

    row: int
    label: str
    column: int


_Grid = Mapping[tuple[int, int], Place]
_Numbers = list[tuple[int, Decimal]]


def may_hold_totals(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a table is worth being looked at."""
    return any(_MAY.search(str(cell["text"] or "")) for cell in cells)


def read_place(row: Mapping[str, Any], mark: object) -> Place:
    """A row of `cells`."""
    text = "".join(fold(str(row["text"] or "")).split())
    heading = str(row["heading"] or "")
    return Place(mark, row["row"], row["column"], row.get("row_span") or 1, heading, text)


def find_questions(table: Sequence[Place]) -> Iterator[Question]:
    """The totals of one table that no sum explains: of its rows, then of its columns."""
    for compared in _compare_lines(table):
        yield from _believable(compared)
    for compared in _compare_lines(_turn(table)):
        if sum(one.fits for one in compared) >= _LEAST:
            yield from _believable(compared)


def _turn(table: Sequence[Place]) -> list[Place]:
    """The table with rows and columns exchanged: what heads a line is then the name of its row."""
    names: dict[int, Place] = {}
    for place in sorted(table, key=lambda p: p.column):
        if place.text:
            names.setdefault(place.row, place)
    return [
        replace(
            place,
            row=place.column,
            column=place.row,
            row_span=1,
            heading=names[place.row].text if place.row in names else "",
        )
        for place in table
    ]


def _compare_lines(table: Sequence[Place]) -> Iterator[list[Question]]:
    """The sums of each row of totals."""
    grid = {(place.row, place.column): place for place in table}
    totals = list(_find_totals(table))
    if not totals or any(_REPEATS.search(p.text) for p in table if _is_label(p, totals)):
        return
    rows = sorted({place.row for place in table} - _heading_rows(table))
    for index, total in enumerate(totals):
        columns = sorted({c for r, c in grid if r == total.row and c > total.column})
        compared = [_compare(grid, rows, totals, index, column) for column in columns]
        yield _take_sides([one for one in compared if one is not None])


def _take_sides(compared: Sequence[Question]) -> list[Question]:
    """The sums of one line, held against the parts on the side where most of its totals have theirs."""
    near = [
        sum(one.sums[side] is not None and _is_near(one, side) for one in compared)
        for side in (False, True)
    ]
    if near[False] == near[True]:
        return list(compared)
    after = near[True] > near[False]
    return [replace(one, after=after) if one.sums[after] is not None else one for one in compared]


def _is_near(one: Question, side: bool) -> bool:
    told = one.sums[side]
    return told is not None and abs(told - one.printed) <= one.tolerance


def _believable(compared: Sequence[Question]) -> Iterator[Question]:
    """The sums of one row that are off, where the table is surely one that adds up.

    As many columns of the row must add up as do not. A single column must come near: rows that list
    the main items only (主なもの, 上位10社) do not add up to their total either.
    """
    off = [one for one in compared if not one.fits]
    alone = len(compared) == 1 and any(
        abs(one.printed - one.sum) <= _HALF * max(abs(one.printed), abs(one.sum)) for one in off
    )
    if alone or 2 * len(off) <= len(compared):
        yield from off


def _heading_rows(table: Sequence[Place]) -> set[int]:
    """Rows whose cells all stand in the headings of their columns: 4月（件） is no number."""
    data = {p.row for p in table if p.text and p.text not in "".join(fold(p.heading).split())}
    return {place.row for place in table} - data


def _find_totals(table: Sequence[Place]) -> Iterator[_Total]:
    """Rows whose first label is a word for totals."""
    labels: dict[int, Place] = {}
    for place in table:
        if place.text and _TOTAL.fullmatch(place.text) and place.row_span == 1:
            labels.setdefault(place.row, place)
    for row, place in sorted(labels.items()):
        yield _Total(row, place.text, place.column)


def _is_label(place: Place, totals: Sequence[_Total]) -> bool:
    """Whether the cell names a row: it stands in the column of a total's label or left of it."""
    return any(place.column <= total.column and place.row != total.row for total in totals)


def _compare(
    grid: _Grid, rows: Sequence[int], totals: Sequence[_Total], index: int, column: int
) -> Question | None:
    """One total of a column against what it may total; None where it cannot be told."""
    total = totals[index]
    place = grid[total.row, column]
    printed = _number(place)
    if _NOT_ADDED.search(place.heading) or printed is None:
        return None
    marks = [one.row for one in totals]
    above = _read_numbers(grid, [row for row in rows if row < total.row], column)
    below = _read_numbers(grid, [row for row in rows if row > total.row], column)
    before = [row for row in marks if row < total.row]
    after = [row for row in marks if row > total.row]
    upper = _Parts.of(above, before, max(before, default=-1), total.row)
    lower = _Parts.of(below, after, total.row, min(after, default=max(rows, default=0) + 1))
    parts = lower if upper is not None and not upper.plain else upper
    if parts is None or not parts.can_be_judged(printed):
        return None
    readings = [r for one in (upper, lower) if one is not None for r in one.readings if r]
    fits = any(abs(sum(r) - printed) <= _tolerance(place, printed, r) for r in readings)
    tolerance = _tolerance(place, printed, parts.near)
    sums = tuple(one.sum_of_near if one else None for one in (upper, lower))
    return Question(
        place.mark,
        total.label,
        place.heading,
        printed,
        (sums[0], sums[1]),
        parts is lower,
        tolerance,
        fits,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The numbers on one side of a total.

    Attributes:
        near: Those up to the next total.
        plain: All that are no totals.
        totals: The totals.
    """

    near: list[Decimal]
    plain: list[Decimal]
    totals: list[Decimal]

    @classmethod
    def of(
        cls, numbers: _Numbers | None, marks: Sequence[int], first: int, last: int
    ) -> "_Parts | None":
        """The numbers between two rows, and all; None where one of them cannot be added."""
        if numbers is None:
            return None
        return cls(
            near=[number for row, number in numbers if first < row < last],
            plain=[number for row, number in numbers if row not in marks],
            totals=[number for row, number in numbers if row in marks],
        )

    @property
    def sum_of_near(self) -> Decimal | None:
        """What the numbers up to the next total come to."""
        return sum(self.near, Decimal()) if self.near else None

    @property
    def readings(self) -> tuple[list[Decimal], ...]:
        """What the total may sum up."""
        return self.near, self.plain, self.totals

    def can_be_judged(self, printed: Decimal) -> bool:
        """Whether they are rows of one level, written as the total is."""
        return (
            len(self.near) >= _LEAST
            and not _holds_sums(self.plain)
            and _places(printed) == max(map(_places, self.plain))
        )


def _read_numbers(grid: _Grid, rows: Iterable[int], column: int) -> _Numbers | None:
    """The numbers of a column in some rows; None where one of them cannot be added.

    Rows above the first number are headings. A mark for nothing (－) counts as zero; one for an
    unknown number (…, x), or text, makes the sum unknown.
    """
    numbers: _Numbers = []
    for row in rows:
        place = grid.get((row, column))
        number = _number(place) if place else None
        if number is not None and place is not None and place.row_span == 1:
            numbers.append((row, number))
        elif numbers and (place is None or (place.text and not _is_nothing(place))):
            return None  # text, or a merged cell that reaches in from above or from the left
    return numbers


def _number(place: Place) -> Decimal | None:
    parsed = parse_value(place.text)
    value = parsed.value if parsed else None
    if value is None or value.number is None or value.delta or value.qualifier != "eq":
        return None
    return None if value.unit in ("%", "ポイント", "倍", "位", "年", "年度") else value.number


def _is_nothing(place: Place) -> bool:
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


def _tolerance(place: Place, printed: Decimal, numbers: Sequence[Decimal]) -> Decimal:
    """What rounding may add up to: half a unit of the last place for each number and the total.

    Whole things that are counted (人, 件) are not rounded.
    """
    half = min(half_step(number) for number in (printed, *numbers))
    unit = _unit(place)
    whole = half == half_step(Decimal(1))
    if whole and is_counted(unit.standard) and unit.scale == 1:
        return Decimal(0)
    return (len(numbers) + 1) * half


def _unit(place: Place) -> Unit:
    """The unit of a column: of the cell itself, or in the brackets of its heading."""
    parsed = parse_value(place.text)
    told = parsed.value.unit if parsed else ""
    bracketed = _BRACKETED.findall(place.heading)
    return read_unit(told or (bracketed[-1] if bracketed else "") or _tail(place.heading))


def _tail(heading: str) -> str:
    """件数, 人数, 社数: headings that name what is counted."""
    return heading[-2:-1] if heading.endswith("数") else ""
