"""A workbook's value as its number format shows it."""

from datetime import date, datetime
from decimal import Decimal

import regex

_DECIMALS = regex.compile(r"\.(0+)")


def show_value(value: object, number_format: str) -> str:
    """The text that a cell shows.

    >>> show_value(1234, "#,##0"), show_value(0.895, "0.0%"), show_value(3.2, "General")
    ('1,234', '89.5%', '3.2')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _show_number(Decimal(repr(value)), number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _show_number(value: Decimal, number_format: str) -> str:
    section = number_format.split(";", maxsplit=1)[0]
    percent = "%" in section
    scaled = value * 100 if percent else value
    decimals = _DECIMALS.search(section)
    comma = "," if ",#" in section or ",0" in section else ""
    if decimals is None and "0" not in section:
        return f"{scaled.normalize():f}"
    places = len(decimals[1]) if decimals else 0
    return f"{scaled:{comma}.{places}f}{'%' if percent else ''}"
