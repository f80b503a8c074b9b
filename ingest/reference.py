"""The edition's last day, from how people write it: 2019-08, 2019-08-31, R1.8, 令和元年8月."""

from datetime import date

from ingest.errors import UsageError


def read_reference(text: str) -> date | None:
    """The last day of the period that the text names; None for an empty text.

    Raises:
        UsageError: The text is no date.
    """
    if not text.strip():
        return None
    from parsers.notation.dates import parse_date

    parsed = parse_date(text)
    if parsed is None or parsed.value.end is None:
        raise UsageError("E203", text)
    return parsed.value.end
