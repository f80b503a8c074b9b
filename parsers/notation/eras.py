"""Japanese eras: names, letters and glyphs to Gregorian years, and days outside an era."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.notation.vocabulary import longest_first, read_vocabulary

_NO_MARKS = str.maketrans("", "", " .")


@dataclass(frozen=True, slots=True)
class Era:
    """An era with its first and last day; the last day of the present one is None.

    Attributes:
        before: The Gregorian year before its first one.
        shared: Days that it has in common with the era before or after it.
    """

    name: str
    first_day: date
    last_day: date | None
    before: int
    shared: frozenset[date] = frozenset()

    def year(self, number: int) -> int:
        """The Gregorian year of a year of the era (令和1 is 2019)."""
        return self.before + number

    def holds(self, start: date, end: date) -> bool:
        """Whether any day from start to end lies in the era."""
        return end >= self.first_day and (self.last_day is None or start <= self.last_day)


def _read_eras() -> Iterator[tuple[str, Era]]:
    """Each spelling of an era and the era: 令和, 令, R, r, ㋿."""
    rows = read_vocabulary("eras")
    shared = {row["first_day"] for row in rows} & {row["last_day"] for row in rows}
    for row in rows:
        ends = [day for day in (row["first_day"], row["last_day"]) if day]
        days = [date.fromisoformat(day) for day in ends]
        common = frozenset(date.fromisoformat(day) for day in ends if day in shared)
        last = days[1] if len(days) > 1 else None
        era = Era(row["name"], days[0], last, days[0].year - 1, common)
        letter = row["letter"]
        for spelling in (row["name"], row["short"], letter, letter.lower(), row["glyph"]):
            yield spelling, era


class _Eras(dict[str, Era]):
    """The era by what `era_pattern` matched: 令和, 令 和, R and R. alike."""

    def __missing__(self, spelling: str) -> Era:
        return self[spelling.translate(_NO_MARKS)]


ERAS = _Eras(_read_eras())


def era_pattern() -> str:
    """A pattern that matches any spelling of an era."""
    names = [row["name"] for row in read_vocabulary("eras")]
    glyphs = "".join(row["glyph"] for row in read_vocabulary("eras"))
    short = "".join(
        row["short"] + row["letter"] + row["letter"].lower() for row in read_vocabulary("eras")
    )
    spaced = (r"\s?".join(name) for name in longest_first(names))
    return rf"(?:{'|'.join(spaced)}|[{glyphs}]|(?<![A-Za-z])[{short}]\.?)"
