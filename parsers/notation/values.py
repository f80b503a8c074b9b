"""Values: a number with its unit and qualifier, a range, a state, a missing mark.

A value is read whole or not at all. Negatives are - △ ▲ before a number or 減 after it; a lone △ is
a rating. What stands in brackets behind a number (78.1％ of 1,360市町村（78.1％）) is no part of it.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

import regex

from parsers.findings import Finding
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Value
from parsers.notation.numerals import ARABIC, KANJI, NUMERAL, Numeral, read_number, read_numeral
from parsers.notation.units import Unit, known_units, read_unit
from parsers.notation.vocabulary import longest_first, read_vocabulary

_MISSING = {row["text"]: row["code"] for row in read_vocabulary("missing")}
_STATES = {row["text"]: row["code"] for row in read_vocabulary("states")}
_QUALIFIERS = {(row["place"], row["text"]): row for row in read_vocabulary("qualifiers")}


def _words(place: str) -> str:
    words = [text for where, text in _QUALIFIERS if where == place]
    return "|".join(map(regex.escape, longest_first(words)))


_CUMULATIVE = r"(?P<cumulative>累計|累積|延べ|のべ|延|通算|総計|合計|計)\s?(?:で\s?)?"
_PER = r"(?P<per>(?:1|一)?(?:年度|年間|年|月|か月|週間|週|日|人)(?:間)?(?:当たり|当り|あたり|に)?(?:平均)?)\s?"
_AGAINST = r"(?:対?前(?:年度|年|月|期|回)(?:同(?:月|期))?(?:比|差|増減)?)\s?"
_UNIT = rf"(?:十|百|千|万|十万|百万|千万|億|兆)?{known_units()}(?:/{known_units()})?"
_ANY_UNIT = r"[\p{L}%‰℃°²³\u3300-\u33FF](?:[\p{L}%‰℃°²³ー・\-\u3300-\u33FF]|(?<=[A-Za-z])[0-9]){0,11}?(?:/[\p{L}]{1,6}?)?"
_BEFORE = rf"(?P<before>{_words('before')})\s?"
_AFTER = rf"(?P<after>{_words('after')})"
_CHANGE = r"(?P<change>の?(?:増加|減少|増|減|減少|上昇|低下|向上|改善))"
_TAIL = r"(?P<tail>\s?(?:[※*]\s?[0-9]*|注\s?[0-9]*\)?|[(][^()]*[)])*)"


def _number_pattern(unit: str) -> regex.Pattern[str]:
    return regex.compile(
        rf"(?:{_AGAINST})?(?:{_CUMULATIVE})?(?:{_PER}(?=[0-9約]))?(?:{_BEFORE})?(?:{_CUMULATIVE})?"
        rf"(?P<sign>(?:[-△▲+±ー]|マイナス|プラス)\s?)?(?P<numeral>{NUMERAL})\s?(?P<unit>{unit})?\s?(?:{_AFTER})?\s?"
        rf"(?:{_CHANGE})?\s?(?P<trailing>程度|前後)?\s?(?:\(?累計\)?)?{_TAIL}",
    )


_KNOWN = _number_pattern(_UNIT)
_UNKNOWN = _number_pattern(_ANY_UNIT)
_RANGE = regex.compile(
    rf"(?:{_BEFORE})?(?P<low>[-△▲]?(?:{ARABIC}))\s?(?P<unit1>{_UNIT})?\s?(?:以上)?\s?(?:~|から)\s?"
    rf"(?P<high>[-△▲]?(?:{ARABIC}))\s?(?P<unit2>{_UNIT})?\s?(?P<bound>以下|未満|以内)?\s?(?:程度)?"
)
_BETWEEN = regex.compile(
    rf"(?P<low>[-△▲]?(?:{ARABIC}))\s?(?P<unit1>{_UNIT})?\s?以上\s?[~、,]?\s?"
    rf"(?P<high>[-△▲]?(?:{ARABIC}))\s?(?P<unit2>{_UNIT})?\s?(?P<bound>以下|未満|以内)"
)
_VAGUE = regex.compile(rf"(?P<vague>数十|十数|数百|数千|数)(?P<unit>{_UNIT})(?:程度)?")
_VAGUE_ENDS = {
    "数十": (20, 90),
    "十数": (11, 19),
    "数百": (200, 900),
    "数千": (2000, 9000),
    "数": (2, 9),
}
_TIME = regex.compile(
    rf"(?:{_PER})?(?:{_BEFORE})?(?P<hours>[0-9]+)\s?時間\s?(?P<minutes>[0-9]+)\s?分"
)
_WORDS = regex.compile(
    r"[\p{L}ー・、()の]{1,24}(?:以上|以下|未満|超える?|増加|減少|維持|向上|改善|達成|実現|設置|継続|目指す|最高値?|上位|削減|拡大|"
    r"縮小|開始|策定|整備|完了|移行|延伸|供用|中|済み?|上昇|低下|抑制|解消|ゼロ|増|減|化|水準|順位|定着|普及|確立|構築|確保|検討|実施|運用|"
    r"同程度|並み|程度|回復|推進|促進|形成|創設|設立|公表|改定|導入|着手|締結|選定|決定)"
)
_MARK_TAIL = regex.compile(r"\s?(?:\([^()]*\)|[※*]\s?[^0-9\s]*[0-9]*.*)$")
_FOOTNOTE = regex.compile(r"\s?(?:※\s?[0-9]*|\*[0-9]+|注\s?[0-9]+\)?|\(注\s?[0-9]*\))$")
_NOT_COUNTED = frozenset(
    {
        "年",
        "月",
        "日",
        "分",
        "度",
        "号",
        "級",
        "位",
        "年間",
        "歳",
        "秒",
        "部",
        "区",
        "国",
        "a",
        "m",
        "g",
        "t",
        "点",
        "段階",
        "割",
    }
)
_LONGEST = 200
_SIGN = regex.compile(r"(?:(?:[-△▲+±ー]|マイナス|プラス)\s?)?")
_PER_NOISE = regex.compile(r"^[1一]|間?(?:当たり|当り|あたり|に)?(?:平均)?$")
_DIGIT = regex.compile(r"[0-9]")
_PER_UNITS = {"年度": "年", "年間": "年", "か月": "月", "週間": "週"}


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


_Read = tuple[Value, str, tuple[Finding, ...]]


@lru_cache(maxsize=65536)
def _read(text: str, unit: str) -> _Read | None:
    """Try each kind of value on the whole text."""
    if not 0 < len(text) <= _LONGEST:
        return None
    folded = fold(text)
    for reader in (_read_mark, _read_time, _read_range, _read_vague, _read_number, _read_words):
        found = reader(text, folded, unit)
        if found is not None:
            return found
    return None


def _read_mark(text: str, folded: str, unit: str) -> _Read | None:
    """A missing mark or a state, perhaps with a bracket or footnote behind it."""
    del unit
    bare = _MARK_TAIL.sub("", folded) if folded not in _MISSING else folded
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
    match = _TIME.fullmatch(folded)
    if match is None:
        return None
    minutes = Decimal(int(match["hours"]) * 60 + int(match["minutes"]))
    value = Value(text, 0, len(text), "number", minutes, unit="分", unit_std="分", qualifier="eq")
    return value, "<hours>時間<minutes>分", ()


def _read_number(text: str, folded: str, unit: str) -> _Read | None:
    match = _KNOWN.fullmatch(folded)
    if match is None:
        bare = _read_bare(text, folded, unit)
        if bare is not None:
            return bare
        match = _UNKNOWN.fullmatch(folded)
    return _make_number(text, match, unit) if match else None


def _read_bare(text: str, folded: str, unit: str) -> _Read | None:
    """A numeral of any mix of kanji and digits and nothing else: 2千2十5, 千三百二十七.〇五."""
    sign = _SIGN.match(folded)
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


def _make_number(text: str, match: regex.Match[str], unit: str) -> _Read | None:
    numeral = read_numeral(match["numeral"])
    if numeral is None:
        return None
    printed = _unit_of(text, match, numeral, unit)
    sign = _sign(match)
    qualifier, approximate = _qualify(match)
    if sign < 0 and match["after"] == "以内":
        qualifier = "ge"
    start, end = match.start(), match.start("tail")
    if match["change"] or not _has_against(match):
        start = match.start()
    first = next(
        match.start(name)
        for name in ("cumulative", "per", "before", "sign", "numeral")
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
        cumulative=bool(match["cumulative"]) or "累計" in match[0],
    )
    return value, "<number><unit>", _doubts(text, value, match, printed)


def _has_against(match: regex.Match[str]) -> bool:
    return match[0].lstrip("対").startswith("前")


def _unit_of(text: str, match: regex.Match[str], numeral: Numeral, unit: str) -> Unit:
    """The printed unit, with the magnitude that the numeral ends in; else the heading's."""
    base = match["unit"] or ""
    per = match["per"]
    if base or numeral.magnitude:
        raw = text[match.start("unit") : match.end("unit")] if base else ""
        printed = f"{numeral.magnitude}{fold(raw)}" if base else numeral.magnitude + unit
    else:
        printed = unit
    if per:
        word = _PER_NOISE.sub("", per)
        printed = f"{printed}/{_PER_UNITS.get(word, word)}"
    return read_unit(printed)


def _scale(numeral: Numeral, unit: Unit) -> Decimal:
    """The unit's scale holds a printed magnitude; it must not count twice."""
    known = unit.known or not numeral.magnitude
    return unit.scale if known else numeral.scale


def _sign(match: regex.Match[str]) -> int:
    change = match["change"] or ""
    negative = (match["sign"] or "").strip() in ("-", "△", "▲", "ー", "マイナス")
    falls = any(word in change for word in ("減", "低下"))
    return -1 if negative != falls else 1


def _qualify(match: regex.Match[str]) -> tuple[str, bool]:
    """Qualifier and whether the number is approximate; a bound says more than 約."""
    qualifier, approximate = "eq", False
    rows = [_QUALIFIERS[place, match[place]] for place in ("before", "after") if match[place]]
    if match["trailing"]:
        rows.append(_QUALIFIERS["after", match["trailing"]])
    for row in rows:
        approximate = approximate or bool(row["approximate"])
        if row["qualifier"] and (qualifier == "eq" or row["qualifier"] != "approx"):
            qualifier = row["qualifier"]
    return qualifier, approximate


def _doubts(text: str, value: Value, match: regex.Match[str], unit: Unit) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if unit.text and not unit.known:
        start, end = match.span("unit")
        findings.append(
            Finding("U101", text[start:end] or unit.text, {"unit": unit.text}, start, end)
        )
    tail = match["tail"].strip()
    if _DIGIT.search(tail) and not _FOOTNOTE.match(tail):
        start, end = match.span("tail")
        findings.append(Finding("N101", text[start:end], {"value": value.text}, start, end))
    return tuple(findings)


def _read_range(text: str, folded: str, unit: str) -> _Read | None:
    match = _BETWEEN.fullmatch(folded) or _RANGE.fullmatch(folded)
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
    match = _VAGUE.fullmatch(folded)
    if match is None:
        return None
    low, high = _VAGUE_ENDS[match["vague"]]
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
    bare = _FOOTNOTE.sub("", folded)
    if _WORDS.fullmatch(bare) is None:
        return None
    shown = text[: len(bare)]
    return Value(shown, 0, len(shown), "state", state="described"), "<words>", ()


@cache
def _counted() -> regex.Pattern[str]:
    numeral = rf"{ARABIC}(?:\s?(?:万|億|千|百))?|{KANJI}"
    return regex.compile(
        rf"(?<![第0-9.,&A-Za-z~])(?<![0-9]/)(?:{_CUMULATIVE})?(?:{_BEFORE})?(?P<sign>(?!))?"
        rf"(?P<numeral>{numeral})\s?(?P<unit>{_UNIT})(?:{_AFTER})?(?P<change>(?!))?"
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
    dated = [match.span() for _, match, _ in DATE_RULES.find(folded)]
    for match in _counted().finditer(folded):
        inside = any(start < match.end() and match.start() < end for start, end in dated)
        kanji = not match["numeral"][0].isascii()
        if inside or match["unit"] in _NOT_COUNTED or (kanji and len(match["numeral"]) < 2):
            continue
        read = _make_number(text, match, "")
        if read is not None:
            value, rule, findings = read
            yield Parsed(value, value.start, value.end, rule, findings)
