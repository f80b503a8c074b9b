"""Japanese eras: names, letters and glyphs to Gregorian years, and days outside an era."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from parsers.notation.vocabulary import longest_first, read_vocabulary


@dataclass(frozen=True, slots=True)
class Era:
    """An era with its first and last day; the last day of the present one is None."""

    name: str
    first_day: date
    last_day: date | None

    def year(self, number: int) -> int:
        """The Gregorian year of a year of the era (令和1 is 2019)."""
        return self.first_day.year + number - 1

    def shares(self, day: date) -> bool:
        """Whether the day is the first of this era and the last of the one before, or the reverse."""
        return any(
            day in (self.first_day, self.last_day) and other.holds(day, day)
            for other in set(read_eras().values()) - {self}
        )

    def holds(self, start: date, end: date) -> bool:
        """Whether any day from start to end lies in the era."""
        return end >= self.first_day and (self.last_day is None or start <= self.last_day)


@cache
def read_eras() -> dict[str, Era]:
    """The era by each of its spellings: 令和, 令, R, r, ㋿."""
    eras: dict[str, Era] = {}
    for row in read_vocabulary("eras"):
        last = date.fromisoformat(row["last_day"]) if row["last_day"] else None
        era = Era(row["name"], date.fromisoformat(row["first_day"]), last)
        letter = row["letter"]
        spellings = (row["name"], row["short"], letter, letter.lower(), row["glyph"])
        eras.update(dict.fromkeys(spellings, era))
    return eras


def era_pattern() -> str:
    """A pattern that matches any spelling of an era."""
    names = [row["name"] for row in read_vocabulary("eras")]
    glyphs = "".join(row["glyph"] for row in read_vocabulary("eras"))
    short = "".join(
        row["short"] + row["letter"] + row["letter"].lower() for row in read_vocabulary("eras")
    )
    return f"(?:{'|'.join(longest_first(names))}|[{glyphs}]|(?<![A-Za-z])[{short}])"
