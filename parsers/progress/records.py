"""What a progress document says, as records that keep the place of each value.

A record holds passages, not strings: the text of a passage is the source's own, and each value's
span indexes it, so that the box of the very number can be found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from parsers.document import Box, Passage, Table
from parsers.findings import Finding
from parsers.notation.model import Parsed, Period, Value

if TYPE_CHECKING:
    from parsers.progress.columns import Column
    from parsers.progress.publisher import Publisher

YEAR = 366
"""Days of the longest year."""


@dataclass(frozen=True, slots=True)
class Project:
    """A row heading: 「① 瀬戸内産業競争力・生産性強化」.

    Attributes:
        number: Its number as plain digits or letters (`1`, `1-2`); empty where it has none.
        name: The heading without its number.
        passage: The heading as printed, on one line.
    """

    number: str
    name: str
    passage: Passage

    @property
    def named(self) -> Passage:
        """The part of the passage that is its name, where it stands at the end."""
        at = len(self.passage.text) - len(self.name)
        return self.passage.slice(at, len(self.passage.text)) if at > 0 else self.passage


@dataclass(frozen=True, slots=True)
class Measure:
    """A line under a row heading (▼港湾の機能強化): `name` without its mark."""

    project: Project
    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Activity:
    """A thing done or planned: `name` without its bullet."""

    project: Project | None
    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Event:
    """A date in an activity.

    Attributes:
        activity: The activity that names the date; the period's span indexes its passage.
        period: The date.
        state: `done` `ongoing` `planned` `unknown`, as seen from the edition.
    """

    activity: Activity
    period: Parsed[Period]
    state: str

    @property
    def box(self) -> Box | None:
        """The box around the date itself, or its first line."""
        return self.activity.passage.slice(self.period.start, self.period.end).first_line_box


@dataclass(frozen=True, slots=True)
class Observation:
    """One number, state or missing mark.

    Attributes:
        measure: `actual` `target` `baseline` `forecast` `achievement_rate` `previous`
            `year_on_year` `count`.
        value: The value; its span indexes the passage.
        passage: The text that holds it, on one line.
        period: The period it holds for, where the document says one.
    """

    measure: str
    value: Value
    passage: Passage
    period: Parsed[Period] | None = None

    @property
    def box(self) -> Box | None:
        """The box around the value itself, or its first line where the layout breaks it."""
        return self.passage.slice(self.value.start, self.value.end).first_line_box


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with all that the document says of it.

    Attributes:
        project: The row heading that it stands under.
        label: Its name, on one line.
        passage: Its text, on one line.
        observations: Every value of it.
        as_of: The period that holds for the whole of it.
        cumulative: The document says 累計, 延べ ….
        note: What stands in brackets and is neither value nor date.
        findings: What is doubtful about it; spans index the passage.
    """

    project: Project | None
    label: str
    passage: Passage
    observations: tuple[Observation, ...]
    as_of: Parsed[Period] | None = None
    cumulative: bool = False
    note: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def actual(self) -> Observation | None:
        """What `progress` shows as the value: the latest actual that is a number, or any actual."""
        return _latest_actual(self.observations)

    @property
    def unit(self) -> str:
        """The unit of its numbers, as the first of them has it."""
        numbers = (o.value for o in self.observations if o.measure in ("actual", "target"))
        return next((value.unit for value in numbers if value.unit), "")

    @property
    def target(self) -> Observation | None:
        """What `progress` shows as the target: the last one of the plan.

        Where a document sets no target but an expectation, the one for the actual's own period.
        """
        return _latest_of(self.observations, "target") or self._expected()

    def _expected(self) -> Observation | None:
        reached = latest_period(self.observations)
        return next(
            (
                o
                for o in self.observations
                if o.measure == "forecast"
                and reached is not None
                and o.period is not None
                and o.period.value.edtf == reached.value.edtf
            ),
            None,
        )


def latest_period(observations: Sequence[Observation]) -> Parsed[Period] | None:
    """The period of the latest actual that is a number."""
    latest = _latest_actual([o for o in observations if o.value.status == "number"])
    return latest.period if latest else None


def _latest_actual(observations: Sequence[Observation]) -> Observation | None:
    """The latest actual that is a number, or any; no sum of years beside a target for one."""
    target = _latest_of(observations, "target")
    most = max(YEAR, _last_days(target)[1] if target else 0)
    numbers = [o for o in observations if o.value.status == "number"]
    return _latest_of(numbers, "actual", most) or _latest_of(observations, "actual", most)


def _latest_of(
    observations: Sequence[Observation], measure: str, most: float = inf
) -> Observation | None:
    """The observation whose period ends last, of several the longest; else the first of them.

    A month and the running total of its year end on one day; targets are for years. Periods of
    more than `most` days come after those that are shorter.
    """

    def last_days(observation: Observation) -> tuple[date, bool, int]:
        end, days = _last_days(observation)
        return end, days <= most, days

    return max((o for o in observations if o.measure == measure), key=last_days, default=None)


def _last_days(observation: Observation) -> tuple[date, int]:
    """The last day of an observation's period and the number of days in it."""
    period = observation.period.value if observation.period else None
    if period is None or period.end is None:
        return date.min, 0
    return period.end, (period.end - period.start).days if period.start else 0


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit in an activity (約70社)."""

    activity: Activity
    observation: Observation


@dataclass(frozen=True, slots=True)
class Residue:
    """Text that is in no record, and why (a code of `RESIDUE_REASONS`)."""

    passage: Passage
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the columns of a table, or of a part of one, were taken for.

    Attributes:
        table: The part as it was read; its headings are counted as they were understood.
        columns: Its columns, each with the reason for its role.
        turned: Its rows were read as columns.
    """

    table: Table
    columns: "tuple[Column, ...]"
    turned: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """All that was understood of one document, and all that was not."""

    title: str
    as_of: Parsed[Period] | None
    headings: Mapping[tuple[int, int], str]
    projects: tuple[Project, ...]
    measures: tuple[Measure, ...]
    indicators: tuple[IndicatorRow, ...]
    activities: tuple[Activity, ...]
    events: tuple[Event, ...]
    counts: tuple[Count, ...]
    residue: tuple[Residue, ...]
    decisions: tuple[Decisions, ...]
    findings: tuple[Finding, ...]
    characters_unplaced: int
    publisher: "Publisher | None" = None
