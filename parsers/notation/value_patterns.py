"""The patterns of values over folded text, made from the rule tables.

A number is a head (`HEAD`: what stands before the unit) and a tail (`TAIL`: the rest). The unit is
looked up, not listed, which is faster than an alternation of all units. Groups: `value` (empty: where
the value begins, behind what it is compared with), `cumulative` (累計),
`per` (年 of 年4回), `before` (約), `rank` (全国 of 全国5位), `sign`, `money` (¥), `numeral`; `more` (余),
`unit`, `after` (以上), `change` (減), `trailing` (程度) and `tail` (brackets and footnote marks).
"""

import re
from collections.abc import Iterable

import regex

from parsers.notation.numerals import NUMERAL, NUMERAL_START
from parsers.notation.vocabulary import longest_first, read_vocabulary

QUALIFIERS = {(row["place"], row["text"]): row for row in read_vocabulary("qualifiers")}
RATES = {row["text"]: row["per"] for row in read_vocabulary("rates")}
COMPOUNDS = {(row["first"], row["second"]): row for row in read_vocabulary("compounds")}
FALLING = frozenset(["減", "減少", "低下", "削減", "縮小", "短縮", "縮減", "下落"])


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest that fits."""
    return f"(?:{'|'.join(map(re.escape, longest_first(list(words))))})"


def _qualifiers(place: str) -> str:
    return any_of(text for where, text in QUALIFIERS if where == place)


_YEARS = r"[0-9]{1,2}(?:年間?|[かヶカヵ箇]年間?)"
CUMULATIVE = (
    rf"(?P<cumulative>(?:(?:{_YEARS}の?)?(?:累計|累積|延べ|のべ|延|通算|総計|合計|計)\s?(?:で\s?)?)"
    rf"|{_YEARS}[でに]\s?)"
)
_AGAIN = CUMULATIVE.replace("cumulative", "again")
_PER = (
    r"(?:人口)?(?P<per>(?:[0-9]{1,4}(?:,000)?(?:千|万)?|[十百千万一]{1,2})?(?:[^\s0-9/():~]|(?<=m)[23]){1,6}?"
    rf"(?:当たり|当り|あたり|につき)(?:の?平均)?|{any_of(RATES)})\s?(?=[0-9約△▲+¥$.-]|平均|最大|延)"
)
_AGAINST = (
    r"(?:(?:対?(?:前|昨)(?:年度|年|月|期|回)?(?:同(?:月|期))?|(?:[A-Z]|令和|平成)?[0-9]{1,4}年度?)(?:比|差|増減)\s?|"
    r"対?前(?:年度|年|月|期|回)(?:同(?:月|期))?(?:に?比べ|より|から)?\s?)"
)
BEFORE = rf"(?P<before>{_qualifiers('before')})\s?"
_EARLY = BEFORE.replace("before", "early")
AFTER = rf"(?P<after>{_qualifiers('after')})"
_SIGN = r"(?P<sign>(?:[-△▲+±ー]|マイナス|プラス|氷点下)\s?)"
_MONEY = r"(?P<money>US\$|[¥$€£])\s?"
_RANK = r"(?P<rank>(?:全国|世界|国内|県内|道内|都内|府内|上位|下位|ワースト|第)+)"
_CHANGE = (
    r"(?P<change>[のに]?(?:増加|減少|増|減|上昇|低下|向上|改善|削減|縮小|拡大|短縮|縮減|下落|増大))"
)
_TAIL = r"(?P<tail>\s?(?:[※*]\s?[0-9]*|注\s?[0-9]*\)?|[(][^()]*[)])*)"
_LETTER = r"[^\W\d_]|[%‰°²³¥$€£\u2100-\u214F\u3300-\u33FF]"
RUN = rf"(?:{_LETTER})(?:{_LETTER}|[ー・\-]|(?<=[A-Za-z])[0-9]){{0,11}}?"
# What one unit is per another one: a number only before units that are measured so (円/60kg).
_BELOW = rf"/(?:(?:10|60|100|1,000|10万|千|12|24)?(?:{_LETTER}|・|(?<=[A-Za-z])[0-9]){{1,6}}?)"

HEAD = re.compile(
    rf"{_AGAINST}?(?P<value>)(?:{CUMULATIVE})?(?:{_EARLY})?(?:{_PER})?(?:{BEFORE})?(?:{_AGAIN})?{_RANK}?"
    rf"{_SIGN}?(?:{_MONEY})?金?(?P<numeral>{NUMERAL})\s?"
)
TAIL = re.compile(
    rf"(?P<more>余り?(?=.))?(?P<unit>{RUN}(?:{_BELOW})?)??\s?(?:(?<=[人円%歳点])台|(?<=円)也)?(?:{AFTER})?\s?"
    rf"(?:{_CHANGE})?\s?(?P<trailing>程度|前後|以上)?\s?(?P<dash>-)?(?:\(?(?:累計|累積)\)?)?{_TAIL}"
)
PLAIN_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}|[0-9]{1,25})(?:\.[0-9]{1,12})?"
_POWERS = "[十百千万億兆京]{1,2}"
# 1億2,000万, which is one number, and not 67億, whose magnitude belongs to its unit.
SHAPED_NUMBER = rf"{PLAIN_NUMBER}(?:(?:{_POWERS}{PLAIN_NUMBER})+(?:{_POWERS})?)?"

_MARK = r"\s?(?P<mark>以上\s?[~、,]?|~|から|-|[、,・](?=[0-9一二三四五六七八九]))\s?"


def _end(i: int) -> str:
    return rf"(?P<sign{i}>[-△▲])?(?P<number{i}>{NUMERAL})\s?(?P<unit{i}>{RUN}(?:{_BELOW})?)??"


RANGE = re.compile(
    rf"(?:{CUMULATIVE})?(?:{_PER})?(?:{BEFORE})?{_end(1)}{_MARK}{_end(2)}\s?"
    rf"(?P<bound>以下|未満|以内|まで)?\s?(?:程度|前後|くらい|台)?{_TAIL}"
)
RANGE_MARK = re.compile(r"[~、,・]|から|以上|(?<=.)-")
VAGUE = re.compile(
    rf"(?:{CUMULATIVE})?(?:{_PER})?(?:{BEFORE})?(?P<base>[二三四五六七八九]?[十百千])?数(?P<power>[十百千])?(?P<large>[万億兆])?"
    rf"(?P<unit>{RUN})(?P<after>程度|以上|規模|前後)?"
)
_COMPOUNDED = {unit for pair in COMPOUNDS for unit in pair}
_PART_TEXTS = [r["text"] for r in read_vocabulary("units") if r["standard"] in _COMPOUNDED]
_PARTS = any_of(_PART_TEXTS)
COMPOUND = re.compile(
    rf"(?:{_PER})??(?:{BEFORE})?{_SIGN}?(?P<number1>{NUMERAL})\s?(?P<unit1>{_PARTS})\s?と?"
    rf"(?P<number2>{NUMERAL})\s?(?P<unit2>{_PARTS})(?:\s?と?(?P<number3>{NUMERAL})\s?(?P<unit3>{_PARTS}))?"
    rf"(?:{AFTER})?(?:{_CHANGE})?(?P<trailing>程度)?{_TAIL}"
)
_PART_STARTS = "".join(sorted({unit[0] for unit in _PART_TEXTS}))
COMPOUND_MARK = re.compile(rf"(?=[{_PART_STARTS}]){_PARTS}\s?と?{NUMERAL_START}")
HALF = re.compile(
    rf"(?:{BEFORE})?(?:(?P<numeral>{NUMERAL})(?P<whole>年|[かヶカヵ箇]月|時間|日|周|周年|世紀)半|半(?P<unit>年|日|月|[かヶカヵ箇]月|時間|ダース|世紀))"
    rf"(?P<span>間)?(?:{AFTER})?"
)
SHARE = re.compile(
    rf"(?:{BEFORE})?(?P<below>{NUMERAL})分の(?P<above>{NUMERAL})(?:{AFTER})?(?P<trailing>程度)?{_TAIL}"
)

ENDINGS = tuple(row["text"] for row in read_vocabulary("endings"))
WORDS = regex.compile(rf"[\p{{L}}ー・、()の]{{1,24}}{any_of(ENDINGS)}")
MARK_TAIL = re.compile(r"\s?(?:\([^()]*\)|[※*]\s?[^0-9\s]*[0-9]*.*)$")
FOOTNOTE = re.compile(r"\s?(?:※\s?[0-9]*|\*[0-9]+|注\s?[0-9]+\)?|\(注\s?[0-9]*\))$")
NOT_COUNTED = frozenset(row["text"] for row in read_vocabulary("units") if row["counts"] == "no")
LONGEST = 200
PER_NOISE = re.compile(r"^[1一](?![0-9,十百千万])|(?:当たり|当り|あたり|につき)(?:の?平均)?$")
DIGIT = re.compile(r"[0-9]")
NUMERAL_IN = re.compile(rf"{NUMERAL_START}|[数半…]")
