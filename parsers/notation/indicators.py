"""Indicator strings: 「企業誘致件数：42件/75件（R1.8）」 to label, values with their measures, and as-of.

The combiner is written by hand: it finds where the label ends, has the rest read (see `bodies`), and
puts label, measurements and as-of together.
"""

import re
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from parsers.notation.bodies import (
    CLOSING,
    LABELLED,
    MEASURES,
    OPENING,
    SEVERAL,
    Body,
    Way,
    is_measure_mark,
    read_body,
    read_dated,
    read_goal,
    read_parts,
    read_single,
)
from parsers.notation.dates import parse_date
from parsers.notation.fold import fold
from parsers.notation.model import Indicator, Measurement, Parsed, Period, Value
from parsers.notation.plain import read_plain_body
from parsers.notation.sides import Reader, Side
from parsers.notation.units import read_unit
from parsers.notation.value_patterns import DIGIT
from parsers.notation.values import find_values

_BULLET = re.compile(r"[\s]*(?:[・･●○◯◎◆◇■□▼▽▶▷►★☆※*➢✓]|[-](?=\s)|[①-⑳]|\([0-9]{1,2}\))\s*")
_COLON = re.compile("[:=]")
_LETTER = re.compile(r"[^\W\d_]")
_BLANK = re.compile(
    r"\s+(?=[0-9△▲+\-約累延①集未調]|年[0-9])|(?<=」)(?=[0-9約])|\s?[…‥]+\s?(?=[0-9約])"
)
_MEASURED = re.compile(
    r"(?:数|率|額|量|高|度|比|割合|延長|面積|人口|人員|時間|日数|平均|価格|単価|所得|順位|指数|倍率|値|点)(?:\([^()]*\))?$"
)
_UNIT_IN_LABEL = re.compile(
    r"[(](?:単位\s?[:]?\s?)?(?P<unit>[^()\s]{1,8})[)]\s*$|単位\s?[:]\s?(?P<behind>\S{1,8})\s*$"
)
_CUMULATIVE = re.compile("累計|累積|延べ|通算")
_TARGETS = ("目標", "目標値")
_NAMES_TOO = ("achievement_rate",)  # 進捗率 names an indicator as well
_LONGEST = 1000
_MOST_BORDERS = 6


def parse_indicator(
    text: str, edition: date | None = None, *, unit: str = ""
) -> Parsed[Indicator] | None:
    """Read a text that is one indicator with its values; None where it is none.

    Args:
        text: The text; a bullet in front and line feeds are allowed.
        edition: Last day the document reports on.
        unit: The unit that a heading names, for numbers without one.

    >>> read = parse_indicator("・石炭共同輸送実施回数：11回/30回").value
    >>> read.label, read.first("actual").value.text, read.first("target").value.text
    ('石炭共同輸送実施回数', '11回', '30回')
    >>> parse_indicator("・関連インフラの整備推進") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    return parse_plain(text, folded, edition) or combine(text, folded, edition, unit)


def parse_plain(text: str, folded: str, edition: date | None) -> Parsed[Indicator] | None:
    """Read an indicator of one of the shapes that most have; None for every other one."""
    reader = Reader(text, folded, edition, "")
    found = read_plain_body(reader)
    if found is None:
        return None
    body, start, end = found
    label = folded[start:end].strip()
    if not _is_label(label) or label.endswith(_TARGETS) or DIGIT.search(label[-1:]):
        return None
    return _finish(reader, start, end, body)


def parse_body(
    text: str, edition: date | None = None, *, unit: str = ""
) -> Parsed[Indicator] | None:
    """Read the values of an indicator whose label stands elsewhere; None for a single value.

    >>> read = parse_body("4/5件").value
    >>> read.label, read.first("actual").value.unit, read.first("target").value.number
    ('', '件', Decimal('5'))
    """
    reader = Reader(text, fold(text), edition, unit)
    if len(text) > _LONGEST:
        return None
    body = read_body(reader, 0, len(text), (*SEVERAL, read_dated, read_parts))
    numbers = [side.value for _, side in body.measured] if body else []
    named = any(value.unit or value.status != "number" for value in numbers)
    return _finish(reader, 0, 0, body) if body and named else None


def combine(text: str, folded: str, edition: date | None, unit: str) -> Parsed[Indicator] | None:
    """Find the label's end and read what stands behind it, whatever its shape."""
    bullet = _BULLET.match(folded)
    first = bullet.end() if bullet else 0
    for label_end, body_start, ways in _borders(folded, first):
        label = folded[first:label_end].strip()
        if not _is_label(label) or _holds_value(folded, first, label_end):
            continue
        reader = Reader(text, folded, edition, unit or _unit_in(label))
        said = (*SEVERAL, read_goal) if label.endswith(_TARGETS) else ways
        read = read_body(reader, body_start, len(text), said)
        if read is not None:
            return _finish(reader, first, label_end, read)
    return None


def _is_label(label: str) -> bool:
    """Whether a text can name an indicator: not 目標, and no date."""
    measure = MEASURES.get(label.strip("()【】<> "), "")
    if _LETTER.search(label) is None or (measure and measure not in _NAMES_TOO):
        return False
    return not label[-1:].isdigit() and not (label[0] in "RHSTM令平昭12" and parse_date(label))


def _unit_in(label: str) -> str:
    """The unit that a label ends in: 企業誘致件数（件）, 売上高（単位：百万円）."""
    match = _UNIT_IN_LABEL.search(label) if "(" in label or "単位" in label else None
    unit = (match["unit"] or match["behind"]) if match else ""
    return unit if read_unit(unit).known else ""


_ALL: tuple[Way, ...] = (*SEVERAL, read_single, read_parts)


def _borders(folded: str, first: int) -> Iterator[tuple[int, int, tuple[Way, ...]]]:
    """Where the label may end and the values begin, the most telling place first, and how to read on."""
    for colon in _colons(folded, first):
        yield colon, colon + 1, _ALL
    for match in LABELLED.finditer(folded, first):
        if match.start() > first and is_measure_mark(folded, match):
            yield match.start(), match.start(), _ALL
            break
    feed = folded.find("\n", first)
    if feed > first:
        yield feed, feed + 1, _ALL
    for match in _BLANK.finditer(folded, first):
        measured = _MEASURED.search(folded[first : match.start()])
        yield match.start(), match.end(), _ALL if measured else SEVERAL
        break


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
    if DIGIT.search(folded, start, end) is None:
        return False
    mark = LABELLED.match(folded, start, end)
    if mark and find_values(folded[mark.end() : end]):
        return True
    behind = [folded[colon.end() : end].lstrip() for colon in _COLON.finditer(folded, start, end)]
    return any(found.start == 0 for text in behind for found in find_values(text)[:1])


def _finish(reader: Reader, first: int, label_end: int, body: Body) -> Parsed[Indicator]:
    """Put label, measurements and as-of together."""
    raw = reader.text[first:label_end]
    label = raw.strip()
    start = first + len(raw) - len(raw.lstrip())
    measured, as_of = _share_period(body)
    cumulative = _says_cumulative(label)
    values: list[Measurement] = []
    notes: list[str] = []
    extra: list[Value] = []
    findings = [*body.findings]
    for measure, side in measured:
        values.append(Measurement(measure, side.value, side.period))
        cumulative = cumulative or side.value.cumulative
        if side.notes or side.extra or side.findings:
            notes += side.notes
            extra += side.extra
            findings += side.findings
    indicator = Indicator(
        label,
        start,
        start + len(label),
        tuple(values),
        as_of,
        cumulative,
        "；".join(notes),
        tuple(extra),
    )
    rule = f"<label>:{body.rule}" if label else body.rule
    return Parsed(indicator, 0, len(reader.text), rule, tuple(findings))


def _share_period(body: Body) -> tuple[list[tuple[str, Side]], Parsed[Period] | None]:
    """A single period at the very end holds for the whole; else each value has its own."""
    measured = list(body.measured)
    measure, last = measured[-1]
    apart = last.period is not None and len(measured) > 1 and not body.rule.startswith("実績")
    if apart and all(side.period is None for _, side in measured[:-1]):
        measured[-1] = (measure, replace(last, period=None))
        return measured, last.period
    for measure, side in measured:
        if measure == "actual":
            return measured, side.period
    return measured, None


def _says_cumulative(label: str) -> bool:
    return _CUMULATIVE.search(label) is not None
