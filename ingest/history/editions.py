"""Documents to series and editions, by what they say and what source.toml says of them.

A series is what one publisher issues again and again under one title; an edition is what it issues
for one day. The same edition in several formats, or in several files, is one edition: each
indicator once, from the document that machines read best.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import regex

from ingest.history.labels import read_label
from ingest.history.model import Edition, Fact, Key, Row, Series
from ingest.identity import digest
from parsers.notation.dates import find_dates, parse_date
from parsers.notation.fold import fold

_BY_MACHINE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
    "text/plain",
    "application/pdf",
)
_SERIES_NUMBER = {"actual", "target", "baseline"}
_EMPTY = regex.compile(r"[()「」『』、。・\s]|現在|時点|末|について|年度|月分|版|第\d+(?:回|号)")
_FILE_DATE = regex.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")
_ALIKE = 85.0
_SHARED = 0.5


def series_key(publisher: str, series: str, title: str) -> str:
    """What two editions of a series have in common: the publisher and the title without its date.

    >>> series_key("", "", "己県　観光関連指標の動き（令和７年９月分）")
    '|己県観光関連指標の動き'
    >>> series_key("", "", "産業戦略の進捗状況について（令和元年8月）") == series_key(
    ...     "", "", "産業戦略の進捗状況（令和２年２月末現在）")
    True
    """
    return f"{fold(publisher).strip()}|{_bare(series) or _bare(title)}"


def group_series(documents: Iterable[Row], progress: Iterable[Row], observations: Iterable[Row]) -> tuple[Series, ...]:
    """The series with their editions, oldest first, from the rows of all documents."""
    facts = _read_facts(progress, observations)
    read = [d for d in documents if facts.get(str(d["document_id"]))]
    groups = _join_alike(_by_key(read), facts)
    return tuple(_make_series(group, facts) for _, group in sorted(groups.items()))


def _bare(title: str) -> str:
    """A title without dates, brackets and the words around dates."""
    text = fold(title)
    for parsed in reversed(find_dates(text)):
        text = text[: parsed.start] + text[parsed.end :]
    return _EMPTY.sub("", text)


def _by_key(documents: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for document in documents:
        groups[str(document.get("series_key") or "")].append(document)
    return groups


def _join_alike(
    groups: Mapping[str, list[Row]], facts: Mapping[str, tuple[Fact, ...]]
) -> dict[str, list[Row]]:
    """Join groups whose titles are nearly the same and that share half of their indicators."""
    from rapidfuzz import fuzz

    joined: dict[str, list[Row]] = {}
    for key in sorted(groups):
        home = next(
            (
                other
                for other in joined
                if key.partition("|")[0] == other.partition("|")[0]
                and (fuzz.ratio(key, other) >= _ALIKE or "" in (_title(key), _title(other)))
                and _share(groups[key], joined[other], facts) >= _SHARED
            ),
            key,
        )
        joined[home] = [*joined.get(home, ()), *groups[key]]
    return joined


def _title(key: str) -> str:
    return key.partition("|")[2]


def _share(one: Sequence[Row], other: Sequence[Row], facts: Mapping[str, tuple[Fact, ...]]) -> float:
    """The share of the smaller group's labels that the other has too."""
    sides = [
        {fact.label.key for document in group for fact in facts[str(document["document_id"])]}
        for group in (one, other)
    ]
    return len(sides[0] & sides[1]) / max(1, min(map(len, sides)))


def _make_series(documents: Sequence[Row], facts: Mapping[str, tuple[Fact, ...]]) -> Series:
    by_day: dict[date | None, list[Row]] = defaultdict(list)
    for document in documents:
        by_day[_day(document, facts[str(document["document_id"])])].append(document)
    days = sorted(by_day, key=lambda day: day or date.min)
    last = sorted(by_day[days[-1]], key=_preference)[0]
    first = sorted(by_day[days[0]], key=_preference)[0]
    return Series(
        series_id=digest("series", str(first.get("series_key") or "")),
        name=str(last.get("series") or last.get("title") or ""),
        publisher=str(last.get("publisher") or ""),
        editions=tuple(_make_edition(day, by_day[day], facts) for day in days),
    )


def _make_edition(
    day: date | None, documents: Sequence[Row], facts: Mapping[str, tuple[Fact, ...]]
) -> Edition:
    ordered = [str(document["document_id"]) for document in sorted(documents, key=_preference)]
    shown: dict[str, Fact] = {}
    others: dict[str, list[Fact]] = defaultdict(list)
    for fact in (fact for document in ordered for fact in facts[document]):
        if shown.setdefault(fact.indicator_id, fact) is not fact:
            others[fact.indicator_id].append(fact)
    in_order = sorted(shown.values(), key=lambda f: (f.label.printed, f.text("project"), f.indicator_id))
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


def _read_facts(progress: Iterable[Row], observations: Iterable[Row]) -> dict[str, tuple[Fact, ...]]:
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
