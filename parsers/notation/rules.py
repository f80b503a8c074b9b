"""A rule is a name that shows the notation, a pattern, and a production that may decline."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T")

_GROUP = re.compile(r"\(\?P(?P<kind>[<=])(?P<name>\w+)(?P<close>[>)])")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One notation.

    Attributes:
        name: Shows the notation: `<era><year>.<month>`.
        starts: Characters that the notation can begin with, for a character class.
        pattern: Loose pattern over folded text.
        produce: Takes the groups that its parameters name, None for those that the pattern lacks or
            that took no part; None declines the match.
        prefix: Patterns of what comes first; neighbours that share one of them match it once.
    """

    name: str
    starts: str
    pattern: str
    produce: Callable[..., T | None]
    prefix: tuple[str, ...] = ()


class RuleSet(Generic[T]):
    """Rules of one kind as one compiled pattern; earlier rules win over later ones.

    Attributes:
        starts: Every character that one of the notations can begin with.
    """

    def __init__(self, rules: Sequence[Rule[T]]) -> None:
        starts = "".join(rule.starts for rule in rules)
        self.starts = frozenset(starts.replace("-", "") + "0123456789")
        groups: list[dict[str, str]] = [{} for _ in rules]
        pattern = re.compile(f"(?=[{starts}])(?:{_join_all(rules, groups)}|(?P<absent>(?!)))")
        index = pattern.groupindex
        self._search = pattern.search
        self._last: tuple[str, tuple[tuple[str, int, int, T], ...]] = ("", ())
        self._by_index: dict[int, tuple[str, Callable[..., T | None], tuple[int, ...]]] = {}
        for number, rule in enumerate(rules):
            names = signature(rule.produce).parameters
            taken = tuple(index[groups[number].get(name, "absent")] for name in names)
            self._by_index[index[f"rule_{number}"]] = (rule.name, rule.produce, taken)

    def find(self, text: str) -> tuple[tuple[str, int, int, T], ...]:
        """Rule, span and value of every match that its production accepts, from left to right.

        A text is asked for as a date, as dates, and as what is no count: it is searched once.
        """
        if text != self._last[0]:
            self._last = (text, self._find(text))
        return self._last[1]

    def _find(self, text: str) -> tuple[tuple[str, int, int, T], ...]:
        accepted: list[tuple[str, int, int, T]] = []
        end, stop = 0, len(text)
        while end < stop:
            match = self._search(text, end)
            if match is None:
                break
            name, produce, indexes = self._by_index[match.lastindex or 0]
            start, end = match.span()
            groups = match.group(*indexes)
            value = produce(*groups) if len(indexes) > 1 else produce(groups)
            if value is not None:
                accepted.append((name, start, end, value))
        return tuple(accepted)


def _join_all(rules: Sequence[Rule[T]], groups: Sequence[dict[str, str]]) -> str:
    """The pattern of all rules: a tree, whose branches are the prefixes that neighbours share.

    Args:
        rules: The rules.
        groups: Takes in, for each rule, its groups' names and what they are called in the pattern.
    """
    return "|".join(
        f"(?=[{starts}])(?:{_join(list(family), groups, 0)})"
        for starts, family in groupby(enumerate(rules), key=lambda pair: pair[1].starts)
    )


def _join(
    rules: Sequence[tuple[int, Rule[T]]], groups: Sequence[dict[str, str]], depth: int
) -> str:
    """The pattern of rules that share their first prefixes; that of the one that matches closes last."""
    branches = []
    for shared, family in groupby(rules, key=lambda pair: pair[1].prefix[depth : depth + 1]):
        members = list(family)
        for prefix in shared:
            node = _rename(prefix, f"{members[0][0]}_{depth}", [groups[n] for n, _ in members])
            branches.append(f"{node}(?:{_join(members, groups, depth + 1)})")
        if not shared:
            branches += [
                f"(?P<rule_{n}>{_rename(rule.pattern, f'{n}', [groups[n]])})" for n, rule in members
            ]
    return "|".join(branches)


def _rename(pattern: str, suffix: str, members: Sequence[dict[str, str]]) -> str:
    """Give each group a name of its own, year__3, and note it for the rules that it is of."""
    for match in _GROUP.finditer(pattern):
        for names in members:
            names[match["name"]] = f"{match['name']}__{suffix}"
    return _GROUP.sub(rf"(?P\g<kind>\g<name>__{suffix}\g<close>", pattern)
