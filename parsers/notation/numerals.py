"""Numerals to exact decimals: 1,234 · 12.5 · 二十五 · 一〇五 · 1億2,000万 · 628億95百万.

A numeral is a row of parts, each with at most one magnitude. A single part with a magnitude keeps
it as a scale (67億 is 67 × 10⁸: the printed number is 67); several parts add up to one number.
"""

from dataclasses import dataclass
from decimal import Decimal

import regex

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}|[0-9]{1,25})(?:\.[0-9]{1,12})?"
KANJI = r"[〇零一二三四五六七八九十百千万億兆京壱弐参拾]{1,24}"
MAGNITUDE = r"(?:十|百|千)?(?:万|億|兆|京)|千|百万|百"
_PART = regex.compile(rf"(?P<number>{ARABIC})\s?(?P<magnitude>{MAGNITUDE})?")
NUMERAL = rf"(?:{ARABIC}\s?(?:{MAGNITUDE})?)(?:(?<=[万億兆京千百])\s?{ARABIC}\s?(?:{MAGNITUDE})?)*|{KANJI}"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as printed and its magnitude.

    Attributes:
        number: The printed number (67 of 67億); the whole number where parts add up.
        scale: What the magnitude multiplies it with; 1 where parts add up.
        magnitude: The printed magnitude (億); empty where there is none or parts add up.
    """

    number: Decimal
    scale: Decimal = Decimal(1)
    magnitude: str = ""


def read_numeral(text: str) -> Numeral | None:
    """Read a folded text that is a numeral from end to end; None if it is none.

    >>> read_numeral("1,234"), read_numeral("67億")
    (Numeral(number=Decimal('1234'), scale=Decimal('1'), magnitude=''), Numeral(number=Decimal('67'), scale=Decimal('100000000'), magnitude='億'))
    >>> [str(read_numeral(t).number) for t in ("5億4,321万6千", "628億95百万", "二十五", "一〇五")]
    ['543216000', '62895000000', '25', '105']
    """
    if text.isascii() and text.isdigit():
        return Numeral(Decimal(text))
    if text[:1].isascii():
        return _read_parts(text)
    value = read_kanji(text)
    return None if value is None else Numeral(Decimal(value))


def _read_parts(text: str) -> Numeral | None:
    parts: list[tuple[Decimal, int, str]] = []
    at = 0
    for match in _PART.finditer(text):
        if text[at : match.start()].strip():
            return None
        magnitude = match["magnitude"] or ""
        parts.append((Decimal(match["number"].replace(",", "")), _power(magnitude), magnitude))
        at = match.end()
    if not parts or text[at:].strip():
        return None
    if len(parts) == 1:
        number, scale, magnitude = parts[0]
        return Numeral(number, Decimal(scale), magnitude)
    scales = [scale for _, scale, _ in parts]
    if scales != sorted(scales, reverse=True) or len(set(scales)) < len(scales):
        return None
    return Numeral(sum((number * scale for number, scale, _ in parts), Decimal(0)))


def _power(magnitude: str) -> int:
    power = 1
    for character in magnitude:
        power *= _SMALL.get(character) or _LARGE[character]
    return power


def read_kanji(text: str) -> int | None:
    """Read kanji numerals, by place (一〇五) or by name (百五, 二千三百万).

    >>> [read_kanji(t) for t in ("十", "二十五", "百五", "一〇五", "二〇一九", "三億二千万", "元")]
    [10, 25, 105, 105, 2019, 320000000, None]
    """
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    last_large = 10**20
    last_small = 10**4
    for character in text:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character]
        elif character in _SMALL and _SMALL[character] < last_small:
            last_small = _SMALL[character]
            section += (digit or 1) * last_small
            digit = 0
        elif character in _LARGE and _LARGE[character] < last_large:
            last_large = _LARGE[character]
            total += (section + digit or 1) * last_large
            section = digit = 0
            last_small = 10**4
        else:
            return None
    return total + section + digit
