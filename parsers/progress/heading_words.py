"""The text of one heading taken apart: its words, the dates, the unit, notes and brackets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex
from msgspec import structs

from parsers.findings import Finding
from parsers.notation.dates import find_dates
from parsers.notation.model import Parsed, Period
from parsers.notation.values import parse_value
from parsers.progress.layout import Layout, normalise_heading

BRACKETS = regex.compile(r"[(（\[［〔【]([^()（）\[\]［］〔〕【】]*)[)）\]］〕】]")
TELLING = frozenset({"実績", "目標"})  # 評価基準 and 年次計画 hold no baseline and no target
_SEPARATORS = regex.compile(r"[・/／:：,、\-‐－ー]+$|^[・/／:：,、\-‐－ー]+")
_NOTE = regex.compile(r"[※*＊].*$", regex.DOTALL)
_FOUR_DIGITS = regex.compile(r"[(（]?((?:19|20)[0-9]{2})[)）]?")
_EXPECTED = regex.compile(r"見込み?")
"""What the notation of a planned date takes in though it says what the numbers are."""
_BARE_YEAR = regex.compile(r"(?<![0-9０-９])(?:元|[0-9０-９]{1,2})年度末?")
_END = "末"


@dataclass(frozen=True, slots=True)
class HeadingText:
    """A heading taken apart.

    Attributes:
        full: The whole text, normalised.
        words: The words that may name a role, the longest first.
        rest: What is left without dates and brackets.
        dates: The periods that it names.
        unit: The unit that a bracket in it holds.
    """

    full: str
    words: tuple[str, ...]
    rest: str
    dates: tuple[Parsed[Period], ...]
    unit: str


def take_apart(text: str, edition: date | None) -> HeadingText:
    """Take a heading apart; a note behind ※ says nothing of the role."""
    plain = _NOTE.sub("", text) or text
    dates = _dates_of(plain, edition)
    without = plain
    for parsed in reversed(dates):
        expected = _EXPECTED.search(parsed.value.text) if parsed.value.planned else None
        kept = expected[0] if expected else ""
        without = without[: parsed.start] + kept + without[parsed.end :]
    without = _BARE_YEAR.sub("", without)
    outside = BRACKETS.sub("", without)
    inside = [match[1] for match in BRACKETS.finditer(without)]
    parts = (BRACKETS.sub("", plain), without, outside, *inside)
    words = tuple(dict.fromkeys(filter(None, map(_word, parts))))
    rest = _word(outside).removeprefix(_END)
    return HeadingText(normalise_heading(text), words, rest, dates, find_unit(text))


def is_heading(text: str, layout: Layout) -> bool:
    """Whether a text reads as a heading: a known word, or nothing but a year."""
    apart = take_apart(text, None)
    return is_known(apart, layout) or bool(
        not apart.rest and apart.dates and all(_is_year(d.value) for d in apart.dates)
    )


def is_known(apart: HeadingText, layout: Layout) -> bool:
    """Whether the layout has a word of the heading, or the end of one."""
    words = (apart.full, *apart.words)
    return any(layout.knows(word) for word in words) or bool(ending_measure(apart.words, layout))


def ending_measure(words: Sequence[str], layout: Layout) -> str:
    """The measure whose word a heading ends with (KPI目標値); the longest such word tells."""
    known = [
        (len(key), measure)
        for word in words
        for key, measure in layout.measures.items()
        if word.endswith(key) and (len(key) > 2 or key in TELLING)
    ]
    return max(known)[1] if known else ""


def row_measure(text: str, layout: Layout) -> str:
    """The measure that a row's own heading names: 目標値, 実績値（Ｂ）; empty where it names none."""
    spellings = (text, without_brackets(text), BRACKETS.sub("", text))
    words = map(normalise_heading, spellings)
    return next((layout.measures[word] for word in words if word in layout.measures), "")


def find_unit(text: str) -> str:
    """The unit that a bracket at the end of a heading or label holds; empty where it holds none.

    >>> find_unit("市税収納率（現年課税分）（％）")
    '%'
    >>> find_unit("市税収納率（現年課税分）")
    ''
    """
    inner = [m[1] for m in BRACKETS.finditer(text)]
    for content in reversed(inner):
        unit = known_unit(content.removeprefix("単位").lstrip(":：").strip())
        if unit:
            return unit
    return ""


def known_unit(text: str) -> str:
    """The text if it is a unit by itself: 1 and it make a number with that unit, and no finding."""
    if not text or text[0].isdigit():
        return ""
    parsed = parse_value(f"1{text}")
    if parsed is None or parsed.findings or parsed.value.status != "number":
        return ""
    exact = parsed.value.qualifier == "eq" and parsed.value.number == 1
    return parsed.value.unit if exact else ""


def fiscal_period(text: str, year: int) -> Parsed[Period]:
    """A fiscal year that was inferred, with the finding that says so."""
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    edtf = f"{first}/{last}"
    period = Period(text, edtf, first, last, "fiscal_year", year, year_inferred=True)
    doubt = Finding("D101", text, {"year": str(year)})
    return Parsed(period, 0, len(text), "<n>年度", (doubt,))


def without_brackets(text: str) -> str:
    """The text without brackets around the whole of it.

    >>> without_brackets("（R5）"), without_brackets("2023年度(令和5年度)")
    ('R5', '2023年度(令和5年度)')
    """
    match = BRACKETS.fullmatch(text.strip())
    return match[1].strip() if match else text.strip()


def as_fiscal(period: Parsed[Period]) -> Parsed[Period]:
    """R1 in a document that speaks of fiscal years is one; R1年 is none."""
    value = period.value
    if value.precision != "year" or "年" in value.text or value.start is None:
        return period
    year = structs.replace(fiscal_period(value.text, value.start.year).value, year_inferred=False)
    return structs.replace(period, value=year, findings=())


def _dates_of(text: str, edition: date | None) -> tuple[Parsed[Period], ...]:
    """The dates in a heading; four digits alone are a year there."""
    alone = _FOUR_DIGITS.fullmatch(text.strip())
    if alone is None:
        return tuple(find_dates(text, edition))
    (parsed,) = find_dates(f"{alone[1]}年", edition)
    value = structs.replace(parsed.value, text=alone[1])
    return (structs.replace(parsed, value=value, start=0, end=len(text)),)


def _is_year(period: Period) -> bool:
    return period.precision in ("year", "fiscal_year")


def _word(part: str) -> str:
    return _SEPARATORS.sub("", normalise_heading(part))
