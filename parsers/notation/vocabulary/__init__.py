"""Rule tables: eras, units, qualifiers, states, missing marks; one CSV each."""

import csv
from functools import cache
from importlib import resources


@cache
def read_vocabulary(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table as dictionaries, in order."""
    text = (resources.files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def longest_first(texts: list[str]) -> list[str]:
    """The texts so that an alternation matches the longest that fits."""
    return sorted(texts, key=lambda text: (-len(text), text))
