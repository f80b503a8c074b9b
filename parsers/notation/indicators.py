"""Indicator strings: 「企業誘致件数：42件/75件（R1.8）」 to label, values with their measures, and as-of.

The combiner is written by hand: it finds where the label ends, has the rest read (see `bodies`), and
puts label, measurements and as-of together.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from parsers.notation.bodies import (
    SEVERAL,
    Body,
    Way,
    read_body,
    read_dated,
    read_goal,
    read_parts,
    read_single,
)
from parsers.notation.borders import end_of_bullet, find_borders, is_label, unit_in
from parsers.notation.fold import fold
from parsers.notation.model import Indicator, Measurement, Parsed, Period, Value
from parsers.notation.plain import read_plain_body
from parsers.notation.sides import Reader, Side, Sides

_TARGETS = ("目標", "目標値")
_LONGEST = 1000


def parse_indicator(
    text: str, edition: date | None = None, *, unit: str = ""
) -> Parsed[Indicator] | None:
    """Read a text that is one indicator with its values; None where it is none.

    Args:
        text: The text; a bullet in front and line feeds are allowed.
        edition: Last day the document reports on.
        unit: The unit that a heading names, for numbers without one.

    >>> read = parse_indicator("・石炭共同輸送実施回数：11回/30回").value
    >>> read.label, read.first("actual").value.text, read.first("target").value.text
    ('石炭共同輸送実施回数', '11回', '30回')
    >>> parse_indicator("・関連インフラの整備推進") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    sides: Sides = {}
    return parse_plain(text, folded, edition, unit, sides) or combine(
        text, folded, edition, unit, sides
    )


def parse_plain(
    text: str, folded: str, edition: date | None, unit: str, sides: Sides
) -> Parsed[Indicator] | None:
    """Read an indicator of one of the shapes that most have; None for every other one."""
    found = read_plain_body(text, folded, edition, unit, sides)
    if found is None:
        return None
    _, _, start, end = found
    says_target = folded.endswith(_TARGETS, start, end)
    return _finish(*found) if not says_target and is_label(folded, start, end) else None


def parse_body(
    text: str, edition: date | None = None, *, unit: str = ""
) -> Parsed[Indicator] | None:
    """Read the values of an indicator whose label stands elsewhere; None for a single value.

    >>> read = parse_body("4/5件").value
    >>> read.label, read.first("actual").value.unit, read.first("target").value.number
    ('', '件', Decimal('5'))
    """
    reader = Reader(text, fold(text), edition, unit, {})
    if len(text) > _LONGEST:
        return None
    body = read_body(reader, 0, len(text), (*SEVERAL, read_dated, read_parts))
    numbers = [side.value for _, side in body.measured] if body else []
    named = any(value.unit or value.status != "number" for value in numbers)
    return _finish(reader, body, 0, 0) if body and named else None


def combine(
    text: str, folded: str, edition: date | None, unit: str, sides: Sides
) -> Parsed[Indicator] | None:
    """Find the label's end and read what stands behind it, whatever its shape."""
    first = end_of_bullet(folded)
    for label_end, body_start, alone in find_borders(folded, first):
        if not is_label(folded, first, label_end):
            continue
        label = folded[first:label_end].strip()
        reader = Reader(text, folded, edition, unit or unit_in(label), sides)
        ways = _GOAL if label.endswith(_TARGETS) else _ALL if alone else SEVERAL
        read = read_body(reader, body_start, len(text), ways)
        if read is not None:
            return _finish(reader, read, first, label_end)
    return None


_ALL: tuple[Way, ...] = (*SEVERAL, read_single, read_parts)
_GOAL: tuple[Way, ...] = (*SEVERAL, read_goal)


def _finish(reader: Reader, body: Body, first: int, label_end: int) -> Parsed[Indicator]:
    """Put label, measurements and as-of together."""
    raw = reader.text[first:label_end]
    label = raw.strip()
    start = first + len(raw) - len(raw.lstrip())
    measured, as_of = _share_period(body)
    cumulative = _says_cumulative(label)
    values: list[Measurement] = []
    notes: tuple[str, ...] = ()
    extra: tuple[Value, ...] = ()
    findings = body.findings
    for measure, side in measured:
        values.append(Measurement(measure, side.value, side.period))
        cumulative = cumulative or side.value.cumulative
        if side.notes or side.extra or side.findings:
            notes += side.notes
            extra += side.extra
            findings += side.findings
    indicator = Indicator(
        label,
        start,
        start + len(label),
        tuple(values),
        as_of,
        cumulative,
        "；".join(notes),
        extra,
    )
    rule = f"<label>:{body.rule}" if label else body.rule
    return Parsed(indicator, 0, len(reader.text), rule, findings)


def _share_period(
    body: Body,
) -> tuple[Sequence[tuple[str, Side]], Parsed[Period] | None]:
    """A single period at the very end holds for the whole; else each value has its own."""
    measured = body.measured
    if len(measured) == 1:
        return measured, measured[0][1].period if measured[0][0] == "actual" else None
    for _, side in measured[:-1]:
        if side.period is not None:
            break
    else:
        measure, last = measured[-1]
        if last.period is None:
            return measured, None
        if not body.rule.startswith("実績"):
            return (*measured[:-1], (measure, replace(last, period=None))), last.period
    return measured, next((side.period for measure, side in measured if measure == "actual"), None)


def _says_cumulative(label: str) -> bool:
    return "累計" in label or "累積" in label or "延べ" in label or "通算" in label
