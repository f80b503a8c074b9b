"""A rule is a name that shows the notation, a pattern, and a production that may decline."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import regex

T = TypeVar("T")
Match = regex.Match[str]


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One notation.

    Attributes:
        name: Shows the notation: `<era><year>.<month>`.
        pattern: Loose pattern over folded text.
        produce: Checks the values of a match; None declines it.
    """

    name: str
    pattern: str
    produce: Callable[[Match], T | None]


class RuleSet(Generic[T]):
    """Rules of one kind as one compiled pattern; earlier rules win over later ones."""

    def __init__(self, rules: Sequence[Rule[T]]) -> None:
        self._rules = tuple(rules)
        alternatives = (f"(?P<rule{i}>{rule.pattern})" for i, rule in enumerate(self._rules))
        self._pattern = regex.compile("|".join(alternatives))

    def find(self, text: str) -> Iterator[tuple[Rule[T], Match, T]]:
        """Every match in the text that its production accepts, from left to right."""
        for match in self._pattern.finditer(text):
            rule = self._rules[self._index(match)]
            value = rule.produce(match)
            if value is not None:
                yield rule, match, value

    def _index(self, match: Match) -> int:
        return next(i for i in range(len(self._rules)) if match.start(f"rule{i}") >= 0)
