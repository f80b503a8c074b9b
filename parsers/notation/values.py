"""Values: a number with its unit and qualifier, a range, a state, a missing mark.

A value is read whole or not at all. Negatives are - △ ▲ before a number or 減 after it; a lone △ is
a rating. What stands in brackets behind a number (78.1％ of 1,360市町村（78.1％）) is no part of it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

import regex
from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.composites import (
    read_compound,
    read_half,
    read_range,
    read_share,
    read_vague,
)
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Value
from parsers.notation.numerals import KANJI, NUMERAL, read_number
from parsers.notation.quantities import (
    NUMBER,
    Read,
    match_quantity,
    read_bare,
    read_counted,
    read_open,
    read_quantity,
)
from parsers.notation.units import end_of_unit, known_units
from parsers.notation.value_patterns import (
    AFTER,
    BEFORE,
    CUMULATIVE,
    ENDINGS,
    FOOTNOTE,
    LONGEST,
    MARK_TAIL,
    NOT_COUNTED,
    NUMERAL_IN,
    SHAPED_NUMBER,
    WORDS,
)
from parsers.notation.vocabulary import read_vocabulary

_Reader = Callable[[str, str, str], Read | None]
_MISSING = {row["text"]: row["code"] for row in read_vocabulary("missing")}
_STATES = {row["text"]: row["code"] for row in read_vocabulary("states")}
STATUS_WORDS = frozenset(_MISSING) | frozenset(_STATES)
_NO_NUMBERS = frozenset(row["text"] for row in read_vocabulary("words"))
_WORDS_ALONE = _NO_NUMBERS | STATUS_WORDS
_PLACEHOLDER = regex.compile(r"[-(\s]+(?P<unit>.*?)[)\s]*")
_ZERO = "〇"
_MARKS = frozenset("(※*注")
# One number with what stands around it. A digit is part of a unit only in CO2.
SHAPE = re.compile(rf"([^0-9]{{0,8}})({SHAPED_NUMBER})([^0-9]{{0,12}}(?:(?<=CO)2[^0-9]{{0,4}})?)")
KANJI_SHAPE = re.compile(rf"()((?!○)[{KANJI}]+)([^0-9{KANJI}]{{1,12}})")
_SURROUNDINGS = 8192  # kept once they are read: units with their bounds and marks
_ANY_DIGIT = 7
_BELOW_ZERO = Decimal(-_ANY_DIGIT)
_NOTHING = Value("", 0, 0, "")


def parse_value(text: str, *, unit: str = "") -> Parsed[Value] | None:
    """Read a text that is one value from end to end.

    Args:
        text: The text.
        unit: The unit that a heading or label names, for a number without one.

    >>> v = parse_value("67億円").value
    >>> str(v.number), v.unit, str(v.number_std), v.unit_std
    ('67', '億円', '6700000000', '円')
    >>> parse_value("△1.3", unit="%").value.number
    Decimal('-1.3')
    >>> parse_value("石炭共同輸送") is None
    True
    """
    stripped = text.strip()
    parsed = read_value(stripped, fold(stripped), unit)
    lead = len(text) - len(text.lstrip())
    if parsed is None or not lead:
        return parsed
    moved = tuple(finding.moved(lead) for finding in parsed.findings)
    value = parsed.value.moved(lead)
    return Parsed(value, value.start, value.end, parsed.rule, moved)


def read_value(text: str, folded: str, unit: str = "") -> Parsed[Value] | None:
    """The same for a text without white space around it that is folded already."""
    if not 0 < len(text) <= LONGEST:
        return None
    shape = SHAPE.fullmatch(folded)
    if shape is None and folded not in _WORDS_ALONE:
        shape = KANJI_SHAPE.fullmatch(folded)
    if shape is not None:
        value = read_shaped(text, 0, shape.groups(), unit)
        if value is not None:
            return Parsed(value, value.start, value.end, NUMBER)
        if _read_around(shape[1], shape[3], unit) is _NOTHING:
            return None
    read = read_any(text, folded, unit)
    return Parsed(read[0], read[0].start, read[0].end, read[1], read[2]) if read else None


def read_shaped(text: str, at: int, shape: Sequence[str], unit: str) -> Value | None:
    """The value of one number between what stands before and behind it; None where it takes more.

    What is around a number (約 … 件以上) means the same around every other one: the grammar reads it
    once, and only the number is new.

    Args:
        text: The whole text.
        at: Where the value begins in it.
        shape: What stands before the number, the number, what stands behind it, all folded.
        unit: The unit that a heading or label names, for a number without one.
    """
    lead, number, rest = shape
    around = _read_around(lead, rest, unit)
    if around is None or around is _NOTHING:
        return None
    exact = Decimal(number.replace(",", "")) if number.isascii() else read_number(number)
    if exact is None:
        return None
    start, end = at + around.start, at + around.end + len(number) - 1
    if around.number is _BELOW_ZERO:
        exact = exact.copy_negate()
    return replace(around, text=text[start:end], start=start, end=end, number=exact)


@lru_cache(_SURROUNDINGS)
def _read_around(lead: str, rest: str, unit: str) -> Value | None:
    """The value of a number of one digit in such surroundings.

    None where what they say takes the number itself, `_NOTHING` where no number is a value in them.
    """
    text = f"{lead}{_ANY_DIGIT}{rest}"
    read = read_any(text, text, unit)
    if read is None:
        return None if NUMERAL_IN.search(lead + rest) else _NOTHING
    value, rule, findings = read
    if rule != NUMBER or findings or value.number is None or abs(value.number) != _ANY_DIGIT:
        return None
    return replace(value, number=_BELOW_ZERO) if value.number < 0 else value


def read_any(text: str, folded: str, unit: str) -> Read | None:
    """Try each kind of value on the whole text, the most telling one first."""
    word = read_word(text, folded)
    if word is not None or folded in _NO_NUMBERS:
        return word
    if folded == _ZERO:
        zero = read_bare(text, folded, unit)
        return zero and (*zero[:2], (Finding("N105", text, {}, 0, len(text)),))
    several = _first(_SEVERAL, text, folded, unit)
    if several is not None:
        return several
    parts = match_quantity(folded)
    return (
        read_quantity(text, parts, unit, known=True)
        or _first(_OTHERS, text, folded, unit)
        or read_quantity(text, parts, unit, known=False)
        or _read_words(text, folded)
    )


def _first(readers: Sequence[_Reader], text: str, folded: str, unit: str) -> Read | None:
    for reader in readers:
        found = reader(text, folded, unit)
        if found is not None:
            return found
    return None


def _read_mark(text: str, folded: str, unit: str) -> Read | None:
    """A missing mark or a state, perhaps with a bracket or footnote behind it."""
    del unit
    bare = folded if _MARKS.isdisjoint(folded) else MARK_TAIL.sub("", folded)
    if len(bare) < len(folded):
        word = read_word(text[: len(bare)], bare) if folded.startswith(bare) and bare else None
        if word is not None:
            return word
    match = _PLACEHOLDER.fullmatch(folded) if "-" in folded else None
    if match and match["unit"] in known_units() | {""}:
        return Value(text, 0, len(text), "missing", state="not_applicable"), "<missing>", ()
    return None


def read_word(text: str, folded: str) -> Read | None:
    """A text that is a state or a missing mark and no more."""
    value = read_status(text, 0, folded)
    return (value, f"<{value.status}>", ()) if value else None


def read_status(text: str, at: int, folded: str) -> Value | None:
    """A part of a text that is a state or a missing mark, from `at` on."""
    status, code = "state", _STATES.get(folded)
    if code is None:
        status, code = "missing", _MISSING.get(folded)
    if code is None:
        if folded.strip("-"):
            return None
        code = "not_applicable"
    end = at + len(folded)
    return Value(text[at:end], at, end, status, state=code)


def _read_words(text: str, folded: str) -> Read | None:
    """A target in words: 全国平均以上, 前年より増加, 過去最高."""
    bare = folded if _MARKS.isdisjoint(folded) else FOOTNOTE.sub("", folded)
    if not bare.endswith(ENDINGS) or WORDS.fullmatch(bare) is None:
        return None
    shown = text[: len(bare)]
    return Value(shown, 0, len(shown), "state", state="described"), "<words>", ()


_SEVERAL: tuple[_Reader, ...] = (read_range, read_vague, read_compound, read_counted)
_OTHERS: tuple[_Reader, ...] = (read_open, read_half, read_share, _read_mark, read_bare)


_COUNTED = re.compile(
    rf"(?<![第0-9.,&A-Za-z~])(?<![0-9]/)(?:{CUMULATIVE})?(?:{BEFORE})?(?P<numeral>{NUMERAL})\s?"
)
_BEHIND = re.compile(rf"(?:{AFTER})?(?![0-9A-Za-z目年月])")


def find_values(text: str) -> tuple[Parsed[Value], ...]:
    """Every number with a known unit in running text, dates and ordinals apart.

    >>> [v.value.text for v in find_values("平成30年度に研究会を4回開催（約70社、第2回）")]
    ['4回', '約70社']
    """
    return tuple(find_in(text, fold(text)))


def find_in(text: str, folded: str) -> Iterator[Parsed[Value]]:
    """The same in a text that is folded already."""
    dated: list[tuple[int, int]] | None = None
    for match in _COUNTED.finditer(folded):
        start, stop = match.start(), match.end()
        end = end_of_unit(folded, stop)
        behind = _BEHIND.match(folded, end)
        if end == stop or behind is None or folded[stop:end] in NOT_COUNTED:
            continue
        if not match["numeral"][0].isascii() and len(match["numeral"]) == 1:
            continue
        if dated is None:
            dated = [(first, last) for _, first, last, _ in DATE_RULES.find(folded)]
        if any(first < behind.end() and start < last for first, last in dated):
            continue
        value = _read_known(text[start : behind.end()], folded[start : behind.end()])
        if value is not None:
            yield Parsed(value.moved(start), value.start + start, value.end + start, NUMBER)


def _read_known(text: str, folded: str) -> Value | None:
    """A number with a known unit that is the text from end to end."""
    shape = SHAPE.fullmatch(folded)
    value = read_shaped(text, 0, shape.groups(), "") if shape else None
    if value is None:
        read = read_quantity(text, match_quantity(folded), "", known=True)
        value = read[0] if read else None
    return value
