"""Chains and changes to rows of the tables that span documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingest.history.chains import Linked
from ingest.history.changes import Change, Side
from ingest.history.direction import find_direction
from ingest.history.model import Chain, Edition, Fact, Row, Series
from ingest.history.schema import PANEL
from ingest.history.wording import say
from ingest.identity import digest
from ingest.schema import PROGRESS

_PLACE = ("locator", "page", "x0", "top", "x1", "bottom")
_SCORE_DIGITS = 1


def indicator_rows(linked: Linked) -> Iterator[Row]:
    """`indicators`: one row for each chain."""
    for chain in linked.chains:
        numbers = sorted(chain.facts)
        days = [linked.series.editions[number].day for number in numbers]
        direction, basis = find_direction([chain.facts[number] for number in numbers])
        yield {
            **_about(linked.series),
            "indicator_id": chain.indicator_id,
            "indicator": chain.latest.text("indicator"),
            "unit": chain.latest.text("unit"),
            "unit_std": chain.latest.text("unit_std"),
            "direction": direction,
            "direction_basis": basis,
            "editions": len(numbers),
            "first_edition": days[0],
            "last_edition": days[-1],
            "first_document_id": chain.first.document_id,
            "last_document_id": chain.latest.document_id,
        }


def name_rows(linked: Linked, confirmed_by: Any) -> Iterator[Row]:  # noqa: ANN401 - a bound method
    """`indicator_names`: one row for each spelling of each chain, as it first came."""
    for chain in linked.chains:
        counted: dict[str, list[int]] = defaultdict(list)
        for number, fact in sorted(chain.facts.items()):
            counted[fact.text("indicator")].append(number)
        for name, numbers in counted.items():
            fact = chain.facts[numbers[0]]
            before = _before(chain, numbers[0])
            who = confirmed_by(linked.series.name, before.text("indicator"), name) if before else ""
            match = _match(before, fact, confirmed=bool(who))
            score = chain.scores.get(numbers[0]) if match == "evidence" else None
            yield {
                "series_id": linked.series.series_id,
                "indicator_id": chain.indicator_id,
                "name": name,
                "match": match,
                "score": None if score is None else round(score, _SCORE_DIGITS),
                "confirmed_by": who,
                "editions": len(numbers),
                "first_edition": linked.series.editions[numbers[0]].day,
                "first_document_id": fact.document_id,
                "locator": fact.row.get("locator"),
            }


def panel_rows(linked: Linked, sources: Mapping[str, str]) -> Iterator[Row]:
    """`panel`: one row for each indicator and edition."""
    own = set(PANEL.names) & set(PROGRESS.names) - {"indicator_id", "indicator"}
    for chain in linked.chains:
        for number, fact in sorted(chain.facts.items()):
            edition = linked.series.editions[number]
            others = edition.others.get(fact.place, ())
            yield {
                **{name: fact.row.get(name) for name in own},
                **_about(linked.series),
                "indicator_id": chain.indicator_id,
                "indicator": chain.latest.text("indicator"),
                "edition": edition.day,
                "source": sources.get(fact.document_id),
                "name": fact.text("indicator"),
                "other_places": " ".join(f"{f.document_id}:{f.text('locator')}" for f in others),
            }


def change_rows(series: Series, changes: Iterable[Change]) -> Iterator[Row]:
    """`changes`, each with both places."""
    for change in changes:
        sides = {**_side("from", change.old), **_side("to", change.new)}
        key = (change.kind, change.indicator_id, change.period, change.old.text, change.new.text)
        documents = (change.old.document_id, change.new.document_id)
        places = (str(sides.get("from_locator")), str(sides.get("to_locator")))
        yield {
            "change_id": digest("change", *key, *documents, *places),
            **_about(series),
            "kind": change.kind,
            "indicator_id": change.indicator_id,
            "indicator": change.indicator,
            "period_edtf": change.period,
            "unit_std": change.unit,
            **sides,
            "sentence": say(change),
        }


def ids_of(linked: Linked) -> Iterator[tuple[tuple[str, str], str]]:
    """The place of each row of `progress` with the id that its indicator has over all editions."""
    for chain in linked.chains:
        for number, fact in chain.facts.items():
            edition: Edition = linked.series.editions[number]
            for same in (fact, *edition.others.get(fact.place, ())):
                yield same.place, chain.indicator_id


def _about(series: Series) -> Row:
    return {"series_id": series.series_id, "publisher": series.publisher, "series": series.name}


def _side(prefix: str, side: Side) -> dict[str, object]:
    place = side.place or {}
    return {
        f"{prefix}_edition": side.edition.day,
        f"{prefix}_text": side.text,
        f"{prefix}_value": side.number,
        f"{prefix}_document_id": side.document_id,
        **{f"{prefix}_{name}": place.get(name) for name in _PLACE},
    }


def _before(chain: Chain, number: int) -> Fact | None:
    earlier = [n for n in chain.facts if n < number]
    return chain.facts[max(earlier)] if earlier else None


def _match(before: Fact | None, fact: Fact, *, confirmed: bool) -> str:
    if before is None:
        return "first"
    if confirmed:
        return "confirmed"
    if before.label.printed == fact.label.printed:
        return "label"
    return "spelling" if before.label.key == fact.label.key else "evidence"
