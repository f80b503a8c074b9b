"""The period of a value that its own text does not name."""

from calendar import monthrange
from datetime import date, timedelta

from msgspec import structs

from parsers.notation.model import Parsed, Period
from parsers.progress.columns import Column
from parsers.progress.layout import normalise_heading


def running_total(
    period: Parsed[Period] | None, column: Column, measure: str, edition: date | None
) -> Parsed[Period] | None:
    """The period of a value; a running total of a year that has not ended ends at the edition."""
    if period is None or edition is None or measure != "actual" or not column.cumulative:
        return period
    value = period.value
    if value.start is None or value.end is None or not value.start <= edition < value.end:
        return period
    edtf = f"{value.start}/{edition}"
    return structs.replace(
        period, value=structs.replace(value, edtf=edtf, end=edition, precision="day")
    )


def compared_with(column: Column, measure: str, edition: date | None) -> Parsed[Period] | None:
    """前年同月 and 前月末 are told by the edition; 前年同月比 is of the edition's month.

    None where the heading names none of them.
    """
    if edition is None or measure not in ("previous", "year_on_year"):
        return None
    heading = normalise_heading(column.heading)
    if "同月" in heading:
        year = edition.year - (measure == "previous")
        return _month(heading, year, edition.month)
    if "前月末" in heading and measure == "previous":
        return _day(heading, edition.replace(day=1) - timedelta(days=1))
    return None


def _month(text: str, year: int, month: int) -> Parsed[Period]:
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    period = Period(text, f"{year}-{month:02}", first, last, "month", year_inferred=True)
    return Parsed(period, 0, len(text), "前年同月", ())


def _day(text: str, day: date) -> Parsed[Period]:
    period = Period(text, day.isoformat(), day, day, "day", year_inferred=True)
    return Parsed(period, 0, len(text), "前月末", ())
