"""Indicator strings: 「企業誘致件数：42件/75件（R1.8）」 to label, values with their measures, and as-of.

The combiner is written by hand: it finds where the label ends, cuts the rest at what separates
values (/, →, 実績 … 目標 …), and takes the brackets behind each value for its period or a note. A slash
is a separator only where both sides are values; in 12件/年 it belongs to the unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import regex

from parsers.findings import Finding
from parsers.notation.dates import find_dates, parse_date
from parsers.notation.fold import fold
from parsers.notation.model import Indicator, Measurement, Parsed, Period, Value
from parsers.notation.units import read_unit
from parsers.notation.values import find_values, parse_value
from parsers.notation.vocabulary import longest_first, read_vocabulary

_MEASURES = {row["text"]: row["measure"] for row in read_vocabulary("measures")}
_MEASURE = "|".join(longest_first(list(_MEASURES)))
_BULLET = regex.compile(r"[\s]*(?:[・･●○◯◎◆◇■□▼▽▶▷►★☆※*➢✓]|[-](?=\s)|[①-⑳]|\([0-9]{1,2}\))\s*")
_LABELLED = regex.compile(
    rf"(?P<open>[(【\[]?)\s?(?:KPI)?(?P<word>{_MEASURE})\s?(?P<close>[)】\]]?)\s?[:：=]?\s*(?=\S)"
)
_STARTS_VALUE = regex.compile(
    r"[0-9△▲+\-±約累延年月計数十百千一二三四五六七八九〇未集調…‐①(「'x]|[\p{Han}]"
)
_ARROW = regex.compile(r"\s?→\s?")
_CHAIN = {1: ("actual",), 2: ("actual", "target"), 3: ("baseline", "actual", "target")}
_INSIDE = regex.compile(
    r"(?P<first>[0-9][0-9,.]*)\s?\((?P<second>[0-9][0-9,.]*)\)\s?(?P<unit>[^\s0-9()/]{1,6})$"
)
_DATED_WORD = regex.compile(r"(?:累計|平均|卒|分|集計|調査|実績|公表|速報値?|暫定値?|確定値?|概数|値|データ|版|報告)+")
_REMARK = regex.compile(r"\s?[、,]?\s?(?:※|うち|内訳).*$", regex.DOTALL)
_OPENING, _CLOSING = "(【「『", ")】」』"


@dataclass(frozen=True, slots=True)
class _Side:
    """One value with what stands in brackets behind it; spans index the whole text."""

    value: Value
    period: Parsed[Period] | None = None
    notes: tuple[str, ...] = ()
    extra: tuple[Value, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """The text, its folded form and the edition."""

    text: str
    folded: str
    edition: date | None
    unit: str
    findings: list[Finding] = field(default_factory=list)


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
    reader = _Reader(text, fold(text), edition, unit)
    bullet = _BULLET.match(reader.folded)
    first = bullet.end() if bullet else 0
    for label_end, body_start in _borders(reader.folded, first):
        label = text[first:label_end].strip()
        if not label or not regex.search(r"\p{L}", label):
            continue
        read = _read_body(reader, body_start, len(text))
        if read is not None:
            return _finish(reader, first, label_end, read)
    return None


@dataclass(frozen=True, slots=True)
class _Body:
    """What stands behind the label."""

    rule: str
    measured: tuple[tuple[str, _Side], ...]
    findings: tuple[Finding, ...] = ()


def _borders(folded: str, first: int) -> Iterator[tuple[int, int]]:
    """Where the label may end and the values begin, the most telling place first."""
    depth = 0
    colons: list[int] = []
    for index in range(first, len(folded)):
        character = folded[index]
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif character == ":" and depth == 0:
            colons.append(index)
    yield from ((colon, colon + 1) for colon in colons)
    for match in _LABELLED.finditer(folded, first):
        if match.start() > first and _is_measure_mark(folded, match):
            yield match.start(), match.start()
            break
    feed = folded.find("\n", first)
    if feed > first:
        yield feed, feed + 1


def _is_measure_mark(folded: str, match: regex.Match[str]) -> bool:
    """Whether 実績 or 目標 stands as a mark before a value, not within a name."""
    before = folded[match.start() - 1]
    bracketed = bool(match["open"]) and bool(match["close"])
    return bracketed or before in " \n:(、,)/" or before.isdigit()


def _read_body(reader: _Reader, start: int, end: int) -> _Body | None:
    for read in (_read_labelled, _read_inside, _read_chain, _read_slash, _read_single):
        body = read(reader, start, end)
        if body is not None:
            return body
    return None


def _read_labelled(reader: _Reader, start: int, end: int) -> _Body | None:
    """実績42件（目標75件）, 目標 8,000人（R6） 実績 4,972人（R6）, 【目標値】350人【実績】252人."""
    marks = [m for m in _LABELLED.finditer(reader.folded, start, end) if _heads_value(reader, m)]
    if not marks or reader.folded[start : marks[0].start()].strip():
        return None
    measured: list[tuple[str, _Side]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else end
        side = _read_side(reader, mark.end(), _trim(reader.folded, mark.end(), stop, mark))
        if side is None:
            return None
        measured.append((_MEASURES[mark["word"]], side))
    return _Body("実績<value>目標<value>", tuple(measured))


def _heads_value(reader: _Reader, match: regex.Match[str]) -> bool:
    at = match.end()
    return bool(_STARTS_VALUE.match(reader.folded, at))


def _trim(folded: str, start: int, stop: int, mark: regex.Match[str]) -> int:
    """The end of a labelled value: without separators, and the bracket that its mark opened."""
    text = folded[start:stop].rstrip(" \n、,;/")
    if mark["open"] == "(" and not mark["close"] and text.endswith(")"):
        text = text[:-1]
    return start + len(text.rstrip())


def _read_inside(reader: _Reader, start: int, end: int) -> _Body | None:
    """42（75）件: the target, or a share, in brackets before the unit."""
    match = _INSIDE.match(reader.folded, _skip(reader.folded, start, end), end)
    if match is None or not read_unit(match["unit"]).known:
        return None
    sides = []
    for name in ("first", "second"):
        at, stop = match.span(name)
        parsed = parse_value(reader.text[at:stop], unit=match["unit"])
        if parsed is None:
            return None
        sides.append(_Side(_shift(parsed.value, at)))
    text = reader.text[match.start() : match.end()]
    doubt = Finding("N103", text, {}, match.start(), match.end())
    return _Body("<n>(<n>)<unit>", (("actual", sides[0]), ("target", sides[1])), (doubt,))


def _read_chain(reader: _Reader, start: int, end: int) -> _Body | None:
    """A → B, 基準 ⇒ 現在 ⇒ 目標, H30 41件 → R1 45件."""
    cuts = [m.span() for m in _ARROW.finditer(reader.folded, start, end)]
    if not cuts or len(cuts) > 2:
        return None
    starts = [start, *(stop for _, stop in cuts)]
    ends = [*(at for at, _ in cuts), end]
    sides = [_read_side(reader, a, b) for a, b in zip(starts, ends, strict=True)]
    if any(side is None for side in sides):
        return None
    found = [side for side in sides if side is not None]
    measures = _CHAIN[len(found)]
    if len(found) == 2 and all(side.period for side in found) and _reports_both(reader, found):
        measures = ("previous", "actual")
    return _Body("→".join(["<value>"] * len(found)), tuple(zip(measures, found, strict=True)))


def _reports_both(reader: _Reader, sides: Sequence[_Side]) -> bool:
    """Whether the later period has come: then both are reports, not a target."""
    period = sides[1].period
    last = period.value.start if period else None
    return last is not None and reader.edition is not None and last <= reader.edition


def _read_slash(reader: _Reader, start: int, end: int) -> _Body | None:
    """A/B where both sides are values; 12件/年 is one value."""
    depth = 0
    for index in range(start, end):
        character = reader.folded[index]
        depth += (character in _OPENING) - (character in _CLOSING)
        if character != "/" or depth:
            continue
        left = _read_side(reader, start, index)
        right = _read_side(reader, index + 1, end) if left else None
        if left is None or right is None:
            continue
        if left.value.status == "state" and right.value.status == "number":
            continue
        return _pair(reader, left, right)
    return None


def _pair(reader: _Reader, left: _Side, right: _Side) -> _Body:
    """Actual and target; what only one of them says (unit, magnitude) holds for both."""
    findings: tuple[Finding, ...] = ()
    a, b = left.value, right.value
    if a.status == b.status == "number":
        if b.unit and not a.unit:
            left = replace(left, value=_with_unit(a, b))
        elif a.unit and not b.unit:
            right = replace(right, value=_with_unit(b, a))
        elif not a.unit and not b.unit:
            text = reader.text[a.start : b.end]
            other = f"{text} (1)" if text.isdigit() else "分数・日付 a fraction or a date"
            findings = (Finding("N104", text, {"other": other}, a.start, b.end),)
    return _Body("<actual>/<target>", (("actual", left), ("target", right)), findings)


def _with_unit(value: Value, like: Value) -> Value:
    return replace(value, unit=like.unit, unit_std=like.unit_std, scale=like.scale)


def _read_single(reader: _Reader, start: int, end: int) -> _Body | None:
    side = _read_side(reader, start, end)
    if side is None or (side.value.status == "state" and side.value.state == "described"):
        return None
    return _Body("<actual>", (("actual", side),))


def _read_side(reader: _Reader, start: int, end: int) -> _Side | None:
    """A value, a period before it, brackets and remarks behind it."""
    start = _skip(reader.folded, start, end)
    while end > start and reader.folded[end - 1] in " \n、。":
        end -= 1
    if end <= start:
        return None
    whole = parse_value(reader.text[start:end], unit=reader.unit)
    if whole is not None and _is_complete(whole, end - start):
        return _plain_side(reader, whole, start, end)
    return _peel(reader, start, end)


def _is_complete(parsed: Parsed[Value], length: int) -> bool:
    """Whether a value needs no bracket taken off: it covers the text, or is a missing mark."""
    if any(finding.code == "N101" for finding in parsed.findings):
        return False
    return parsed.end - parsed.start == length or parsed.value.status == "missing"


def _plain_side(reader: _Reader, whole: Parsed[Value], start: int, end: int) -> _Side:
    rest = reader.text[start + whole.end : end].strip(" ()（）")
    notes = (rest,) if rest else ()
    moved = tuple(replace(f, start=f.start + start, end=f.end + start) for f in whole.findings)
    return _Side(_shift(whole.value, start), notes=notes, findings=moved)


def _peel(reader: _Reader, start: int, end: int) -> _Side | None:
    """Take brackets and remarks off the end until a value is left."""
    remark = _REMARK.search(reader.folded, start, end)
    if remark and remark.start() > start and not _in_bracket(reader.folded, start, remark.start()):
        side = _read_side(reader, start, remark.start())
        return side and _add_note(reader, side, remark.start(), end)
    if reader.folded[end - 1] in ")】":
        opening = _find_opening(reader.folded, start, end)
        if opening is not None and opening > start:
            side = _read_side(reader, start, opening)
            return side and _add_bracket(reader, side, opening + 1, end - 1)
    dated = _leading_date(reader, start, end)
    if dated is not None:
        parsed, value_start = dated
        side = _read_side(reader, value_start, end)
        return side and replace(side, period=parsed)
    whole = parse_value(reader.text[start:end], unit=reader.unit)
    return _plain_side(reader, whole, start, end) if whole else None


def _in_bracket(folded: str, start: int, at: int) -> bool:
    return folded.count("(", start, at) > folded.count(")", start, at)


def _find_opening(folded: str, start: int, end: int) -> int | None:
    """The bracket that the one at the end closes."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if folded[index] in ")】":
            depth += 1
        elif folded[index] in "(【":
            depth -= 1
            if depth == 0:
                return index
    return None


def _leading_date(reader: _Reader, start: int, end: int) -> tuple[Parsed[Period], int] | None:
    """H30 41件: a date, then a blank or a colon, then the value."""
    for parsed in find_dates(reader.text[start:end], reader.edition)[:1]:
        after = start + parsed.end
        if parsed.start == 0 and reader.folded[after : after + 1] in (" ", ":", "は"):
            return _shift_parsed(parsed, start), after + 1
    return None


def _add_bracket(reader: _Reader, side: _Side, start: int, end: int) -> _Side:
    """A bracket behind a value: its period, another number, or a note."""
    content = reader.text[start:end]
    parsed = parse_date(content, reader.edition) or _dated_remark(content, reader.edition)
    if parsed is not None and parsed.value.edtf and side.period is None:
        moved = _shift_parsed(parsed, start)
        return replace(side, period=moved, findings=(*side.findings, *moved.findings))
    return _add_note(reader, side, start, end)


def _dated_remark(content: str, edition: date | None) -> Parsed[Period] | None:
    """R7.12時点・速報値: a date with a word behind it."""
    found = find_dates(content, edition)
    if len(found) == 1 and found[0].start == 0:
        rest = content[found[0].end :].lstrip(" ・、,　")
        if found[0].value.as_of or _DATED_WORD.fullmatch(rest):
            return found[0]
    return None


def _add_note(reader: _Reader, side: _Side, start: int, end: int) -> _Side:
    """Keep a remark, and the numbers it holds as extra values."""
    content = reader.text[start:end].strip()
    whole = parse_value(content)
    if whole is not None and whole.value.status == "number" and not whole.findings:
        lead = reader.text.index(content, start)
        extra: tuple[Value, ...] = (_shift(whole.value, lead),)
    else:
        extra = tuple(_shift(found.value, start) for found in find_values(reader.text[start:end]))
    note = content.strip("、, ")
    period = side.period or _period_in_note(reader, start, end)
    return replace(side, period=period, notes=(*side.notes, note), extra=(*side.extra, *extra))


def _period_in_note(reader: _Reader, start: int, end: int) -> Parsed[Period] | None:
    """7人、うち女性4人（R7.12時点）: the bracket at the end of a remark dates the value too."""
    bracket = regex.compile(r"\(([^()]+)\)\s*$").search(reader.folded, start, end)
    if bracket is None:
        return None
    parsed = parse_date(reader.text[bracket.start(1) : bracket.end(1)], reader.edition)
    return _shift_parsed(parsed, bracket.start(1)) if parsed and parsed.value.edtf else None


def _skip(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " \n":
        start += 1
    return start


def _shift(value: Value, by: int) -> Value:
    return replace(value, start=value.start + by, end=value.end + by) if by else value


def _shift_parsed(parsed: Parsed[Period], by: int) -> Parsed[Period]:
    findings = tuple(replace(f, start=f.start + by, end=f.end + by) for f in parsed.findings)
    return replace(parsed, start=parsed.start + by, end=parsed.end + by, findings=findings)


def _finish(reader: _Reader, first: int, label_end: int, body: _Body) -> Parsed[Indicator]:
    """Put label, measurements and as-of together."""
    raw = reader.text[first:label_end]
    label = raw.strip()
    start = first + len(raw) - len(raw.lstrip())
    measured, as_of = _share_period(body)
    sides = [side for _, side in measured]
    indicator = Indicator(
        label=label,
        label_start=start,
        label_end=start + len(label),
        measurements=tuple(
            Measurement(measure, side.value, side.period) for measure, side in measured
        ),
        as_of=as_of,
        cumulative=any(side.value.cumulative for side in sides) or _says_cumulative(label),
        note="；".join(note for side in sides for note in side.notes),
        extra=tuple(value for side in sides for value in side.extra),
    )
    findings = (*body.findings, *(f for side in sides for f in side.findings))
    return Parsed(indicator, 0, len(reader.text), f"<label>:{body.rule}", findings)


def _share_period(body: _Body) -> tuple[list[tuple[str, _Side]], Parsed[Period] | None]:
    """A single period at the very end holds for the whole; else each value has its own."""
    measured = list(body.measured)
    periods = [side.period for _, side in measured]
    actual = next((side.period for measure, side in measured if measure == "actual"), None)
    only_last = periods[-1] is not None and not any(periods[:-1])
    if only_last and len(measured) > 1 and not body.rule.startswith("実績"):
        measured[-1] = (measured[-1][0], replace(measured[-1][1], period=None))
        return measured, periods[-1]
    return measured, actual


def _says_cumulative(label: str) -> bool:
    return any(word in label for word in ("累計", "累積", "延べ", "通算"))
