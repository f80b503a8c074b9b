"""Readings as JSON: the objects that `shinchoku parse` prints, one a line."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import regex

from parsers.findings import Finding
from parsers.notation.dates import parse_date
from parsers.notation.fold import fold
from parsers.notation.indicators import parse_body, parse_indicator
from parsers.notation.model import Measurement, Parsed, Period, Value
from parsers.notation.numerals import NUMERAL
from parsers.notation.values import find_values, parse_value

_NUMERAL = regex.compile(rf"(?:{NUMERAL})+")
Json = dict[str, object]
_ISSUES = {
    "D102": "fiscal_year_possible",
    "D103": "year_unknown",
    "D104": "impossible_date",
    "D105": "outside_era",
    "D106": "weekday_mismatch",
    "D107": "may_be_decimal",
    "D108": "may_be_coming_year",
    "D109": "may_be_code",
    "D110": "years_disagree",
    "D111": "old_calendar",
    "D112": "two_eras",
}


def describe_text(kind: str | None, text: str, edition: date | None) -> Json:
    """One notation as JSON; without a kind, a date if the whole text is one, else an indicator."""
    if kind is None:
        kind = "date" if parse_date(text, edition) else "indicator"
    if kind == "date":
        return describe_date(text, edition)
    return describe_indicator(text, edition)


def describe_date(text: str, edition: date | None) -> Json:
    """The JSON of a date; `edtf` is null and `issue` says why where it is none."""
    parsed = parse_date(text, edition)
    if parsed is None:
        return {
            "text": text,
            **_period_fields(None),
            "issue": "not_a_date",
            "rule": None,
            "findings": [],
        }
    return {
        "text": text,
        **_period_fields(parsed.value),
        "issue": _issue(parsed.findings),
        "rule": parsed.rule,
        "findings": _findings(parsed.findings),
    }


def describe_indicator(text: str, edition: date | None) -> Json:
    """The JSON of an indicator; `label` is null where the text is none, but may hold a value."""
    parsed = parse_indicator(text, edition)
    if parsed is None:
        parsed = None if parse_value(text) else parse_body(text, edition)
    if parsed is None:
        return _describe_value(text)
    indicator = parsed.value
    others = [m for m in indicator.measurements if m.measure not in ("actual", "target")]
    return {
        "text": text,
        "label": indicator.label or None,
        "actual": _value(indicator.first("actual")),
        "target": _value(indicator.first("target")),
        "as_of": _period(indicator.as_of),
        "cumulative": indicator.cumulative,
        "note": indicator.note or None,
        "rule": parsed.rule,
        "target_as_of": _own_period(indicator.first("target")),
        "others": [{"measure": m.measure, **(_value(m) or {})} for m in others],
        "extra": [_value_fields(value) for value in indicator.extra],
        "issue": None,
        "findings": _findings(parsed.findings),
    }


def _describe_value(text: str) -> Json:
    """A value without a label, or the values that a sentence holds, which are only part of it."""
    whole = parse_value(text)
    found = (whole,) if whole else find_values(text) or _find_numeral(text)
    issue = None if whole else "partial_reading" if found else "not_an_indicator"
    first = found[0] if found else None
    return {
        "text": text,
        "label": None,
        "actual": _value_fields(first.value) if first else None,
        "target": None,
        "as_of": None,
        "cumulative": bool(first and first.value.cumulative),
        "note": None,
        "rule": first.rule if first else None,
        "target_as_of": None,
        "others": [],
        "extra": [_value_fields(other.value) for other in found[1:]],
        "issue": issue,
        "findings": _findings(first.findings if first else ()),
    }


def _find_numeral(text: str) -> tuple[Parsed[Value], ...]:
    """The first number in a text that has no unit we know."""
    match = _NUMERAL.search(fold(text))
    parsed = parse_value(text[match.start() : match.end()]) if match else None
    return (parsed,) if parsed else ()


def _own_period(measurement: Measurement | None) -> Json | None:
    return _period(measurement.period) if measurement else None


def _value(measurement: Measurement | None) -> Json | None:
    return _value_fields(measurement.value) if measurement else None


def _value_fields(value: Value) -> Json:
    return {
        "text": value.text,
        "value": _decimal(value.number),
        "unit": value.unit or None,
        "value_std": _decimal(value.number_std),
        "unit_std": value.unit_std or None,
        "qualifier": "eq" if value.qualifier == "approx" else value.qualifier or None,
        "approx": value.approximate,
        "status": value.state if value.status == "state" else value.status,
        "missing": value.state if value.status == "missing" else None,
        "min": _decimal(value.minimum),
        "max": _decimal(value.maximum),
        "delta": value.delta,
    }


def _period(parsed: Parsed[Period] | None) -> Json | None:
    if parsed is None:
        return None
    fields = _period_fields(parsed.value)
    return {"text": parsed.value.text, **fields, "issue": _issue(parsed.findings)}


def _period_fields(period: Period | None) -> Json:
    if period is None or not period.edtf:
        return {
            "edtf": None,
            "start": None,
            "end": None,
            "precision": None,
            "fiscal_year": None,
            "year_inferred": False,
            "planned": bool(period and period.planned),
            "approx": False,
            "fiscal": False,
            "as_of": False,
        }
    return {
        "edtf": period.edtf,
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
        "precision": period.precision,
        "fiscal_year": period.fiscal_year,
        "year_inferred": period.year_inferred,
        "planned": period.planned,
        "approx": period.approximate,
        "fiscal": period.fiscal_year is not None,
        "as_of": period.as_of,
    }


def _decimal(number: Decimal | None) -> str | None:
    """A plain decimal string: no exponent, no trailing zeros of a scale."""
    return None if number is None else f"{number:f}"


def _issue(findings: Iterable[Finding]) -> str | None:
    return next((_ISSUES[f.code] for f in findings if f.code in _ISSUES), None)


def _findings(findings: Iterable[Finding]) -> list[Json]:
    return [
        {
            "code": f.code,
            "text": f.text,
            "start": f.start,
            "end": f.end,
            "message_ja": f.message("ja"),
            "message_en": f.message("en"),
        }
        for f in findings
    ]
