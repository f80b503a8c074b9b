"""Which period a link on a page belongs to, from the texts around it, read by our own notations.

What stands nearest to the link comes first: its own text, its line, the row and the headings over
it. 「10月分」 under 「令和7年度」 is October 2025. A day on which the publisher says that it put
the document there (11月20日公表) is no period of the document.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import regex

from parsers.notation.dates import find_dates, parse_date
from parsers.notation.model import Parsed, Period

_COARSE = frozenset({"year", "fiscal_year"})
_LONGEST = 200
_DONE = "公表|更新|掲載|公開|発表|作成|登録|アップ"
_PUT_THERE = regex.compile(rf"\s*(?:に|付け?)?(?:{_DONE})")
_PUT_ON = regex.compile(rf"(?:{_DONE})(?:年月)?日?\s*[::：]?\s*$")
_TOKENS = regex.compile(r"[^_\-\s.()（）]+")


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """The period of a document, and how folders and `source.toml` call it.

    Attributes:
        end: Last day.
        start: First day.
        inferred: Its year is written nowhere.
    """

    end: date
    start: date
    inferred: bool = False

    @property
    def folder(self) -> str:
        """The name of its folder: 2025-10, 2025-10-15, 2025-04_2026-03."""
        first, last = self._edge(self.start), self._edge(self.end)
        if self.start == self.end:
            return last
        if self._is_whole_months:
            return last if first == last else f"{first}_{last}"
        return f"{self.start}_{self.end}"

    @property
    def name(self) -> str:
        """The edition as `source.toml` has it: its last month, or its last day."""
        return self._edge(self.end)

    @property
    def _is_whole_months(self) -> bool:
        return self.start.day == 1 and _is_last(self.end)

    @staticmethod
    def _edge(day: date) -> str:
        """The month where the day is its first or last one, as 8月末 is 2019-08."""
        return f"{day:%Y-%m}" if _is_last(day) or day.day == 1 else day.isoformat()


def find_edition(texts: Sequence[str], name: str, today: date) -> Edition | None:
    """The period that the texts around a link name.

    Args:
        texts: The texts, the nearest first.
        name: Name of the file, asked only where the texts say nothing.
        today: Gives a year to a month where no year is written anywhere; looks back.

    >>> today = date(2026, 1, 10)
    >>> find_edition(["10月分（PDF）", "令和7年度"], "a.pdf", today).folder
    '2025-10'
    >>> find_edition(["令和7年度 上半期（令和7年11月5日公表）"], "a.pdf", today).folder
    '2025-04_2025-09'
    >>> find_edition(["PDF"], "sangyo_R7-10.pdf", today).folder, find_edition(["12月"], "", today)
    ('2025-10', Edition(end=datetime.date(2025, 12, 31), start=datetime.date(2025, 12, 1), inferred=True))
    """
    shown = [text[:_LONGEST] for text in texts]
    for index, text in enumerate(shown):
        for parsed in _periods(text, None):
            coarse = parsed.value.precision in _COARSE
            rest = f"{text[: parsed.start]} {text[parsed.end :]}" if coarse else ""
            finer = _find_finer([*shown[:index], rest], parsed.value)
            return finer or _edition(parsed.value)
    by_name = _in_name(name)
    return by_name or _find_inferred(shown, today)


def _periods(text: str, reference: date | None) -> Iterator[Parsed[Period]]:
    """The closed periods of a text, days of publishing apart."""
    for parsed in find_dates(text, reference):
        put = _PUT_THERE.match(text, parsed.end) or _PUT_ON.search(text, 0, parsed.start)
        if not put and parsed.value.start and parsed.value.end:
            yield parsed


def _find_finer(texts: Sequence[str], context: Period) -> Edition | None:
    """A month or part of the year that a nearer text names, within what is known already."""
    for text in texts:
        for parsed in _periods(text, context.end):
            edition = _edition(parsed.value)
            if context.precision not in _COARSE or _lies_within(edition, context):
                return edition
    return None


def _lies_within(edition: Edition, context: Period) -> bool:
    known = _edition(context)
    return known.start <= edition.start and edition.end <= known.end


def _in_name(name: str) -> Edition | None:
    """A period in the file's name: the whole name, its parts, or six digits (202510)."""
    stem = name.rpartition(".")[0] or name
    for token in (stem, *_tokens(stem)):
        parsed = parse_date(token)
        if parsed and parsed.value.start and parsed.value.end:
            return _edition(parsed.value)
    return None


def _tokens(stem: str) -> Iterator[str]:
    yield from regex.findall(r"[A-Za-z]?\d{1,4}[-.]\d{1,2}(?!\d)", stem)
    for token in _TOKENS.findall(stem):
        digits = regex.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])", token)
        yield f"{digits[1]}-{digits[2]}" if digits else token


def _find_inferred(texts: Sequence[str], today: date) -> Edition | None:
    """A month without any year: the latest one that has begun."""
    for text in texts:
        for parsed in _periods(text, today):
            period = _edition(parsed.value)
            return Edition(period.end, period.start, inferred=True)
    return None


def _edition(period: Period) -> Edition:
    if period.start is None or period.end is None:
        raise ValueError(f"{period.text!r} is open")
    return Edition(period.end, period.start)


def _is_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def is_overdue(newest: date, days: int, today: date) -> bool:
    """Whether nothing new has come for longer than the rhythm.

    >>> is_overdue(date(2025, 10, 20), 31, date(2025, 11, 25))
    True
    """
    return today - newest > timedelta(days=days)
