"""What each column of a table is for, told by its headings.

A heading is a path of cells from the top of the table to the column: 実績値 over R1, 計画策定時 over
値 and 時点. Each cell may name a role, a measure, a period and a unit at once: 目標値（R6年度）（％）.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex
from msgspec import structs

from parsers.document import Passage, Table
from parsers.findings import Finding
from parsers.notation.dates import find_dates
from parsers.notation.model import Parsed, Period
from parsers.notation.values import parse_value
from parsers.progress.layout import Layout, normalise_heading

PROJECT = "project"
ACTIVITIES = "activities"
INDICATOR = "indicator"
PROGRESS = "progress"
UNIT = "unit"
MEASURE = "measure"
VALUE = "value"
TIME = "time"
REMARK = "remark"
CATEGORY = "category"

_BRACKETS = regex.compile(r"[(（\[［〔【]([^()（）\[\]［］〔〕【】]*)[)）\]］〕】]")
_TELLING = frozenset({"実績", "目標"})  # 評価基準 and 年次計画 hold no baseline and no target
_SEPARATORS = regex.compile(r"[・/／:：,、\-‐－ー]+$|^[・/／:：,、\-‐－ー]+")
_YEAR_NUMBER = regex.compile(r"(?:令和|平成|昭和|[RHS])([0-9]{1,2})")
_BARE_YEAR = regex.compile(r"(?<![0-9])([0-9]{1,2})年度")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        index: From 0.
        heading: The texts of its heading cells from top to bottom, joined with a blank.
        role: What it is for; None where nothing tells.
        measure: What its values measure, for the roles `value` and `time`.
        period: The period that the heading names.
        unit: The unit that the heading names.
        cumulative: The heading says 累計.
        findings: What is doubtful about it.
    """

    index: int
    heading: str
    role: str | None = None
    measure: str = ""
    period: Parsed[Period] | None = None
    unit: str = ""
    cumulative: bool = False
    findings: tuple[Finding, ...] = ()


def speaks_of_fiscal_years(tables: Sequence[Table]) -> bool:
    """Whether any heading of the tables says 年度: then R1 in a heading is a fiscal year."""
    return any(
        "年度" in normalise_heading(cell.text)
        for table in tables
        for cell in table.cells
        if cell.row < table.header_rows
    )


def read_columns(
    table: Table, layout: Layout, edition: date | None, *, fiscal: bool
) -> tuple[Column, ...]:
    """Read the headings of a table.

    An indicator column whose table has no value column holds its values itself: it plays the
    progress role. A column that names only a period is one of actual values, if the table has
    other value columns or a column that says the measure.
    """
    paths = [_path(table, index) for index in range(table.columns)]
    columns = [_read_path(i, path, layout, edition) for i, path in enumerate(paths)]
    if fiscal:
        columns = [_as_fiscal(column) for column in columns]
    columns = [_by_contents(table, column, layout) for column in columns]
    columns = [_in_era_of(column, columns) for column in columns]
    return tuple(_settle(columns))


def _by_contents(table: Table, column: Column, layout: Layout) -> Column:
    """A column without a known heading whose cells say 目標値, 実績 … names the rows' measures."""
    if column.role is not None or column.period is not None:
        return column
    texts = [
        normalise_heading(cell.text)
        for cell in table.cells
        if cell.column == column.index and cell.row >= table.header_rows and cell.text.strip()
    ]
    named = sum(text in layout.measures for text in texts)
    return replace(column, role=MEASURE) if texts and named > len(texts) / 2 else column


def _in_era_of(column: Column, columns: Sequence[Column]) -> Column:
    """7年度 beside 令和6年度 is of the same era; that is an inference and is flagged."""
    bare = _BARE_YEAR.search(normalise_heading(column.heading))
    if column.period is not None or bare is None:
        return column
    for other in columns:
        year = other.period.value.fiscal_year if other.period else None
        number = _YEAR_NUMBER.search(normalise_heading(other.heading)) if year else None
        if year and number:
            return replace(
                column, period=_fiscal_period(bare[0], year - int(number[1]) + int(bare[1]))
            )
    return column


def _fiscal_period(text: str, year: int) -> Parsed[Period]:
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    edtf = f"{first}/{last}"
    period = Period(text, edtf, first, last, "fiscal_year", year, year_inferred=True)
    doubt = Finding("D101", text, {"year": str(year)})
    return Parsed(period, 0, len(text), "<n>年度", (doubt,))


def find_unit(text: str) -> str:
    """The unit that a bracket at the end of a heading or label holds; empty where it holds none.

    >>> find_unit("市税収納率（現年課税分）（％）")
    '%'
    >>> find_unit("市税収納率（現年課税分）")
    ''
    """
    inner = [m[1] for m in _BRACKETS.finditer(text)]
    for content in reversed(inner):
        unit = _known_unit(content.removeprefix("単位").lstrip(":：").strip())
        if unit:
            return unit
    return ""


def _known_unit(text: str) -> str:
    """The text if it is a unit by itself: 1 and it make a number with that unit, and no finding."""
    if not text or text[0].isdigit():
        return ""
    parsed = parse_value(f"1{text}")
    if parsed is None or parsed.findings or parsed.value.status != "number":
        return ""
    exact = parsed.value.qualifier == "eq" and parsed.value.number == 1
    return parsed.value.unit if exact else ""


def _path(table: Table, index: int) -> list[Passage]:
    """The heading cells over a column, from top to bottom, each once."""
    above = [
        cell
        for cell in table.cells
        if cell.row < table.header_rows
        and cell.column <= index < cell.column + cell.column_span
        and cell.text.strip()
    ]
    return [cell.passage.joined() for cell in sorted(above, key=lambda cell: cell.row)]


def _read_path(index: int, path: Sequence[Passage], layout: Layout, edition: date | None) -> Column:
    column = Column(index, " ".join(passage.text for passage in path))
    for passage in path:
        column = _read_heading(column, passage.text, layout, edition)
    return column


def _read_heading(column: Column, text: str, layout: Layout, edition: date | None) -> Column:
    """Add what one heading cell says; a lower cell says more than a higher one."""
    dates = find_dates(text, edition)
    words = _core(text, dates)
    full = normalise_heading(text)
    said = replace(
        column,
        period=dates[-1] if dates else column.period,
        unit=find_unit(text) or column.unit,
        cumulative=column.cumulative or "累計" in full,
    )
    for word in (full, *words):
        if word in layout.time_of:
            return replace(said, role=TIME, measure=layout.time_of[word])
        if word in layout.times and column.measure:
            return replace(said, role=TIME)
        if word in layout.measures:
            return _as_value(said, layout.measures[word])
        if word in layout.roles and not column.measure:
            return replace(said, role=layout.roles[word])
    return _read_compound(said, words, layout)


def _read_compound(column: Column, words: Iterable[str], layout: Layout) -> Column:
    """最新値の時点, KPI目標値: a heading that ends with a known word."""
    for word in words:
        head, _, tail = word.rpartition("の")
        if tail in layout.times and head in layout.measures:
            return replace(column, role=TIME, measure=layout.measures[head])
    known = [
        (measure, key)
        for word in words
        for key, measure in layout.measures.items()
        if word.endswith(key) and (len(key) > 2 or key in _TELLING)
    ]
    if known and not column.role:
        measure, _ = max(known, key=lambda pair: len(pair[1]))
        return _as_value(column, measure)
    return column


def _as_value(column: Column, measure: str) -> Column:
    """前年度 of 前年度比 is what is compared with, not the period of the value."""
    period = None if measure == "year_on_year" else column.period
    return replace(column, role=VALUE, measure=measure, period=period)


def _core(text: str, dates: Sequence[Parsed[Period]]) -> list[str]:
    """The words of a heading, with and without its dates and brackets."""
    whole = _BRACKETS.sub("", text)
    for parsed in reversed(dates):
        text = text[: parsed.start] + text[parsed.end :]
    outside = _BRACKETS.sub("", text)
    inside = [match[1] for match in _BRACKETS.finditer(text)]
    words = [
        _SEPARATORS.sub("", normalise_heading(part)) for part in (whole, text, outside, *inside)
    ]
    return [word for word in dict.fromkeys(words) if word]


def _as_fiscal(column: Column) -> Column:
    """R1 beside 実績値（年度） is a fiscal year."""
    period = column.period
    if period is None or period.value.precision != "year" or "年" in period.value.text:
        return column
    year = period.value.start
    if year is None:
        return column
    value = structs.replace(_fiscal_period(period.value.text, year.year).value, year_inferred=False)
    return replace(column, period=structs.replace(period, value=value, findings=()))


def _settle(columns: Sequence[Column]) -> Iterable[Column]:
    """Decide what only the whole table tells."""
    has_values = any(column.role == VALUE for column in columns)
    has_measures = any(column.role == MEASURE for column in columns) and _has_undecided(columns)
    named = any(column.role == INDICATOR for column in columns)
    stand_in = None if named or not has_values else _stand_in(columns)
    for column in columns:
        if column.role is None and column.period and (has_values or has_measures):
            yield replace(column, role=VALUE, measure="" if has_measures else "actual")
        elif column.role == INDICATOR and not (has_values or has_measures):
            yield replace(column, role=PROGRESS)
        elif column is stand_in:
            yield replace(column, role=INDICATOR)
        elif column.role == MEASURE and not has_measures:
            yield replace(column, role=CATEGORY)
        else:
            yield column


def _stand_in(columns: Sequence[Column]) -> Column | None:
    """The column that names the rows where none is headed 指標: the last one before the values."""
    first_value = next(column.index for column in columns if column.role == VALUE)
    before = [c for c in columns if c.index < first_value and c.role in (MEASURE, PROJECT, None)]
    return before[-1] if before else None


def _has_undecided(columns: Sequence[Column]) -> bool:
    """Whether there are value columns that only a row can give a measure (R3, R4 under 年度)."""
    return any(c.period and c.role in (None, VALUE) for c in columns)
