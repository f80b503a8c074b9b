"""Dates in activities: what was done, goes on, or is planned, as seen from the edition."""

from datetime import date

from parsers.notation.model import Period


def state_of(period: Period, edition: date | None) -> str:
    """Whether a dated activity is `done`, `ongoing` or `planned` on the edition's last day.

    A date that the source calls planned is planned; one that has ended is done; one that has not
    begun is planned; what has begun and not ended goes on.

    Args:
        period: The date.
        edition: Last day the document reports on; None where it is not known.
    """
    if period.planned:
        return "planned"
    if edition is None:
        return "unknown"
    if period.start is not None and period.start > edition:
        return "planned"
    if period.end is not None and period.end <= edition:
        return "done"
    return "ongoing" if period.start is not None else "unknown"
