"""A rule is a name that shows the notation, a pattern, and a production that may decline."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T")
Groups = Mapping[str, str | None]

_GROUP = re.compile(r"\(\?P(?P<kind>[<=])(?P<name>\w+)(?P<close>[>)])")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One notation.

    Attributes:
        name: Shows the notation: `<era><year>.<month>`.
        starts: Characters that the notation can begin with, for a character class.
        pattern: Loose pattern over folded text; a group's name may stand in it more than once.
        produce: Checks the groups of a match, None for those that took no part; None declines it.
        prefix: Pattern of what comes first; neighbours that share it match it once.
    """

    name: str
    starts: str
    pattern: str
    produce: Callable[[Groups], T | None]
    prefix: str = ""


class RuleSet(Generic[T]):
    """Rules of one kind as one compiled pattern; earlier rules win over later ones."""

    def __init__(self, rules: Sequence[Rule[T]]) -> None:
        families = [tuple(family) for _, family in groupby(rules, key=_family)]
        self._pattern = re.compile(
            rf"(?=[{''.join(rule.starts for rule in rules)}])"
            rf"(?:{'|'.join(_join(family, i) for i, family in enumerate(families))})"
        )
        index = self._pattern.groupindex
        self._by_index: dict[int, tuple[Rule[T], tuple[int, ...], tuple[str, ...]]] = {}
        for i, family in enumerate(families):
            for j, rule in enumerate(family):
                own = (f"{i}", f"{i}_{j}")
                groups = {at: name for name, at in index.items() if _owner(name) in own}
                names = ("text", *(name.partition("__")[0] for name in groups.values()))
                self._by_index[index[f"rule_{i}_{j}"]] = (rule, (0, *groups), names)

    def find(self, text: str) -> list[tuple[str, int, int, T]]:
        """Rule, span and value of every match that its production accepts, from left to right."""
        accepted = []
        for match in self._pattern.finditer(text):
            rule, indexes, names = self._by_index[match.lastindex or 0]
            found = match.group(*indexes)
            groups = dict(zip(names, found))  # noqa: B905 - one index for each name
            if len(groups) < len(found):  # a name stands for several groups: the one that took part
                groups |= {n: part for n, part in zip(names, found) if part is not None}  # noqa: B905 - as above
            value = rule.produce(groups)
            if value is not None:
                accepted.append((rule.name, *match.span(), value))
        return accepted


def _owner(group: str) -> str:
    """The family, or the family and the rule, that a numbered group is of."""
    return group.partition("__")[2].rpartition("_")[0]


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
    """Give each group a name of its own: year__3_1_0, and year__3_1_1 for the next one."""
    met: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match["name"]
        if match["kind"] == "<":
            met[name] = met.get(name, -1) + 1
        return f"(?P{match['kind']}{name}__{suffix}_{met[name]}{match['close']}"

    return _GROUP.sub(rename, pattern)
