"""How a reading came about: the rule, the characters each part stands on, and what is left."""

from collections.abc import Iterator
from datetime import date

from parsers.findings import Finding
from parsers.notation.dates import parse_date
from parsers.notation.indicators import parse_indicator
from parsers.notation.model import Indicator, Parsed, Period
from parsers.notation.values import parse_value

_Part = tuple[int, int, str]


def explain_text(text: str, edition: date | None) -> Iterator[str]:
    """Lines that explain how a notation is read, as a date, an indicator or a value."""
    found = False
    for name, read in (("date", _explain_date), ("indicator", _explain_indicator)):
        lines = read(text, edition)
        if lines:
            found = True
            yield f"{name}:"
            yield from (f"  {line}" for line in lines)
    if not found:
        parsed = parse_value(text)
        yield "value:" if parsed else "読めません / it is not read"
        if parsed:
            part = (parsed.start, parsed.end, f"value, {parsed.value.status}")
            yield from (f"  {line}" for line in _lines(text, parsed.rule, [part], parsed.findings))


def _explain_date(text: str, edition: date | None) -> list[str]:
    parsed = parse_date(text, edition)
    if parsed is None:
        return []
    part = (parsed.start, parsed.end, _period(parsed.value))
    return list(_lines(text, parsed.rule, [part], parsed.findings))


def _explain_indicator(text: str, edition: date | None) -> list[str]:
    parsed = parse_indicator(text, edition)
    if parsed is None:
        return []
    return list(_lines(text, parsed.rule, list(_parts(parsed)), parsed.findings))


def _parts(parsed: Parsed[Indicator]) -> Iterator[_Part]:
    indicator = parsed.value
    yield indicator.label_start, indicator.label_end, "label"
    for measurement in indicator.measurements:
        value = measurement.value
        number = "" if value.number is None else f" {value.number:f} {value.unit}"
        yield value.start, value.end, f"{measurement.measure}, {value.status}{number}"
        if measurement.period:
            yield from _dated(measurement.period)
    for value in indicator.extra:
        yield value.start, value.end, "extra"
    if indicator.as_of:
        yield from _dated(indicator.as_of)


def _dated(parsed: Parsed[Period]) -> Iterator[_Part]:
    yield parsed.start, parsed.end, _period(parsed.value)


def _period(period: Period) -> str:
    return f"{period.precision} {period.edtf}".strip() or "no date"


def _lines(
    text: str, rule: str, parts: list[_Part], findings: tuple[Finding, ...]
) -> Iterator[str]:
    """The rule, each part with its span, what no part covers, and the findings."""
    yield f"rule  {rule}"
    covered: set[int] = set()
    for start, end, meaning in sorted(set(parts)):
        covered |= set(range(start, end))
        yield f"{start:4}–{end:<4} {text[start:end]!r}  {meaning}"
    rest = "".join(c if i not in covered else " " for i, c in enumerate(text)).split()
    yield f"rest  {' '.join(rest) or '–'}"
    for finding in findings:
        yield f"{finding.code}  {finding.message('ja')} / {finding.message('en')}"
