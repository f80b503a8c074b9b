"""Units: what is printed, its normalised form, and what it multiplies a number with."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import regex

from parsers.notation.vocabulary import longest_first, read_vocabulary

_GLYPHS = (*range(0x2100, 0x2150), *range(0x3300, 0x3400))
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
_DENOMINATOR = regex.compile(r"[0-9,]+(?:千|万)?(?=\D)")
_REMARK = regex.compile(r"\((?:累計|累積|暦年|年度|平均|月平均|年平均|約)\)$")


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


def _width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@cache
def _vocabulary() -> dict[str, tuple[str, int]]:
    rows = read_vocabulary("units")
    return {_width(row["text"]): (row["standard"], int(row["scale"])) for row in rows}


@cache
def known_units() -> frozenset[str]:
    """Every spelling of a known unit in folded text, glyphs (㎞, ㌢) too."""
    rows = {row["text"] for row in read_vocabulary("units")}
    glyphs = {chr(code) for code in _GLYPHS if _width(chr(code)) in _vocabulary()}
    return frozenset(rows | set(_vocabulary()) | glyphs)


@cache
def _spellings_by_start() -> dict[str, list[str]]:
    """The spellings of known units by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for spelling in longest_first(list(known_units())):
        found.setdefault(spelling[0], []).append(spelling)
    return found


def end_of_unit(folded: str, at: int) -> int:
    """The index behind the longest known unit at a place, `at` itself where there is none.

    >>> end_of_unit("4事業所で", 1), end_of_unit("12件/年", 2), end_of_unit("12だ", 2)
    (4, 5, 2)
    """
    end = _longest(folded, at)
    if end < len(folded) and folded[end] == "/" and end > at:
        below = _longest(folded, end + 1)
        return below if below > end + 1 else end
    return end


def _longest(folded: str, at: int) -> int:
    for spelling in _spellings_by_start().get(folded[at : at + 1], ()):
        if folded.startswith(spelling, at):
            return at + len(spelling)
    prefix = _PREFIX.match(folded, at)
    return _longest_after(folded, prefix.end(), at) if prefix else at


def _longest_after(folded: str, at: int, otherwise: int) -> int:
    """A unit behind a magnitude (千t), which is no magnitude without one."""
    end = _longest(folded, at)
    return end if end > at else otherwise


@lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit:
    """Read a printed unit: a known one, one with a magnitude before it, one per another.

    >>> read_unit("千円").scale, read_unit("ヶ所").standard, read_unit("㎢").text
    (Decimal('1000'), '箇所', 'km2')
    >>> read_unit("件/年").standard, read_unit("千t-CO2").standard, read_unit("円/60kg").known
    ('件/年', 't-CO2', True)
    """
    printed = _REMARK.sub("", _width(text)).strip(_BRACKETS).replace(" ", "")
    numerator, slash, denominator = printed.partition("/")
    standard, scale, known = _read_simple(numerator)
    if slash:
        count = _DENOMINATOR.match(denominator)
        amount = count[0] if count else ""
        lower, divisor, lower_known = _read_simple(denominator[len(amount) :])
        known = known and lower_known and (divisor == 1 or not amount)
        standard = f"{standard}/{amount + lower if divisor == 1 else denominator}"
    return Unit(printed, standard, Decimal(scale), known)


def with_magnitude(magnitude: str, scale: Decimal, unit: Unit) -> Unit:
    """The unit behind a magnitude that its number ends in: 億 and 円 are 億円."""
    if not magnitude:
        return unit
    return Unit(magnitude + unit.text, unit.standard, unit.scale * scale, unit.known)


def _read_simple(text: str) -> tuple[str, int, bool]:
    if not text:
        return "", 1, True
    vocabulary = _vocabulary()
    if text in vocabulary:
        standard, scale = vocabulary[text]
        return standard, scale, True
    prefix = _PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else ""
    if prefix and (not rest or rest in vocabulary):
        standard, scale = vocabulary.get(rest, ("", 1))
        return standard, scale * _PREFIXES[prefix[0]], True
    return text, 1, False
