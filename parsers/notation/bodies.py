"""What stands behind an indicator's label: its values, and what each of them measures.

Each way to read a body covers all of it or declines. A slash is a separator only where both sides are
values; in 12件/年 it belongs to the unit.
"""

import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.model import Parsed, Period, Value
from parsers.notation.sides import Reader, Side, read_side, skip
from parsers.notation.units import read_unit
from parsers.notation.vocabulary import longest_first, read_vocabulary

MEASURES = {row["text"]: row["measure"] for row in read_vocabulary("measures")}
_MEASURE = "|".join(longest_first(list(MEASURES)))
_WHEN = r"(?:令和|平成|[RrHh])?[0-9元]{1,4}(?:[./][0-9]{1,2})?(?:年度?|月)?末?の?"
LABELLED = re.compile(
    rf"(?=[(【\[<〈《RrHh0-9元令平K{''.join(sorted({word[0] for word in MEASURES}))}])(?P<open>[(【\[<〈《]?)\s?(?P<when>{_WHEN})?(?:KPI)?(?P<word>{_MEASURE})(?![比差増減])(?:は|が)?\s?(?P<close>[)】\]>〉》]?)"
    r"\s?[:=]?\s*(?=\S)"
)
_HINT = re.compile(f"[{''.join(sorted({word[0] for word in MEASURES}))}]")
STARTS_VALUE = r"[0-9△▲+\-±…‐①(「'x¥\u3005\u3007\u4E00-\u9FFF]"
_STARTS_VALUE = re.compile(STARTS_VALUE)
AGAINST = "に対"
_AGAINST = re.compile(rf"{AGAINST}(?:して?|する)[、,]?\s?(?:実績は?)?")
_ARROW = re.compile(r"\s?→\s?")
_CHAIN = {2: ("actual", "target"), 3: ("baseline", "actual", "target")}
_INSIDE = re.compile(
    r"(?P<first>[0-9][0-9,.]*)\s?\((?P<second>[0-9][0-9,.]*)\)\s?(?P<unit>[^\s0-9()/]{1,6})$"
)
_PART = re.compile(
    r"\s*(?:[①-⑳]|[^\W\d_](?:[^\W\d_]|[ー・]){0,11}?(?<!第))?\s?:?\s?(?=(?:約|計|延べ)?[△▲+\-]?[0-9])"
)
_PART_END = re.compile(r"(?<=[^\s\d:、,;・])(?:\s*[、;・\n]\s*|\s+|(?=[①-⑳])|$)")
_NEXT = re.compile(r"(?<=[^\s\d:、,;])(?:\s*[、;\n]\s*|\s+)(?=[MTSHRmtshr(令平昭]?[0-9元令平昭])")
_FEWEST = 2
_MOST = 12
_MOST_SLASHES = 10
OPENING, CLOSING = "(【「『", ")】」』"
_SEPARATORS = " \n、,;/→"


class Body(Struct, frozen=True, gc=False):
    """The values of an indicator, each with its measure, and the rule that read them."""

    rule: str
    measured: tuple[tuple[str, Side], ...]
    findings: tuple[Finding, ...] = ()


Way = Callable[[Reader, int, int], Body | None]


def read_body(reader: Reader, start: int, end: int, ways: Sequence[Way]) -> Body | None:
    """The body as the first way reads it that can."""
    for read in ways:
        body = read(reader, start, end)
        if body is not None:
            return body
    return None


def read_labelled(reader: Reader, start: int, end: int) -> Body | None:
    """実績42件（目標75件）, 42件（目標75件）, 目標 8,000人（R6） 実績 4,972人（R6）, 【目標値】350人【実績】252人."""
    if _HINT.search(reader.folded, start, end) is None:
        return None
    marks = [
        m for m in LABELLED.finditer(reader.folded, start, end) if _heads_value(reader, m, start)
    ]
    if not marks:
        return None
    measured: list[tuple[str, Side]] = []
    first = _trim(reader.folded, start, marks[0].start())
    if first > start:
        side = read_side(reader, start, first)
        if side is None or any(MEASURES[mark["word"]] == "actual" for mark in marks):
            return None
        measured.append(("actual", side))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        sides = _read_marked(reader, mark, following.start() if following else end)
        if sides is None:
            return None
        measured += sides
    return Body("実績<value>目標<value>", tuple(measured))


def _read_marked(reader: Reader, mark: re.Match[str], stop: int) -> list[tuple[str, Side]] | None:
    """The value behind a measure's name; behind に対して stands the actual one."""
    against = _AGAINST.search(reader.folded, mark.end(), stop)
    side = read_side(
        reader, mark.end(), _trim(reader.folded, mark.end(), against.start() if against else stop)
    )
    if side is None:
        return None
    if mark["when"]:
        period = _period(reader, *mark.span("when"))
        if period is None or side.period is not None:
            return None
        side = replace(side, period=period)
    measured = [(MEASURES[mark["word"]], side)]
    rest = _trim(reader.folded, against.end(), stop) if against else stop
    if against and rest > against.end():
        actual = read_side(reader, against.end(), rest)
        if actual is None:
            return None
        measured.append(("actual", actual))
    return measured


def _period(reader: Reader, start: int, end: int) -> Parsed[Period] | None:
    return reader.date(start, end - reader.folded.endswith("の", start, end))


def _heads_value(reader: Reader, match: re.Match[str], start: int) -> bool:
    if not _STARTS_VALUE.match(reader.folded, match.end()):
        return False
    return match.start() == start or is_measure_mark(reader.folded, match)


def is_measure_mark(folded: str, match: re.Match[str]) -> bool:
    """Whether 実績 or 目標 stands as a mark before a value, not within a name."""
    before = folded[match.start() - 1]
    bracketed = bool(match["open"])
    apart = folded[match.start()] in " \n" or before in " \n:(、,)/】→に;て"
    return bracketed or apart or before.isdigit() or (bool(match["when"]) and apart)


def _trim(folded: str, start: int, stop: int) -> int:
    """The end of a value: without separators, and without brackets that do not pair."""
    text = folded[start:stop].rstrip(_SEPARATORS)
    while text and text[-1] in ")】]>〉》" and text.count(")") + text.count("】") > _opened(text):
        text = text[:-1].rstrip(_SEPARATORS)
    return start + len(text)


def _opened(text: str) -> int:
    return text.count("(") + text.count("【")


def read_inside(reader: Reader, start: int, end: int) -> Body | None:
    """42（75）件: the target, or a share, in brackets before the unit."""
    if "(" not in reader.folded:
        return None
    match = _INSIDE.match(reader.folded, skip(reader.folded, start, end), end)
    if match is None or not read_unit(match["unit"]).known:
        return None
    sides = []
    for name in ("first", "second"):
        at, stop = match.span(name)
        parsed = reader.value(at, stop, match["unit"])
        if parsed is None:
            return None
        sides.append(Side(parsed.value.moved(at)))
    text = reader.text[match.start() : match.end()]
    doubt = Finding("N103", text, {}, match.start(), match.end())
    return Body("<n>(<n>)<unit>", (("actual", sides[0]), ("target", sides[1])), (doubt,))


def read_chain(reader: Reader, start: int, end: int) -> Body | None:
    """A → B, 基準 ⇒ 現在 ⇒ 目標, H30 41件 → R1 45件."""
    if "→" not in reader.folded:
        return None
    cuts = [m.span() for m in _ARROW.finditer(reader.folded, start, end)]
    if not 0 < len(cuts) < _FEWEST + 1:
        return None
    starts = [start, *(stop for _, stop in cuts)]
    ends = [*(at for at, _ in cuts), end]
    found = []
    for a, b in zip(starts, ends, strict=True):
        side = read_side(reader, a, b)
        if side is None:
            return None
        found.append(side)
    return join_chain(reader, found)


def join_chain(reader: Reader, found: Sequence[Side]) -> Body:
    """Actual and target, with the baseline before them; or two reports, of which the later is actual."""
    measures = _CHAIN[len(found)]
    if len(found) == 2 and all(side.period for side in found) and _reports_both(reader, found):
        measures = ("previous", "actual")
    if found[0].value.status == found[-1].value.status == "number":
        first, last = _share_unit(found[0], found[-1])
        found = [first, *found[1:-1], last]
    return Body("→".join(["<value>"] * len(found)), tuple(zip(measures, found, strict=True)))


def _reports_both(reader: Reader, sides: Sequence[Side]) -> bool:
    """Whether the later period has come: then both are reports, not a target."""
    period = sides[1].period
    last = period.value.start if period else None
    return last is not None and reader.edition is not None and last <= reader.edition


def read_slash(reader: Reader, start: int, end: int) -> Body | None:
    """A/B where both sides are values; 12件/年 is one value."""
    at = reader.folded.find("/", start, end)
    depth = 0
    for _ in range(_MOST_SLASHES):
        if at < 0:
            return None
        piece = reader.folded[start:at]
        depth = sum(map(piece.count, OPENING)) - sum(map(piece.count, CLOSING))
        if depth == 0:
            pair = _read_pair(reader, start, at, end)
            if pair is not None:
                return pair
        at = reader.folded.find("/", at + 1, end)
    return None


def _read_pair(reader: Reader, start: int, at: int, end: int) -> Body | None:
    left = read_side(reader, start, at)
    right = read_side(reader, at + 1, end) if left else None
    if left is None or right is None:
        return None
    if left.value.status == "state" and right.value.status == "number":
        return None
    return join_pair(reader, left, right)


def join_pair(reader: Reader, left: Side, right: Side) -> Body:
    """Actual and target; what only one of them says (unit, magnitude) holds for both."""
    findings: tuple[Finding, ...] = ()
    a, b = left.value, right.value
    if a.status == b.status == "number":
        left, right = _share_unit(left, right)
        if not a.unit and not b.unit:
            text = reader.text[a.start : b.end]
            other = f"{text} (1)" if text.isdigit() else "分数・日付 a fraction or a date"
            findings = (Finding("N104", text, {"other": other}, a.start, b.end),)
    return Body("<actual>/<target>", (("actual", left), ("target", right)), findings)


def _share_unit(left: Side, right: Side) -> tuple[Side, Side]:
    a, b = left.value, right.value
    if b.unit and not a.unit:
        return replace(left, value=_with_unit(a, b)), right
    if a.unit and not b.unit:
        return left, replace(right, value=_with_unit(b, a))
    return left, right


def _with_unit(value: Value, like: Value) -> Value:
    return replace(value, unit=like.unit, unit_std=like.unit_std, scale=like.scale)


def read_single(reader: Reader, start: int, end: int) -> Body | None:
    """One value, the actual one."""
    side = read_side(reader, start, end)
    if side is None or (side.value.status == "state" and side.value.state == "described"):
        return None
    return Body("<actual>", (("actual", side),))


def read_goal(reader: Reader, start: int, end: int) -> Body | None:
    """One value behind a label that says 目標, which may be words: 全国平均以上."""
    side = read_side(reader, start, end)
    return Body("<target>", (("target", side),)) if side else None


def read_dated(reader: Reader, start: int, end: int) -> Body | None:
    """One value with its period: R1.7末：42件."""
    side = read_side(reader, start, end)
    return Body("<actual>", (("actual", side),)) if side and side.period else None


def read_series(reader: Reader, start: int, end: int) -> Body | None:
    """H27:50.0%、H28:51.0%, 50.0％（H27） 51.0％（H28）: the last that has come is the actual one."""
    cuts = [m.span() for m in _NEXT.finditer(reader.folded, start, end)]
    if not 0 < len(cuts) < _MOST:
        return None
    starts = [start, *(stop for _, stop in cuts)]
    ends = [*(at for at, _ in cuts), end]
    measured: list[tuple[str, Side]] = []
    for a, b in zip(starts, ends, strict=True):
        side = read_side(reader, a, b)
        first = side.period.value.start if side and side.period else None
        if side is None or first is None or side.value.status != "number":
            return None
        coming = reader.edition is not None and first > reader.edition
        measured.append(("target" if coming else "previous", side))
    reported = [i for i, (measure, _) in enumerate(measured) if measure == "previous"]
    if reported:
        measured[reported[-1]] = ("actual", measured[reported[-1]][1])
    return Body("<date><value>…", tuple(measured))


def read_parts(reader: Reader, start: int, end: int) -> Body | None:
    """①6,407人 ②3,422人, 男性:12.9% 女性:2.8%: the first is the value, the others are beside it."""
    sides: list[Side] = []
    at = start
    while at < end:
        mark = _PART.match(reader.folded, at, end)
        stop = _PART_END.search(reader.folded, mark.end(), end) if mark else None
        if mark is None or stop is None:
            return None
        whole = read_side(reader, at, stop.start())  # 年4回 is no part by the name of 年
        side = whole or read_side(reader, mark.end(), stop.start())
        if side is None:
            return None
        sides.append(side)
        at = stop.end()
    return join_parts(reader, start, end, sides)


def join_parts(reader: Reader, start: int, end: int, sides: Sequence[Side]) -> Body | None:
    """Numbers side by side, each with its unit: the first one is the value, whatever it is of."""
    numbers = (side.value.status == "number" and bool(side.value.unit) for side in sides)
    if len(sides) < _FEWEST or not all(numbers) or any(side.findings for side in sides):
        return None
    first, *others = sides
    rest = reader.text[first.value.end : end].strip(" 　、,;；・\n")
    extra = (*first.extra, *(value for o in others for value in (o.value, *o.extra)))
    text = reader.text[start:end].strip()
    doubt = Finding("N107", text, {"value": first.value.text}, start, start + len(text))
    name = reader.text[start : first.value.start].strip(" 　:：\n")
    side = replace(first, notes=(name, rest) if name else (rest,), extra=extra)
    return Body("<part><value>…", (("actual", side),), (doubt,))


SEVERAL: tuple[Way, ...] = (read_labelled, read_inside, read_chain, read_slash, read_series)
