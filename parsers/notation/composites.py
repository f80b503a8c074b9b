"""Values of more than one number: ranges, 数十, 1時間30分, 2222円13銭, 3年半, 3分の1."""

import re
from decimal import Decimal

from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.fold import fold
from parsers.notation.model import Value
from parsers.notation.numerals import Numeral, read_numeral
from parsers.notation.quantities import Read, qualify
from parsers.notation.units import Unit, read_unit, with_magnitude
from parsers.notation.value_patterns import (
    COMPOUND,
    COMPOUND_MARK,
    COMPOUNDS,
    FALLING,
    HALF,
    RANGE,
    RANGE_MARK,
    RATES,
    SHARE,
    VAGUE,
)

_POWERS = {None: 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "億": 10**8, "兆": 10**12}
_PLACES = Decimal("1e-12")
_HALF = Decimal("0.5")
_NEXT_TO_EACH_OTHER = "、,・"


def _shown(text: str, match: re.Match[str], unit: Unit) -> Value:
    """A value over the whole match but for the brackets behind it; its numbers are still to come."""
    end = match.start("tail") if "tail" in match.re.groupindex else len(text)
    shown = text[:end].rstrip()
    return Value(
        shown, 0, len(shown), "number", None, None, None, unit.text, unit.scale, unit.standard
    )


def _unit(text: str, match: re.Match[str], group: str) -> Unit:
    return read_unit(fold(text[match.start(group) : match.end(group)]) if match[group] else "")


def read_range(text: str, folded: str, unit: str) -> Read | None:
    """50~60社, 2件以上5件以下, 1~2億円, 5000万円から1億円, 2、3人."""
    if RANGE_MARK.search(folded, 1) is None:
        return None
    match = RANGE.fullmatch(folded)
    if match is None or not _may_be_range(match):
        return None
    low, high = read_numeral(match["number1"]), read_numeral(match["number2"])
    printed = _unit(text, match, "unit2") if match["unit2"] else _unit(text, match, "unit1")
    printed = printed if printed.text else read_unit(unit)
    if low is None or high is None or not printed.known or not _same(text, match):
        return None
    return _range(text, match, (low, high), printed)


def _may_be_range(match: re.Match[str]) -> bool:
    """Whether the mark is one: 以上 needs a bound behind it, - and 、 need a unit and fitting numbers."""
    mark = match["mark"].strip()
    if mark.startswith("以上"):
        return bool(match["bound"])
    if mark == "-":
        return bool(match["unit2"]) and not match["sign1"] and not match["sign2"]
    if mark in _NEXT_TO_EACH_OTHER:
        low, high = read_numeral(match["number1"]), read_numeral(match["number2"])
        if low is None or high is None or match["unit1"] or not match["unit2"]:
            return False
        return 0 < low.number < 10 and high.number == low.number + 1
    return True


def _same(text: str, match: re.Match[str]) -> bool:
    """Whether both ends are of one unit."""
    if not match["unit1"] or not match["unit2"]:
        return True
    return _unit(text, match, "unit1").standard == _unit(text, match, "unit2").standard


def _range(
    text: str, match: re.Match[str], ends: tuple[Numeral, Numeral], unit: Unit
) -> Read | None:
    low, high = ends
    shared = not low.magnitude and not match["unit1"] and low.number <= high.number
    if low.magnitude == high.magnitude or shared:
        printed = with_magnitude(high.magnitude, high.scale, unit)
        numbers = [low.number, high.number]
    else:
        printed = unit
        numbers = [low.number * low.scale, high.number * high.scale]
    signed = [-n if match[name] else n for n, name in zip(numbers, ("sign1", "sign2"), strict=True)]
    if signed[0] > signed[1]:
        return None
    vague = match["mark"].strip() in _NEXT_TO_EACH_OTHER
    value = replace(
        _shown(text, match, _per(printed, match)),
        minimum=signed[0],
        maximum=signed[1],
        qualifier="range",
        approximate=bool(match["before"]) or vague,
        cumulative=bool(match["cumulative"]),
    )
    doubts = (_vague(text, value),) if vague else ()
    return value, "<number>~<number>", doubts


def _per(unit: Unit, match: re.Match[str]) -> Unit:
    below = RATES.get(match["per"] or "")
    if below is None:
        return unit
    return Unit(f"{unit.text}/{below}", f"{unit.standard}/{below}", unit.scale, unit.known)


def read_vague(text: str, folded: str, unit: str) -> Read | None:
    """数十人, 十数社, 百数十件, 数億円: their customary ranges."""
    del unit
    match = VAGUE.fullmatch(folded) if "数" in folded else None
    printed = _unit(text, match, "unit") if match else None
    if match is None or printed is None or not printed.known or not printed.text:
        return None
    numeral = read_numeral(match["base"]) if match["base"] else None
    base = int(numeral.number * numeral.scale) if numeral else 0
    power, large = _POWERS[match["power"]], _POWERS[match["large"]]
    least = 1 if base and power == 1 else 2
    ends = [Decimal((base + n * power) * large) for n in (least, 9)]
    value = replace(
        _shown(text, match, printed),
        minimum=ends[0],
        maximum=ends[1],
        qualifier="range",
        approximate=True,
        cumulative=bool(match["cumulative"]),
    )
    return value, "数<unit>", (_vague(text, value),)


def _vague(text: str, value: Value) -> Finding:
    ends = {"low": f"{value.minimum:f}", "high": f"{value.maximum:f}"}
    return Finding("N102", text, ends, value.start, value.end)


def read_compound(text: str, folded: str, unit: str) -> Read | None:
    """1時間30分, 2222円13銭, 5フィート4インチ, 2割5分: two units, of which one is part of the other."""
    del unit
    match = COMPOUND.fullmatch(folded) if COMPOUND_MARK.search(folded, 1) else None
    if match is None:
        return None
    parts = [(read_numeral(match[f"number{i}"]), _unit(text, match, f"unit{i}")) for i in (1, 2)]
    joined = _join(*parts[0], *parts[1])
    if joined and match["number3"]:
        joined = _join(*joined, read_numeral(match["number3"]), _unit(text, match, "unit3"))
    if joined is None or joined[0] is None:
        return None
    numeral, printed = joined
    negative = (match["sign"] or "").strip() not in ("", "+", "±", "プラス")
    negative = negative != bool(match["change"] and match["change"] in FALLING)
    qualifier, approximate = qualify(match["before"], match["after"], match["trailing"])
    value = replace(
        _shown(text, match, printed),
        number=-numeral.number if negative else numeral.number,
        qualifier=qualifier,
        approximate=approximate,
        delta=bool(match["change"]),
    )
    return value, f"<n>{match['unit1']}<n>{match['unit2']}", ()


def _join(
    left: Numeral | None, above: Unit, right: Numeral | None, below: Unit
) -> tuple[Numeral, Unit] | None:
    """Both parts in one unit; None where the second is no part of the first."""
    row = COMPOUNDS.get((above.standard, below.standard))
    if row is None or left is None or right is None:
        return None
    ratio = Decimal(row["ratio"])
    first = left.number * left.scale * above.scale
    second = right.number * right.scale * below.scale
    if row["result"] == "second":
        return Numeral(first * ratio + second), read_unit(row["second"])
    return Numeral(first + second / ratio), read_unit(row["first"])


def read_half(text: str, folded: str, unit: str) -> Read | None:
    """半年, 3年半, 2時間半."""
    del unit
    match = HALF.fullmatch(folded) if "半" in folded else None
    if match is None:
        return None
    whole = read_numeral(match["numeral"]) if match["numeral"] else Numeral(Decimal(0))
    if whole is None:
        return None
    printed = read_unit(match["whole"] or match["unit"])
    qualifier, approximate = qualify(match["before"], match["after"], None)
    value = replace(
        _shown(text, match, printed),
        number=whole.number * whole.scale + _HALF,
        qualifier=qualifier,
        approximate=approximate,
    )
    return value, "<n><unit>半", ()


def read_share(text: str, folded: str, unit: str) -> Read | None:
    """3分の1, 五分の一: exact where it ends, else rounded to twelve places with a finding."""
    del unit
    match = SHARE.fullmatch(folded) if "分の" in folded else None
    if match is None:
        return None
    below, above = read_numeral(match["below"]), read_numeral(match["above"])
    if below is None or above is None or not below.number:
        return None
    number = above.number * above.scale / (below.number * below.scale)
    rounded = number.quantize(_PLACES).normalize()
    exact = rounded * below.number * below.scale == above.number * above.scale
    qualifier, approximate = qualify(match["before"], match["after"], match["trailing"])
    value = replace(
        _shown(text, match, read_unit("")),
        number=rounded,
        qualifier=qualifier,
        approximate=approximate,
    )
    doubt = Finding("N108", value.text, {"number": f"{rounded:f}"}, 0, value.end)
    return value, "<n>分の<n>", () if exact else (doubt,)
