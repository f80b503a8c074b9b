"""A sheet of a workbook, the same for every format: what each place shows and how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

Place = tuple[int, int]
"""Row and column, from 0."""

LEFT, RIGHT, TOP, BOTTOM = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell's style says beside its number format.

    Attributes:
        sides: The sides that are ruled: `LEFT`, `RIGHT`, `TOP`, `BOTTOM` added up.
        filled: Whether its background is coloured.
    """

    sides: int = 0
    filled: bool = False

    @property
    def framed(self) -> bool:
        """Whether two sides at least are ruled: one side alone may be a neighbour's edge."""
        return self.sides.bit_count() >= 2


PLAIN = Look()


class NoFormatsError(Exception):
    """The reader of formats fails where that of values may not."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a person sees it.

    Attributes:
        name: Its name.
        texts: The text that each place shows; a place that shows nothing is not in it.
        numeric: The places whose value is a number, a day or a time.
        spans: Rows and columns of each merged cell, by its first place.
        looks: How places look, but for plain ones; empty cells too.
        hidden: The sheet is not shown.
        hidden_rows: Rows that are not shown.
        hidden_columns: Columns that are not shown.
        covered: Text of places under a merged cell, which nobody sees.
        comments: Text of comments, by place.
        errors: The error (`#VALUE!`) of each place that shows one.
        uncomputed: The places of formulas whose value was never saved; they show nothing.
        drawn: Text of shapes, by the place of their upper left corner.
        furniture: Text of the printed page's header and footer.
    """

    name: str
    texts: Mapping[Place, str]
    numeric: frozenset[Place] = frozenset()
    spans: Mapping[Place, Place] = field(default_factory=dict)
    looks: Mapping[Place, Look] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    covered: Mapping[Place, str] = field(default_factory=dict)
    comments: Mapping[Place, str] = field(default_factory=dict)
    errors: Mapping[Place, str] = field(default_factory=dict)
    uncomputed: tuple[Place, ...] = ()
    drawn: Mapping[Place, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()


def plain_text(text: str) -> str:
    """A cell's text: line feeds only, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def split_covered(
    values: Mapping[Place, T], spans: Mapping[Place, Place]
) -> tuple[dict[Place, T], dict[Place, T]]:
    """What is shown (texts, looks), and what lies under a merged cell."""
    bottom = max((row for row, _ in values), default=-1)
    right = max((column for _, column in values), default=-1)
    under = {
        (i, j)
        for (row, column), (height, width) in spans.items()
        for i in range(row, min(row + height, bottom + 1))
        for j in range(column, min(column + width, right + 1))
        if (i, j) in values and (i, j) != (row, column)
    }
    if not under:
        return dict(values), {}
    shown = {place: value for place, value in values.items() if place not in under}
    return shown, {place: values[place] for place in sorted(under)}


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column.

    >>> column_letters(0), column_letters(26), column_letters(59)
    ('A', 'AA', 'BH')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def parse_address(address: str) -> Place:
    """The place of an address.

    >>> parse_address("A1"), parse_address("BH47")
    ((0, 0), (46, 59))
    """
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The column of its letters.

    >>> column_number("A"), column_number("BH")
    (0, 59)
    """
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
