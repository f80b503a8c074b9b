"""Where an indicator's label ends: at a colon, before 実績 or 目標, at a line feed, at a blank before a value."""

import re
from collections.abc import Iterator

from parsers.notation.bodies import CLOSING, LABELLED, MEASURES, OPENING, is_measure_mark
from parsers.notation.dates import parse_date
from parsers.notation.units import read_unit
from parsers.notation.values import find_values

BULLET = r"\s*(?:(?:[・･●○◯◎◆◇■□▼▽▶▷►★☆※*➢✓]|-(?=\s)|[①-⑳]|\([0-9]{1,2}\))\s*)?"
STARTS_BEHIND_BLANK = r"(?=[0-9△▲+\-約累延①集未調]|年[0-9])"
_BULLET = re.compile(BULLET)
_COLON = re.compile("[:=]")
_LETTER = re.compile(r"[^\W\d_]")
_BLANK = re.compile(rf"\s+{STARTS_BEHIND_BLANK}|(?<=」)(?=[0-9約])|\s?[…‥]+\s?(?=[0-9約])")
_MEASURED = re.compile(
    r"(?:数|率|額|量|高|度|比|割合|延長|面積|人口|人員|時間|日数|平均|価格|単価|所得|順位|指数|倍率|値|点)(?:\([^()]*\))?$"
)
_UNIT_IN_LABEL = re.compile(
    r"[(](?:単位\s?[:]?\s?)?(?P<unit>(?:[^()\s0-9]|(?<=[O/])[0-9]){1,8})[)]\s*$|単位\s?[:]\s?(?P<behind>\S{1,8})\s*$"
)
_NAMES_TOO = ("achievement_rate",)  # 進捗率 names an indicator as well
_MOST_BORDERS = 6


def end_of_bullet(folded: str) -> int:
    """The index behind the bullet or number that a text begins with, and the blanks around it."""
    bullet = _BULLET.match(folded)
    return bullet.end() if bullet else 0


def find_borders(folded: str, first: int) -> Iterator[tuple[int, int, bool]]:
    """Where the label may end and the values begin, the most telling place first.

    The third is whether one value alone is enough: behind a blank only where the label says that it
    is a measure.
    """
    for colon in _colons(folded, first):
        yield colon, colon + 1, True
    for match in LABELLED.finditer(folded, first):
        if match.start() > first and is_measure_mark(folded, match):
            yield match.start(), match.start(), True
            break
    feed = folded.find("\n", first)
    if feed > first:
        yield feed, feed + 1, True
    blank = _BLANK.search(folded, first)
    if blank is not None:
        yield blank.start(), blank.end(), is_measured(folded[first : blank.start()])


def is_measured(label: str) -> bool:
    """Whether a label ends in what is measured: 件数, 面積, 整備率（累計）."""
    return _MEASURED.search(label) is not None


def is_label(folded: str, first: int, end: int) -> bool:
    """Whether that part of a text can name an indicator: not 目標, no date, and without a value."""
    label = folded[first:end].strip()
    if not label or label[-1].isdigit():
        return False
    if not label[0].isalpha() and _LETTER.search(label) is None:
        return False
    measure = MEASURES.get(label.strip("()【】<> "), "")
    if measure and measure not in _NAMES_TOO:
        return False
    if label[0] in "RHSTM令平昭12" and parse_date(label):
        return False
    return label.isalpha() or not _holds_value(folded, first, end)


def unit_in(label: str) -> str:
    """The unit that a label ends in: 企業誘致件数（件）, 売上高（単位：百万円）."""
    match = _UNIT_IN_LABEL.search(label) if "(" in label or "単位" in label else None
    unit = (match["unit"] or match["behind"]) if match else ""
    return unit if read_unit(unit).known else ""


def _colons(folded: str, first: int) -> Iterator[int]:
    """The first colons that stand in no bracket."""
    for found, match in enumerate(_COLON.finditer(folded, first)):
        before = folded[first : match.start()]
        if sum(map(before.count, OPENING)) <= sum(map(before.count, CLOSING)):
            yield match.start()
        if found > _MOST_BORDERS:
            return


def _holds_value(folded: str, start: int, end: int) -> bool:
    """Whether a label has a value where values stand: it is no label (男女計：8.5％ 男性：…)."""
    mark = LABELLED.match(folded, start, end)
    if mark and find_values(folded[mark.end() : end]):
        return True
    behind = [folded[colon.end() : end].lstrip() for colon in _COLON.finditer(folded, start, end)]
    return any(found.start == 0 for text in behind for found in find_values(text)[:1])
