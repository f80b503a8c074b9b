"""The shapes that most texts have, each read by one pattern.

An indicator is <label>:<n><unit>/<n><unit>(<date>). The readings are exactly those of `indicators`,
only faster; whatever is not of this very shape is left to it. Laws in the tests hold the two against
each other.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from parsers.notation.dates import parse_date
from parsers.notation.model import Indicator, Measurement, Parsed, Period, Value
from parsers.notation.units import read_unit
from parsers.notation.vocabulary import longest_first, read_vocabulary

_UNIT = r"[^\s0-9/():,.→~以未超※*\-]{1,8}"  # looked up, not listed: that is faster
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]+)?"
_QUALIFIERS = {"": "eq", "以上": "ge", "以下": "le", "未満": "lt", "超": "gt", "以内": "le"}
_BOUND = "|".join(filter(None, _QUALIFIERS))


_STATES = {row["text"]: row["code"] for row in read_vocabulary("states")}
_STATE = "|".join(map(re.escape, longest_first(list(_STATES))))


def _side(name: str) -> str:
    """The whole, then a number, its unit and its bound, or a state, as groups."""
    return (
        rf"(?P<{name}>(?P<{name}_number>{_NUMBER})(?P<{name}_unit>{_UNIT})"
        rf"(?P<{name}_bound>(?:{_BOUND})?)|(?P<{name}_state>{_STATE}))"
    )


_PAIR = re.compile(
    rf"[・\s]*(?P<label>[^\s:/→()【「『・･●○◯◎◆◇■□▼▽▶▷►★☆※*➢✓①-⑳\-][^:/→\n【「『]*):\s?"
    rf"{_side('actual')}\s?/\s?{_side('target')}(?:\((?P<date>[^()]*)\))?"
)
_CUMULATIVE = ("累計", "累積", "延べ", "通算")


def parse_plain_pair(text: str, folded: str, edition: date | None) -> Parsed[Indicator] | None:
    """Read an indicator of the plain shape; None for every other one.

    Args:
        text: The raw text.
        folded: The same, folded.
        edition: Last day the document reports on.
    """
    match = _PAIR.fullmatch(folded)
    if match is None:
        return None
    groups = match.groups()
    label, dated = groups[0], groups[-1]
    actual = _value(text, match.start("actual"), groups[1:6])
    target = _value(text, match.start("target"), groups[6:11])
    if actual is None or target is None or actual.status != target.status:
        return None
    as_of = None
    if dated is not None:
        as_of = _read_date(text, match.start("date"), match.end("date"), edition)
        if as_of is None:
            return None
    start = match.start("label")
    label = text[start : start + len(label)].rstrip()
    if not any(map(str.isalpha, label)):
        return None
    indicator = Indicator(
        label,
        start,
        start + len(label),
        (Measurement("actual", actual), Measurement("target", target)),
        as_of,
        any(word in label for word in _CUMULATIVE),
    )
    findings = as_of.findings if as_of else ()
    return Parsed(indicator, 0, len(text), "<label>:<actual>/<target>", findings)


def _value(text: str, start: int, parts: Sequence[str]) -> Value | None:
    """The value at `start`, from its folded text, number, unit and bound, or state."""
    folded, number, printed, bound, state = parts
    end = start + len(folded)
    if state:
        return Value(text[start:end], start, end, "state", state=_STATES[state])
    unit = read_unit(printed)
    if not unit.known:
        return None
    return Value(
        text[start:end],
        start,
        end,
        "number",
        Decimal(number.replace(",", "")),
        None,
        None,
        unit.text,
        unit.scale,
        unit.standard,
        _QUALIFIERS[bound],
    )


def _read_date(text: str, start: int, end: int, edition: date | None) -> Parsed[Period] | None:
    """The date in the bracket, with its span in the whole text."""
    parsed = parse_date(text[start:end], edition)
    if parsed is None or not parsed.value.edtf:
        return None
    findings = tuple(finding.moved(start) for finding in parsed.findings)
    return Parsed(parsed.value, parsed.start + start, parsed.end + start, parsed.rule, findings)
