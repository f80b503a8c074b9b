"""A day or time as a number format shows it, in Western and Japanese years."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from parsers.notation.vocabulary import read_vocabulary
from parsers.readers.workbook.format_code import Section, Token

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a wall clock
_FIRST_LEAP_BUG = 60
_LAST_SERIAL = 2_958_466
_WEEKDAYS = "月火水木金土日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SECONDS = 86_400


def to_moment(serial: Decimal, *, from_1904: bool = False) -> datetime | None:
    """The moment of a serial number of days; None where the calendar has none.

    Days before 1900-03-01 are one off, since workbooks know a 1900-02-29.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    if not from_1904 and serial < _FIRST_LEAP_BUG:
        epoch += timedelta(days=1)
    return epoch + timedelta(seconds=round(serial * _SECONDS))


def show_moment(serial: Decimal, section: Section, *, from_1904: bool = False) -> str | None:
    """The text of a date section; None where the number is no day.

    >>> from parsers.readers.workbook.format_code import parse_format
    >>> show_moment(Decimal(45747), parse_format('ggge"年"m"月"d"日"')[0])
    '令和7年3月31日'
    """
    moment = to_moment(serial, from_1904=from_1904)
    if moment is None:
        return None
    half_day = section.has("half_day")
    tokens = list(_as_minutes(section.tokens))
    return "".join(_show(token, moment, serial, section, half_day) for token in tokens)


def _as_minutes(tokens: Sequence[Token]) -> Iterator[Token]:
    """`m` is minutes after an hour or before seconds, else a month; no parts of seconds."""
    clock = [t for t in tokens if t.kind in {"date", "elapsed"}]
    at = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind == "point" and following is not None and following.kind == "digit":
            continue
        if token.kind not in {"date", "elapsed"}:
            yield token
            continue
        before = clock[at - 1].text[0] if at else ""
        after = clock[at + 1].text[0] if at + 1 < len(clock) else ""
        at += 1
        if token.kind == "date" and token.text in {"m", "mm"} and (before == "h" or after == "s"):
            yield Token("minute", token.text)
        else:
            yield token


def _show(token: Token, moment: datetime, serial: Decimal, section: Section, half_day: bool) -> str:
    if token.kind == "date":
        return _show_date(token.text, moment, section, half_day)
    if token.kind == "minute":
        return f"{moment.minute:0{len(token.text)}}"
    if token.kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
        return f"{round(serial * _SECONDS) // unit:0{len(token.text)}}"
    if token.kind == "half_day":
        names = token.text.split("/")
        return names[moment.hour >= 12]
    return "" if token.kind == "digit" else token.text


def _show_date(code: str, moment: datetime, section: Section, half_day: bool) -> str:
    letter, width = code[0], len(code)
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    weekday = moment.weekday()
    by_letter = {
        "y": f"{moment.year % 100:02}" if width <= 2 else f"{moment.year:04}",
        "m": _show_month(moment.month, width),
        "d": f"{moment.day:0{width}}" if width <= 2 else _ENGLISH_DAYS[weekday][: _whole(width)],
        "a": _WEEKDAYS[weekday] + ("曜日" if width == 4 else ""),
        "h": f"{hour:0{min(width, 2)}}",
        "s": f"{moment.second:0{min(width, 2)}}",
    }
    return by_letter.get(letter) or _show_era(letter, width, moment.date(), section)


def _whole(width: int) -> int | None:
    """How much of an English name `ddd` shows; all of it for `dddd`."""
    return 3 if width == 3 else None


def _show_month(month: int, width: int) -> str:
    name = _ENGLISH_MONTHS[month - 1]
    by_width = {3: name[:3], 4: name, 5: name[0]}
    return f"{month:0{width}}" if width <= 2 else by_width.get(width, name)


def _show_era(letter: str, width: int, day: date, section: Section) -> str:
    """`g` R, `gg` 令, `ggg` 令和; `e` 7, `ee` 07; `r` and `rr` are both at once."""
    era = _era(day)
    if era is None:
        return f"{day.year}" if letter in "er" else ""
    short, middle, name, year_before = era
    year = day.year - year_before
    number = "元" if year == 1 and section.first_year else f"{year:0{min(width, 2)}}"
    if letter == "r":
        return (name if width > 1 else short) + f"{year:02}"
    return number if letter == "e" else (short, middle, name)[min(width, 3) - 1]


@cache
def _eras() -> tuple[tuple[date, tuple[str, str, str, int]], ...]:
    rows = [
        (date.fromisoformat(row["first_day"]), (row["letter"], row["short"], row["name"]))
        for row in read_vocabulary("eras")
    ]
    return tuple((first, (*names, first.year - 1)) for first, names in sorted(rows, reverse=True))


def _era(day: date) -> tuple[str, str, str, int] | None:
    return next((era for first, era in _eras() if day >= first), None)
