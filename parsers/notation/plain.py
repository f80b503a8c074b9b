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
    LABELLED,
    MEASURES,
    STARTS_VALUE,
    Body,
    join_chain,
    join_pair,
)
from parsers.notation.borders import BULLET, STARTS_BEHIND_BLANK, is_measured, unit_in
from parsers.notation.model import Parsed, Period, Value
from parsers.notation.sides import Reader, Side, Sides, add_bracket, read_side
from parsers.notation.value_patterns import DIGIT, PLAIN_NUMBER, any_of
from parsers.notation.values import STATUS_WORDS, read_shaped, read_status

_WORDS = any_of(STATUS_WORDS)

_MEASURE = any_of(MEASURES)
_MARK = rf"[【(<]?{_MEASURE}[】)>]?\s?:?\s*(?={STARTS_VALUE})"
_LABEL = re.compile(
    rf"{BULLET}([^\s:=/→【「『…][^:=/→\n【「『]*?)"
    rf"(?:(\s*:\s*|\s*\n\s*)|\s+{STARTS_BEHIND_BLANK}|\s+(?={_MARK}))"
)
_APART = r"\s:=/→()【】「」『』<>、,;。※…"
_INSIDE = rf"[^{_APART}0-9~]"
_BELOW = rf"/(?={_INSIDE})(?!{_WORDS}(?:[{_APART}]|$)){_INSIDE}{{1,6}}"  # not 115億円/集計中
_NUMBER = (
    rf"([^{_APART}0-9]{{0,8}})({PLAIN_NUMBER})"
    rf"((?:\s?{_INSIDE}{{1,12}}(?:(?<=CO)2)?)?(?:{_BELOW})?)(?![^{_APART}])"
)
_ITEM = re.compile(
    rf"(?:{_MARK.replace(_MEASURE, f'({_MEASURE})')})?"
    rf"(?:{_NUMBER}|((?:[^{_APART}]|(?<=[0-9]),(?=[0-9]{{3}}))+))"
    rf"(?:\s?[(【](?!{_MEASURE})([^()【】]*)[)】])?(?(1)[)】]?)"
    rf"(?:\s*([/→、,;:])\s*|\s+|(?=[(【<]{_MARK})|$)"
)
_LEAD, _RUN, _BRACKET = 2, 5, 6
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
    read = _read_items(reader, match.end())
    if read is None:
        return None
    marks, found, separators = read
    join = _JOINS.get(separators)
    if any(marks):
        body = _join_marked(marks, found)
    elif join and len(found) == len(separators) + 1 and (separators or sure or is_measured(label)):
        body = join(reader, found)
    else:
        return None
    return (reader, body, *match.span(1)) if body else None


def _read_items(reader: Reader, at: int) -> tuple[list[str], list[Side], str] | None:
    """The values from there to the end with the marks before them and the separators between them."""
    text, folded, unit = reader.text, reader.folded, reader.unit
    marks: list[str] = []
    sides: list[Side] = []
    separators = ""
    period: Parsed[Period] | None = None  # that of the value to come: H30 41件
    while at < len(folded):
        match = _ITEM.match(folded, at)
        if match is None or len(sides) == _MOST:
            return None
        at = match.end()
        mark, lead, number, rest, run, bracket, separator = match.groups()
        if run is None:
            value = read_shaped(text, match.start(_LEAD), (lead, number, rest), unit)
        else:
            value = read_status(text, match.start(_RUN), run)
        side = Side(value) if value and bracket is None else _read_side(reader, match, value)
        if side is None and not mark and period is None and separator in (None, ":"):
            period = reader.date(match.start(), match.end(_RUN if run else _RUN - 1))
            if period is None:
                return None
            continue
        if side is None or separator == ":":
            return None
        if period:
            if side.period is not None or mark:
                return None
            side, period = replace(side, period=period), None
        marks.append(mark)
        sides.append(side)
        separators += separator or ""
    return None if period else (marks, sides, separators)


def _read_side(reader: Reader, match: re.Match[str], value: Value | None) -> Side | None:
    """A value with a bracket behind it, which mostly holds its date, or one of another kind."""
    start, end = match.start(_LEAD), match.end(_RUN - 1)
    if start < 0:
        start, end = match.span(_RUN)
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
