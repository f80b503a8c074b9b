"""Rows of a table whose columns hold one value each, into indicators.

指標名｜単位｜基準値（H30）｜R1｜R2｜…｜目標値（R6）: a row is an indicator. Where a column says 目標 or 実績 for
each row, or a year, the rows that share an indicator's cell are one indicator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import regex
from msgspec import structs

from parsers.document import Cell, Passage
from parsers.findings import Finding
from parsers.notation.dates import find_dates, parse_date
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Period, Value
from parsers.notation.units import read_unit
from parsers.notation.values import parse_value
from parsers.progress.cells import locate
from parsers.progress.columns import (
    INDICATOR,
    MEASURE,
    NAME_PART,
    REMARK,
    TIME,
    UNIT,
    VALUE,
    Column,
)
from parsers.progress.footnotes import without_marks
from parsers.progress.heading_words import as_fiscal, find_unit, row_measure, without_brackets
from parsers.progress.items import without_marker
from parsers.progress.labels import narrowed, plain_label, sub_row_name
from parsers.progress.layout import Layout
from parsers.progress.periods import compared_with, running_total
from parsers.progress.records import IndicatorRow, Observation, Project, latest_period

_DATED = regex.compile(
    r"^(?P<value>[^()（）]+?)\s*[(（\[［](?P<date>[^()（）\[\]［］]+?)(?:時点|現在)?[)）\]］]$"
)
_LED = regex.compile(r"^(?P<date>[^:：]{2,12}?)\s*[:：]\s*(?P<value>\S.*)$")
_RATES = frozenset({"achievement_rate", "year_on_year"})
_NO_UNIT = frozenset("-－―−‐–—ー")
_ALONE = {"present": "actual", "midway": "target", "final": "actual"}
"""What 現状値, 中間値 and 最終値 mean as names of rows."""


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all rows of a table.

    Attributes:
        columns: Its columns.
        layout: The words of headings.
        edition: Last day the document reports on.
        fiscal: R5 is a fiscal year in this document.
        unit: The unit that stands above the table (単位：千人).
        caption: The name of the one indicator of a table that names none itself.
        facet: Which of several values of a row is read (面積 of 面積 and 産出額).
    """

    columns: tuple[Column, ...]
    layout: Layout
    edition: date | None
    fiscal: bool = False
    unit: str = ""
    caption: Project | None = None
    facet: str = ""

    @property
    def facets(self) -> tuple[str, ...]:
        """What tells columns of one measure and period apart (面積, 産出額); one blank if nothing."""
        values = [c for c in self.columns if c.role == VALUE]
        kinds = {(c.measure, c.period and c.period.value.edtf) for c in values}
        told = dict.fromkeys(c.rest for c in values if c.rest)
        return tuple(told) if len(told) > 1 and len(kinds) < len(values) else ("",)

    def of(self, facet: str) -> "Context":
        """The context with the values of one facet only."""
        columns = tuple(c for c in self.columns if c.role != VALUE or c.rest in (facet, ""))
        return replace(self, columns=columns, facet=facet)


@dataclass(frozen=True, slots=True)
class RowRecords:
    """What the rows of one indicator hold; `indicator` is None where they hold none."""

    indicator: IndicatorRow | None
    placed: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cell of a value with what its row says of it."""

    cell: Cell
    column: Column
    measure: str
    unit: str
    time: Parsed[Period] | None


@dataclass(slots=True)
class _Row:
    """The cells of one indicator while its rows are gathered."""

    label: Passage
    parts: list[str] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    unit: str = ""
    placed: list[Passage] = field(default_factory=list)
    note: str = ""


def read_indicator_rows(
    grid: Mapping[tuple[int, int], Cell],
    context: Context,
    rows: Sequence[int],
    project: Project | None,
    parent: IndicatorRow | None = None,
) -> RowRecords:
    """Read the rows that share one indicator cell.

    Args:
        grid: The cell that covers each place of the table.
        context: What holds for all of them.
        rows: Indices of the rows.
        project: The row heading that they stand under.
        parent: The indicator above, which a sub-row (うち…) narrows.
    """
    gathered = _gather(grid, context, rows)
    if gathered is None:
        return RowRecords(None, ())
    narrows = parent if sub_row_name(gathered.label.text) else None
    unit = _unit_of(gathered) or (narrows.unit if narrows else "") or context.unit
    observations: list[Observation] = []
    findings: list[Finding] = []
    for entry in gathered.entries:
        observed = _observe(entry, unit, context)
        if observed is None:
            findings.append(_unread(entry.cell, entry.column))
            continue
        observation, doubts = observed
        observations.append(observation)
        findings += doubts
        gathered.placed.append(entry.cell.passage)
    if not _speaks_of_progress(gathered, observations):
        return RowRecords(None, ())
    observations = [_dated_by_row(o, observations) for o in observations]
    label = _label_of(gathered, observations, narrows.label if narrows else "")
    row = IndicatorRow(
        project=project,
        label=label,
        passage=gathered.label.joined(),
        observations=tuple(observations),
        cumulative="累計" in label or "延べ" in label or any(c.cumulative for c in context.columns),
        note=gathered.note,
        findings=tuple(findings),
    )
    return RowRecords(row, tuple(gathered.placed))


def _speaks_of_progress(gathered: _Row, observations: Sequence[Observation]) -> bool:
    """Whether a row is an indicator: it has a name in letters, and an actual or a target."""
    named = any(map(str.isalpha, gathered.label.text))
    return named and any(o.measure in ("actual", "target", "forecast") for o in observations)


def _label_of(gathered: _Row, observations: Sequence[Observation], parent: str) -> str:
    """The indicator's name; a bracket with the unit is no part of it unless values print one too."""
    text = gathered.label.joined().text
    bracket = find_unit(text)
    printed = any(
        bracket and o.measure not in _RATES and bracket in fold(o.value.text) for o in observations
    )
    label = without_marker(without_marks(text)) if printed else plain_label(text)
    return narrowed(label, parent, gathered.parts)


def _dated_by_row(observation: Observation, row: Sequence[Observation]) -> Observation:
    """A rate or a comparison without a period of its own speaks of the latest actual."""
    if observation.period is not None or observation.measure not in _RATES:
        return observation
    return replace(observation, period=latest_period(row))


def _gather(
    grid: Mapping[tuple[int, int], Cell], context: Context, rows: Sequence[int]
) -> _Row | None:
    gathered = _begin(grid, context, rows[0])
    if gathered is None:
        return None
    for row in rows:
        cells = list(_cells(grid, context.columns, row))
        measure = _measure_of(cells, context.layout, gathered)
        times = _times_of(cells, context, gathered)
        unit = next((cell.text for cell, column in cells if column.role == UNIT), "")
        gathered.unit = gathered.unit or unit
        for cell, column in cells:
            if (cell.row, cell.column) == (row, column.index):
                _take(gathered, cell, column, measure, times, unit)
    return gathered


def _begin(grid: Mapping[tuple[int, int], Cell], context: Context, row: int) -> _Row | None:
    """The name of an indicator: its cell and the cells that narrow it, or the table's caption."""
    name = next((c for c in context.columns if c.role == INDICATOR), None)
    if name is None:
        caption = context.caption
        return _Row(caption.named) if caption else None
    label = grid.get((row, name.index))
    if label is None or not label.text.strip():
        return None
    parts = [
        cell
        for column in context.columns
        if column.role == NAME_PART
        and (cell := grid.get((row, column.index)))
        and cell is not label
        and cell.text.strip()
    ]
    texts = [*(cell.passage.joined().text for cell in parts), context.facet]
    return _Row(label.passage, texts, placed=[label.passage, *(cell.passage for cell in parts)])


def _cells(
    grid: Mapping[tuple[int, int], Cell], columns: Sequence[Column], row: int
) -> Iterator[tuple[Cell, Column]]:
    """The printed cells that cover a row, each with the column it begins in."""
    for column in columns:
        cell = grid.get((row, column.index))
        if cell is not None and cell.column == column.index and cell.text.strip():
            yield cell, column


def _measure_of(cells: Sequence[tuple[Cell, Column]], layout: Layout, gathered: _Row) -> str:
    """The measure that the row itself names (目標, 成果実績); empty where no column does."""
    for cell, column in cells:
        measure = row_measure(cell.text, layout) if column.role == MEASURE else ""
        if measure:
            gathered.placed.append(cell.passage)
            return _ALONE.get(measure, measure)
    return ""


def _times_of(
    cells: Sequence[tuple[Cell, Column]], context: Context, gathered: _Row
) -> list[tuple[Column, Parsed[Period]]]:
    """The times that cells of a row say, each with its column."""
    times: list[tuple[Column, Parsed[Period]]] = []
    for cell, column in cells:
        if column.role != TIME:
            continue
        parsed = parse_date(without_brackets(cell.text), context.edition)
        if parsed is not None:
            times.append((column, as_fiscal(parsed) if context.fiscal else parsed))
            gathered.placed.append(cell.passage)
    return times


def _take(
    gathered: _Row,
    cell: Cell,
    column: Column,
    measure: str,
    times: Sequence[tuple[Column, Parsed[Period]]],
    unit: str,
) -> None:
    """Put a cell where it belongs: a value, the unit, a remark."""
    measure = measure or column.measure
    if column.role == VALUE and measure:
        time = _time_for(column, measure, times)
        gathered.entries.append(_Entry(cell, column, measure, unit, time))  # placed once it is read
    elif column.role == UNIT:
        gathered.placed.append(cell.passage)
    elif column.role == REMARK:
        gathered.note = " ".join(filter(None, [gathered.note, cell.passage.joined().text]))
        gathered.placed.append(cell.passage)


def _time_for(
    column: Column, measure: str, times: Sequence[tuple[Column, Parsed[Period]]]
) -> Parsed[Period] | None:
    """The time of a value: from under the same heading, else of its measure, else of the row."""
    alike = [(c, t) for c, t in times if c.measure == measure]
    beside = [t for c, t in alike if c.group is not None and c.group == column.group]
    whole = [t for c, t in alike if c.group is None or len(alike) == 1]
    row = [t for c, t in times if not c.measure]
    return next(iter(beside or whole or row), None)


def _unit_of(gathered: _Row) -> str:
    unit = _printed_unit(gathered.unit)
    return unit or find_unit(gathered.label.text)


def _printed_unit(text: str) -> str:
    """A unit as printed; a mark in its place says that there is none."""
    unit = fold(text).strip()
    return "" if unit in _NO_UNIT else unit


def _observe(
    entry: _Entry, unit: str, context: Context
) -> tuple[Observation, tuple[Finding, ...]] | None:
    """The value of a cell, None where no rule reads it; 12.3（H29） has a period of its own."""
    column, edition = entry.column, context.edition
    passage = entry.cell.passage.on_one_line()
    unit = column.unit or _printed_unit(entry.unit) or unit
    if entry.measure in _RATES and unit != "%":
        unit = ""
    period = running_total(entry.time or column.period, column, entry.measure, edition)
    parsed = None
    text = without_marks(passage.text)
    dated = _DATED.match(text) or _LED.match(text)
    own = find_dates(dated["date"], edition) if dated else ()
    if dated and own:
        parsed = _moved(parse_value(dated["value"], unit=unit), dated.start("value"))
        shift = dated.start("date") + passage.text.index(dated[0])
        said = as_fiscal(own[0]) if context.fiscal else own[0]
        period = structs.replace(said, start=said.start + shift, end=said.end + shift)
    parsed = parsed or parse_value(passage.text, unit=unit)
    if parsed is None:
        return None
    period = period or compared_with(column, entry.measure, edition)
    value = _with_unit(parsed.value, unit)
    observation = Observation(entry.measure, value, passage, period)
    return observation, tuple(locate(parsed.findings, passage))


def _moved(parsed: Parsed[Value] | None, by: int) -> Parsed[Value] | None:
    """A value with its span where it stands in the whole text."""
    if parsed is None or not by:
        return parsed
    value = parsed.value
    value = structs.replace(value, start=value.start + by, end=value.end + by)
    return structs.replace(
        parsed,
        value=value,
        start=parsed.start + by,
        end=parsed.end + by,
        findings=tuple(finding.moved(by) for finding in parsed.findings),
    )


def _unread(cell: Cell, column: Column) -> Finding:
    """A cell of a column of values that no rule reads; its text stays residue."""
    details = {"heading": column.heading}
    passage = cell.passage
    return Finding("P106", cell.text, details, locator=passage.locator, box=passage.box)


def _with_unit(value: Value, unit: str) -> Value:
    """A mark or a word in a column of numbers stands in the unit of the row."""
    return (
        value
        if value.status == "number" or not unit
        else structs.replace(value, unit=read_unit(unit).text)
    )
