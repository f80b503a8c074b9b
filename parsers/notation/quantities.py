"""Numbers with what stands around them: qualifier, sign, unit, rate, change (年約4回以上, △1.3%, 12人減)."""

import re
from decimal import Decimal
from functools import cache

from msgspec import Struct

from parsers.findings import Finding
from parsers.notation.fold import fold
from parsers.notation.model import Value
from parsers.notation.numerals import Numeral, read_number, read_numeral
from parsers.notation.units import Unit, known_units, read_unit, with_magnitude
from parsers.notation.value_patterns import (
    DIGIT,
    FALLING,
    FOOTNOTE,
    HEAD,
    PER_NOISE,
    PLAIN,
    QUALIFIERS,
    RATES,
    TAIL,
)
from parsers.notation.words import word_behind_number

Read = tuple[Value, str, tuple[Finding, ...]]
NUMBER = "<number><unit>"
_NEGATIVE = frozenset(("-", "△", "▲", "ー", "マイナス", "氷点下"))
_FIRST = ("cumulative", "per", "before", "again", "rank", "sign", "money", "numeral")
_MOST_OF_NEGATIVE = "以内"


def read_plain(text: str, folded: str) -> Value | None:
    """Read digits with a known unit and no more (42件, 1,234.5km): what most values are."""
    match = PLAIN.match(folded)
    rest = folded[match.end() :] if match else ""
    if match is None or rest not in _plain_units():
        return None
    unit = read_unit(rest)
    return Value(
        text,
        0,
        len(text),
        "number",
        Decimal(match[0].replace(",", "")),
        None,
        None,
        unit.text,
        unit.scale,
        unit.standard,
        "eq",
    )


@cache
def _plain_units() -> frozenset[str]:
    spellings, _ = known_units()
    return spellings | {f"{power}円" for power in ("万", "億", "兆", "百万", "千万")}


def read_quantity(text: str, folded: str, unit: str, *, known: bool) -> Read | None:
    """Read one number from end to end; with `known`, only one whose unit the vocabulary has."""
    head = HEAD.match(folded)
    tail = TAIL.fullmatch(folded, head.end()) if head else None
    if head is None or tail is None or (tail["dash"] and not head["money"]):
        return None
    return _make(text, folded, Shape(head, tail), unit, known=known)


class Shape(Struct, frozen=True, gc=False):
    """The two matches of a number: its head and what stands behind it."""

    head: re.Match[str]
    tail: re.Match[str]

    @property
    def start(self) -> int:
        """Where the value begins: not at what it is compared with (前年比)."""
        return min(at for at in map(self.head.start, _FIRST) if at >= 0)

    @property
    def against(self) -> bool:
        """Whether something stands before the value that it is compared with."""
        return self.start > self.head.start()

    @property
    def cumulative(self) -> bool:
        """Whether the source says 累計, 延べ …."""
        said = self.head["cumulative"] or self.head["again"]
        return bool(said) or "累計" in self.tail[0] or "累積" in self.tail[0]


def _make(text: str, folded: str, shape: Shape, unit: str, *, known: bool) -> Read | None:
    head, tail = shape.head, shape.tail
    numeral = read_numeral(head["numeral"])
    if numeral is None:
        return None
    printed = _unit_of(text, shape, numeral, unit)
    if not _may_be(printed, tail["unit"], numeral, head, known=known):
        return None
    sign = _sign(head["sign"], tail["change"])
    qualifier, approximate = qualify(head["before"], tail["after"], tail["trailing"])
    if tail["more"]:
        qualifier, approximate = "gt", True
    if sign < 0 and tail["after"] == _MOST_OF_NEGATIVE:
        qualifier = "ge"
    start, end = shape.start, tail.start("tail")
    shown = text[start:end].rstrip()
    value = Value(
        shown,
        start,
        start + len(shown),
        "number",
        numeral.number.copy_negate() if sign < 0 else numeral.number,
        None,
        None,
        printed.text,
        printed.scale,
        printed.standard,
        qualifier,
        approximate,
        bool(tail["change"]) or shape.against or (head["sign"] or "").strip() in ("+", "プラス"),
        shape.cumulative,
    )
    return value, NUMBER, _doubts(text, value, tail, printed)


def _may_be(unit: Unit, written: str | None, numeral: Numeral, head: re.Match[str], *, known: bool) -> bool:
    """Whether what stands behind a number is its unit: 重県 is none in 三重県, nor is K in 4K."""
    if head["rank"] and unit.standard != "位":
        return False
    if unit.known or not written:
        return unit.known or not known or not written
    if known or (written.isascii() and not (written.isalpha() and len(written) > 1)):
        return False
    kind = word_behind_number(written)
    arabic = DIGIT.search(head["numeral"]) is not None
    return kind == "counter" or (arabic and bool(kind))


def _unit_of(text: str, shape: Shape, numeral: Numeral, unit: str) -> Unit:
    """The printed unit, with the magnitude that the numeral ends in; else the heading's."""
    head, tail = shape.head, shape.tail
    written = text[tail.start("unit") : tail.end("unit")] if tail["unit"] else head["money"] or unit
    printed = with_magnitude(numeral.magnitude, numeral.scale, read_unit(fold(written)))
    per = head["per"]
    if not per:
        return printed
    below = RATES.get(per) or PER_NOISE.sub("", per)
    return Unit(
        f"{printed.text}/{below}",
        f"{printed.standard}/{below}",
        printed.scale,
        printed.known,
    )


def _sign(sign: str | None, change: str | None) -> int:
    negative = bool(sign) and sign is not None and sign.strip() in _NEGATIVE
    falls = change is not None and change.removeprefix("の") in FALLING
    return -1 if negative != falls else 1


def qualify(before: str | None, after: str | None, trailing: str | None) -> tuple[str, bool]:
    """Qualifier and whether the number is approximate; a bound says more than 約.

    >>> qualify("約", None, None), qualify("約", "以上", None), qualify(None, None, None)
    (('approx', True), ('ge', True), ('eq', False))
    """
    qualifier, approximate = "eq", False
    for place, word in (("before", before), ("after", after), ("after", trailing)):
        if word:
            row = QUALIFIERS[place, word]
            approximate = approximate or bool(row["approximate"])
            if row["qualifier"] and (qualifier == "eq" or row["qualifier"] != "approx"):
                qualifier = row["qualifier"]
    return qualifier, approximate


def _doubts(text: str, value: Value, tail: re.Match[str], unit: Unit) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if unit.text and not unit.known:
        start, end = tail.span("unit")
        code = "U102" if word_behind_number(tail["unit"] or unit.text) == "counter" else "U101"
        shown = text[start:end] or unit.text
        findings.append(Finding(code, shown, {"unit": unit.text}, max(start, 0), max(end, 0)))
    brackets = tail["tail"].strip()
    if DIGIT.search(brackets) and not FOOTNOTE.match(brackets):
        start, end = tail.span("tail")
        findings.append(Finding("N101", text[start:end], {"value": value.text}, start, end))
    return tuple(findings)


def read_bare(text: str, folded: str, unit: str) -> Read | None:
    """A numeral of any mix of kanji and digits and nothing else: 2千2十5, 千三百二十七.〇五."""
    number = read_number(folded.strip("金也"))
    if number is None or len(folded) < 2 <= folded.count("."):
        return None
    printed = read_unit(unit)
    value = Value(
        text,
        0,
        len(text),
        "number",
        number,
        None,
        None,
        printed.text,
        printed.scale,
        printed.standard,
        "eq",
    )
    return value, "<numeral>", ()
