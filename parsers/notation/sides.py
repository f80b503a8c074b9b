"""A value with what stands around it: its period, brackets, remarks (42件（R1.7末）, 12件（うち県外8件）)."""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.date_words import DATE_WORDS
from parsers.notation.dates import read_date, read_dates
from parsers.notation.model import Parsed, Period, Value
from parsers.notation.numerals import NUMERAL_START
from parsers.notation.values import find_in, read_value

_PERIODS = 2048  # kept once they are read
_DATED_WORD = re.compile(
    r"(?:累計|平均|卒|分|集計|調査|実績|公表|速報値?|暫定値?|確定値?|概数|値|データ|版|報告)+"
)
_DATE_STARTS = DATE_RULES.starts | {"~"}
_MAY_BE_DATE = _DATE_STARTS | DATE_WORDS.starts | frozenset("第 \n:(【")
_NUMBER = re.compile(rf"{NUMERAL_START}|[数半]")
# A number with another one in the bracket behind it, which is no part of the value.
_BRACKETED = re.compile(r"[0-9][^()※]*\([^()]*[0-9][^()]*\)")
_LAST_BRACKET = re.compile(r"\(([^()]+)\)\s*$")
_FIRST_BRACKET = re.compile(r"\(([^()]+)\)\s*(?=\S)")
_BEHIND_DATE = re.compile(
    r"[\s:は]\s*|(?<=[均年度末月期日旬])(?=[0-9約△▲])|(?=(?:累計|累積|合計|延べ|計)[0-9約])"
)
_LAST_WORD = re.compile(r"(?<=[^\s:])\s+(?P<word>[^\s()]{2,16})$")
_REMARK = re.compile(r"\s?[、,]?\s?(?:※|うち|内訳).*$", re.DOTALL)


class Side(Struct, frozen=True, gc=False):
    """One value with what stands in brackets behind it; spans index the whole text."""

    value: Value
    period: Parsed[Period] | None = None
    notes: tuple[str, ...] = ()
    extra: tuple[Value, ...] = ()
    findings: tuple[Finding, ...] = ()


Sides = dict[tuple[int, int, str], Side | None]
"""What parts of a text were read as, by their span and the unit for numbers without one."""


class Reader(Struct, frozen=True, gc=False):
    """The text, its folded form and the edition; and what its parts were read as so far.

    The ways to read a body meet the same parts again and again.
    """

    text: str
    folded: str
    edition: date | None
    unit: str
    sides: Sides

    def value(self, start: int, end: int, unit: str | None = None) -> Parsed[Value] | None:
        """The value that a part of the text is from end to end; its spans index that part."""
        unit = self.unit if unit is None else unit
        return read_value(self.text[start:end], self.folded[start:end], unit)

    def date(self, start: int, end: int) -> Parsed[Period] | None:
        """The date that a part of the text is; its spans index the whole text."""
        if start == end or self.folded[start] not in _MAY_BE_DATE:
            return None
        parsed = _read_period(self.text[start:end], self.folded[start:end], self.edition)
        return shift_parsed(parsed, start) if parsed else None

    def dates(self, start: int, end: int) -> tuple[Parsed[Period], ...]:
        """The dates in a part of the text; their spans index that part."""
        text, folded = self.text[start:end], self.folded[start:end]
        return read_dates(text, folded, self.edition)


@lru_cache(_PERIODS)
def _read_period(text: str, folded: str, edition: date | None) -> Parsed[Period] | None:
    """The period beside a value; the same few stand beside all values of a document."""
    parsed = read_date(text, folded, edition)
    return parsed if parsed and parsed.value.edtf else None


def read_side(reader: Reader, start: int, end: int) -> Side | None:
    """A value, a period before it, brackets and remarks behind it."""
    start = skip(reader.folded, start, end)
    while end > start and reader.folded[end - 1] in " \n、。":
        end -= 1
    if end <= start:
        return None
    key = (start, end, reader.unit)
    if key not in reader.sides:
        reader.sides[key] = _read_side(reader, start, end)
    return reader.sides[key]


def _read_side(reader: Reader, start: int, end: int) -> Side | None:
    if _BRACKETED.fullmatch(reader.folded, start, end):
        return _peel(reader, start, end, None)
    whole = reader.value(start, end)
    if whole is not None and _is_complete(whole, end - start):
        return _plain_side(reader, whole, start, end)
    return _peel(reader, start, end, whole)


def _is_complete(parsed: Parsed[Value], length: int) -> bool:
    """Whether a value needs no bracket taken off: it covers the text, or is a missing mark."""
    if any(finding.code == "N101" for finding in parsed.findings):
        return False
    return parsed.end - parsed.start == length or parsed.value.status == "missing"


def _plain_side(reader: Reader, whole: Parsed[Value], start: int, end: int) -> Side:
    rest = reader.text[start + whole.end : end].strip(" ()（）") if start + whole.end < end else ""
    notes = (rest,) if rest else ()
    moved = tuple(f.moved(start) for f in whole.findings) if whole.findings else ()
    return Side(whole.value.moved(start), notes=notes, findings=moved)


def _peel(reader: Reader, start: int, end: int, whole: Parsed[Value] | None) -> Side | None:
    """Take brackets and remarks off the end until a value is left; else what the whole was read as."""
    remark = _REMARK.search(reader.folded, start, end)
    if remark and remark.start() > start and not _in_bracket(reader.folded, start, remark.start()):
        side = read_side(reader, start, remark.start())
        return side and add_note(reader, side, remark.start(), end)
    if reader.folded[end - 1] in ")】":
        opening = _find_opening(reader.folded, start, end)
        if opening is not None and opening > start:
            side = read_side(reader, start, opening)
            return side and add_bracket(reader, side, opening + 1, end - 1)
    behind = _LAST_WORD.search(reader.folded, start, end)
    if behind is not None:
        period = reader.date(behind.start("word"), end)
        side = read_side(reader, start, behind.start()) if period else None
        if side and period and not period.value.year_inferred:
            if side.period is not None:
                return add_note(reader, side, behind.start("word"), end)
            return replace(side, period=period)
    dated = _leading_date(reader, start, end)
    if dated is not None:
        parsed, value_start = dated
        side = read_side(reader, value_start, end)
        return replace(side, period=parsed) if side and side.period is None else None
    return _plain_side(reader, whole, start, end) if whole else None


def _in_bracket(folded: str, start: int, at: int) -> bool:
    return folded.count("(", start, at) > folded.count(")", start, at)


def _find_opening(folded: str, start: int, end: int) -> int | None:
    """The bracket that the one at the end closes."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if folded[index] in ")】":
            depth += 1
        elif folded[index] in "(【":
            depth -= 1
            if depth == 0:
                return index
    return None


def _leading_date(reader: Reader, start: int, end: int) -> tuple[Parsed[Period], int] | None:
    """H30 41件, （H30）41件: a date in brackets or with a blank or colon behind it, then the value."""
    bracket = _FIRST_BRACKET.match(reader.folded, start, end)
    if bracket:
        dated = reader.date(*bracket.span(1))
        return (dated, bracket.end()) if dated else None
    if reader.folded[start] not in _DATE_STARTS:
        return None
    for parsed in reader.dates(start, end)[:1]:
        mark = _BEHIND_DATE.match(reader.folded, start + parsed.end, end)
        if parsed.start == 0 and mark:
            return shift_parsed(parsed, start), mark.end()
    return None


def add_bracket(reader: Reader, side: Side, start: int, end: int) -> Side:
    """A bracket behind a value: its period, another number, or a note."""
    parsed = None if side.period else reader.date(start, end) or _dated_remark(reader, start, end)
    if parsed is not None:
        return replace(side, period=parsed, findings=(*side.findings, *parsed.findings))
    return add_note(reader, side, start, end)


def _dated_remark(reader: Reader, start: int, end: int) -> Parsed[Period] | None:
    """R7.12時点・速報値: a date with a word behind it."""
    if start == end or reader.folded[start] not in _DATE_STARTS:
        return None
    found = reader.dates(start, end)
    if len(found) == 1 and found[0].start == 0:
        rest = reader.text[start + found[0].end : end].lstrip(" ・、,　")
        if (found[0].value.as_of or _DATED_WORD.fullmatch(rest)) and found[0].value.edtf:
            return shift_parsed(found[0], start)
    return None


def add_note(reader: Reader, side: Side, start: int, end: int) -> Side:
    """Keep a remark, and the numbers it holds as extra values."""
    content = reader.text[start:end].strip()
    extra: tuple[Value, ...] = ()
    if _NUMBER.search(reader.folded, start, end):
        extra = _numbers_in(reader, reader.text.index(content, start), len(content), start, end)
    period = side.period or _period_in_note(reader, start, end)
    notes = (*side.notes, content.strip("、, "))
    return replace(side, period=period, notes=notes, extra=(*side.extra, *extra))


def _numbers_in(reader: Reader, lead: int, length: int, start: int, end: int) -> tuple[Value, ...]:
    """The number that a remark is, or those that it holds."""
    whole = reader.value(lead, lead + length, "")
    if whole is not None and whole.value.status == "number" and not whole.findings:
        return (whole.value.moved(lead),)
    found = find_in(reader.text[start:end], reader.folded[start:end])
    return tuple(parsed.value.moved(start) for parsed in found)


def _period_in_note(reader: Reader, start: int, end: int) -> Parsed[Period] | None:
    """7人、うち女性4人（R7.12時点）: the bracket at the end of a remark dates the value too."""
    bracket = _LAST_BRACKET.search(reader.folded, start, end)
    if bracket is None:
        return None
    return reader.date(*bracket.span(1))


def skip(folded: str, start: int, end: int) -> int:
    """The index of the first character from `start` on that is not blank."""
    while start < end and folded[start] in " \n":
        start += 1
    return start


def shift_parsed(parsed: Parsed[Period], by: int) -> Parsed[Period]:
    """A reading with its span moved to the right."""
    if not by:
        return parsed
    findings = tuple(f.moved(by) for f in parsed.findings) if parsed.findings else ()
    return replace(parsed, start=parsed.start + by, end=parsed.end + by, findings=findings)
