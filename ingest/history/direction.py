"""Which way is better for an indicator, and how that is known; never a silent guess.

The target's own word comes first (5件以上, 50人以下), then the baseline, then where every value
stands against the target. What none of them tells has no direction.
"""

from collections.abc import Iterable, Sequence
from functools import cache

import regex

from ingest.history.model import Fact
from parsers.notation.vocabulary import longest_first, read_vocabulary

UP, DOWN = "up", "down"
_BY_QUALIFIER = {"ge": UP, "gt": UP, "le": DOWN, "lt": DOWN}


def find_direction(facts: Sequence[Fact]) -> tuple[str, str]:
    """The direction and what tells it: `qualifier`, `baseline`, `values`; both empty if nothing does."""
    for basis, signs in (
        ("qualifier", _by_qualifier(facts)),
        ("baseline", _by_baseline(facts)),
        ("values", _by_values(facts)),
    ):
        found = set(signs)
        if len(found) == 1:
            return found.pop(), basis
    return "", ""


def _by_qualifier(facts: Iterable[Fact]) -> list[str]:
    found = (_BY_QUALIFIER.get(fact.text("target_qualifier")) for fact in facts)
    return [sign for sign in found if sign]


def _by_baseline(facts: Iterable[Fact]) -> list[str]:
    """Where the target lies, seen from the baseline."""
    signs = []
    for fact in facts:
        target = fact.number("target_std")
        for (measure, _), number in fact.numbers.items():
            if measure == "baseline" and target is not None and number != target:
                signs.append(UP if target > number else DOWN)
    return signs


def _by_values(facts: Iterable[Fact]) -> list[str]:
    """Where the target lies, seen from the values: below all of them it may be long reached."""
    pairs = [(fact.number("value_std"), fact.number("target_std")) for fact in facts]
    known = [(value, target) for value, target in pairs if value is not None and target is not None]
    if known and all(abs(value) < abs(target) and value * target >= 0 for value, target in known):
        return [UP if known[0][1] > 0 else DOWN]
    return []


def stage(text: str) -> int | None:
    """How far a state word has got, from 未着手 to 供用開始; None for other words.

    >>> stage("設計中") < stage("工事中") < stage("供用開始")
    True
    """
    found = [int(_stages()[match[0]]) for match in _stage_pattern().finditer(text)]
    return max(found, default=None)


@cache
def _stages() -> dict[str, str]:
    return {row["text"]: row["stage"] for row in read_vocabulary("stages")}


@cache
def _stage_pattern() -> "regex.Pattern[str]":
    return regex.compile("|".join(map(regex.escape, longest_first(list(_stages())))))
