"""Numerals to exact decimals: 1,234 · 12.5 · 二十五 · 一〇五 · 1億2,000万 · 628億95百万.

A numeral is a row of parts, each with at most one magnitude. A single part with a magnitude keeps
it as a scale (67億 is 67 × 10⁸: the printed number is 67); several parts add up to one number.
"""

import re
from decimal import Context, Decimal

from msgspec import Struct

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    c: i
    for i, variants in enumerate(
        ("零○", "壱壹", "弐貳弍", "参參弎", "肆", "伍", "陸", "柒漆質", "捌", "玖")
    )
    for c in variants
}
_SMALL = {
    "十": 10,
    "拾": 10,
    "什": 10,
    "百": 100,
    "佰": 100,
    "陌": 100,
    "千": 1000,
    "仟": 1000,
    "阡": 1000,
}
_TOP = 10**4
_TENS = {"廿": 20, "卄": 20, "丗": 30, "卅": 30, "卌": 40, "皕": 200}
_LARGE = {
    "万": 10**4,
    "萬": 10**4,
    "億": 10**8,
    "兆": 10**12,
    "京": 10**16,
    "垓": 10**20,
    "𥝱": 10**24,
    "秭": 10**24,
    "穣": 10**28,
    "溝": 10**32,
    "澗": 10**36,
    "正": 10**40,
    "載": 10**44,
    "極": 10**48,
    "恒河沙": 10**52,
    "阿僧祇": 10**56,
    "那由他": 10**60,
    "那由多": 10**60,
    "不可思議": 10**64,
    "無量大数": 10**68,
}

_ZERO = "ゼロ"

ARABIC = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])|[0-9]{1,25}(?![0-9]))(?:\.[0-9]{1,12}(?![0-9]))?"
)
MAGNITUDE = r"(?:十|百|千)?(?:万|億|兆|京)|千|百万|百"
_LONGEST = 200
_EXACT = Context(prec=200)
_FRACTION = re.compile(r"\.[0-9]{1,12}")
_PART = re.compile(rf"(?P<number>{ARABIC})\s?(?P<magnitude>{MAGNITUDE})?")
# Those that begin few other words; a text that is a numeral and no more may have all of them.
_KANJI_DIGITS = "〇零一二三四五六七八九壱弐参"
_KANJI_POWERS = "十百千万億兆京拾萬廿卅"
KANJI = f"{_KANJI_DIGITS}{_KANJI_POWERS}○"
NUMERAL_START = f"[0-9.{_KANJI_DIGITS}{_KANJI_POWERS}{_ZERO[0]}]"
_ITEM = rf"(?:{ARABIC}|[{_KANJI_DIGITS}{_KANJI_POWERS}])"
# Atomic: digits that one part could share with the next one would be tried in every way.
NUMERAL = (
    rf"(?>{_ITEM}(?:(?:(?<=[{_KANJI_POWERS}])\s)?(?:{_ITEM}|○))*(?:[.・][{_KANJI_DIGITS}]+)?"
    rf"|\.[0-9]{{1,12}}|{_ZERO})"
)


class Numeral(Struct, frozen=True, gc=False):
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
    if not text or len(text) > _LONGEST:
        return None
    scaled = _read_scaled(text)
    if scaled is not None:
        return scaled
    number = Decimal(0) if text == _ZERO else read_number(text)
    return None if number is None else Numeral(number)


_TOKEN = re.compile(
    rf"(?P<arabic>[0-9]+(?:,[0-9]{{3}})*)|(?P<large>{'|'.join(_LARGE)})"
    rf"|(?P<small>[{''.join(_SMALL)}])|(?P<tens>[{''.join(_TENS)}])"
    rf"|(?P<digit>[{''.join(_DIGITS)}])|(?P<point>[.・])|(?P<blank>[\s、])"
)


def _read_scaled(text: str) -> Numeral | None:
    """One Arabic number with a magnitude behind it."""
    match = _PART.fullmatch(text)
    if match is None:
        return Numeral(Decimal(text)) if _FRACTION.fullmatch(text) else None
    magnitude = match["magnitude"] or ""
    power = 1
    for character in magnitude:
        power *= _SMALL.get(character) or _LARGE[character]
    return Numeral(Decimal(match["number"].replace(",", "")), Decimal(power), magnitude)


def read_number(text: str) -> Decimal | None:
    """Read a numeral of any mix of digits, kanji digits and magnitudes; None if it is none.

    Digits in a row stand by place (一〇五 is 105); a magnitude multiplies what is before it.

    >>> [str(read_number(t)) for t in ("十", "二十五", "百五", "一〇五", "3億2千万", "2千2十5")]
    ['10', '25', '105', '105', '320000000', '2025']
    >>> str(read_number("千三百二十七.〇五")), read_number("元")
    ('1327.05', None)
    """
    amount = _Amount()
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() != at or not amount.take(match.lastgroup or "", match[0]):
            return None
        at = match.end()
    return amount.total() if at == len(text) else None


class _Amount:
    """A number while its parts are met: what is whole, what a large magnitude will multiply."""

    def __init__(self) -> None:
        self._whole = self._section = Decimal(0)
        self._last = Decimal(0)
        self._digits = ""
        self._met = False
        self._least = _TOP  # the last of 千, 百, 十 since 万: a larger one does not follow it

    def take(self, kind: str, token: str) -> bool:
        """Take the next part; False where it cannot stand there."""
        if kind == "point":
            fits = self._digits.isdigit()
            self._digits += "."
            return fits
        if kind == "blank":
            return not self._digits
        if kind in ("arabic", "digit"):
            digits = token.replace(",", "") if kind == "arabic" else str(_DIGITS[token])
            self._digits += digits
        elif self._digits.endswith("."):
            return False
        elif kind == "small":
            return self._take_small(_SMALL[token])
        elif kind == "tens":
            self._section += _TENS[token]
        elif kind == "large":
            return self._take_large(Decimal(_LARGE[token]))
        self._met = True
        return True

    def _take_small(self, power: int) -> bool:
        fits = power <= self._least
        self._section += (self._number() or Decimal(1)) * power
        self._least, self._met = power, True
        return fits

    def _take_large(self, power: Decimal) -> bool:
        """Multiply the section by 万, 億 …; a larger one right behind another multiplies that (1万億)."""
        section = self._section + self._number()
        if section and self._last and power >= self._last:
            return False
        self._section = Decimal(0)
        if not section and self._last and self._last < power:
            self._whole = _EXACT.multiply(self._whole, power)
        else:
            self._whole = _EXACT.fma(section or Decimal(1), power, self._whole)
        self._last, self._least, self._met = power, _TOP, True
        return True

    def total(self) -> Decimal | None:
        """The number, or None where there was none or it ends in a point."""
        if not self._met or self._digits.endswith("."):
            return None
        return _EXACT.add(_EXACT.add(self._whole, self._section), self._number())

    def _number(self) -> Decimal:
        """The digits met since the last magnitude, which are used up by it."""
        digits, self._digits = self._digits, ""
        return Decimal(digits or 0)


def read_kanji(text: str) -> int | None:
    """Read a whole number in kanji numerals.

    >>> [read_kanji(t) for t in ("十", "二十五", "二〇一九", "元")]
    [10, 25, 2019, None]
    """
    number = read_number(text) if text else None
    return None if number is None else int(number)
