"""A workbook's value as its number format shows it: what a person reads in the cell."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import isfinite

import regex

from parsers.readers.workbook.format_code import Plain, Section, Token, parse_format
from parsers.readers.workbook.shown_date import show_moment

Value = str | float | bool | date | datetime | time | timedelta
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - workbooks know no time zone
_DAY_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
_OLD_KANJI = str.maketrans("0123456789", "零壱弐参四伍六七八九")
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_NUMERALS = {1: _KANJI, 2: _OLD_KANJI, 3: _WIDE}
_GENERAL_DIGITS = 10
_EVERY_DIGIT = Context(prec=400)
_NOT_ZERO = regex.compile(r"[1-9]")
_UNITS = [Decimal(1).scaleb(-places) for places in range(31)]
_NAMES = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


NO_NUMBER = "#NUM!"
"""What a spreadsheet shows for a number that is none."""


def show_value(value: Value, code: str = "General", *, from_1904: bool = False) -> str:
    """The text that a cell shows, without the blanks that only align it.

    >>> show_value(1234.0, "#,##0"), show_value(0.895, "0.0%"), show_value(3.2)
    ('1,234', '89.5%', '3.2')
    >>> show_value(-1.3, '0.0;"△ "0.0'), show_value(0, '0;-0;"－"'), show_value(45747, "[$-411]ge.m.d")
    ('△ 1.3', '－', 'R7.3.31')
    """
    if isinstance(value, str):
        return _show_text(value, code)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and not isfinite(value):
        return NO_NUMBER
    number = to_number(value, from_1904=from_1904)
    if code == "General":
        return show_general(number)
    return _show_number(number, parse_format(code), from_1904=from_1904).strip(" ")


def to_number(value: Value, *, from_1904: bool = False) -> Decimal:
    """The number that a workbook holds for a value; days and times are days since its day zero."""
    if isinstance(value, datetime):
        value = value - (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO)
    elif isinstance(value, date):
        value = datetime(value.year, value.month, value.day) - (  # noqa: DTZ001
            _DAY_ZERO_1904 if from_1904 else _DAY_ZERO
        )
    elif isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        return Decimal(value.days) + Decimal(value.seconds) / 86_400
    return Decimal(int(value)) if value == int(value) else Decimal(repr(value))


def show_general(number: Decimal) -> str:
    """A number without a format: as many digits as a cell has room for.

    >>> show_general(Decimal("0.30000000000000004")), show_general(Decimal("1E+3"))
    ('0.3', '1000')
    """
    if number == number.to_integral_value() and abs(number) < 10**11:
        return f"{number:.0f}"
    if abs(number) >= 10**11 or 0 < abs(number) < Decimal("1E-9"):
        mantissa, _, exponent = _scientific(number, 5).partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    left = max(len(f"{abs(number):.0f}"), 1)
    rounded = _round(number, max(_GENERAL_DIGITS - left, 0))
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _scientific(number: Decimal, places: int) -> str:
    exact = number or Decimal(0)
    mantissa, _, exponent = f"{exact:.{places}E}".partition("E")
    if not exact:
        exponent = "+0"
    return f"{mantissa}E{exponent[0]}{exponent[1:]:0>2}"


def _show_text(value: str, code: str) -> str:
    """Text as it is, but for a format that sets other text around it."""
    if "@" not in code or code == "@":
        return value
    section = next((s for s in reversed(parse_format(code)) if s.has("text")), None)
    if section is None:
        return value
    return "".join(value if t.kind == "text" else t.text for t in section.tokens)


def _show_number(number: Decimal, sections: Sequence[Section], *, from_1904: bool) -> str:
    section, unsigned = _choose(number, sections)
    if section.plain is not None:
        return _signed(_show_plain(abs(number), section.plain), number, unsigned)
    if section.is_date:
        text = show_moment(number, section, from_1904=from_1904)
        return show_general(number) if text is None else _numerals(text, section)
    magnitude = abs(number)
    if section.has("general", "text"):
        plain = show_general(magnitude)
        kinds = {"general", "text"}
        body = "".join(plain if t.kind in kinds else t.text for t in section.tokens)
    elif section.has("exponent"):
        body = _scientific(magnitude, _places(section.tokens)[1])
    elif section.has("slash"):
        body = _fraction(magnitude)
    elif section.has("digit"):
        body = _fill(magnitude, section.tokens)
    else:
        return "".join(token.text for token in section.tokens)
    return _numerals(_signed(body, number, unsigned), section)


def _signed(body: str, number: Decimal, unsigned: bool) -> str:
    """The text with the sign of its number, unless it shows zero or its section does without."""
    return "-" + body if number < 0 and not unsigned and _NOT_ZERO.search(body) else body


def _show_plain(magnitude: Decimal, plain: Plain) -> str:
    rounded = _round(magnitude, plain.places)
    text = f"{rounded:,f}" if plain.thousands else f"{rounded:f}"
    if not plain.zero and rounded < 1:
        text = text.removeprefix("0")
    return f"{plain.before}{text}{plain.after}"


def _numerals(text: str, section: Section) -> str:
    return text.translate(_NUMERALS[section.numerals]) if section.numerals else text


def _choose(number: Decimal, sections: Sequence[Section]) -> tuple[Section, bool]:
    """The section for a number, and whether it shows the number without its sign."""
    if len(sections) == 1:
        return sections[0], False
    numeric = [s for s in sections if not (s.has("text") and not s.has("digit"))] or sections
    if any(section.condition for section in numeric):
        return _choose_by_condition(number, numeric)
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], False


def _choose_by_condition(number: Decimal, sections: Sequence[Section]) -> tuple[Section, bool]:
    for section in sections:
        if section.condition is None:
            continue
        sign, limit = section.condition
        if _NAMES[sign](number, limit):
            return section, sign in {"<", "<=", "="} and limit <= 0
    rest = [section for section in sections if section.condition is None]
    return (rest[0] if len(rest) == 1 or number >= 0 else rest[1]) if rest else sections[-1], False


def _places(tokens: Sequence[Token]) -> tuple[int, int]:
    """How many digit places stand before and after the point."""
    kinds = [token.kind for token in tokens if token.kind in {"digit", "point", "exponent"}]
    if "exponent" in kinds:
        kinds = kinds[: kinds.index("exponent")]
    if "point" not in kinds:
        return len(kinds), 0
    at = kinds.index("point")
    return at, kinds[at:].count("digit")


def _round(number: Decimal, places: int) -> Decimal:
    unit = _UNITS[min(places, len(_UNITS) - 1)]
    return number.quantize(unit, ROUND_HALF_UP, _EVERY_DIGIT)


def _fill(magnitude: Decimal, tokens: Sequence[Token]) -> str:
    """The digits of a number in the digit places of a format."""
    tokens, thousands, scale = _commas(tokens)
    places = _places(tokens)[1]
    percents = sum(token.kind == "percent" for token in tokens)
    text = f"{_round(magnitude.scaleb(2 * percents - 3 * scale), places):f}"
    whole, _, decimals = text.partition(".")
    point = next((i for i, t in enumerate(tokens) if t.kind == "point"), len(tokens))
    left = _fill_whole("" if whole == "0" else whole, tokens[:point], thousands)
    right = _fill_decimals(decimals, tokens[point + 1 :])
    return left + ("." if point < len(tokens) else "") + right


def _commas(tokens: Sequence[Token]) -> tuple[list[Token], bool, int]:
    """The tokens without commas, whether they part thousands, and by how many thousands they scale."""
    digits = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    kept: list[Token] = []
    thousands, scale = False, 0
    for i, token in enumerate(tokens):
        if token.kind != "comma":
            kept.append(token)
        elif digits[0] < i < digits[-1]:
            thousands = True
        elif i > digits[-1] and i == digits[-1] + scale + 1:
            scale += 1
        else:
            kept.append(Token("literal", ","))
    return kept, thousands, scale


def _fill_whole(digits: str, tokens: Sequence[Token], thousands: bool) -> str:
    """Right to left, one digit a place; the leftmost place takes what is left over."""
    pieces: list[str] = []
    left = sum(token.kind == "digit" for token in tokens)
    count = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            pieces.append(token.text)
            continue
        left -= 1
        taken = digits if left == 0 else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(token.text, "")):
            if thousands and count and count % 3 == 0 and digit != " ":
                pieces.append(",")
            pieces.append(digit)
            count += 1
    return "".join(reversed(pieces))


def _fill_decimals(digits: str, tokens: Sequence[Token]) -> str:
    """Left to right; zeros at the end that the format does not ask for are left out."""
    wanted = [token.text for token in tokens if token.kind == "digit"]
    shown = list(digits)
    for i in range(len(wanted) - 1, -1, -1):
        if wanted[i] == "0" or shown[i] not in "0 ":
            break
        shown[i] = " " if wanted[i] == "?" else ""
    rest = iter(shown)
    return "".join(next(rest, "") if token.kind == "digit" else token.text for token in tokens)


def _fraction(magnitude: Decimal) -> str:
    """A mixed fraction with a denominator of two digits at most."""
    whole, part = divmod(Fraction(magnitude), 1)
    part = part.limit_denominator(99)
    if part == 1:
        whole, part = whole + 1, Fraction(0)
    return " ".join(str(piece) for piece in (whole, part) if piece) or "0"
