"""Documents to series and editions, by what they say and what source.toml says of them.

A series is what one publisher issues again and again under one title; an edition is what it issues
for one day. The same edition in several formats, or in several files, is one edition: each
indicator once, from the document that machines read best.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import regex

from ingest.history.alike import join_alike
from ingest.history.labels import read_label
from ingest.history.model import Edition, Fact, Key, Row, Series
from ingest.identity import digest
from ingest.series import series_key
from parsers.notation.dates import find_dates, parse_date

_BY_MACHINE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
    "text/plain",
    "application/pdf",
)
Load = Callable[[frozenset[str]], tuple[Iterable[Row], Iterable[Row]]]
"""The rows of `progress` and of `observations` of some documents."""

Prepare = Callable[[frozenset[str]], None]
_Group = tuple[str, list[Row]]
_SERIES_NUMBER = {"actual", "target", "baseline"}
_FILE_DATE = regex.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")
_ROWS_AT_ONCE = 10_000
"""Rows of `progress` that are read at once: each time the tables are gone through from end to end."""


def group_series(
    documents: Iterable[Row], load: Load, prepare: Prepare = lambda _: None
) -> Iterator[Series]:
    """The series with their editions, oldest first; the rows of one series at a time are loaded.

    Args:
        documents: Rows of `documents`.
        load: What gives the rows of some of them.
        prepare: Called with all documents of the next few series, whose rows are then loaded.
    """
    by_key = _by_key(d for d in documents if d.get("rows"))

    def read_labels(keys: Sequence[str]) -> Iterator[tuple[str, set[str]]]:
        for chunk in _in_chunks([(key, by_key[key]) for key in keys]):
            prepare(_ids(chain.from_iterable(group for _, group in chunk)))
            for key, group in chunk:
                labels = (read_label(str(row["indicator"])) for row in load(_ids(group))[0])
                yield key, {label.key for label in labels}

    groups = join_alike(by_key, read_labels)
    for chunk in _in_chunks(sorted(groups.items())):
        prepare(_ids(chain.from_iterable(group for _, group in chunk)))
        for _, group in chunk:
            yield _make_series(group, _read_facts(*load(_ids(group))))


def _in_chunks(groups: Iterable[_Group]) -> Iterator[list[_Group]]:
    """A few groups at a time, of as many rows as are read at once."""
    chunk: list[_Group] = []
    rows = 0
    for key, group in groups:
        chunk.append((key, group))
        rows += sum(int(str(document["rows"])) for document in group)
        if rows >= _ROWS_AT_ONCE:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def _ids(documents: Iterable[Row]) -> frozenset[str]:
    return frozenset(str(document["document_id"]) for document in documents)


def _by_key(documents: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for document in documents:
        groups[_key(document)].append(document)
    return groups


def _key(document: Row) -> str:
    return series_key(str(document.get("publisher") or ""), str(document.get("series") or ""))


def _make_series(documents: Sequence[Row], facts: Mapping[str, tuple[Fact, ...]]) -> Series:
    by_day: dict[date | None, list[Row]] = defaultdict(list)
    for document in documents:
        by_day[_day(document, facts[str(document["document_id"])])].append(document)
    days = sorted(by_day, key=lambda day: day or date.min)
    last = min(by_day[days[-1]], key=_preference)
    first = min(by_day[days[0]], key=_preference)
    return Series(
        series_id=digest("series", _key(first)),
        name=str(last.get("series") or last.get("title") or ""),
        publisher=str(last.get("publisher") or ""),
        editions=tuple(_make_edition(day, by_day[day], facts) for day in days),
    )


def _make_edition(
    day: date | None, documents: Sequence[Row], facts: Mapping[str, tuple[Fact, ...]]
) -> Edition:
    ordered = [str(document["document_id"]) for document in sorted(documents, key=_preference)]
    shown: dict[str, Fact] = {}
    others: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for document in ordered:
        counted = Counter(fact.label.printed for fact in facts[document])
        for fact in facts[document]:
            alone = counted[fact.label.printed] == 1
            key = fact.label.printed if alone else f"{fact.label.printed} {fact.indicator_id}"
            if shown.setdefault(key, fact) is not fact:
                others[shown[key].place].append(fact)
    in_order = sorted(
        shown.values(), key=lambda f: (f.label.printed, f.text("project"), f.indicator_id)
    )
    return Edition(day, tuple(ordered), tuple(in_order), {k: tuple(v) for k, v in others.items()})


def _preference(document: Row) -> tuple[int, int, str]:
    """More indicators first, then the format that machines read best, then the id."""
    media_type = str(document.get("media_type") or "")
    rank = _BY_MACHINE.index(media_type) if media_type in _BY_MACHINE else len(_BY_MACHINE)
    rows = document.get("rows")
    return -(rows if isinstance(rows, int) else 0), rank, str(document["document_id"])


def _day(document: Row, facts: Sequence[Fact]) -> date | None:
    """The last day of the edition: said of it, said by it, in its title or name, or its last value's."""
    for said in (document.get("edition"), document.get("as_of_end")):
        if isinstance(said, date):
            return said
    named = _named_day(str(document.get("title") or ""), str(document.get("source") or ""))
    ends = [fact.row.get("as_of_end") for fact in facts]
    return named or max((end for end in ends if isinstance(end, date)), default=None)


def _named_day(title: str, source: str) -> date | None:
    dates = [parsed.value.end for parsed in find_dates(title) if parsed.value.end]
    if dates:
        return max(dates)
    found = _FILE_DATE.search(source)
    parsed = parse_date(f"{found[1]}-{found[2]}") if found else None
    return parsed.value.end if parsed else None


def _read_facts(
    progress: Iterable[Row], observations: Iterable[Row]
) -> dict[str, tuple[Fact, ...]]:
    """The indicators of each document."""
    observed: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in observations:
        if row.get("indicator_id"):
            observed[str(row["document_id"]), str(row["indicator_id"])].append(row)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in progress:
        document_id, indicator_id = str(row["document_id"]), str(row["indicator_id"])
        own = tuple(observed[document_id, indicator_id])
        label = read_label(str(row["indicator"]))
        facts[document_id].append(Fact(document_id, indicator_id, label, row, _numbers(own), own))
    return {document: tuple(own) for document, own in facts.items()}


def _numbers(observations: Iterable[Row]) -> dict[Key, float]:
    """The numbers with a period, by what they are for; two for one purpose are none."""
    found: dict[Key, set[float]] = defaultdict(set)
    for row in observations:
        number, period = row.get("value_std"), row.get("period_edtf")
        if row["measure"] in _SERIES_NUMBER and period and isinstance(number, int | float):
            found[str(row["measure"]), str(period)].add(float(number))
    return {key: numbers.pop() for key, numbers in found.items() if len(numbers) == 1}
