"""What the report shows of each series: its indicators, how far they are, and what moved.

Who is who over the editions, and what changed, is in the tables already; this module only arranges it and says in one word how far an indicator is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.report.dataset import Dataset, Row

REACHED, ON_THE_WAY, BEHIND, UNMEASURED = "reached", "on_the_way", "behind", "unmeasured"
STANDINGS = (REACHED, ON_THE_WAY, BEHIND, UNMEASURED)
HALF = 0.5
"""Below this achievement rate an indicator counts as behind."""
_DOWN = "down"


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator in one edition.

    Attributes:
        row: Its row of `panel`.
        actual: The row of `observations` of the number reached, if it is there.
        target: The row of `observations` of the number aimed at, if it is there.
        changes: Rows of `changes`: what moved since the edition before.
        text: The text of the source that it was read from.
    """

    row: Row
    actual: Row | None
    target: Row | None
    changes: tuple[Row, ...]
    text: str

    @property
    def day(self) -> date | None:
        """The last day that its number is for."""
        day = self.row["as_of_end"] or self.row["edition"]
        return day if isinstance(day, date) else None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator through the editions, oldest first.

    Attributes:
        row: Its row of `indicators`.
        points: Its editions.
        current: Whether the latest edition of the series has it.
    """

    row: Row
    points: tuple[Point, ...]
    current: bool

    @property
    def indicator_id(self) -> str:
        """Stable id."""
        return str(self.row["indicator_id"])

    @property
    def name(self) -> str:
        """As its last edition calls it."""
        return str(self.row["indicator"])

    @property
    def latest(self) -> Point:
        """Its last edition."""
        return self.points[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """Each name that it had, the newest first."""
        return tuple(dict.fromkeys(point.row["name"] for point in reversed(self.points)))

    @property
    def rate(self) -> float | None:
        """The achievement rate of the last edition; 1 is 100 %."""
        rate: float | None = self.latest.row["achievement_rate"]
        return rate

    @property
    def standing(self) -> str:
        """One of `STANDINGS`."""
        before = self.points[-2].row if len(self.points) > 1 else None
        return judge(self.latest.row, before, self.row["direction"] or "")


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as the report shows it.

    Attributes:
        series_id: Stable id.
        name: Title.
        publisher: Official name.
        editions: Last day of each edition, oldest first; None for the one that names none.
        indicators: Those of the latest edition first, in the order of the document.
        documents: Rows of `documents` of every edition, oldest first.
        latest_changes: Rows of `changes` of the latest edition.
        findings: Rows of `findings` of the latest edition.
        residue: Rows of `residue` of the latest edition.
        events: Rows of `events` of the latest edition.
    """

    series_id: str
    name: str
    publisher: str
    editions: tuple[date | None, ...]
    indicators: tuple[Indicator, ...]
    documents: tuple[Row, ...] = field(repr=False)
    latest_changes: tuple[Row, ...] = field(repr=False)
    findings: tuple[Row, ...] = field(repr=False)
    residue: tuple[Row, ...] = field(repr=False)
    events: tuple[Row, ...] = field(repr=False)

    @property
    def day(self) -> date | None:
        """The last day that the latest edition reports on."""
        return self.editions[-1]

    @property
    def current(self) -> tuple[Indicator, ...]:
        """The indicators that the latest edition has."""
        return tuple(i for i in self.indicators if i.current)

    @property
    def standings(self) -> Mapping[str, int]:
        """How many indicators of the latest edition stand where."""
        counts = Counter(indicator.standing for indicator in self.current)
        return {standing: counts[standing] for standing in STANDINGS}

    @property
    def coverage(self) -> float:
        """The share of characters of all its documents that reached a table or the residue."""
        every = sum(row["characters"] or 0 for row in self.documents)
        lost = sum(row["characters_unplaced"] or 0 for row in self.documents)
        return 1 - lost / every if every else 1.0


def judge(row: Row, before: Row | None, direction: str) -> str:
    """How far an indicator is, from its rows of `panel` in an edition and the one before.

    Reached: the value meets its target, or says so (実現, 達成). Behind: it has less than half of
    its target, or fell back since the edition before. Unmeasured: no value, no target, no numbers
    that compare. All else is on the way.
    """
    value, target = row["value_std"], row["target_std"]
    if value is None or target is None:
        same = row["value_text"] and row["value_text"] == row["target_text"]
        return REACHED if same and row["value_status"] == "state" else UNMEASURED
    if value <= target if direction == _DOWN else value >= target:
        return REACHED
    rate, earlier = row["achievement_rate"], before["value_std"] if before else None
    fell_back = earlier is not None and (value > earlier if direction == _DOWN else value < earlier)
    short = direction != _DOWN and rate is not None and rate < HALF
    return BEHIND if fell_back or short else ON_THE_WAY


def make_views(dataset: Dataset) -> tuple[SeriesView, ...]:
    """The series of a dataset, in the order of publisher and name."""
    rows = _Rows(dataset)
    by_series: dict[str, list[Row]] = defaultdict(list)
    for row in dataset["indicators"]:
        by_series[row["series_id"]].append(row)
    views = (_make_view(own, rows) for own in by_series.values())
    return tuple(sorted(views, key=lambda view: (view.publisher, view.name, view.series_id)))


class _Rows:
    """The rows of a dataset, by what they are asked for."""

    def __init__(self, dataset: Dataset) -> None:
        self._tables = {
            name: dataset.by_document(name)
            for name in ("documents", "findings", "residue", "events")
        }
        self.panel = _group(dataset["panel"], "indicator_id")
        self.changes = _group(dataset["changes"], "indicator_id")
        self.texts = {
            (row["document_id"], row["indicator_id"]): str(row["text"] or "")
            for row in dataset["progress"]
        }
        self._observed = _group(dataset["observations"], "document_id", "indicator_id")

    def of(self, table: str, documents: Iterable[str]) -> tuple[Row, ...]:
        own = self._tables[table]
        return tuple(row for document in documents for row in own.get(document, ()))

    def printed(self, row: Row, measure: str, text: str | None) -> Row | None:
        """The observation that a value of `panel` is: of its measure, and printed alike."""
        key = (row["document_id"], row["indicator_id"])
        own = [other for other in self._observed.get(key, ()) if other["measure"] == measure]
        same = [other for other in own if other["value_text"] == text]
        return next(iter(same or (own if text else ())), None)


def _make_view(indicators: Iterable[Row], rows: _Rows) -> SeriesView:
    own = [row for indicator in indicators for row in rows.panel[indicator["indicator_id"],]]
    days = sorted({row["edition"] for row in own}, key=lambda day: day or date.min)
    made = [_make_indicator(row, rows, days[-1]) for row in indicators]
    documents = rows.of("documents", _documents(own, days))
    last = _documents(own, days[-1:])
    changes = [c for i in made for c in rows.changes.get((i.indicator_id,), ())]
    return SeriesView(
        str(own[0]["series_id"]),
        str(own[0]["series"] or documents[-1]["title"] or documents[-1]["source"]),
        str(own[0]["publisher"] or ""),
        tuple(days),
        tuple(sorted(made, key=_document_order)),
        documents,
        tuple(c for c in changes if c["to_edition"] == days[-1]),
        rows.of("findings", last),
        rows.of("residue", last),
        rows.of("events", last),
    )


def _documents(panel: Iterable[Row], days: Iterable[date | None]) -> list[str]:
    """The documents that indicators of these editions are shown from, oldest first."""
    by_day: dict[date | None, dict[str, None]] = defaultdict(dict)
    for row in panel:
        by_day[row["edition"]][row["document_id"]] = None
    return [document for day in days for document in sorted(by_day[day])]


def _make_indicator(row: Row, rows: _Rows, last: date | None) -> Indicator:
    key = (row["indicator_id"],)
    own = sorted(rows.panel[key], key=lambda point: point["edition"] or date.min)
    changes = rows.changes.get(key, ())
    points = tuple(
        Point(
            point,
            rows.printed(point, "actual", point["value_text"]),
            rows.printed(point, "target", point["target_text"]),
            tuple(change for change in changes if change["to_edition"] == point["edition"]),
            rows.texts.get((point["document_id"], point["indicator_id"]), ""),
        )
        for point in own
    )
    return Indicator(row, points, own[-1]["edition"] == last)


def _document_order(indicator: Indicator) -> tuple[bool, int, list[int], str]:
    row = indicator.latest.row
    digits = [int(part) for part in _numbers(str(row["locator"]))]
    return not indicator.current, int(row["page"] or 0), digits, indicator.indicator_id


def _numbers(locator: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in locator).split()


def _group(rows: Iterable[Row], *names: str) -> Mapping[tuple[object, ...], list[Row]]:
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups
