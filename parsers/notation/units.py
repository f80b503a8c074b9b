"""Units: what is printed, its normalised form, and what it multiplies a number with."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from parsers.notation.vocabulary import longest_first, read_vocabulary

_GLYPHS = r"[\u3300-\u33FF\u2100-\u213A²³]"
_PREFIXES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "億": 10**8,
    "十億": 10**9,
    "百億": 10**10,
    "兆": 10**12,
}
_PREFIX = regex.compile(f"(?:{'|'.join(longest_first(list(_PREFIXES)))})")
_BRACKETS = " ()（）[]「」"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit.

    Attributes:
        text: As printed after width folding (億円, km).
        standard: Normalised (円, 箇所); the text itself where the unit is unknown.
        scale: What a number with this unit is multiplied with in the normalised unit.
        known: Whether the vocabulary has it.
    """

    text: str
    standard: str
    scale: Decimal
    known: bool


@cache
def _vocabulary() -> dict[str, tuple[str, int]]:
    return {row["text"]: (row["standard"], int(row["scale"])) for row in read_vocabulary("units")}


def known_units() -> str:
    """A pattern that matches a known unit, the longest first; compatibility glyphs too."""
    words = "|".join(map(regex.escape, longest_first(list(_vocabulary()))))
    return f"(?:{words}|{_GLYPHS}+(?:-?CO2)?)"


@cache
def read_unit(text: str) -> Unit:
    """Read a printed unit: a known one, one with a magnitude before it, one per another.

    >>> read_unit("千円").scale, read_unit("ヶ所").standard, read_unit("㎢").text
    (Decimal('1000'), '箇所', 'km2')
    >>> read_unit("件/年").standard, read_unit("千t-CO2").standard
    ('件/年', 't-CO2')
    """
    printed = unicodedata.normalize("NFKC", text).strip(_BRACKETS).replace(" ", "")
    numerator, slash, denominator = printed.partition("/")
    standard, scale, known = _read_simple(numerator)
    if slash:
        lower, divisor, lower_known = _read_simple(denominator)
        known = known and lower_known and divisor == 1
        standard = f"{standard}/{lower if divisor == 1 else denominator}"
    return Unit(printed, standard, Decimal(scale), known)


def _read_simple(text: str) -> tuple[str, int, bool]:
    if not text:
        return "", 1, True
    vocabulary = _vocabulary()
    if text in vocabulary:
        standard, scale = vocabulary[text]
        return standard, scale, True
    prefix = _PREFIX.match(text)
    if prefix and text[prefix.end() :] in vocabulary:
        standard, scale = vocabulary[text[prefix.end() :]]
        return standard, scale * _PREFIXES[prefix[0]], True
    return text, 1, False
