"""What does not fit together: unsure identities, rates, units and documents that disagree."""

from collections.abc import Iterator
from itertools import pairwise

from ingest.history.chains import Linked
from ingest.history.model import Fact
from ingest.rates import Figures
from parsers.findings import Finding
from parsers.notation.units import read_unit

Placed = tuple[str, Finding, str]
"""A finding with its document and locator."""

_FLIP = 50.0


def find_doubts(linked: Linked) -> Iterator[Placed]:
    """The findings of a series."""
    for doubt in linked.doubts:
        details = {"old": doubt.old.text("indicator"), "score": f"{doubt.score:.1f}"}
        yield _at(doubt.new, "H101", **details)
    for split in linked.splits:
        parts = "」「".join(part.text("indicator") for part in split.parts)
        yield _at(split.whole, "H102", parts=parts)
    yield from _find_disagreements(linked)
    yield from _find_flips(linked)
    for chain in linked.chains:
        for fact in chain.facts.values():
            yield from _judge_rate(fact)


def _at(fact: Fact, code: str, **details: str) -> Placed:
    return fact.document_id, Finding(code, fact.text("indicator"), details), fact.text("locator")


def _find_disagreements(linked: Linked) -> Iterator[Placed]:
    """Numbers of one edition that differ from document to document."""
    for edition in linked.series.editions:
        for fact in edition.facts:
            for other in edition.others.get(fact.place, ()):
                for name in ("value", "target"):
                    one, two = fact.number(f"{name}_std"), other.number(f"{name}_std")
                    if one is not None and two is not None and one != two:
                        place = f"{other.document_id} {other.text('locator')}"
                        yield _at(fact, "H103", other=other.text(f"{name}_text"), place=place)


def _find_flips(linked: Linked) -> Iterator[Placed]:
    """Units that change from edition to edition while the numbers do not."""
    for chain in linked.chains:
        facts = [chain.facts[number] for number in sorted(chain.facts)]
        for before, after in pairwise(facts):
            one, other = read_unit(before.text("unit")), read_unit(after.text("unit"))
            if (
                not one.text
                or not other.text
                or (one.standard, one.scale) == (other.standard, other.scale)
            ):
                continue
            if one.standard != other.standard or _jumps(before, after):
                yield _at(after, "H106", old=one.text, new=other.text)


def _jumps(before: Fact, after: Fact) -> bool:
    one, other = before.number("value_std"), after.number("value_std")
    return bool(one and other and not 1 / _FLIP < abs(other / one) < _FLIP)


def _judge_rate(fact: Fact) -> Iterator[Placed]:
    """The printed rates of an indicator against its numbers."""
    figures = Figures()
    for row in fact.observations:
        figures.add(row, row)
    for asked in figures.questions():
        told = {"rate": str(asked.mark["value_text"]), "computed": f"{asked.computed:f}%"}
        document, finding, _ = _at(fact, "H104", **told)
        yield document, finding, str(asked.mark["locator"])
