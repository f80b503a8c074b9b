"""A single date as far as it is written, made from what a rule's pattern found."""

from collections.abc import Callable

import regex
from msgspec import Struct
from msgspec.structs import replace

from parsers.notation.calendar import Partial
from parsers.notation.eras import ERAS, Era, era_pattern
from parsers.notation.numerals import read_kanji
from parsers.notation.vocabulary import read_vocabulary

WEEKDAYS = "月火水木金土日"
_ERA_NAMES = [row["name"] for row in read_vocabulary("eras")]
_NAMED_ERA = regex.compile(era_pattern())
_NOT_QUARTER = regex.compile("[^1-4一二三四]|四半期")
_CENTURY = 100
_MAGNITUDES = frozenset("MTmt")
RELATIVE = {
    "同年": 0,
    "本年": 0,
    "今年": 0,
    "当年": 0,
    "翌年": 1,
    "翌": 1,
    "来年": 1,
    "次年": 1,
    "翌々年": 2,
    "再来年": 2,
    "前年": -1,
    "昨年": -1,
    "去年": -1,
    "一昨年": -2,
    "前々年": -2,
}
SHIFTS = {
    "月": ("月", 0),
    "今月": ("月", 0),
    "当月": ("月", 0),
    "本月": ("月", 0),
    "同月": ("月", 0),
    "先月": ("月", -1),
    "昨月": ("月", -1),
    "前月": ("月", -1),
    "先々月": ("月", -2),
    "来月": ("月", 1),
    "翌月": ("月", 1),
    "次月": ("月", 1),
    "再来月": ("月", 2),
    "今日": ("日", 0),
    "本日": ("日", 0),
    "当日": ("日", 0),
    "同日": ("日", 0),
    "昨日": ("日", -1),
    "前日": ("日", -1),
    "一昨日": ("日", -2),
    "明日": ("日", 1),
    "翌日": ("日", 1),
    "明後日": ("日", 2),
}


class Atom(Struct, frozen=True, gc=False):
    """One date as far as it is written.

    Attributes:
        partial: What it says.
        era: Its era, for what a range's other end leaves out.
        relative: Years after the one spoken of (翌年 1); None where it is not relative.
        weekday: The weekday that it says, 0 for Monday; None where it says none.
        dual: The year of its second notation (令和元年（2019年）).
        doubt: Code of the finding that the notation itself calls for.
        shift: Unit and number of days, weeks, months or years after the day spoken of (先月, 3日前).
    """

    partial: Partial
    era: Era | None = None
    relative: int | None = None
    weekday: int | None = None
    dual: int | None = None
    doubt: str = ""
    shift: tuple[str, int] | None = None


class _Numbers(dict[str, int]):
    """A number by its digits or kanji numerals; 元 is the first."""

    def __missing__(self, text: str) -> int:
        number = int(text) if text.isascii() else read_kanji(text) or 0
        self[text] = number  # of three or four numerals at most
        return number


_NUMBERS = _Numbers(
    {f"{n:02}": n for n in range(10)} | {f"{n}": n for n in range(2200)} | {"元": 1}
)


def _read_year(
    era: str | None, era_year: str | None, year: str | None, dual: str | None
) -> tuple[Era | None, int | None, int | None]:
    """Era, year and the year of the second notation in brackets, which may bring the era."""
    found, number = None, None
    if era:
        found = ERAS[era]
        number = found.year(_NUMBERS[era_year or ""])
    elif year:
        number = 2000 + int(year[1:]) if year[0] == "'" else _NUMBERS[year]
    if not dual:
        return found, number, None
    named = _NAMED_ERA.match(dual)
    if named is None:
        return found, number, int(dual)
    found = ERAS[named[0]]
    return found, number, found.year(_NUMBERS[dual[named.end() :].strip()])


def _reader(
    *, fiscal: bool = False, doubt: str = "", decimal: bool = False
) -> Callable[..., Atom | None]:
    """A production of a year, or of a month without one, with what follows it."""

    def read(
        era: str | None,
        era_year: str | None,
        year: str | None,
        dual: str | None,
        again: str | None,
        relative: str | None,
        month: str | None,
        day: str | None,
        weekday: str | None,
        part: str | None,
        quarter: str | None,
    ) -> Atom | None:
        found, number, other = _read_year(era, era_year, year, dual or again)
        month_number = _NUMBERS[month] if month else None
        if month_number is not None and number is None and not 1 <= month_number <= 12:
            return None
        if found is not None and number is not None and number <= found.before:
            return None
        if quarter:
            part = _quarter(quarter)
        return Atom(
            Partial(number, fiscal, month_number, _NUMBERS[day] if day else None, part or ""),
            found,
            RELATIVE[relative] if relative else None,
            WEEKDAYS.index(weekday) if weekday else None,
            other,
            "D107" if decimal and era in _MAGNITUDES else doubt,
        )

    return read


def _quarter(text: str) -> str:
    return f"Q{_NUMBERS[_NOT_QUARTER.sub('', text)]}"


read_date = _reader()
"""A year with what follows it, in the calendar."""
read_point_month = _reader(decimal=True)
"""The same with a point before the month: M7.2 is a magnitude as well."""
read_fiscal = _reader(fiscal=True)
"""The same in fiscal years."""
read_bare_year = _reader(doubt="D102")
"""A year without 年 or 年度, which may be a fiscal one."""


def read_western_fiscal(fy: str) -> Atom:
    """FY2019, FY19."""
    number = int(fy)
    return Atom(Partial(number if number > _CENTURY else 2000 + number, fiscal=True))


def read_year_month(compact: str) -> Atom:
    """201908: six digits, which may as well be a number."""
    return Atom(Partial(int(compact[:4]), month=int(compact[4:])), doubt="D109")


def read_relative_year(relative: str | None, fiscal: str | None, part: str | None) -> Atom:
    """昨年, 今秋, 来年度末; 年度末 without a word before it is the present one's."""
    word = relative or "同年"
    return Atom(
        Partial(fiscal=bool(fiscal), part=part or ""),
        relative=RELATIVE.get(word) if word in RELATIVE else RELATIVE[word + "年"],
    )


def read_shift(shift: str, part: str | None) -> Atom:
    """先月, 昨日末."""
    return Atom(Partial(part=part or ""), shift=SHIFTS[shift])


def read_ago(ago: str, unit: str, way: str) -> Atom:
    """3日前, 2か月後."""
    sign = -1 if way == "前" else 1
    return Atom(Partial(), shift=(unit.removesuffix("間")[-1], sign * _NUMBERS[ago]))


def read_month_day(month: str, day: str, weekday: str | None) -> Atom | None:
    """5/27, 8月26日: a month and a day of any year."""
    numbers = _NUMBERS[month], _NUMBERS[day]
    if not (1 <= numbers[0] <= 12 and 1 <= numbers[1] <= 31):
        return None
    said = WEEKDAYS.index(weekday) if weekday else None
    return Atom(Partial(None, False, *numbers), weekday=said)


def read_decimal(month: str, day: str) -> Atom | None:
    """7.10: a month and a day, or a decimal."""
    atom = read_month_day(month, day, None)
    return atom and replace(atom, doubt="D107")


def read_named_day(
    era: str | None,
    era_year: str | None,
    year: str | None,
    dual: str | None,
    again: str | None,
    month: str | None,
    named: str,
) -> Atom | None:
    """元日 is the first of January, 朔日 the first and 晦日 the last of a month."""
    found, number, other = _read_year(era, era_year, year, dual or again)
    if found is not None and number is not None and number <= found.before:
        return None
    day, part = (None, "末") if named == "晦日" else (1, "")
    which = 1 if named == "元日" else _NUMBERS[month or ""]
    return Atom(Partial(number, month=which, day=day, part=part), found, dual=other)


def read_compact(compact: str) -> Atom | None:
    """20190527: eight digits, which may be a code."""
    year, month, day = int(compact[:4]), int(compact[4:6]), int(compact[6:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(year, month=month, day=day), doubt="D109")


def read_compact_era(era: str, compact: str) -> Atom | None:
    """R010501."""
    return _in_era(ERAS[era], compact)


def read_coded(code: str, compact: str) -> Atom | None:
    """5010501: the era codes of administrative records, 1 for 明治 to 5 for 令和."""
    return _in_era(ERAS[_ERA_NAMES[int(code) - 1]], compact)


def _in_era(era: Era, text: str) -> Atom | None:
    digits = "".join(character for character in text if character.isdigit())
    number, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not (number and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(era.year(number), month=month, day=day), era, doubt="D109")
