"""A date as far as it is written, and the days that it means.

`Partial` holds what a notation says (year, fiscal or not, month, day, part of it); `Span` the days.
Year inference for dates without a year is in `infer_year`, and nowhere else.
"""

from calendar import isleap
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

FIRST_FISCAL_MONTH = 4
_MONTHS = 12
_FEBRUARY = 2
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_THIRDS = {"上旬": (1, 10), "初旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0)}
_SEASONS = {"春": (21, 3), "夏": (22, 6), "秋": (23, 9), "冬": (24, 12)}
_HALVES = {
    "上半期": 1,
    "上期": 1,
    "前期": 1,
    "前半": 1,
    "下半期": 2,
    "下期": 2,
    "後期": 2,
    "後半": 2,
}
_TABLE = 4096  # months and years that are kept once they are made: centuries of them
_ENDS = frozenset({"末", "末日"})
_STARTS = frozenset({"当初", "初め", "はじめ", "初"})


class Partial(Struct, frozen=True, gc=False):
    """What a date says.

    Attributes:
        year: Gregorian year, or the year that a fiscal year begins in.
        fiscal: The year runs from April to March.
        month: 1 to 12.
        day: Day of the month.
        part: A part of the year or month: 末, 上旬, 上半期, 秋, Q3 ….
    """

    year: int | None = None
    fiscal: bool = False
    month: int | None = None
    day: int | None = None
    part: str = ""


class Span(Struct, frozen=True, gc=False):
    """The days that a date means, both inclusive, with EDTF and precision."""

    start: date
    end: date
    edtf: str
    precision: str


def find_span(partial: Partial) -> Span | None:
    """The days of a date with a year; None where there is no such day (2/30, month 13)."""
    if partial.year is None:
        return None
    try:
        if partial.month is None:
            return _year_span(partial)
        year = calendar_year(partial.year, partial.month) if partial.fiscal else partial.year
        if partial.day is not None:
            return _day(date(year, partial.month, partial.day))
        return _month_part(_month(year, partial.month), partial.part)
    except ValueError:
        return None


def calendar_year(fiscal_year: int, month: int) -> int:
    """The calendar year of a month in a fiscal year: March of fiscal 2019 is in 2020."""
    return fiscal_year + (month < FIRST_FISCAL_MONTH)


def fiscal_year_of(day: date) -> int:
    """The fiscal year (April to March) that a day lies in."""
    return day.year - (day.month < FIRST_FISCAL_MONTH)


def infer_year(partial: Partial, edition: date, *, planned: bool, opens: bool) -> int | None:
    """Give a date without a year the one that the edition implies.

    Progress documents look back: 5/27 in the edition of August 2019 is 2019-05-27, 12/3 is
    2018-12-03. What is planned looks forward. An open beginning (10月～) and a part of a fiscal year
    (上半期) stand in the edition's fiscal year. A third of a month (9月下旬) is too vague for a
    report: the nearest one is meant.

    Args:
        partial: The date without its year.
        edition: Last day the document reports on.
        planned: The source says 予定.
        opens: The date begins an open span.

    Returns:
        The year (the fiscal one for a part of a fiscal year); None where there is no such day.
    """
    fiscal = fiscal_year_of(edition)
    if partial.month is None:
        return fiscal if partial.part in _HALVES or partial.part.startswith("Q") else edition.year
    if opens and not planned:
        return calendar_year(fiscal, partial.month)
    if partial.part in _THIRDS and not planned:
        around = range(edition.year - 1, edition.year + 2)
        spans = [(year, span) for year in around if (span := find_span(in_year(partial, year)))]
        return min(spans, key=lambda pair: abs((pair[1].end - edition).days))[0]
    for year in (edition.year, edition.year + (1 if planned else -1)):
        span = find_span(in_year(partial, year))
        if span is not None and (span.end > edition if planned else span.start <= edition):
            return year
    return None


def in_year(partial: Partial, year: int) -> Partial:
    """A date without a year in a year."""
    return Partial(year, partial.fiscal, partial.month, partial.day, partial.part)


def _month_part(whole: Span, part: str) -> Span:
    """The days of a month, or of its end or a third of it."""
    if part in _ENDS:
        return _day(whole.end)
    if part in _THIRDS:
        begin, end = _THIRDS[part]
        first, last = whole.start.replace(day=begin), whole.end.replace(day=end or whole.end.day)
        return Span(first, last, f"{first.isoformat()}/{last.isoformat()}", "third")
    return whole


def _year_span(partial: Partial) -> Span:
    year = partial.year or 0
    first = FIRST_FISCAL_MONTH if partial.fiscal else 1
    part = partial.part
    if part in _SEASONS:
        return _season(year, part)
    if part in _HALVES:
        return _months(year, first + 6 * (_HALVES[part] - 1), 6, "half")
    if part.startswith("Q"):
        return _months(year, first + 3 * (int(part[1:]) - 1), 3, "quarter")
    whole = _months(year, first, _MONTHS, "fiscal_year") if partial.fiscal else _year(year)
    if part in _ENDS:
        return _day(whole.end)
    if part in _STARTS:
        return _day(whole.start)
    return whole


@lru_cache(_TABLE)
def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, _MONTHS, 31), f"{year:04}", "year")


def _season(year: int, part: str) -> Span:
    code, month = _SEASONS[part]
    span = _months(year, month, 3, "season")
    return Span(span.start, span.end, f"{year:04}-{code}", "season")


@lru_cache(_TABLE)
def _month(year: int, month: int) -> Span:
    return Span(date(year, month, 1), _last_day(year, month), f"{year:04}-{month:02}", "month")


@lru_cache(_TABLE)
def _months(year: int, month: int, count: int, precision: str) -> Span:
    start = date(year + (month - 1) // _MONTHS, (month - 1) % _MONTHS + 1, 1)
    last = month + count - 1
    end = _last_day(year + (last - 1) // _MONTHS, (last - 1) % _MONTHS + 1)
    return Span(start, end, f"{start.isoformat()}/{end.isoformat()}", precision)


def shift_partial(day: date, unit: str, count: int) -> Partial:
    """What lies so many days, weeks, months or years after a day, as coarse as the unit.

    >>> shift_partial(date(2019, 8, 31), "月", -8), shift_partial(date(2019, 8, 31), "年", 1).year
    (Partial(year=2018, fiscal=False, month=12, day=None, part=''), 2020)
    """
    if unit == "年":
        return Partial(day.year + count)
    if unit == "月":
        months = day.year * _MONTHS + day.month - 1 + count
        return Partial(months // _MONTHS, month=months % _MONTHS + 1)
    there = day + timedelta(days=count * (7 if unit == "週" else 1))
    return Partial(there.year, month=there.month, day=there.day)


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= _MONTHS:
        raise ValueError
    return date(year, month, _DAYS[month] + (month == _FEBRUARY and isleap(year)))


def _day(day: date) -> Span:
    return Span(day, day, day.isoformat(), "day")
