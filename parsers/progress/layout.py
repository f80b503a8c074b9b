"""Which column plays which role, told by its heading.

A layout is a TOML file: a table for each role with the headings that name it. `default.toml` knows
the headings of many publishers; a series with unusual ones gets a file of its own, whose headings
are tried first.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from parsers.notation.fold import fold

PROJECT = "project"
ACTIVITIES = "activities"
PROGRESS = "progress"

_REMARK = regex.compile(r"[(（][^()（）]*[)）]$")
_WHITE = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings to roles.

    Attributes:
        name: Name of the TOML file.
        roles: Role by normalised heading.
    """

    name: str
    roles: Mapping[str, str]

    def role_of(self, heading: str) -> str | None:
        """The role that a heading names, with or without the remark in brackets at its end."""
        full = normalise_heading(heading)
        return self.roles.get(full) or self.roles.get(_REMARK.sub("", full))


@cache
def read_layout(name: str = "default") -> Layout:
    """The layout of that name; its headings before those of `default`.

    Raises:
        KeyError: There is no layout of that name.
    """
    folder = resources.files(__package__) / "layouts"
    file = folder / f"{name}.toml"
    if not file.is_file():
        raise KeyError(name)
    roles = {} if name == "default" else dict(read_layout().roles)
    for role, entry in tomllib.loads(file.read_text(encoding="utf-8"))["roles"].items():
        roles.update({normalise_heading(heading): role for heading in entry["headings"]})
    return Layout(name, roles)


def normalise_heading(heading: str) -> str:
    """A heading without white space and differences of width.

    >>> normalise_heading("施　策")
    '施策'
    >>> normalise_heading("重要業績評価指標（ＫＰＩ）")
    '重要業績評価指標(KPI)'
    """
    return _WHITE.sub("", fold(heading))
