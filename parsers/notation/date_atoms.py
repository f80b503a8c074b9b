"""A single date as far as it is written, made from what a rule's pattern found."""

import regex
from msgspec import Struct
from msgspec.structs import replace

from parsers.notation.calendar import Partial
from parsers.notation.eras import Era, era_pattern, find_era, read_eras
from parsers.notation.numerals import read_kanji
from parsers.notation.rules import Groups
from parsers.notation.vocabulary import read_vocabulary

WEEKDAYS = "月火水木金土日"
_ERAS = read_eras()
_NAMED_ERA = regex.compile(era_pattern())
_NOT_QUARTER = regex.compile("[^1-4一二三四]|四半期")
_CENTURY = 100
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


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else read_kanji(text)


def _number_of(groups: Groups, name: str) -> int | None:
    text = groups.get(name)
    return _number(text) if text else None


def _era_year(era: str, text: str) -> tuple[Era, int]:
    found = find_era(era)
    return found, found.year(1 if text == "元" else _number(text) or 0)


def _read_year(groups: Groups) -> tuple[Era | None, int | None, int | None]:
    """Era, year and the year of the second notation in brackets."""
    era: Era | None = None
    year: int | None = None
    name, written = groups.get("era"), groups.get("year")
    dual = groups.get("dual") or groups.get("again")
    if name:
        era, year = _era_year(name, groups["era_year"] or "")
    elif written:
        year = 2000 + int(written[1:]) if written[0] == "'" else _number(written)
    if not dual:
        return era, year, None
    name, number = _split_era(dual)
    if not name:
        return era, year, int(dual)
    era, other = _era_year(name, number)
    return era, year, other


def _split_era(text: str) -> tuple[str, str]:
    """令和元 is 令和 and 元; 2019 has no era."""
    match = _NAMED_ERA.match(text)
    name = match[0] if match else ""
    return name, text[len(name) :].strip()


def _produce(groups: Groups, *, fiscal: bool = False, doubt: str = "") -> Atom | None:
    era, year, dual = _read_year(groups)
    month = _number_of(groups, "month")
    if month is not None and year is None and not 1 <= month <= 12:
        return None
    if era is not None and year is not None and year < era.first_day.year:
        return None
    return Atom(
        Partial(year, fiscal, month, _number_of(groups, "day"), _part(groups)),
        era,
        RELATIVE[relative] if (relative := groups.get("relative")) else None,
        WEEKDAYS.index(weekday) if (weekday := groups.get("weekday")) else None,
        dual,
        doubt,
    )


def _part(groups: Groups) -> str:
    quarter = groups.get("quarter")
    if quarter:
        return f"Q{_number(_NOT_QUARTER.sub('', quarter))}"
    return groups.get("part") or ""


def read_western_fiscal(groups: Groups) -> Atom:
    """FY2019, FY19."""
    number = int(groups["fy"] or "")
    return Atom(Partial(number if number > _CENTURY else 2000 + number, fiscal=True))


def read_year_month(groups: Groups) -> Atom:
    """201908: six digits, which may as well be a number."""
    digits = groups["compact"] or ""
    return Atom(Partial(int(digits[:4]), month=int(digits[4:])), doubt="D109")


def read_relative_year(groups: Groups) -> Atom:
    """昨年, 今秋, 来年度末; 年度末 without a word before it is the present one's."""
    word = groups.get("relative") or "同年"
    return Atom(
        Partial(fiscal=bool(groups.get("fiscal")), part=_part(groups)),
        relative=RELATIVE.get(word) if word in RELATIVE else RELATIVE[word + "年"],
    )


def read_shift(groups: Groups) -> Atom:
    """先月, 昨日末, 3日前, 2か月後."""
    ago = groups.get("ago")
    if not ago:
        return Atom(Partial(part=_part(groups)), shift=SHIFTS[groups["shift"] or ""])
    sign = -1 if groups["way"] == "前" else 1
    unit = (groups["unit"] or "").removesuffix("間")[-1]
    return Atom(Partial(), shift=(unit, sign * (_number(ago) or 0)))


def read_date(groups: Groups) -> Atom | None:
    """A year with what follows it, in the calendar."""
    return _produce(groups)


def read_fiscal(groups: Groups) -> Atom | None:
    """The same in fiscal years."""
    return _produce(groups, fiscal=True)


def read_bare_year(groups: Groups) -> Atom | None:
    """A year without 年 or 年度, which may be a fiscal one."""
    return _produce(groups, doubt="D102")


def read_decimal(groups: Groups) -> Atom | None:
    """7.10: a month and a day, or a decimal."""
    return _month_day(groups, "D107")


def read_month_day(groups: Groups) -> Atom | None:
    """5/27, 8月26日: a month and a day of any year."""
    return _month_day(groups, "")


def _month_day(groups: Groups, doubt: str) -> Atom | None:
    atom = _produce(groups, doubt=doubt)
    day = atom.partial.day if atom else None
    return atom if day and 1 <= day <= 31 else None


def read_named_day(groups: Groups) -> Atom | None:
    """元日 is the first of January, 朔日 the first and 晦日 the last of a month."""
    atom = _produce(groups)
    if atom is None:
        return None
    day, part = (None, "末") if groups["named"] == "晦日" else (1, "")
    month = 1 if groups["named"] == "元日" else atom.partial.month
    return replace(atom, partial=Partial(atom.partial.year, month=month, day=day, part=part))


def read_compact(groups: Groups) -> Atom | None:
    """20190527: eight digits, which may be a code."""
    text = groups["compact"] or ""
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(year, month=month, day=day), doubt="D109")


def read_compact_era(groups: Groups) -> Atom | None:
    """R010501."""
    return _in_era(find_era(groups["era"] or ""), groups["compact"] or "")


def read_coded(groups: Groups) -> Atom | None:
    """5010501: the era codes of administrative records, 1 for 明治 to 5 for 令和."""
    names = [row["name"] for row in read_vocabulary("eras")]
    return _in_era(_ERAS[names[int(groups["code"] or "") - 1]], groups["compact"] or "")


def _in_era(era: Era, text: str) -> Atom | None:
    digits = "".join(character for character in text if character.isdigit())
    number, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not (number and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(era.year(number), month=month, day=day), era, doubt="D109")
