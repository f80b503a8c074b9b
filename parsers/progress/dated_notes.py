"""Periods that a note gives one indicator by name: 空港利用者数は前月分までの累計."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import regex
from msgspec import structs

from parsers.document import Document, Passage
from parsers.findings import Finding
from parsers.notation.dates import find_dates
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Period
from parsers.progress.footnotes import after_mark
from parsers.progress.records import IndicatorRow, Observation

_CLAUSE = regex.compile(r"(?:[^。、，,「」\s]|(?<=は)、|(?<=[^。、，,「」\s])」)+")
_NAME_END = regex.compile(r"」?(?:の(?:実績|現状|累計)?(?:数値|値)?)?$")
_LAST_MONTH = regex.compile(r"前月末?")
_ONLY_DATE = regex.compile(
    r"(?:分|末|現在|時点|まで|から|の|累計|合計|実績|数値|数|値|速報|暫定|確定|集計|公表|を(?:記載|掲載|計上)|して(?:いる|います)|です|である)*"
)
_SPAN = ("day", "month")

Named = Mapping[str, tuple[Parsed[Period], Passage]]


def find_named_periods(document: Document, edition: date | None) -> Named:
    """What the paragraphs say of an indicator by its name: the name, は, and nothing but a period."""
    return dict(
        found
        for block in document.blocks
        if isinstance(block, Passage)
        for found in _named_in(block, edition)
    )


def _named_in(
    passage: Passage, edition: date | None
) -> Iterator[tuple[str, tuple[Parsed[Period], Passage]]]:
    for clause in _CLAUSE.finditer(passage.joined().text):
        name, said, rest = clause[0].rpartition("は")
        period = read_period(rest.lstrip("、"), edition) if said else None
        if period is not None:
            yield _key(_NAME_END.sub("", after_mark(name))), (period, passage)


def read_period(text: str, edition: date | None) -> Parsed[Period] | None:
    """The period of a text that says nothing else; 前月 is told by the edition."""
    text = fold(text.strip().rstrip("。"))
    last = _LAST_MONTH.match(text)
    if last and edition and _ONLY_DATE.fullmatch(text, last.end()):
        day = edition.replace(day=1) - timedelta(days=1)
        period = Period(last[0], day.isoformat(), day, day, "day", year_inferred=True)
        return Parsed(period, 0, last.end(), "前月", ())
    for parsed in find_dates(text, edition)[:1]:
        if parsed.start == 0 and _ONLY_DATE.fullmatch(text, parsed.end):
            return parsed
    return None


def with_named_period(row: IndicatorRow, named: Named) -> IndicatorRow:
    """The indicator with the period that a note gives to its latest actual, flagged."""
    found = named.get(_key(row.label))
    actual = row.actual
    if found is None or actual is None:
        return row
    said, passage = found
    period = _running_to(actual, said)
    others = (o for o in row.observations if o.measure == "actual" and o is not actual)
    if any(o.period and o.period.value.edtf == period.value.edtf for o in others):
        return row

    def dated(observation: Observation) -> Observation:
        same = observation is actual or (
            observation.measure == "achievement_rate" and observation.period == actual.period
        )
        return replace(observation, period=period) if same else observation

    observations = tuple(map(dated, row.observations))
    details = {"indicator": row.label, "period": period.value.edtf}
    doubt = Finding("P110", passage.text, details, locator=passage.locator, box=passage.box)
    return replace(row, observations=observations, findings=(*row.findings, doubt))


def _running_to(actual: Observation, said: Parsed[Period]) -> Parsed[Period]:
    """A day within the period of a total ends it; any other period stands in its place."""
    whole = actual.period.value if actual.period else None
    end = said.value.end
    if whole is None or whole.start is None or whole.end is None or end is None:
        return said
    if said.value.precision not in _SPAN or not whole.start < end <= whole.end:
        return said
    value = structs.replace(
        said.value, edtf=f"{whole.start}/{end}", start=whole.start, precision="day"
    )
    return structs.replace(said, value=value)


def _key(label: str) -> str:
    return "".join(fold(label).split())
