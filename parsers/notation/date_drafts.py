"""Dates put together: two atoms around a range mark, open ends, 予定 and 頃 behind them."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from parsers.notation.calendar import Partial
from parsers.notation.date_atoms import WEEKDAYS, Atom
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.eras import Era

_RANGE = re.compile(r"\s?(?:~|から|より|-)\s?")
_THIRDS = "上旬|初旬|中旬|下旬|末日?"
_BARE_AFTER = re.compile(
    r"\s?(?P<mark>[~、・\-]|から)\s?(?:(?P<number>[0-9]{1,2})\s?(?P<unit>年度|年|月|日)?(?![0-9./])"
    rf"|(?P<part>{_THIRDS}))(?:\((?P<weekday>[{WEEKDAYS}])(?:曜日?)?(?:・?[祝休]日?)?\))?"
)
_DATE_AFTER = re.compile(
    r"\s?(?:~|から|-)\s?(?P<year>[0-9]{1,2})\s?年\s?(?P<month>[0-9]{1,2})\s?月(?:\s?(?P<day>[0-9]{1,2})\s?日)?"
)
_BARE_BEFORE = re.compile(r"(?<![0-9./])(?P<number>[0-9]{1,2}|(?:19|20)[0-9]{2})\s?[~\-]\s?$")
_OPEN_BEFORE = re.compile(r"~\s?$")
_OPEN_AFTER = re.compile(r"\s?(?P<mark>~|以降|以後|以前|までに?|から|より前|より)")
_CLOSE_AFTER = re.compile(r"\s?まで(?:の間)?に?")
PLANS = (
    "開催|公表|実施|策定|完成|供用開始|供用|運用開始|開始|開館|開設|開業|開通|発行|改定|着工|着手|竣工"
    "|締結|決定|申請|提出|終了|施行|制定|設置|導入|整備|完了|実現"
)
_SMALL = "[0-9〇一二三四五六七八九十]{1,3}"
_HOUR = (
    rf"(?:(?:午[前後]|正午)\s?(?:{_SMALL}時(?:{_SMALL}分|半)?)?|{_SMALL}時(?:{_SMALL}分|半)?(?!間)"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
)
_SUFFIX = re.compile(
    rf"\s?(?:(?P<approximate>頃|ごろ|ころ)|(?P<planned>(?:(?:{PLANS})?(?:予定|見込み?|目途|めど)"
    rf"|\((?:{PLANS})?(?:予定|見込み?)\)))"
    r"|(?P<as_of>現在|時点)|(?P<over>の?(?:[0-9]{1,2}[かヶカヵ箇]?年間?の?)?(?:平均値?|(?:累計|合計)(?!\s?(?:約|[0-9]))))"
    rf"|(?P<hour>(?:T?{_HOUR})(?:\s?[~\-]\s?{_HOUR})?))"
)


_CENTURY = 100
_AFTER_STARTS = frozenset("~、・-か以まよ \n")
_SUFFIX_STARTS = frozenset(
    "頃ごこ予見目め(現時の平累合午正T0123456789〇一二三四五六七八九十 \n"
    + "".join(word[0] for word in PLANS.split("|"))
)


class Draft(Struct, frozen=True, gc=False):
    """A date while it is put together; spans index the text."""

    start: int
    end: int
    left: Atom | None
    right: Atom | None
    rule: str
    opens: bool = False
    closes: bool = False
    planned: bool = False
    approximate: bool = False
    as_of: bool = False


def find_drafts(text: str) -> list[Draft]:
    """The dates of running text, put together."""
    return join_atoms(text, [atom for atom in DATE_RULES.find(text) if _stands_alone(text, *atom)])


def join_atoms(text: str, atoms: Sequence[tuple[str, int, int, Atom]]) -> list[Draft]:
    """Join atoms that a range mark connects, and take in marks and suffixes."""
    if len(atoms) == 1 and atoms[0][2] - atoms[0][1] == len(text):
        ((name, start, end, atom),) = atoms
        return [Draft(start, end, atom, None, name)]
    drafts: list[Draft] = []
    at = 0
    index = 0
    while index < len(atoms):
        name, start, end, atom = atoms[index]
        if start < at:
            index += 1
            continue
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        draft = Draft(start, end, atom, None, name)
        if following and _RANGE.fullmatch(text[end : following[1]]):
            draft = _close(
                text, Draft(start, following[2], atom, following[3], f"{name}~{following[0]}")
            )
            index += 1
        elif start > at or end < len(text):
            draft = _take_open(text, _take_bare(text, draft, at), at)
        draft = _take_suffixes(text, draft)
        if draft.approximate and not draft.opens:
            draft = _take_open(text, draft, draft.start)  # 5月頃～
        drafts.append(draft)
        at = draft.end
        index += 1
    return drafts


def _take_bare(text: str, draft: Draft, at: int) -> Draft:
    """A range whose other end is a bare number: R3~7年度, 7~9月, 8/5~9."""
    atom = draft.left
    assert atom is not None
    before = _mark_before(_BARE_BEFORE, text, at, draft.start)
    if before and _bare_fits(atom, int(before["number"])):
        left = _bare(int(before["number"]), _unit_of(atom), atom)
        if left:
            return replace(
                draft, start=before.start(), left=left, right=atom, rule=f"<n>~{draft.rule}"
            )
    if draft.end == len(text) or text[draft.end] not in _AFTER_STARTS:
        return draft
    right, end = _bare_after(text, draft.end, atom)
    if right is None:
        return draft
    return _close(text, replace(draft, end=end, right=right, rule=f"{draft.rule}~<n>"))


def _close(text: str, draft: Draft) -> Draft:
    """Take in まで behind a range that から or ~ has begun."""
    match = _CLOSE_AFTER.match(text, draft.end)
    return replace(draft, end=match.end()) if match else draft


def _bare_after(text: str, at: int, atom: Atom) -> tuple[Atom | None, int]:
    """The other end of a range that says less than its beginning, and where it ends."""
    dated = _DATE_AFTER.match(text, at) if atom.era and atom.partial.month else None
    if dated and atom.era:
        day = int(dated["day"]) if dated["day"] else None
        year = atom.era.year(int(dated["year"]))
        return Atom(Partial(year, month=int(dated["month"]), day=day), atom.era), dated.end()
    after = _BARE_AFTER.match(text, at)
    if after is None:
        return None, at
    partial = atom.partial
    if after["part"]:
        fits = bool(partial.month and partial.part)
        part = replace(partial, part=after["part"]) if fits and after["mark"] in "~から" else None
        return (replace(atom, partial=part) if part else None), after.end()
    number, unit = int(after["number"]), after["unit"] or _unit_of(atom)
    if after["mark"] == "-" and not after["unit"] and number <= (partial.day or 99):
        return None, at
    right = _bare(number, unit, atom)
    if after["mark"] in "、・" and not (right and _is_next(partial, right.partial)):
        return None, at
    if right and after["weekday"]:
        right = replace(right, weekday=WEEKDAYS.index(after["weekday"]))
    return right, after.end()


def _is_next(first: Partial, second: Partial) -> bool:
    """Whether the second is the day or the year behind the first one: 8月5、6日, R6・7年度."""
    if first.day:
        return second.day == first.day + 1
    years = not first.month and first.year is not None and second.fiscal
    return years and second.year == (first.year or 0) + 1


def _mark_before(pattern: re.Pattern[str], text: str, at: int, start: int) -> re.Match[str] | None:
    """A range mark that ends where the date begins, with what the pattern allows before it."""
    if start == at or text[start - 1] not in "~- ":
        return None
    return pattern.search(text, at, start)


def _bare_fits(atom: Atom, number: int) -> bool:
    """Whether a bare number before the atom can be its like: 7~9月, 2018~2019年, not 3~R1.8."""
    partial = atom.partial
    if number >= _CENTURY:
        return partial.year is not None and partial.month is None and atom.era is None
    return partial.year is None and not partial.part and atom.relative is None


def _unit_of(atom: Atom) -> str:
    """The unit of the last thing that an atom says."""
    partial = atom.partial
    if partial.day:
        return "日"
    if partial.month:
        return "月"
    return "年度" if partial.fiscal else "年"


def _bare(number: int, unit: str, like: Atom) -> Atom | None:
    """A number as the end of a range whose other end is known."""
    partial = like.partial
    if unit == "日" and partial.month:
        return Atom(Partial(partial.year, partial.fiscal, partial.month, number))
    if unit == "月" and 1 <= number <= 12:
        later = partial.year is not None and not partial.fiscal and number < (partial.month or 0)
        year = partial.year + later if partial.year is not None and partial.month else None
        return Atom(Partial(year, partial.fiscal, number))
    if unit in ("年", "年度") and partial.year is not None:
        year = _year_like(number, like.era, partial.year)
        return Atom(Partial(year, unit == "年度" or partial.fiscal), like.era)
    return None


def _year_like(number: int, era: Era | None, year: int) -> int:
    if number >= _CENTURY:
        return number
    return era.year(number) if era else year - year % _CENTURY + number


def _take_open(text: str, draft: Draft, at: int) -> Draft:
    """An open end: ~R1.7, 8月~, R1.8以降."""
    if draft.right is not None:
        return draft
    before = _mark_before(_OPEN_BEFORE, text, at, draft.start)
    if before:
        return replace(
            draft, start=before.start(), left=None, right=draft.left, rule=f"~{draft.rule}"
        )
    if draft.end == len(text) or text[draft.end] not in _AFTER_STARTS:
        return draft
    after = _OPEN_AFTER.match(text, draft.end)
    if after is None:
        return draft
    if after["mark"] in ("以前", "まで", "までに", "より前"):
        taken = replace(draft, left=None, right=draft.left)
    else:
        taken = replace(draft, opens=True)
    return replace(taken, end=after.end(), rule=f"{draft.rule}{after['mark']}")


def _take_suffixes(text: str, draft: Draft) -> Draft:
    """頃, 予定, 現在, 平均 after a date."""
    if draft.end == len(text) or text[draft.end] not in _SUFFIX_STARTS:
        return draft
    while draft.end < len(text) and (match := _SUFFIX.match(text, draft.end)):
        name = match.lastgroup or ""
        draft = replace(
            draft,
            end=match.end(),
            planned=draft.planned or name == "planned",
            approximate=draft.approximate or name == "approximate",
            as_of=draft.as_of or name == "as_of",
        )
    return draft


_LOOSE = {
    "<month>/<day>": re.compile(
        r"\s?(?:[(),、~・「」]|予定|見込|から|まで|以降|開催|現在|時点|実施|末|$)|\s\S|に|を|の(?!\s?[0-9])"
    )
}
_LOOSE_BEFORE = re.compile(r"(?:^|[(,、:~\s・「])$")
_DECIMAL_BEFORE = re.compile(r"(?:\([^()]*[::]?|^)\s?$")
_DECIMAL_AFTER = re.compile(r"\s?(?:[),、~]|予定|開催|$)")


def _stands_alone(text: str, name: str, start: int, end: int, atom: Atom) -> bool:
    """Whether 5/27 or 7.10 in running text is a date by what stands around it; M7.2 is none."""
    if text[start] in "MTmt":
        return atom.partial.day is not None
    if name == "<month>/<day>":
        before, after = text[:start], text[end:]
        return bool(_LOOSE_BEFORE.search(before[-1:]) and _LOOSE[name].match(after))
    if name == "<month>.<day>":
        return bool(_DECIMAL_BEFORE.search(text[:start]) and _DECIMAL_AFTER.match(text[end:]))
    return True
