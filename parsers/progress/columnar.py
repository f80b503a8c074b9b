"""Rows of a table whose columns hold one value each, into indicators.

指標名｜単位｜基準値（H30）｜R1｜R2｜…｜目標値（R6）: a row is an indicator. Where a column says 目標 or 実績 for
each row, the rows that share an indicator's cell are one indicator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import regex
from msgspec import structs

from parsers.document import Cell, Passage, Table
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
    REMARK,
    TIME,
    UNIT,
    VALUE,
    Column,
    find_unit,
)
from parsers.progress.layout import Layout, normalise_heading
from parsers.progress.records import IndicatorRow, Observation, Project, latest_period

_SUB_ROW = regex.compile(r"^[\s\N{IDEOGRAPHIC SPACE}]*(?:うち|（うち|\(うち|内数)\s*(?P<name>.+)$")
_UNIT_BRACKET = regex.compile(r"\s*[(（\[［][^()（）\[\]［］]*[)）\]］]\s*$")
_DATED = regex.compile(r"^(?P<value>[^()（）]+?)\s*[(（\[［](?P<date>[^()（）\[\]［］]+)[)）\]］]$")
_FOOTNOTE = regex.compile(r"\s*(?:[※*＊]\s*[0-9０-９]*|[(（]注\s*[0-9０-９]*[)）]|注[0-9０-９]+)$")
_RATES = frozenset({"achievement_rate", "year_on_year"})
_SUMS = ("合計", "総計", "小計")
_NO_UNIT = frozenset("-－―−‐–—ー")


@dataclass(frozen=True, slots=True)
class RowRecords:
    """What the rows of one indicator hold; `indicator` is None where they hold none."""

    indicator: IndicatorRow | None
    placed: tuple[Passage, ...]


@dataclass(slots=True)
class _Row:
    """The cells of one indicator while its rows are gathered."""

    label: Cell
    cells: list[tuple[Cell, Column, str]] = field(default_factory=list)
    unit: str = ""
    times: dict[str, Parsed[Period]] = field(default_factory=dict)
    placed: list[Passage] = field(default_factory=list)
    note: str = ""


def read_indicator_rows(
    table: Table,
    columns: Sequence[Column],
    rows: Sequence[int],
    project: Project | None,
    layout: Layout,
    edition: date | None,
    parent: str = "",
) -> RowRecords:
    """Read the rows that share one indicator cell.

    Args:
        table: The table.
        columns: Its columns.
        rows: Indices of the rows.
        project: The row heading that they stand under.
        layout: The words of headings.
        edition: Last day the document reports on.
        parent: Label of the indicator above, which a sub-row (うち…) narrows.
    """
    gathered = _gather(table.grid(), columns, rows, layout, edition)
    if gathered is None:
        return RowRecords(None, ())
    unit = _unit_of(gathered)
    observations: list[Observation] = []
    findings: list[Finding] = []
    for cell, column, measure in gathered.cells:
        period = _period_of(column, gathered.times.get(measure), measure, edition)
        observed = _observe(cell, column, measure, unit, period, edition)
        if observed is None:
            findings.append(_unread(cell, column))
            continue
        observation, doubts = observed
        observations.append(observation)
        findings += doubts
        gathered.placed.append(cell.passage)
    if not _speaks_of_progress(gathered, observations):
        return RowRecords(None, ())
    observations = [_dated_by_row(o, observations) for o in observations]
    label = _label_of(gathered, observations, parent)
    row = IndicatorRow(
        project=project,
        label=label,
        passage=gathered.label.passage.joined(),
        observations=tuple(observations),
        cumulative="累計" in label or "延べ" in label or any(c.cumulative for c in columns),
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
    text = gathered.label.passage.joined().text
    printed = any(o.value.unit and o.value.unit in fold(o.value.text) for o in observations)
    label = _FOOTNOTE.sub("", text).strip() if printed else _plain_label(text)
    narrower = sub_row_name(label)
    return f"{parent}（{narrower}）" if parent and narrower else label


def _dated_by_row(observation: Observation, row: Sequence[Observation]) -> Observation:
    """A rate or a comparison without a period of its own speaks of the latest actual."""
    if observation.period is not None or observation.measure not in _RATES:
        return observation
    return replace(observation, period=latest_period(row))


def is_total(text: str, layout: Layout) -> bool:
    """Whether the name of a row says that it adds up others (計, 効果額合計)."""
    name = normalise_heading(_plain_label(text))
    return name in layout.totals or name.endswith(_SUMS)


def sub_row_name(text: str) -> str:
    """What a sub-row narrows its indicator to (県北エリア of うち県北エリア); empty if it is none."""
    match = _SUB_ROW.match(text)
    return match["name"].strip().rstrip(")）") if match else ""


def _gather(
    grid: Mapping[tuple[int, int], Cell],
    columns: Sequence[Column],
    rows: Sequence[int],
    layout: Layout,
    edition: date | None,
) -> _Row | None:
    name = next(c for c in columns if c.role == INDICATOR)
    label = grid.get((rows[0], name.index))
    if label is None or not label.text.strip():
        return None
    gathered = _Row(label, placed=[label.passage])
    for row in rows:
        measure = _measure_of(grid, columns, row, layout, gathered)
        for column in columns:
            cell = grid.get((row, column.index))
            begins = cell is not None and (cell.row, cell.column) == (row, column.index)
            if cell is not None and begins and cell.text.strip():
                _take(gathered, cell, column, measure or column.measure, edition)
    return gathered


def _measure_of(
    grid: Mapping[tuple[int, int], Cell],
    columns: Sequence[Column],
    row: int,
    layout: Layout,
    gathered: _Row,
) -> str:
    """The measure that the row itself names (目標, 成果実績); empty where no column does."""
    for column in columns:
        cell = grid.get((row, column.index))
        if column.role == MEASURE and cell is not None:
            word = normalise_heading(cell.text)
            if word in layout.measures:
                gathered.placed.append(cell.passage)
                return layout.measures[word]
    return ""


def _take(gathered: _Row, cell: Cell, column: Column, measure: str, edition: date | None) -> None:
    """Put a cell where it belongs: a value, the unit, the time of a value, a remark."""
    if column.role == VALUE and measure:
        gathered.cells.append((cell, column, measure))  # placed once it is read
        return
    if column.role == UNIT:
        gathered.unit = gathered.unit or cell.text
    elif column.role == TIME:
        parsed = parse_date(cell.text, edition)
        if parsed is None:
            return
        gathered.times[column.measure] = parsed
    elif column.role == REMARK:
        gathered.note = " ".join(filter(None, [gathered.note, cell.passage.joined().text]))
    else:
        return
    gathered.placed.append(cell.passage)


def _unit_of(gathered: _Row) -> str:
    unit = fold(gathered.unit).strip()
    return find_unit(gathered.label.text) if not unit or unit in _NO_UNIT else unit


def _period_of(
    column: Column, time: Parsed[Period] | None, measure: str, edition: date | None
) -> Parsed[Period] | None:
    """The period of a value; a running total of a year that has not ended ends at the edition."""
    period = time or column.period
    if period is None or edition is None or measure != "actual" or not column.cumulative:
        return period
    value = period.value
    if value.start is None or value.end is None or not value.start <= edition < value.end:
        return period
    edtf = f"{value.start}/{edition}"
    return structs.replace(
        period, value=structs.replace(value, edtf=edtf, end=edition, precision="day")
    )


def _observe(
    cell: Cell,
    column: Column,
    measure: str,
    unit: str,
    period: Parsed[Period] | None,
    edition: date | None,
) -> tuple[Observation, tuple[Finding, ...]] | None:
    """The value of a cell, None where no rule reads it; 12.3（H29） has a period of its own."""
    passage = cell.passage.on_one_line()
    unit = column.unit or unit
    parsed = None
    dated = _DATED.match(passage.text.rstrip())
    own = find_dates(dated["date"], edition) if dated else ()
    if dated and own:
        parsed = parse_value(dated["value"], unit=unit)
        shift = dated.start("date")
        period = structs.replace(own[0], start=own[0].start + shift, end=own[0].end + shift)
    parsed = parsed or parse_value(passage.text, unit=unit)
    if parsed is None:
        return None
    value = _with_unit(parsed.value, unit)
    return Observation(measure, value, passage, period), tuple(locate(parsed.findings, passage))


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


def _plain_label(label: str) -> str:
    """The label without a footnote mark and a bracket that holds nothing but the unit."""
    label = _FOOTNOTE.sub("", label)
    match = _UNIT_BRACKET.search(label)
    if match and find_unit(match[0]):
        return label[: match.start()].strip()
    return label.strip()
