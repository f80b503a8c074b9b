"""Values: a number with its unit and qualifier, a range, a state, a missing mark.

A value is read whole or not at all. Negatives are - △ ▲ before a number or 減 after it; a lone △ is
a rating. What stands in brackets behind a number (78.1％ of 1,360市町村（78.1％）) is no part of it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import regex

from parsers.findings import Finding
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Value
from parsers.notation.numerals import ARABIC, KANJI, Numeral, read_number, read_numeral
from parsers.notation.plain import read_plain_value
from parsers.notation.units import Unit, read_unit
from parsers.notation.value_patterns import (
    AFTER,
    BEFORE,
    BETWEEN,
    CUMULATIVE,
    DIGIT,
    FOOTNOTE,
    KNOWN,
    LONGEST,
    MARK_TAIL,
    NOT_COUNTED,
    PER_NOISE,
    PER_UNITS,
    QUALIFIERS,
    RANGE,
    SIGN,
    TIME,
    UNIT,
    UNKNOWN,
    VAGUE,
    VAGUE_ENDS,
    WORDS,
)
from parsers.notation.vocabulary import read_vocabulary
from parsers.notation.words import word_behind_number

_MISSING = {row["text"]: row["code"] for row in read_vocabulary("missing")}
_STATES = {row["text"]: row["code"] for row in read_vocabulary("states")}


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
    lead = len(text) - len(text.lstrip())
    stripped = text.strip()
    read = _read(stripped, unit)
    if read is None:
        return None
    value, rule, findings = read
    if not lead and value.start == 0:
        return Parsed(value, value.start, value.end, rule, findings)
    moved = value.moved(lead)
    shifted = tuple(f.moved(lead) for f in findings)
    return Parsed(moved, moved.start, moved.end, rule, shifted)


_Match = regex.Match[str] | re.Match[str]
_Read = tuple[Value, str, tuple[Finding, ...]]


def _read(text: str, unit: str) -> _Read | None:
    if not 0 < len(text) <= LONGEST:
        return None
    folded = fold(text)
    plain = read_plain_value(text, folded)
    if plain is None:
        return _read_any(text, folded, unit)
    return plain, "<state>" if plain.status == "state" else "<number><unit>", ()


def _read_any(text: str, folded: str, unit: str) -> _Read | None:
    """Try each kind of value on the whole text."""
    for reader in (_read_mark, _read_time, _read_range, _read_vague, _read_number, _read_words):
        found = reader(text, folded, unit)
        if found is not None:
            return found
    return None


def _read_mark(text: str, folded: str, unit: str) -> _Read | None:
    """A missing mark or a state, perhaps with a bracket or footnote behind it."""
    del unit
    bare = MARK_TAIL.sub("", folded) if folded not in _MISSING else folded
    for word in (folded.strip(), bare):
        shown = text[: len(word)] if folded.startswith(word) else text
        if word in _MISSING or (word and not word.strip("-")):
            code = _MISSING.get(word, "not_applicable")
            return Value(shown, 0, len(shown), "missing", state=code), "<missing>", ()
        if word in _STATES:
            return Value(shown, 0, len(shown), "state", state=_STATES[word]), "<state>", ()
    return None


def _read_time(text: str, folded: str, unit: str) -> _Read | None:
    del unit
    match = TIME.fullmatch(folded)
    if match is None:
        return None
    minutes = Decimal(int(match["hours"]) * 60 + int(match["minutes"]))
    value = Value(text, 0, len(text), "number", minutes, unit="分", unit_std="分", qualifier="eq")
    return value, "<hours>時間<minutes>分", ()


def _read_number(text: str, folded: str, unit: str) -> _Read | None:
    match: _Match | None = KNOWN.fullmatch(folded)
    if match is None:
        bare = _read_bare(text, folded, unit)
        if bare is not None:
            return bare
        match = UNKNOWN.fullmatch(folded)
    return _make_number(text, match, unit) if match else None


def _read_bare(text: str, folded: str, unit: str) -> _Read | None:
    """A numeral of any mix of kanji and digits and nothing else: 2千2十5, 千三百二十七.〇五."""
    sign = SIGN.match(folded)
    number = read_number(folded[sign.end() :]) if sign and sign.end() < len(folded) else None
    if number is None or sign is None:
        return None
    negative = bool(sign[0]) and sign[0].strip() not in ("+", "±", "プラス")
    printed = read_unit(unit)
    value = Value(
        text,
        0,
        len(text),
        "number",
        number.copy_negate() if negative else number,
        unit=printed.text,
        scale=printed.scale,
        unit_std=printed.standard,
        qualifier="eq",
    )
    zero = (Finding("N105", text, {}, 0, len(text)),) if folded == "〇" else ()
    return value, "<numeral>", zero


def _make_number(text: str, match: _Match, unit: str) -> _Read | None:
    numeral = read_numeral(match["numeral"])
    if numeral is None:
        return None
    printed = _unit_of(text, match, numeral, unit)
    if match["unit"] and not printed.known and not word_behind_number(match["unit"]):
        return None
    sign = _sign(match)
    qualifier, approximate = _qualify(match)
    if sign < 0 and match["after"] == "以内":
        qualifier = "ge"
    start, end = match.start(), match.start("tail")
    if match["change"] or not _has_against(match):
        start = match.start()
    first = next(
        match.start(name)
        for name in ("cumulative", "per", "before", "again", "sign", "numeral")
        if match.start(name) >= 0
    )
    shown = text[first:end].rstrip()
    del start
    value = Value(
        text=shown,
        start=first,
        end=first + len(shown),
        status="number",
        number=numeral.number.copy_negate() if sign < 0 else numeral.number,
        unit=printed.text,
        scale=_scale(numeral, printed),
        unit_std=printed.standard,
        qualifier=qualifier,
        approximate=approximate,
        delta=bool(match["change"]) or _has_against(match) or (match["sign"] or "").strip() == "+",
        cumulative=bool(match["cumulative"] or match["again"]) or "累計" in match[0],
    )
    return value, "<number><unit>", _doubts(text, value, match, printed)


def _has_against(match: _Match) -> bool:
    return match[0].lstrip("対").startswith("前")


def _unit_of(text: str, match: _Match, numeral: Numeral, unit: str) -> Unit:
    """The printed unit, with the magnitude that the numeral ends in; else the heading's."""
    base = match["unit"] or ""
    per = match["per"]
    if base or numeral.magnitude:
        raw = text[match.start("unit") : match.end("unit")] if base else ""
        printed = f"{numeral.magnitude}{fold(raw)}" if base else numeral.magnitude + unit
    else:
        printed = unit
    if per:
        word = PER_NOISE.sub("", per)
        printed = f"{printed}/{PER_UNITS.get(word, word)}"
    return read_unit(printed)


def _scale(numeral: Numeral, unit: Unit) -> Decimal:
    """The unit's scale holds a printed magnitude; it must not count twice."""
    known = unit.known or not numeral.magnitude
    return unit.scale if known else numeral.scale


def _sign(match: _Match) -> int:
    change = match["change"] or ""
    negative = (match["sign"] or "").strip() in ("-", "△", "▲", "ー", "マイナス")
    falls = any(word in change for word in ("減", "低下"))
    return -1 if negative != falls else 1


def _qualify(match: _Match) -> tuple[str, bool]:
    """Qualifier and whether the number is approximate; a bound says more than 約."""
    qualifier, approximate = "eq", False
    rows = [QUALIFIERS[place, match[place]] for place in ("before", "after") if match[place]]
    if match["trailing"]:
        rows.append(QUALIFIERS["after", match["trailing"]])
    for row in rows:
        approximate = approximate or bool(row["approximate"])
        if row["qualifier"] and (qualifier == "eq" or row["qualifier"] != "approx"):
            qualifier = row["qualifier"]
    return qualifier, approximate


def _doubts(text: str, value: Value, match: _Match, unit: Unit) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if unit.text and not unit.known:
        start, end = match.span("unit")
        code = "U102" if word_behind_number(unit.text) == "counter" else "U101"
        findings.append(
            Finding(code, text[start:end] or unit.text, {"unit": unit.text}, start, end)
        )
    tail = match["tail"].strip()
    if DIGIT.search(tail) and not FOOTNOTE.match(tail):
        start, end = match.span("tail")
        findings.append(Finding("N101", text[start:end], {"value": value.text}, start, end))
    return tuple(findings)


def _read_range(text: str, folded: str, unit: str) -> _Read | None:
    match = BETWEEN.fullmatch(folded) or RANGE.fullmatch(folded)
    if match is None:
        return None
    low, high = (_signed(match[name]) for name in ("low", "high"))
    printed = read_unit(fold(match["unit2"] or match["unit1"] or unit))
    if low is None or high is None or low > high:
        return None
    value = Value(
        text,
        0,
        len(text),
        "number",
        minimum=low,
        maximum=high,
        unit=printed.text,
        scale=printed.scale,
        unit_std=printed.standard,
        qualifier="range",
    )
    return value, "<number>~<number>", ()


def _signed(text: str) -> Decimal | None:
    numeral = read_numeral(text.lstrip("-△▲"))
    if numeral is None:
        return None
    return -numeral.number if text[0] in "-△▲" else numeral.number


def _read_vague(text: str, folded: str, unit: str) -> _Read | None:
    del unit
    match = VAGUE.fullmatch(folded)
    if match is None:
        return None
    low, high = VAGUE_ENDS[match["vague"]]
    printed = read_unit(match["unit"])
    value = Value(
        text,
        0,
        len(text),
        "number",
        minimum=Decimal(low),
        maximum=Decimal(high),
        unit=printed.text,
        scale=printed.scale,
        unit_std=printed.standard,
        qualifier="range",
        approximate=True,
    )
    ends = {"low": str(low), "high": str(high)}
    return value, "数<unit>", (Finding("N102", text, ends, 0, len(text)),)


def _read_words(text: str, folded: str, unit: str) -> _Read | None:
    """A target in words: 全国平均以上, 前年より増加, 過去最高."""
    del unit
    bare = FOOTNOTE.sub("", folded)
    if WORDS.fullmatch(bare) is None:
        return None
    shown = text[: len(bare)]
    return Value(shown, 0, len(shown), "state", state="described"), "<words>", ()


@cache
def _counted() -> regex.Pattern[str]:
    numeral = rf"{ARABIC}(?:\s?(?:万|億|千|百))?|{KANJI}"
    return regex.compile(
        rf"(?<![第0-9.,&A-Za-z~])(?<![0-9]/)(?:{CUMULATIVE})?(?:{BEFORE})?(?P<sign>(?!))?"
        rf"(?P<numeral>{numeral})\s?(?P<unit>{UNIT})(?:{AFTER})?(?P<change>(?!))?(?P<again>(?!))?"
        rf"(?P<trailing>(?!))?(?P<per>(?!))?(?P<tail>)(?![0-9A-Za-z目年月])"
    )


def find_values(text: str) -> tuple[Parsed[Value], ...]:
    """Every number with a known unit in running text, dates and ordinals apart.

    >>> [v.value.text for v in find_values("平成30年度に研究会を4回開催（約70社、第2回）")]
    ['4回', '約70社']
    """
    return tuple(_find(text))


def _find(text: str) -> Iterator[Parsed[Value]]:
    folded = fold(text)
    dated = [(start, end) for _, start, end, _ in DATE_RULES.find(folded)]
    for match in _counted().finditer(folded):
        inside = any(start < match.end() and match.start() < end for start, end in dated)
        kanji = not match["numeral"][0].isascii()
        if inside or match["unit"] in NOT_COUNTED or (kanji and len(match["numeral"]) < 2):
            continue
        read = _make_number(text, match, "")
        if read is not None:
            value, rule, findings = read
            yield Parsed(value, value.start, value.end, rule, findings)
