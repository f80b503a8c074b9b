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
        prefix: Pattern of what comes first; neighbours that share it match it once.
    """

    name: str
    starts: str
    pattern: str
    produce: Callable[..., T | None]
    prefix: str = ""


class RuleSet(Generic[T]):
    """Rules of one kind as one compiled pattern; earlier rules win over later ones."""

    def __init__(self, rules: Sequence[Rule[T]]) -> None:
        families = [tuple(family) for _, family in groupby(rules, key=_family)]
        self._pattern = re.compile(
            rf"(?=[{''.join(rule.starts for rule in rules)}])"
            rf"(?:{'|'.join(_join(family, i) for i, family in enumerate(families))}|(?P<absent>(?!)))"
        )
        index = self._pattern.groupindex
        self._by_index: dict[int, tuple[str, Callable[..., T | None], tuple[int, ...]]] = {}
        for i, family in enumerate(families):
            for j, rule in enumerate(family):
                own = (f"{i}", f"{i}_{j}")
                groups = {
                    name.partition("__")[0]: at for name, at in index.items() if _owner(name) in own
                }
                taken = [
                    groups.get(name, index["absent"]) for name in signature(rule.produce).parameters
                ]
                # The whole match goes first, so that there always is a tuple of groups.
                self._by_index[index[f"rule_{i}_{j}"]] = (rule.name, rule.produce, (0, *taken))

    def find(self, text: str) -> list[tuple[str, int, int, T]]:
        """Rule, span and value of every match that its production accepts, from left to right."""
        accepted = []
        length, search = len(text), self._pattern.search
        match = search(text)
        while match is not None:
            name, produce, indexes = self._by_index[match.lastindex or 0]
            start, end = match.span()
            _, *groups = match.group(*indexes)
            value = produce(*groups)
            if value is not None:
                accepted.append((name, start, end, value))
            match = search(text, end) if end < length else None
        return accepted


def _owner(group: str) -> str:
    """The family, or the family and the rule, that a numbered group is of."""
    return group.partition("__")[2]


def _family(rule: Rule[T]) -> tuple[str, str]:
    return rule.prefix, rule.starts


def _join(family: Sequence[Rule[T]], number: int) -> str:
    """The pattern of rules that share a prefix; the group of the rule that matches closes last."""
    tails = "|".join(
        f"(?P<rule_{number}_{j}>{_number_groups(rule.pattern, f'{number}_{j}')})"
        for j, rule in enumerate(family)
    )
    prefix = _number_groups(family[0].prefix, f"{number}")
    return f"(?=[{family[0].starts}]){prefix}(?:{tails})"


def _number_groups(pattern: str, suffix: str) -> str:
    """Give each group a name of its own: year__3_1."""
    return _GROUP.sub(rf"(?P\g<kind>\g<name>__{suffix}\g<close>", pattern)
