"""Numbers with what stands around them: qualifier, sign, unit, rate, change (年約4回以上, △1.3%, 12人減)."""

import re
from decimal import Decimal

from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.fold import fold
from parsers.notation.model import Value
from parsers.notation.numerals import Numeral, read_number, read_numeral
from parsers.notation.units import Unit, read_unit, with_magnitude
from parsers.notation.value_patterns import (
    DIGIT,
    FALLING,
    FOOTNOTE,
    HEAD,
    PER_NOISE,
    PLAIN_NUMBER,
    QUALIFIERS,
    RATES,
    TAIL,
)
from parsers.notation.words import word_behind_number

Read = tuple[Value, str, tuple[Finding, ...]]
NUMBER = "<number><unit>"
_Match = re.Match[str]
Parts = tuple[_Match, _Match]
_POSITIVE = frozenset(("+", "プラス"))
_NEGATIVE = frozenset(("-", "△", "▲", "ー", "マイナス", "氷点下"))
_MOST_OF_NEGATIVE = "以内"
_CALENDAR = frozenset(("", "年", "年度", "月", "日", "時", "分", "期", "か月"))
_COUNTED = re.compile(rf"({PLAIN_NUMBER})([十百千万億兆].+)")
_DIGITS_ALONE = frozenset("〇零一二三四五六七八九十百千壱弐参廿丗卅卌皕")


def match_quantity(folded: str) -> Parts | None:
    """What stands before and behind the unit of one number that is the text from end to end."""
    head = HEAD.match(folded)
    tail = TAIL.fullmatch(folded, head.end()) if head else None
    if head is None or tail is None or (tail["dash"] and not head["money"]):
        return None
    return head, tail


def read_quantity(text: str, parts: Parts | None, unit: str, *, known: bool) -> Read | None:
    """Read one number that was matched; with `known`, only one whose unit the vocabulary has."""
    return _make(text, *parts, unit, known=known) if parts else None


def _make(text: str, head: _Match, tail: _Match, unit: str, *, known: bool) -> Read | None:
    numeral = read_numeral(head["numeral"])
    if numeral is None:
        return None
    printed = _unit_of(text, head, tail, numeral, unit)
    if not _may_be(printed, tail["unit"], head, known=known):
        return None
    change, after, sign = tail["change"], tail["after"], head["sign"]
    negative = _is_negative(sign, change)
    qualifier, approximate = qualify(head["before"] or head["early"], after, tail["trailing"])
    if tail["more"]:
        qualifier, approximate = "gt", True
    elif negative and after == _MOST_OF_NEGATIVE:
        qualifier = "ge"
    start = head.start("value")
    shown = text[start : tail.start("tail")].rstrip()
    value = Value(
        shown,
        start,
        start + len(shown),
        "number",
        numeral.number.copy_negate() if negative else numeral.number,
        None,
        None,
        printed.text,
        printed.scale,
        printed.standard,
        qualifier,
        approximate,
        bool(change or start or (sign and sign.strip() in _POSITIVE)),
        _says_cumulative(head, tail),
    )
    return value, NUMBER, _doubts(text, value, tail, printed)


def _says_cumulative(head: _Match, tail: _Match) -> bool:
    """Whether the source says 累計, 延べ … before or behind the number."""
    if head["cumulative"] or head["again"]:
        return True
    return "累" in tail[0] and ("累計" in tail[0] or "累積" in tail[0])


def _may_be(unit: Unit, written: str | None, head: _Match, *, known: bool) -> bool:
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


def _unit_of(text: str, head: _Match, tail: _Match, numeral: Numeral, unit: str) -> Unit:
    """The printed unit, with the magnitude that the numeral ends in; else the heading's."""
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


def _is_negative(sign: str | None, change: str | None) -> bool:
    """Whether the number is below zero: △ before it or 減 behind it, not both."""
    falls = change is not None and change.lstrip("のに") in FALLING
    return falls != (sign is not None and sign.strip() in _NEGATIVE)


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


def _doubts(text: str, value: Value, tail: _Match, unit: Unit) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if unit.text and not unit.known:
        start, end = tail.span("unit")
        code = "U102" if word_behind_number(tail["unit"] or unit.text) == "counter" else "U101"
        shown = text[start:end] or unit.text
        findings.append(Finding(code, shown, {"unit": unit.text}, max(start, 0), max(end, 0)))
    brackets = tail["tail"].strip() if tail["tail"] else ""
    if brackets and DIGIT.search(brackets) and not FOOTNOTE.match(brackets):
        start, end = tail.span("tail")
        findings.append(Finding("N101", text[start:end], {"value": value.text}, start, end))
    return tuple(findings)


def read_open(text: str, folded: str, unit: str) -> Read | None:
    """50社~ is at least 50, ~50社 at most; what counts days or years is a date."""
    del unit
    below = folded.startswith("~")
    if below == folded.endswith("~"):
        return None
    start, end = (1, len(folded)) if below else (0, len(folded) - 1)
    read = read_quantity(text[start:end], match_quantity(folded[start:end]), "", known=True)
    if read is None or read[2] or read[0].qualifier != "eq" or read[0].unit_std in _CALENDAR:
        return None
    qualifier = "le" if below else "ge"
    return replace(read[0], text=text, start=0, end=len(text), qualifier=qualifier), NUMBER, ()


def read_counted(text: str, folded: str, unit: str) -> Read | None:
    """Digits before a known unit whose own magnitude could be theirs: 2千千円 is 2,000千円."""
    del unit
    match = _COUNTED.fullmatch(folded)
    printed = read_unit(match[2]) if match else None
    if match is None or printed is None or not printed.known:
        return None
    number = Decimal(match[1].replace(",", ""))
    value = Value(text, 0, len(text), "number", number, None, None, printed.text)
    value = replace(value, scale=printed.scale, unit_std=printed.standard, qualifier="eq")
    return value, NUMBER, ()


def read_bare(text: str, folded: str, unit: str) -> Read | None:
    """A numeral of any mix of kanji and digits and nothing else: 2千2十5, 千三百二十七.〇五."""
    number = read_number(folded) if len(folded) > 1 or folded in _DIGITS_ALONE else None
    if number is None:
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
