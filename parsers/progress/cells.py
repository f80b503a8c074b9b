"""One cell into records, by the role of its column."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from parsers.document import Passage
from parsers.findings import Finding
from parsers.notation.dates import find_dates
from parsers.notation.indicators import parse_indicator
from parsers.notation.model import Indicator, Measurement, Parsed
from parsers.notation.values import find_values
from parsers.progress.events import state_of
from parsers.progress.items import Item, split_items, split_lines
from parsers.progress.numbering import is_number, split_number
from parsers.progress.records import (
    Activity,
    Count,
    Event,
    IndicatorRow,
    Measure,
    Observation,
    Project,
)


@dataclass(frozen=True, slots=True)
class CellRecords:
    """What one cell holds.

    Attributes:
        placed: The parts of the cell that stand in the records, as slices of the cell.
        findings: What is doubtful, with its place.
        project: The row heading, where the cell is one.
    """

    placed: tuple[Passage, ...]
    findings: tuple[Finding, ...] = ()
    project: Project | None = None
    measures: tuple[Measure, ...] = ()
    activities: tuple[Activity, ...] = ()
    events: tuple[Event, ...] = ()
    counts: tuple[Count, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()


def read_project_cell(cell: Passage) -> CellRecords:
    """A row heading and the measures (▼) under it."""
    first, *rest = split_lines(cell)
    if rest and is_number(first.passage.text):
        second, *rest = rest
        whole = cell.slice(first.passage.start - cell.start, second.passage.end - cell.start)
        first = Item("", replace(whole, locator=first.passage.locator))
    passage = first.passage.on_one_line()
    number, name = split_number(passage.text)
    project = Project(number, name, passage)
    measures = tuple(Measure(project, i.body.text, i.passage.joined()) for i in rest)
    placed = tuple(item.passage for item in (first, *rest))
    return CellRecords(placed, project=project, measures=measures)


def read_activities_cell(
    cell: Passage, project: Project | None, edition: date | None
) -> CellRecords:
    """Activities with the dates and the counts that they name."""
    split = split_items(cell)
    activities: list[Activity] = []
    events: list[Event] = []
    counts: list[Count] = []
    findings = list(split.findings)
    for item in split.items:
        activity = Activity(project, item.body.text, item.passage.joined())
        activities.append(activity)
        for period in find_dates(activity.passage.text, edition):
            events.append(Event(activity, period, state_of(period.value, edition)))
            findings += locate(period.findings, activity.passage)
        for value in find_values(activity.passage.text):
            counts.append(Count(activity, Observation("count", value.value, activity.passage)))
            findings += locate(value.findings, activity.passage)
    return CellRecords(
        placed=tuple(item.passage for item in split.items),
        findings=tuple(findings),
        activities=tuple(activities),
        events=tuple(events),
        counts=tuple(counts),
    )


def read_progress_cell(cell: Passage, project: Project | None, edition: date | None) -> CellRecords:
    """Indicators written as 「指標：実績/目標」; what is none stays unplaced."""
    split = split_items(cell, lambda text: parse_indicator(text, edition) is not None)
    placed: list[Passage] = []
    indicators: list[IndicatorRow] = []
    for item in split.items:
        parsed = parse_indicator(item.passage.text, edition)
        if parsed is not None:
            placed.append(item.passage)
            indicators.append(_indicator_row(item, parsed, project))
    findings = [*split.findings, *(f for row in indicators for f in row.findings)]
    return CellRecords(tuple(placed), tuple(findings), indicators=tuple(indicators))


def locate(findings: tuple[Finding, ...], passage: Passage) -> Iterator[Finding]:
    """The findings of a parsed passage, with their place on the page."""
    for finding in findings:
        box = passage.slice(finding.start, finding.end).box if finding.box is None else finding.box
        yield replace(finding, locator=passage.locator, box=box)


def _indicator_row(item: Item, parsed: Parsed[Indicator], project: Project | None) -> IndicatorRow:
    indicator = parsed.value
    passage = item.passage.on_one_line()
    return IndicatorRow(
        project=project,
        label=_one_line(item.passage, indicator),
        passage=passage,
        observations=(
            *(_observation(m, indicator, passage) for m in indicator.measurements),
            *(Observation("count", value, passage, None) for value in indicator.extra),
        ),
        as_of=indicator.as_of,
        cumulative=indicator.cumulative,
        note=indicator.note.replace("\n", " "),
        findings=tuple(locate(parsed.findings, passage)),
    )


def _one_line(passage: Passage, indicator: Indicator) -> str:
    """The label without the line feeds of the layout."""
    if "\n" not in indicator.label:
        return indicator.label
    return passage.slice(indicator.label_start, indicator.label_end).joined().text


def _observation(measurement: Measurement, indicator: Indicator, passage: Passage) -> Observation:
    """A measurement with its place; the as-of of the whole holds for what was measured."""
    period = measurement.period
    if period is None and measurement.measure == "actual":
        period = indicator.as_of
    value = measurement.value
    value = replace(value, text=value.text.replace("\n", " "))
    return Observation(measurement.measure, value, passage, period)
