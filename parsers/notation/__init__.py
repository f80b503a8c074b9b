"""Japanese notations of numbers, dates and indicators, read to the last character."""

from datetime import date


def describe(kind: str | None, text: str, edition: date | None = None) -> dict[str, object]:
    """What one notation says, as the JSON of `shinchoku parse`; see `parsers.notation.described`."""
    from parsers.notation.described import describe_text

    return describe_text(kind, text, edition)
