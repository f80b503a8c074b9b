"""Most indicator strings, read in one pass: a label, then values with marks between them.

The text is cut from left to right: where the label ends; then one value after another, each with the
mark before it (目標), the bracket and the separator behind it. What the marks and separators say
together is for `bodies`, as for every other text. The readings are those of the combiner, only faster:
what does not fit is left to it, and laws in the tests hold the two against each other.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from parsers.notation.bodies import (
    AGAINST,
    LABELLED,
    MEASURES,
    STARTS_VALUE,
    Body,
    join_chain,
    join_pair,
    join_parts,
)
from parsers.notation.borders import BULLET, STARTS_BEHIND_BLANK, is_measured, unit_in
from parsers.notation.date_rules import ERA_STARTS
from parsers.notation.model import Parsed, Period, Value
from parsers.notation.sides import Reader, Side, Sides, add_bracket, add_note, read_side
from parsers.notation.value_patterns import DIGIT, NUMERAL_IN, SHAPED_NUMBER, any_of
from parsers.notation.values import STATUS_WORDS, read_shaped, read_status

_WORDS = any_of(STATUS_WORDS)

_MEASURE = any_of(MEASURES)
_MARK_STARTS = "【(<" + "".join(sorted({word[0] for word in MEASURES}))
_MARK = rf"[【(<]?{_MEASURE}(?![比差増減])[】)>]?\s?:?\s*(?={STARTS_VALUE})"
_NO_LABEL = ":=/→【「『"
# Run by run: no label ends within one.
_LABEL = re.compile(
    rf"{BULLET}((?!…)[^\s{_NO_LABEL}][^\s{_NO_LABEL}]*+(?:[^\S\n][^\s{_NO_LABEL}]*+)*?)"
    rf"(?:(\s*:\s*|\s*\n\s*)|\s+{STARTS_BEHIND_BLANK}|\s+(?={_MARK}))"
)
_APART = r"\s:=/→()【】「」『』<>、,;。※…"
_INSIDE = rf"[^{_APART}0-9~]"
_BELOW = rf"/(?={_INSIDE})(?!{_WORDS}(?:[{_APART}]|$)){_INSIDE}{{1,6}}"  # not 115億円/集計中
_NUMBER = (
    rf"([^{_APART}0-9]{{0,8}})({SHAPED_NUMBER})"
    rf"((?:\s?{_INSIDE}{{1,12}}(?:(?<=CO)2{_INSIDE}{{0,4}})?)?(?:{_BELOW})?)(?![^{_APART}])"
)
_ITEM = re.compile(
    rf"(?:(?=[{_MARK_STARTS}]){_MARK.replace(_MEASURE, f'({_MEASURE})')})?"
    r"(?:\(([^()]*)\)\s?|((?:令和|平成|[RHrh])[0-9元]{1,2}年度?末?)(?=[0-9約△▲]))?"
    rf"(?:{_NUMBER}|((?:[^{_APART}]|(?<=[0-9]),(?=[0-9]{{3}}))+))"
    rf"(?:\s?[(【](?!{_MARK.replace('[【(<]?', '')})([^()【】]*)[)】])?(?(1)[)】]?)"
    rf"(?:\s*([/→、,;:])\s*|\s+|(?=※)|(?=[(【<]{_MARK})|$)"
)
_BEFORE, _LEAD, _RUN, _BRACKET = (2, 3), 4, 7, 8
_REMARKS = ("※", "うち", "内訳")
_REMARK_STARTS = frozenset(remark[0] for remark in _REMARKS)
_NO_REMARK = re.compile(r"[/→\n:【◆◇■□●○]")
_NAME = re.compile(r"[①-⑳]|[^\W\d_](?:[^\W\d_]|[ー・]){0,11}(?<!第)")
_ERAS = frozenset(ERA_STARTS)
_MOST = 6


def read_plain_body(
    text: str, folded: str, edition: date | None, unit: str, sides: Sides
) -> tuple[Reader, Body, int, int] | None:
    """The values of an indicator of a plain shape and the span of its label; None for another one."""
    match = _LABEL.match(folded)
    if match is None:
        return None
    label, sure = match.groups()
    if "(" in label and label.count("(") != label.count(")"):
        return None
    reader = Reader(text, folded, edition, unit or unit_in(label), sides)
    items = _read_items(reader, match.end())
    body = items.join(alone=bool(sure) or is_measured(label)) if items else None
    return (reader, body, *match.span(1)) if body else None


def _read_items(reader: Reader, at: int) -> "_Items | None":
    """The values from there to the end of the text; None where anything else is among them."""
    items = _Items(reader, at)
    folded, stop = reader.folded, len(reader.folded)
    while at < stop:
        match = _ITEM.match(folded, at)
        if match is None or len(items.sides) == _MOST or not items.take(match):
            return None
        at = match.end()
        begins = at < stop and folded[at] in _REMARK_STARTS and folded.startswith(_REMARKS, at)
        if begins and items.sides:
            return items if items.take_remark(at) else None
    return items if items.close() else None


class _Items:
    """Values while they are met: the marks before them, the separators between them.

    Attributes:
        apart: Whether more than a blank is behind the last value.
        name: Whether a name stands before the value to come (県内 45.6％).
        period: When a value to come was measured (H30 41件).
    """

    apart = False
    name = False
    named = 0
    period: Parsed[Period] | None = None
    separators = ""

    def __init__(self, reader: Reader, start: int) -> None:
        self.reader = reader
        self.start = start
        self.marks: list[str] = []
        self.sides: list[Side] = []

    def take(self, match: re.Match[str]) -> bool:
        """Take the next value; False where it is none and says nothing of the next one."""
        mark, round_, early, lead, number, rest, run, bracket, separator = match.groups()
        if mark and self.period is not None:
            return False
        if round_ is not None or early:
            before = match.span(_BEFORE[0] if early is None else _BEFORE[1])
            if not self._take_period(*before):
                return False
        apart = separator is None or separator == ":"
        if apart and not mark and (run or lead)[:1] in _ERAS and self._take_period(*_span(match)):
            return True
        value = self._value(match, lead, number, rest, run)
        side = Side(value) if value and bracket is None else _read_side(self.reader, match, value)
        if side is None:
            return apart and not mark and not self.name and self._take_word(match)
        if separator == ":" or (self.period is not None and side.period is not None):
            return False
        if self.period is not None:
            side, self.period = replace(side, period=self.period), None
        if self.name:
            self.named, self.name = self.named + 1, False
        self.marks.append(mark or "")
        self.sides.append(side)
        self.apart = separator is not None
        if separator:
            self.separators += separator
        return True

    def _value(
        self, match: re.Match[str], lead: str, number: str, rest: str, run: str | None
    ) -> Value | None:
        reader = self.reader
        if run is not None:
            return read_status(reader.text, match.start(_RUN), run)
        start = match.start(_LEAD)
        value = read_shaped(reader.text, start, (lead, number, rest), reader.unit)
        if value is None and not self.name and rest and _NAME.fullmatch(lead):
            value = read_shaped(reader.text, start + len(lead), ("", number, rest), reader.unit)
            self.name = value is not None
        return value

    def _take_word(self, match: re.Match[str]) -> bool:
        """A date or a name before a value, with a blank or a colon behind it."""
        start, end = _span(match)
        if self._take_period(start, end):
            return True
        self.name = _NAME.fullmatch(self.reader.folded, start, end) is not None
        return self.name

    def _take_period(self, start: int, end: int) -> bool:
        if self.period is not None or self.name:
            return False
        self.period = self.reader.date(start, end)
        return self.period is not None

    def take_remark(self, at: int) -> bool:
        """A remark up to the end: ※速報値, うち県外8件."""
        folded = self.reader.folded
        if self.period or self.name or _NO_REMARK.search(folded, at):
            return False
        self.separators = self.separators[: len(self.sides) - 1]
        self.sides[-1] = add_note(self.reader, self.sides[-1], at, len(folded))
        return True

    def close(self) -> bool:
        """Whether what was met is complete; a date at the end is that of the last value."""
        if self.name or not self.sides:
            return False
        if self.period is not None:
            last = self.sides[-1]
            if self.apart or last.period is not None or self.period.value.year_inferred:
                return False
            self.sides[-1] = replace(last, period=self.period)
        return True

    def join(self, *, alone: bool) -> Body | None:
        """What the marks, names and separators say together."""
        sides, separators = self.sides, self.separators
        if self.named:
            if any(self.marks) or separators.strip("、") or len(sides) < 2:
                return None
            return join_parts(self.reader, self.start, len(self.reader.folded), sides)
        if any(self.marks):
            return _join_marked(self.marks, sides)
        join = _JOINS.get(separators)
        if join is None or len(sides) != len(separators) + 1 or not (separators or alone):
            return None
        return join(self.reader, sides)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """Where the value itself stands, whatever its shape."""
    return match.span(_RUN) if match[_RUN] else (match.start(_LEAD), match.end(_RUN - 1))


def _read_side(reader: Reader, match: re.Match[str], value: Value | None) -> Side | None:
    """A value with a bracket behind it, which mostly holds its date, or one of another kind."""
    start, end = _span(match)
    run = match[_RUN] if value is None else None
    if run and (AGAINST in run or NUMERAL_IN.search(run) is None):
        return None
    at, stop = match.span(_BRACKET)
    if at >= 0:
        period = reader.date(at, stop) if value and value.status != "missing" else None
        if value is not None and period is not None:
            return Side(value, period, findings=period.findings)
        if LABELLED.search(reader.folded, at, stop):
            return None
        if value is not None and value.number is not None and DIGIT.search(reader.folded, at, stop):
            return add_bracket(reader, Side(value), at, stop)
        end = stop + 1
    return read_side(reader, start, end)


def _join_marked(marks: Sequence[str], sides: Sequence[Side]) -> Body | None:
    """実績42件 目標75件; the first one may stand without a mark, as the actual one."""
    measures = [MEASURES[mark] if mark else "actual" for mark in marks]
    if not all(marks[1:]) or not (marks[0] or "actual" not in measures[1:]):
        return None
    return Body("実績<value>目標<value>", tuple(zip(measures, sides, strict=True)))


def _join_single(reader: Reader, sides: Sequence[Side]) -> Body | None:
    del reader
    described = sides[0].value.state == "described"
    return None if described else Body("<actual>", (("actual", sides[0]),))


def _join_pair(reader: Reader, sides: Sequence[Side]) -> Body | None:
    left, right = sides
    if left.value.status == "state" and right.value.status == "number":
        return None
    return join_pair(reader, left, right)


_JOINS: dict[str, Callable[[Reader, Sequence[Side]], Body | None]] = {
    "": _join_single,
    "/": _join_pair,
    "→": join_chain,
    "→→": join_chain,
}
