"""The words of headings: which name a role, a measure, a time, a total.

A layout is a TOML file. `default.toml` knows the words of many publishers; a series with unusual
ones gets a file of its own, whose words are tried first.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from parsers.notation.fold import fold

_TABLES = ("roles", "measures", "times", "time_of", "totals", "endings")
_WHITE = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What headings mean.

    Attributes:
        name: Name of the TOML file.
        roles: Role by normalised heading.
        measures: Measure by normalised heading.
        times: Headings of columns that say the time of a value.
        time_of: Measure by the heading of the column that says its time.
        totals: Names of rows that add up others.
        endings: What the heading of an indicator's name may end with (経営指標).
    """

    name: str
    roles: Mapping[str, str]
    measures: Mapping[str, str]
    times: frozenset[str]
    time_of: Mapping[str, str]
    totals: frozenset[str]
    endings: tuple[str, ...]

    def knows(self, word: str) -> bool:
        """Whether a normalised heading is one of the words, whatever it means."""
        known = (self.roles, self.measures, self.times, self.time_of)
        return any(word in words for words in known)


@cache
def read_layout(name: str = "default") -> Layout:
    """The layout of that name; its words before those of `default`.

    Raises:
        KeyError: There is no layout of that name.
    """
    file = resources.files(__package__) / "layouts" / f"{name}.toml"
    if not file.is_file():
        raise KeyError(name)
    return parse_layout(file.read_text(encoding="utf-8"), name)


def parse_layout(text: str, name: str) -> Layout:
    """The layout that a TOML text holds; its words before those of `default`.

    Raises:
        ValueError: The text is no TOML, or its tables are not as in `default.toml`.
    """
    words = tomllib.loads(text)
    unknown = [key for key in words if key not in _TABLES]
    if unknown:
        raise ValueError(f"[{unknown[0]}]")
    for table, entries in words.items():
        _check_lists(table, entries)
    base = None if name == "default" else read_layout()
    return Layout(
        name=name,
        roles=_with_roles(base.roles if base else {}, words.get("roles", {})),
        measures={**(base.measures if base else {}), **_by_word(words.get("measures", {}))},
        times=_normalised(words, "times") | (base.times if base else frozenset()),
        time_of={**(base.time_of if base else {}), **_by_word(words.get("time_of", {}))},
        totals=_normalised(words, "totals") | (base.totals if base else frozenset()),
        endings=tuple(
            sorted(_normalised(words, "endings") | frozenset(base.endings if base else ()))
        ),
    )


def normalise_heading(heading: str) -> str:
    """A heading without white space and differences of width.

    >>> normalise_heading("施　策")
    '施策'
    >>> normalise_heading("重要業績評価指標（ＫＰＩ）")
    '重要業績評価指標(KPI)'
    """
    return _WHITE.sub("", fold(heading))


def _check_lists(table: str, entries: object) -> None:
    """One word without its brackets would be taken for a word a character."""
    if not isinstance(entries, dict):
        raise ValueError(f"[{table}]")  # noqa: TRY004 - as any other mistake in the file
    for name, listed in entries.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise ValueError(f'[{table}] {name} = ["…", "…"]')


def _with_roles(base: Mapping[str, str], own: Mapping[str, Iterable[str]]) -> dict[str, str]:
    known = dict.fromkeys(base.values())
    if base and (strange := [name for name in own if name not in known]):
        raise ValueError(f"[roles] {strange[0]}: {' '.join(known)}")
    return {**base, **_by_word(own)}


def _by_word(entries: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {normalise_heading(word): name for name, words in entries.items() for word in words}


def _normalised(words: Mapping[str, Mapping[str, Iterable[str]]], name: str) -> frozenset[str]:
    return frozenset(map(normalise_heading, words.get(name, {}).get("words", ())))
