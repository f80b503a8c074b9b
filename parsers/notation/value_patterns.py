"""The patterns of values over folded text, made from the rule tables.

Known units are tried first; then any run of letters may be a unit. Groups of a number: `cumulative`
(累計), `per` (年 of 年4回), `before` (約), `sign`, `numeral`, `unit`, `after` (以上), `change` (減), `trailing`
(程度) and `tail` (brackets and footnote marks, no part of the value).
"""

import re

import regex

from parsers.notation.numerals import ARABIC, NUMERAL
from parsers.notation.units import known_units
from parsers.notation.vocabulary import longest_first, read_vocabulary

QUALIFIERS = {(row["place"], row["text"]): row for row in read_vocabulary("qualifiers")}


def _words(place: str) -> str:
    words = [text for where, text in QUALIFIERS if where == place]
    return "|".join(map(regex.escape, longest_first(words)))


CUMULATIVE = r"(?P<cumulative>累計|累積|延べ|のべ|延|通算|総計|合計|計)\s?(?:で\s?)?"
_AGAIN = CUMULATIVE.replace("cumulative", "again")
_PER = r"(?P<per>(?:1|一)?(?:年度|年間|年|月|か月|週間|週|日|人)(?:間)?(?:当たり|当り|あたり|に)?(?:平均)?)\s?"
_AGAINST = r"(?:対?前(?:年度|年|月|期|回)(?:同(?:月|期))?(?:比|差|増減)?)\s?"
UNIT = rf"(?:十|百|千|万|十万|百万|千万|億|兆)?{known_units()}(?:/{known_units()})?"
_ANY_UNIT = r"[\p{L}%‰℃°²³\u3300-\u33FF](?:[\p{L}%‰℃°²³ー・\-\u3300-\u33FF]|(?<=[A-Za-z])[0-9]){0,11}?(?:/[\p{L}]{1,6}?)?"
BEFORE = rf"(?P<before>{_words('before')})\s?"
AFTER = rf"(?P<after>{_words('after')})"
_CHANGE = r"(?P<change>の?(?:増加|減少|増|減|減少|上昇|低下|向上|改善))"
_TAIL = r"(?P<tail>\s?(?:[※*]\s?[0-9]*|注\s?[0-9]*\)?|[(][^()]*[)])*)"


def _number_pattern(unit: str) -> str:
    return (
        rf"(?:{_AGAINST})?(?:{CUMULATIVE})?(?:{_PER}(?=[0-9約]))?(?:{BEFORE})?(?:{_AGAIN})?"
        rf"(?P<sign>(?:[-△▲+±ー]|マイナス|プラス)\s?)?(?P<numeral>{NUMERAL})\s?(?P<unit>{unit})?\s?(?:{AFTER})?\s?"
        rf"(?:{_CHANGE})?\s?(?P<trailing>程度|前後)?\s?(?:\(?累計\)?)?{_TAIL}"
    )


KNOWN = re.compile(_number_pattern(UNIT))
UNKNOWN = regex.compile(_number_pattern(_ANY_UNIT))
RANGE = regex.compile(
    rf"(?:{BEFORE})?(?P<low>[-△▲]?(?:{ARABIC}))\s?(?P<unit1>{UNIT})?\s?(?:以上)?\s?(?:~|から)\s?"
    rf"(?P<high>[-△▲]?(?:{ARABIC}))\s?(?P<unit2>{UNIT})?\s?(?P<bound>以下|未満|以内)?\s?(?:程度)?"
)
BETWEEN = regex.compile(
    rf"(?P<low>[-△▲]?(?:{ARABIC}))\s?(?P<unit1>{UNIT})?\s?以上\s?[~、,]?\s?"
    rf"(?P<high>[-△▲]?(?:{ARABIC}))\s?(?P<unit2>{UNIT})?\s?(?P<bound>以下|未満|以内)"
)
VAGUE = regex.compile(rf"(?P<vague>数十|十数|数百|数千|数)(?P<unit>{UNIT})(?:程度)?")
VAGUE_ENDS = {
    "数十": (20, 90),
    "十数": (11, 19),
    "数百": (200, 900),
    "数千": (2000, 9000),
    "数": (2, 9),
}
TIME = regex.compile(
    rf"(?:{_PER})?(?:{BEFORE})?(?P<hours>[0-9]+)\s?時間\s?(?P<minutes>[0-9]+)\s?分"
)
_ENDINGS = "|".join(longest_first([row["text"] for row in read_vocabulary("endings")]))
WORDS = regex.compile(rf"[\p{{L}}ー・、()の]{{1,24}}(?:{_ENDINGS})")
MARK_TAIL = regex.compile(r"\s?(?:\([^()]*\)|[※*]\s?[^0-9\s]*[0-9]*.*)$")
FOOTNOTE = regex.compile(r"\s?(?:※\s?[0-9]*|\*[0-9]+|注\s?[0-9]+\)?|\(注\s?[0-9]*\))$")
NOT_COUNTED = frozenset(row["text"] for row in read_vocabulary("units") if row["counts"] == "no")
LONGEST = 200
SIGN = regex.compile(r"(?:(?:[-△▲+±ー]|マイナス|プラス)\s?)?")
PER_NOISE = regex.compile(r"^[1一]|間?(?:当たり|当り|あたり|に)?(?:平均)?$")
DIGIT = regex.compile(r"[0-9]")
PER_UNITS = {"年度": "年", "年間": "年", "か月": "月", "週間": "週"}
