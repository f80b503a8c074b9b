"""What each column of a table is for, told by its headings.

A heading is a path of cells from the top of the table to the column: 実績値 over R1, 計画策定時 over
値 and 時点. Each cell may name a role, a measure, a period and a unit at once: 目標値（R6年度）（％）.
Words decide first, near misses of words next, then what the cells hold, then where the column
stands; each column says which it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from parsers.document import Cell, Table
from parsers.findings import Finding
from parsers.notation.model import Parsed, Period
from parsers.progress.heading_words import (
    HeadingText,
    as_fiscal,
    ending_measure,
    fiscal_period,
    take_apart,
)
from parsers.progress.layout import Layout, normalise_heading
from parsers.progress.near import near_word

PROJECT = "project"
ACTIVITIES = "activities"
INDICATOR = "indicator"
NAME_PART = "name_part"
PROGRESS = "progress"
UNIT = "unit"
MEASURE = "measure"
VALUE = "value"
TIME = "time"
REMARK = "remark"
CATEGORY = "category"
RATING = "rating"

CONFIDENCE = {
    "word": 1.0,
    "ending": 0.9,
    "contents": 0.8,
    "period": 0.8,
    "near": 0.7,
    "position": 0.6,
    "": 0.0,
}
"""How sure a decision is, by the reason for it."""

_YEAR_NUMBER = regex.compile(r"(?:令和|平成|昭和|[RHS])(元|[0-9]{1,2})")
_BARE_YEAR = regex.compile(r"(?<![0-9])(元|[0-9]{1,2})年度")


@dataclass(frozen=True, slots=True)
class Years:
    """How the years of a document are to be read.

    Attributes:
        edition: Last day the document reports on.
        fiscal: R5 is a fiscal year.
        hint: A day that the document names, whose era holds where no heading names one.
    """

    edition: date | None = None
    fiscal: bool = False
    hint: date | None = None


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
        reason: What decided the role: a key of `CONFIDENCE`.
        rest: What the heading says beside dates, where no word of it is known.
        group: Place (row, column) of the heading cell that gave the role.
        findings: What is doubtful about it.
    """

    index: int
    heading: str
    role: str | None = None
    measure: str = ""
    period: Parsed[Period] | None = None
    unit: str = ""
    cumulative: bool = False
    reason: str = ""
    rest: str = ""
    group: tuple[int, int] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure its role is, from 0 to 1."""
        return CONFIDENCE[self.reason]

    def doubted(self, code: str, **details: str) -> "Column":
        """The column with a finding about its heading."""
        about = {"heading": self.heading, "column": str(self.index + 1), **details}
        return replace(self, findings=(*self.findings, Finding(code, self.heading, about)))


def read_headings(table: Table, layout: Layout, years: Years) -> tuple[Column, ...]:
    """Read the headings of a table, by their words alone."""
    edition = years.edition
    paths = _find_paths(table)
    columns = [_read_path(i, path, layout, edition) for i, path in enumerate(paths)]
    if any(column.role for column in columns):
        columns = [_read_near(c, paths[c.index], layout, edition) for c in columns]
    if years.fiscal:
        columns = [
            replace(column, period=as_fiscal(column.period)) if column.period else column
            for column in columns
        ]
    return tuple(_in_eras(columns, edition or years.hint))


def _read_path(index: int, path: Sequence[Cell], layout: Layout, edition: date | None) -> Column:
    column = Column(index, " ".join(cell.passage.joined().text for cell in path))
    for cell in path:
        column = _read_heading(column, cell, layout, edition)
    return column


def _find_paths(table: Table) -> list[list[Cell]]:
    """The heading cells over each column, from top to bottom, each once."""
    paths: list[list[Cell]] = [[] for _ in range(table.columns)]
    heads = (c for c in table.cells if c.row < table.header_rows and c.text.strip())
    for cell in sorted(heads, key=lambda cell: cell.row):
        for path in paths[cell.column : cell.column + cell.column_span]:
            path.append(cell)
    return paths


def _read_heading(column: Column, cell: Cell, layout: Layout, edition: date | None) -> Column:
    """Add what one heading cell says; a lower cell says more than a higher one."""
    apart = take_apart(cell.passage.joined().text, edition)
    said = replace(
        column,
        period=apart.dates[-1] if apart.dates else column.period,
        unit=apart.unit or column.unit,
        cumulative=column.cumulative or "累計" in apart.full,
        rest=column.rest + apart.rest,
    )
    told = _by_words(said, apart, layout)
    if told is said or (told.role, told.measure) == (column.role, column.measure):
        return told
    kept = column.group if told.measure == column.measure != "" else None
    return replace(told, rest="", group=kept or (cell.row, cell.column))


def _by_words(column: Column, apart: HeadingText, layout: Layout) -> Column:
    for word in (apart.full, *apart.words):
        if word in layout.time_of:
            return replace(column, role=TIME, measure=layout.time_of[word], reason="word")
        if word in layout.times:
            return replace(column, role=TIME, reason="word")
        if word in layout.measures:
            return _as_value(column, layout.measures[word], "word")
        if word in layout.roles and not column.measure:
            return replace(column, role=layout.roles[word], reason="word")
    return _by_ending(column, apart.words, layout)


def _by_ending(column: Column, words: Iterable[str], layout: Layout) -> Column:
    """最新値の時点, KPI目標値, 経営指標: a heading that ends with a known word."""
    words = tuple(words)
    for word in words:
        head, _, tail = word.rpartition("の")
        if tail in layout.times and head in layout.measures:
            return replace(column, role=TIME, measure=layout.measures[head], reason="ending")
    if column.role:
        return column
    measure = ending_measure(words, layout)
    if measure:
        return _as_value(column, measure, "ending")
    if any(word.endswith(layout.endings) for word in words):
        return replace(column, role=INDICATOR, reason="ending")
    return column


def _as_value(column: Column, measure: str, reason: str) -> Column:
    """前年度 of 前年度比 is what is compared with, not the period of the value."""
    period = None if measure == "year_on_year" else column.period
    return replace(column, role=VALUE, measure=measure, period=period, reason=reason)


def _read_near(
    column: Column, path: Sequence[Cell], layout: Layout, edition: date | None
) -> Column:
    """A heading that is almost a known word is taken for it, with a finding."""
    if column.role is not None or not column.rest:
        return column
    for cell in reversed(path):
        apart = take_apart(cell.passage.joined().text, edition)
        for word in apart.words:
            near = near_word(word, layout)
            if near is None:
                continue
            as_known = replace(apart, full=near, words=(near,))
            told = replace(_by_words(column, as_known, layout), reason="near", rest="")
            group = cell.row, cell.column
            return replace(told, group=group).doubted("P107", word=near)
    return column


def _in_eras(columns: Sequence[Column], edition: date | None) -> Iterable[Column]:
    """７年度 behind 令和6年度 is of the era that was named last; an inference, and flagged.

    Where no heading names an era, it is the one of the edition.
    """
    before = _base_of(columns, edition)
    for column in columns:
        heading = normalise_heading(column.heading)
        named = _YEAR_NUMBER.search(heading)
        year = column.period.value.fiscal_year if column.period else None
        bare = _BARE_YEAR.search(heading)
        if column.period is not None or bare is None or before is None:
            if named and year:
                before = year - _count(named[1])
            yield column
        else:
            yield replace(column, period=fiscal_period(bare[0], before + _count(bare[1])))


def _base_of(columns: Sequence[Column], edition: date | None) -> int | None:
    """The year before the first one of the era that the first dated heading is of."""
    for column in columns:
        named = _YEAR_NUMBER.search(normalise_heading(column.heading))
        year = column.period.value.fiscal_year if column.period else None
        if named and year:
            return year - _count(named[1])
    return _era_base(edition) if edition else None


def _era_base(edition: date) -> int:
    """令和 or 平成, by the day: the year that counts as 0."""
    return 2018 if edition >= date(2019, 5, 1) else 1988


def _count(number: str) -> int:
    return 1 if number == "元" else int(number)
