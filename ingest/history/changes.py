"""What moved between two editions of a series, each change with its place in both.

A number that both editions print for one period that had ended is a fact about the past: where it
differs, it was revised. A number for a later period is news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import regex

from ingest.history.chains import Linked
from ingest.history.direction import UP, find_direction, stage
from ingest.history.model import Chain, Edition, Fact, Key, Row
from parsers.notation.units import read_unit

Headings = Mapping[tuple[str, str], str]
"""The column heading of a cell, by document and locator."""

_LAST_TIME = regex.compile("前月|前回|前期")
_PAST = ("actual", "baseline")
_LETTERS = regex.compile(r"[^\d.,\s△▲+-]+")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change: what the edition says and where.

    Attributes:
        edition: The edition.
        document_id: Its document.
        text: As printed.
        number: In the normalised unit, where it is a number.
        place: The row that holds the place; None where the edition lacks the indicator.
    """

    edition: Edition
    document_id: str
    text: str = ""
    number: float | None = None
    place: Row | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that moved.

    Attributes:
        kind: A code of the vocabulary `change`.
        indicator_id: The indicator.
        indicator: Its name in the newer edition, or its last.
        old: The side of the older edition.
        new: The side of the newer edition.
        unit: The normalised unit of the numbers.
        period: The period of a past value, as EDTF.
    """

    kind: str
    indicator_id: str
    indicator: str
    old: Side
    new: Side
    unit: str = ""
    period: str = ""


def find_changes(linked: Linked, headings: Headings) -> Iterator[Change]:
    """All changes of a series, from edition to edition."""
    editions = linked.series.editions
    splits = {fact.place for s in linked.splits for fact in (() if s.merged else (s.whole,))}
    merged = {fact.place for s in linked.splits for fact in (s.parts if s.merged else ())}
    for number in range(1, len(editions)):
        pair = _Pair(editions[number - 1], editions[number], headings)
        for chain in linked.chains:
            yield from pair.compare(chain, number, splits | merged)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two editions that follow each other."""

    old: Edition
    new: Edition
    headings: Headings

    def compare(self, chain: Chain, number: int, parted: set[tuple[str, str]]) -> Iterator[Change]:
        before, after = chain.facts.get(number - 1), chain.facts.get(number)
        if before is None and after is not None:
            kind = "added" if min(chain.facts) == number else "returned"
            yield self._change(kind, chain, self._absent(self.old), self._value(self.new, after))
        elif before is not None and after is None:
            kind = "split" if before.place in parted else "dropped"
            yield self._change(kind, chain, self._value(self.old, before), self._absent(self.new))
        elif before is not None and after is not None:
            yield from self._compare_facts(chain, before, after)

    def _compare_facts(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        yield from self._compare_names(chain, before, after)
        if _unit_differs(before, after):
            yield self._pair_of(chain, "unit_changed", before, after, "unit")
        if _comparable(before, after):
            yield from self._compare_targets(chain, before, after)
            yield from self._compare_values(chain, before, after)
            yield from self._compare_past(chain, before, after)

    def _compare_names(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        if before.label.key != after.label.key:
            yield self._pair_of(chain, "renamed", before, after, "indicator")
        old, new = before.text("project"), after.text("project")
        still_there = any(fact.text("project") == old for fact in self.new.facts)
        if old and new and old != new and still_there:
            yield self._pair_of(chain, "moved", before, after, "project")

    def _compare_targets(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        if _target_period(before) != _target_period(after):
            return  # next year's target is no new target for this year
        if _differs(before, after, "target"):
            yield self._pair_of(chain, "target_revised", before, after, "target_text")

    def _compare_values(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        if not _differs(before, after, "value"):
            return
        period = after.text("as_of_edtf")
        pending = _pending(before, period)
        if pending is not None and after.text("value_status") == "number":
            new = self._side(self.new, after, "value_text", "value_std")
            yield self._change("value_published", chain, _seen(self.old, pending), new, period)
            return
        revised = period == before.text("as_of_edtf") and _ended(before.row, "as_of", self.old)
        kind = _moved(chain, before, after)
        if kind == "value_published" or not revised:
            yield self._pair_of(chain, kind, before, after, "value_text")
        else:
            yield self._pair_of(chain, "past_value_revised", before, after, "value_text", period)

    def _compare_past(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        """Past periods that both print, the head value's own period apart."""
        told = ("actual", after.text("as_of_edtf"))
        for key in sorted(before.numbers.keys() & after.numbers.keys() - {told}):
            one, other = _observed(before, key), _observed(after, key)
            kind = "past_value_revised" if key[0] in _PAST else "target_revised"
            same = _close(before.numbers[key], after.numbers[key])
            shown = kind == "target_revised" and key[1] == _target_period(after)
            if same or shown or not _ended(one, "period", self.old):
                continue
            yield self._observations(chain, kind, one, other, key[1])
        yield from self._compare_last_time(chain, before, after)

    def _compare_last_time(self, chain: Chain, before: Fact, after: Fact) -> Iterator[Change]:
        """The number that the new edition gives for the last one (前月末) against what it said."""
        for row in after.observations:
            number, said = row.get("value_std"), self._said_last_time(before, after, row)
            if said is None or not isinstance(number, int | float) or _close(said, float(number)):
                continue
            old = self._side(self.old, before, "value_text", "value_std")
            new = Side(self.new, after.document_id, str(row["value_text"]), float(number), row)
            period = str(row.get("period_edtf") or before.text("as_of_edtf"))
            yield self._change("past_value_revised", chain, old, new, period)

    def _said_last_time(self, before: Fact, after: Fact, row: Row) -> float | None:
        """What the old edition gave where the new one prints an earlier value."""
        if row["measure"] != "previous":
            return None
        if period := row.get("period_edtf"):
            same = period == before.text("as_of_edtf")
            return before.number("value_std") if same else None
        heading = self.headings.get((after.document_id, str(row["locator"])), "")
        follows = "前月" not in heading or _follows(self.old.day, self.new.day)
        return before.number("value_std") if _LAST_TIME.search(heading) and follows else None

    def _observations(self, chain: Chain, kind: str, one: Row, other: Row, period: str) -> Change:
        return self._change(kind, chain, _seen(self.old, one), _seen(self.new, other), period)

    def _pair_of(
        self, chain: Chain, kind: str, before: Fact, after: Fact, column: str, period: str = ""
    ) -> Change:
        number = {"value_text": "value_std", "target_text": "target_std"}.get(column, "")
        old = self._side(self.old, before, column, number)
        return self._change(kind, chain, old, self._side(self.new, after, column, number), period)

    def _change(self, kind: str, chain: Chain, old: Side, new: Side, period: str = "") -> Change:
        last = new.edition if new.place else old.edition
        named = next(f for f in reversed(chain.facts.values()) if f.document_id in last.documents)
        unit = named.text("unit_std")
        return Change(kind, chain.indicator_id, named.text("indicator"), old, new, unit, period)

    def _value(self, edition: Edition, fact: Fact) -> Side:
        return self._side(edition, fact, "value_text", "value_std")

    def _side(self, edition: Edition, fact: Fact, column: str, number: str) -> Side:
        place = _shown(fact, column) or fact.row
        return Side(edition, fact.document_id, fact.text(column), fact.number(number), place)

    def _absent(self, edition: Edition) -> Side:
        return Side(edition, edition.documents[0])


def _seen(edition: Edition, row: Row) -> Side:
    number = row.get("value_std")
    shown = float(number) if isinstance(number, int | float) else None
    return Side(edition, str(row["document_id"]), str(row["value_text"]), shown, row)


def _shown(fact: Fact, column: str) -> Row | None:
    """The observation that a row shows as its value or target: it has the place of the number."""
    measure = {"value_text": "actual", "target_text": "target"}.get(column)
    text = fact.text(column)
    found = (r for r in fact.observations if (r["measure"], r["value_text"]) == (measure, text))
    periods = {fact.row.get("as_of_edtf"): 1} if measure == "actual" else {}
    return max(found, key=lambda row: periods.get(row.get("period_edtf"), 0), default=None)


def _pending(fact: Fact, period: str) -> Row | None:
    """The mark (集計中) that stands in place of the actual of a period."""
    marks = (r for r in fact.observations if (r["measure"], r["status"]) == ("actual", "missing"))
    return next((r for r in marks if period and r.get("period_edtf") == period), None)


def _observed(fact: Fact, key: Key) -> Row:
    return next(r for r in fact.observations if (r["measure"], r.get("period_edtf")) == key)


def _unit_differs(before: Fact, after: Fact) -> bool:
    """Another unit, or another magnitude of it; か所 for 箇所 and 18億6千万円 for 億円 are neither."""
    one, other = read_unit(before.text("unit")), read_unit(after.text("unit"))
    if not one.text or not other.text or one.standard != other.standard:
        return bool(one.text and other.text)
    return one.scale != other.scale and not _composite(before) and not _composite(after)


def _composite(fact: Fact) -> bool:
    return len(_LETTERS.findall(fact.text("value_text"))) > 1 and any(
        mark in fact.text("value_text") for mark in "億万千"
    )


def _comparable(before: Fact, after: Fact) -> bool:
    units = {before.text("unit_std"), after.text("unit_std")} - {""}
    return len(units) < 2


def _differs(before: Fact, after: Fact, name: str) -> bool:
    """Whether the value or target of two editions differs: as numbers, or as words."""
    one, other = before.number(f"{name}_std"), after.number(f"{name}_std")
    if one is not None and other is not None:
        qualifiers = {f.text(f"{name}_qualifier") or "eq" for f in (before, after)}
        return not _close(one, other) or (name == "target" and len(qualifiers) > 1)
    statuses = {f.text(f"{name}_status") for f in (before, after)}
    texts = {"".join(f.text(f"{name}_text").split()) for f in (before, after)}
    return len(texts) > 1 and statuses != {"missing"} and "" not in texts


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _moved(chain: Chain, before: Fact, after: Fact) -> str:
    """Which way a value went."""
    one, other = before.number("value_std"), after.number("value_std")
    statuses = before.text("value_status"), after.text("value_status")
    if statuses[0] == "missing":
        return "value_published"
    if statuses[1] == "missing":
        return "value_withdrawn"
    if one is None or other is None:
        return _moved_on(before, after)
    direction, _ = find_direction(tuple(chain.facts.values()))
    if not direction:
        return "value_changed"
    return "value_advanced" if (other > one) == (direction == UP) else "value_fell_back"


def _moved_on(before: Fact, after: Fact) -> str:
    """Which way a state went: 設計中 → 工事中."""
    one, other = stage(before.text("value_text")), stage(after.text("value_text"))
    if one is None or other is None or one == other:
        return "value_changed"
    return "value_advanced" if other > one else "value_fell_back"


def _ended(row: Row, name: str, edition: Edition) -> bool:
    """Whether a period was over when the edition was made: only then is its number the past."""
    end = row.get(f"{name}_end")
    return isinstance(end, date) and (edition.day is None or end <= edition.day)


def _target_period(fact: Fact) -> str:
    """The period of the target that the row shows."""
    shown = _shown(fact, "target_text")
    return str(shown.get("period_edtf") or "") if shown else ""


def _follows(old: date | None, new: date | None) -> bool:
    """Whether the editions are of neighbouring months."""
    if old is None or new is None:
        return False
    return (new.year - old.year) * 12 + new.month - old.month == 1
