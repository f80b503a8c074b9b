"""Indicator strings: 「企業誘致件数：42件/75件（R1.8）」 to label, values with their measures, and as-of.

The combiner is written by hand: it finds where the label ends, cuts the rest at what separates
values (/, →, 実績 … 目標 …), and takes the brackets behind each value for its period or a note. A slash
is a separator only where both sides are values; in 12件/年 it belongs to the unit.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import regex
from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.fold import fold
from parsers.notation.model import Indicator, Measurement, Parsed, Period, Value
from parsers.notation.plain import parse_plain_pair
from parsers.notation.sides import Reader, Side, read_side, skip
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
_COLON = regex.compile(":")
_PART = regex.compile(
    r"\s*(?:[①-⑳]|\p{L}[\p{L}ー・]{0,11}?(?<!第))?\s?:?\s?(?=(?:約|計|延べ)?[△▲+\-]?[0-9])"
)
_PART_END = regex.compile(r"(?<=[^\s\d:、,;・])(?:\s*[、;・\n]\s*|\s+|(?=[①-⑳])|$)")
_FEWEST_PARTS = 2
_LETTER = regex.compile(r"\p{L}")
_LONGEST = 1000
_MOST_BORDERS = 6
_MOST_SLASHES = 10
_OPENING, _CLOSING = "(【「『", ")】」』"


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
    return parse_plain_pair(text, folded, edition) or _combine(text, folded, edition, unit)


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
    body = _read_body(reader, 0, len(text), (*_SEVERAL, _read_parts))
    numbers = [side.value for _, side in body.measured] if body else []
    named = any(value.unit or value.status != "number" for value in numbers)
    return _finish(reader, 0, 0, body) if body and named else None


def _combine(text: str, folded: str, edition: date | None, unit: str) -> Parsed[Indicator] | None:
    """Find the label's end and read what stands behind it, whatever its shape."""
    reader = Reader(text, folded, edition, unit)
    bullet = _BULLET.match(reader.folded)
    first = bullet.end() if bullet else 0
    for label_end, body_start in _borders(reader.folded, first):
        label = text[first:label_end].strip()
        if not _LETTER.search(label) or _holds_value(reader.folded, first, label_end):
            continue
        read = _read_body(reader, body_start, len(text), (*_SEVERAL, _read_single, _read_parts))
        if read is not None:
            return _finish(reader, first, label_end, read)
    return None


class _Body(Struct, frozen=True, gc=False):
    """What stands behind the label."""

    rule: str
    measured: tuple[tuple[str, Side], ...]
    findings: tuple[Finding, ...] = ()


_Way = Callable[[Reader, int, int], _Body | None]


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
    yield from ((colon, colon + 1) for colon in colons[:_MOST_BORDERS])
    for match in _LABELLED.finditer(folded, first):
        if match.start() > first and _is_measure_mark(folded, match):
            yield match.start(), match.start()
            break
    feed = folded.find("\n", first)
    if feed > first:
        yield feed, feed + 1


def _holds_value(folded: str, start: int, end: int) -> bool:
    """Whether a label has a value where values stand: it is no label (男女計：8.5％ 男性：…)."""
    mark = _LABELLED.match(folded, start, end)
    if mark and find_values(folded[mark.end() : end]):
        return True
    behind = [folded[colon.end() : end].lstrip() for colon in _COLON.finditer(folded, start, end)]
    return any(found.start == 0 for text in behind for found in find_values(text)[:1])


def _is_measure_mark(folded: str, match: regex.Match[str]) -> bool:
    """Whether 実績 or 目標 stands as a mark before a value, not within a name."""
    before = folded[match.start() - 1]
    bracketed = bool(match["open"]) and bool(match["close"])
    apart = folded[match.start()] in " \n" or before in " \n:(、,)/"
    return bracketed or apart or before.isdigit()


def _read_body(reader: Reader, start: int, end: int, ways: Sequence[_Way]) -> _Body | None:
    for read in ways:
        body = read(reader, start, end)
        if body is not None:
            return body
    return None


def _read_labelled(reader: Reader, start: int, end: int) -> _Body | None:
    """実績42件（目標75件）, 目標 8,000人（R6） 実績 4,972人（R6）, 【目標値】350人【実績】252人."""
    marks = [m for m in _LABELLED.finditer(reader.folded, start, end) if _heads_value(reader, m)]
    if not marks or reader.folded[start : marks[0].start()].strip():
        return None
    measured: list[tuple[str, Side]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else end
        side = read_side(reader, mark.end(), _trim(reader.folded, mark.end(), stop, mark))
        if side is None:
            return None
        measured.append((_MEASURES[mark["word"]], side))
    return _Body("実績<value>目標<value>", tuple(measured))


def _heads_value(reader: Reader, match: regex.Match[str]) -> bool:
    at = match.end()
    return bool(_STARTS_VALUE.match(reader.folded, at))


def _trim(folded: str, start: int, stop: int, mark: regex.Match[str]) -> int:
    """The end of a labelled value: without separators, and the bracket that its mark opened."""
    text = folded[start:stop].rstrip(" \n、,;/")
    if mark["open"] == "(" and not mark["close"] and text.endswith(")"):
        text = text[:-1]
    return start + len(text.rstrip())


def _read_inside(reader: Reader, start: int, end: int) -> _Body | None:
    """42（75）件: the target, or a share, in brackets before the unit."""
    match = _INSIDE.match(reader.folded, skip(reader.folded, start, end), end)
    if match is None or not read_unit(match["unit"]).known:
        return None
    sides = []
    for name in ("first", "second"):
        at, stop = match.span(name)
        parsed = parse_value(reader.text[at:stop], unit=match["unit"])
        if parsed is None:
            return None
        sides.append(Side(parsed.value.moved(at)))
    text = reader.text[match.start() : match.end()]
    doubt = Finding("N103", text, {}, match.start(), match.end())
    return _Body("<n>(<n>)<unit>", (("actual", sides[0]), ("target", sides[1])), (doubt,))


def _read_chain(reader: Reader, start: int, end: int) -> _Body | None:
    """A → B, 基準 ⇒ 現在 ⇒ 目標, H30 41件 → R1 45件."""
    cuts = [m.span() for m in _ARROW.finditer(reader.folded, start, end)]
    if not cuts or len(cuts) > 2:
        return None
    starts = [start, *(stop for _, stop in cuts)]
    ends = [*(at for at, _ in cuts), end]
    sides = [read_side(reader, a, b) for a, b in zip(starts, ends, strict=True)]
    if any(side is None for side in sides):
        return None
    found = [side for side in sides if side is not None]
    measures = _CHAIN[len(found)]
    if len(found) == 2 and all(side.period for side in found) and _reports_both(reader, found):
        measures = ("previous", "actual")
    return _Body("→".join(["<value>"] * len(found)), tuple(zip(measures, found, strict=True)))


def _reports_both(reader: Reader, sides: Sequence[Side]) -> bool:
    """Whether the later period has come: then both are reports, not a target."""
    period = sides[1].period
    last = period.value.start if period else None
    return last is not None and reader.edition is not None and last <= reader.edition


def _read_slash(reader: Reader, start: int, end: int) -> _Body | None:
    """A/B where both sides are values; 12件/年 is one value."""
    depth = slashes = 0
    for index in range(start, end):
        character = reader.folded[index]
        depth += (character in _OPENING) - (character in _CLOSING)
        if character != "/" or depth:
            continue
        slashes += 1
        if slashes > _MOST_SLASHES:
            return None
        left = read_side(reader, start, index)
        right = read_side(reader, index + 1, end) if left else None
        if left is None or right is None:
            continue
        if left.value.status == "state" and right.value.status == "number":
            continue
        return _pair(reader, left, right)
    return None


def _pair(reader: Reader, left: Side, right: Side) -> _Body:
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


def _read_single(reader: Reader, start: int, end: int) -> _Body | None:
    side = read_side(reader, start, end)
    if side is None or (side.value.status == "state" and side.value.state == "described"):
        return None
    return _Body("<actual>", (("actual", side),))


def _read_parts(reader: Reader, start: int, end: int) -> _Body | None:
    """①6,407人 ②3,422人, 男性:12.9% 女性:2.8%: the first is the value, the others are beside it."""
    sides: list[Side] = []
    at = start
    while at < end:
        mark = _PART.match(reader.folded, at, end)
        stop = _PART_END.search(reader.folded, mark.end(), end) if mark else None
        if mark is None or stop is None:
            return None
        side = read_side(reader, mark.end(), stop.start())
        if side is None or side.value.status != "number" or side.findings or not side.value.unit:
            return None
        sides.append(side)
        at = stop.end()
    if len(sides) < _FEWEST_PARTS:
        return None
    whole, *others = sides
    rest = reader.text[whole.value.end : end].strip(" 　、,;；・\n")
    extra = (*whole.extra, *(value for o in others for value in (o.value, *o.extra)))
    text = reader.text[start:end].strip()
    doubt = Finding("N107", text, {"value": whole.value.text}, start, start + len(text))
    side = replace(whole, notes=(rest,), extra=extra)
    return _Body("<part><value>…", (("actual", side),), (doubt,))


_SEVERAL: tuple[_Way, ...] = (_read_labelled, _read_inside, _read_chain, _read_slash)


def _finish(reader: Reader, first: int, label_end: int, body: _Body) -> Parsed[Indicator]:
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
    rule = f"<label>:{body.rule}" if label else body.rule
    return Parsed(indicator, 0, len(reader.text), rule, findings)


def _share_period(body: _Body) -> tuple[list[tuple[str, Side]], Parsed[Period] | None]:
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
