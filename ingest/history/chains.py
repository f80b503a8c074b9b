"""Chains: each indicator of a series through its editions.

Editions are taken from the oldest to the newest; each is assigned to all chains known by then, also
those that an edition in between left out. Confirmed pairs are joined or kept apart whatever the
evidence says.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ingest.history.evidence import IMPOSSIBLE, SAME_KEY, Matrix, Siblings, weigh, weigh_rows
from ingest.history.labels import Label, find_siblings
from ingest.history.matching import Verdict, match
from ingest.history.model import Chain, Edition, Fact, Series
from ingest.identity import digest

Ruling = Callable[[Label, Label], bool | None]
"""What people have confirmed: the labels name one indicator, two, or nothing was said."""

_CONFIRMED = 100.0
_GAP_ODDS = -1.5
_MOST_GAPS = 3
_GOES_ON = 3.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two indicators that may be one, and are kept apart until someone confirms it."""

    old: Fact
    new: Fact
    score: float


@dataclass(frozen=True, slots=True)
class Split:
    """An indicator that ended where several others began, or the other way round (`merged`)."""

    whole: Fact
    parts: tuple[Fact, ...]
    merged: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """The chains of a series, and what was not sure."""

    series: Series
    chains: tuple[Chain, ...]
    doubts: tuple[Doubt, ...]
    splits: tuple[Split, ...]


def link(series: Series, ruling: Ruling) -> Linked:
    """Follow each indicator of a series through its editions."""
    siblings = find_siblings([f.label for f in edition.facts] for edition in series.editions)
    seen = _find_editions(series.editions)
    chains: list[Chain] = []
    doubts: list[Doubt] = []
    splits: list[Split] = []
    for number, edition in enumerate(series.editions):
        odds = _weigh_chains(chains, edition.facts, number, siblings, seen, ruling)
        broken = _find_splits(chains, edition.facts, number, odds)
        for whole, parts in ((split.whole, split.parts) for split in broken):
            _forbid(odds, chains, edition.facts, {whole.place, *(p.place for p in parts)})
        splits.extend(broken)
        doubts.extend(_extend(chains, edition.facts, number, odds))
    return Linked(series, _named(chains), tuple(doubts), tuple(splits))


def _named(chains: Sequence[Chain]) -> tuple[Chain, ...]:
    """The chains with their ids; one that begins under a name that an older one began with is told apart."""
    met: Counter[str] = Counter()
    ordered = sorted(chains, key=lambda chain: (min(chain.facts), chain.first.indicator_id))
    for chain in ordered:
        own = chain.first.indicator_id
        met[own] += 1
        chain.indicator_id = own if met[own] == 1 else digest(own, str(met[own]))
    return tuple(ordered)


def _extend(chains: list[Chain], facts: Sequence[Fact], number: int, odds: Matrix) -> list[Doubt]:
    """Add an edition's facts to the chains, or begin new ones."""
    doubts: list[Doubt] = []
    placed: set[int] = set()
    for pair in match(odds):
        chain, fact = chains[pair.old], facts[pair.new]
        if pair.verdict is Verdict.JOINED:
            placed.add(pair.new)
            chain.facts[number] = fact
            chain.scores[number] = pair.score
        else:
            doubts.append(Doubt(chain.latest, fact, pair.score))
    chains.extend(
        Chain({number: fact}, {}) for index, fact in enumerate(facts) if index not in placed
    )
    return doubts


def _weigh_chains(
    chains: Sequence[Chain],
    facts: Sequence[Fact],
    number: int,
    siblings: Siblings,
    seen: Mapping[str, int],
    ruling: Ruling,
) -> Matrix:
    """The odds of each chain against each fact, by its latest fact and its earlier names."""
    if not chains or not facts:
        return np.zeros((len(chains), len(facts)))
    odds = weigh([chain.latest for chain in chains], facts, siblings)
    for (i, chain), (j, fact) in product(enumerate(chains), enumerate(facts)):
        odds[i, j] = _adjust(chain, fact, number, float(odds[i, j]), seen)
        said = ruling(chain.latest.label, fact.label)
        if said is not None:
            odds[i, j] = _CONFIRMED if said else IMPOSSIBLE
    return odds


def _adjust(chain: Chain, fact: Fact, number: int, odds: float, seen: Mapping[str, int]) -> float:
    """Earlier names count as names; a gap speaks against; names that once stood together are two."""
    names = {f.label.printed: f.label for f in chain.facts.values()}
    if fact.label.printed in names and chain.latest.label.printed != fact.label.printed:
        return max(odds, SAME_KEY) if odds > IMPOSSIBLE else SAME_KEY
    if fact.label.key == chain.latest.label.key:
        return odds
    if any(seen[name] & seen[fact.label.printed] for name in names):
        return IMPOSSIBLE
    gap = number - max(chain.facts) - 1
    return odds + _GAP_ODDS * min(gap, _MOST_GAPS)


def _find_editions(editions: Sequence[Edition]) -> Mapping[str, int]:
    """The editions that have a name, as bits: two names with a common bit stand side by side."""
    bits: dict[str, int] = defaultdict(int)
    for number, edition in enumerate(editions):
        for fact in edition.facts:
            bits[fact.label.printed] |= 1 << number
    return bits


def _find_splits(
    chains: Sequence[Chain], facts: Sequence[Fact], number: int, odds: Matrix
) -> list[Split]:
    """Indicators of the edition before that go on as several, and several that go on as one.

    A part has all words of the whole and more, and its unit; neither is anyone else's for certain.
    """
    if not odds.size:
        return []
    ended = [
        chain.latest
        for chain, row in zip(chains, odds, strict=True)
        if max(chain.facts) == number - 1 and row.max() < SAME_KEY
    ]
    begun = [fact for fact, column in zip(facts, odds.T, strict=True) if column.max() < SAME_KEY]
    apart = _gather(ended, begun, merged=False)
    return apart + _gather(begun, ended, merged=True)


def _gather(wholes: Sequence[Fact], parts: Sequence[Fact], *, merged: bool) -> list[Split]:
    found = []
    for whole in wholes:
        own = tuple(part for part in parts if _is_part(part, whole))
        if len(own) > 1:
            found.append(Split(whole, own, merged))
    return found


def _is_part(part: Fact, whole: Fact) -> bool:
    words = whole.label.words
    units = {part.text("unit_std"), whole.text("unit_std")}
    longer = len(part.label.printed) > len(whole.label.printed)
    if not words or not words <= part.label.words or not longer or len(units) > 1:
        return False
    return float(weigh_rows([whole], [part])[0, 0]) < _GOES_ON


def _forbid(
    odds: Matrix, chains: Sequence[Chain], facts: Sequence[Fact], places: set[tuple[str, str]]
) -> None:
    """A whole goes on as none of its parts."""
    rows = [i for i, chain in enumerate(chains) if chain.latest.place in places]
    columns = [j for j, fact in enumerate(facts) if fact.place in places]
    for i, j in product(rows, columns):
        if odds[i, j] < _CONFIRMED and odds[i, j] > IMPOSSIBLE:
            odds[i, j] = IMPOSSIBLE
