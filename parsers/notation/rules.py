"""A rule is a name that shows the notation, a pattern, and a production that may decline."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Groups = Mapping[str, str]

_GROUP = re.compile(r"\(\?P(?P<kind>[<=])(?P<name>\w+)(?P<close>[>)])")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One notation.

    Attributes:
        name: Shows the notation: `<era><year>.<month>`.
        starts: Characters that the notation can begin with, for a character class.
        pattern: Loose pattern over folded text; a group's name may stand in it more than once.
        produce: Checks the groups that took part in a match; None declines it.
    """

    name: str
    starts: str
    pattern: str
    produce: Callable[[Groups], T | None]


class RuleSet(Generic[T]):
    """Rules of one kind as one compiled pattern; earlier rules win over later ones."""

    def __init__(self, rules: Sequence[Rule[T]]) -> None:
        self._rules = tuple(rules)
        parts = [
            rf"(?P<rule_{i}>(?=[{rule.starts}])(?:{_number_groups(rule.pattern, i)}))"
            for i, rule in enumerate(rules)
        ]
        starts = "".join(rule.starts for rule in rules)
        self._pattern = re.compile(rf"(?=[{starts}])(?:{'|'.join(parts)})")
        index = self._pattern.groupindex
        self._by_index = {index[f"rule_{i}"]: rule for i, rule in enumerate(rules)}
        self._groups: dict[int, list[tuple[int, str]]] = {i: [] for i in range(len(rules))}
        for name, at in index.items():
            plain, _, number = name.partition("__")
            if number:
                self._groups[int(number.partition("_")[0])].append((at, plain))
        self._names = {index[f"rule_{i}"]: groups for i, groups in self._groups.items()}

    def find(self, text: str) -> Iterator[tuple[Rule[T], re.Match[str], T]]:
        """Every match in the text that its production accepts, from left to right."""
        for match in self._pattern.finditer(text):
            at = match.lastindex or 0
            rule = self._by_index[at]
            groups = {name: found for i, name in self._names[at] if (found := match[i]) is not None}
            value = rule.produce(groups)
            if value is not None:
                yield rule, match, value


def _number_groups(pattern: str, rule: int) -> str:
    """Give each group of a rule a name of its own: year__3, and year__3_1 for the next one."""
    met: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match["name"]
        if match["kind"] == "<":
            met[name] = met.get(name, -1) + 1
        number = met[name]
        suffix = f"__{rule}" + (f"_{number}" if number else "")
        return f"(?P{match['kind']}{name}{suffix}{match['close']}"

    return _GROUP.sub(rename, pattern)
