"""Dates, periods and ranges: R1.8, 平成30年度, 5/27, 8月～, ～R1.7, R3～7年度, 10/17予定.

A date is one atom (see `date_rules`) or two with a range mark between them; what one end leaves out
the other one gives. A year that is not written is inferred from the edition and flagged.
"""

import re
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding
from parsers.notation.calendar import Partial, Span, find_span, in_year, infer_year, shift_partial
from parsers.notation.date_atoms import Atom
from parsers.notation.date_drafts import PLANS, Draft, find_drafts, join_atoms
from parsers.notation.date_rules import DATE_RULES
from parsers.notation.date_words import DATE_WORDS
from parsers.notation.fold import fold
from parsers.notation.model import Parsed, Period

_LATE = 182
_LONGEST = 80
_NEW_CALENDAR = 1873
_BEFORE = re.compile(r"(?:第[0-9]+回)?[\s:(【]*")
_BEHIND = re.compile(
    rf"[\s()】]*(?:(?:実績|見込|目標|計画|暫定|速報|確定|推計)値?|{PLANS}"
    r"|付け?|締切|必着|吉日|卒|卒業|期|分|調査|データ|決算|予算|順次)?[\s()】]*"
)


def parse_date(text: str, edition: date | None = None) -> Parsed[Period] | None:
    """Read a text that is one date from end to end; brackets around it and 第2回 are allowed.

    Args:
        text: The text.
        edition: Last day the document reports on; gives a year to a date without one.

    >>> parse_date("平成30年度").value.edtf
    '2018-04-01/2019-03-31'
    >>> parse_date("石炭") is None
    True
    """
    return read_date(text, fold(text), edition)


def read_date(text: str, folded: str, edition: date | None) -> Parsed[Period] | None:
    """The same for a text that is folded already."""
    if len(text) > _LONGEST:
        return None
    atoms = DATE_RULES.find(folded)
    if len(atoms) == 1 and atoms[0][2] - atoms[0][1] == len(text):
        alone = _read_alone(text, atoms[0][0], atoms[0][3])
        if alone is not None:
            return alone
    drafts = join_atoms(folded, atoms or DATE_WORDS.find(folded))
    if len(drafts) != 1:
        return None
    (draft,) = drafts
    if draft.end - draft.start < len(text):
        before = _BEFORE.fullmatch(folded, 0, draft.start)
        if before is None or _BEHIND.fullmatch(folded, draft.end) is None:
            return None
    return _resolve(draft, text, edition, edition)


def _read_alone(text: str, rule: str, atom: Atom) -> Parsed[Period] | None:
    """The period of one date that names its year; None where there is more to weigh."""
    partial = atom.partial
    if partial.year is None or atom.weekday is not None or atom.dual is not None:
        return None
    span, era = find_span(partial), atom.era
    if span is None or span.start.year < _NEW_CALENDAR:
        return None
    if era is not None and (span.start in era.shared or not era.holds(span.start, span.end)):
        return None
    fiscal = partial.year if partial.fiscal else None
    period = Period(text, span.edtf, span.start, span.end, span.precision, fiscal)
    return Parsed(period, 0, len(text), rule, _may_be_fiscal(text, atom, span))


def _may_be_fiscal(text: str, atom: Atom, span: Span) -> tuple[Finding, ...]:
    """The doubt that the notation itself calls for: H30 may be the fiscal year."""
    if not atom.doubt:
        return ()
    fiscal = f"{span.start.year}-04-01/{span.start.year + 1}-03-31"
    return (Finding(atom.doubt, text, {"edtf": span.edtf, "other": fiscal}, 0, len(text)),)


def find_dates(text: str, edition: date | None = None) -> tuple[Parsed[Period], ...]:
    """Every date in running text; numbers that only look like one are left alone.

    >>> [d.value.edtf for d in find_dates("会議の設立（H31.2）と開催（5/27）", date(2019, 8, 31))]
    ['2019-02', '2019-05-27']
    >>> find_dates("更新整備延長：3.2km/3.9km、11回/30回", date(2019, 8, 31))
    ()
    """
    return read_dates(text, fold(text), edition)


def read_dates(text: str, folded: str, edition: date | None) -> tuple[Parsed[Period], ...]:
    """Every date in running text that is folded already."""
    periods: list[Parsed[Period]] = []
    spoken = edition
    for draft in find_drafts(folded):
        parsed = _resolve(draft, text, edition, spoken)
        periods.append(parsed)
        spoken = parsed.value.start or parsed.value.end or spoken
    return tuple(periods)


def _resolve(draft: Draft, text: str, edition: date | None, spoken: date | None) -> Parsed[Period]:
    """The days of a draft, with what is doubtful about them."""
    raw = text[draft.start : draft.end]
    findings: list[Finding] = []
    doubt = _Doubt(raw, draft.start, draft.end, findings)
    left, right = draft.left, draft.right
    if left is not None and right is not None:
        left, right = _share(left, right)
    inferred = bool((left and _lacks_year(left)) or (right and _lacks_year(right)))
    first = _dated(left, draft, edition, spoken, doubt) if left else None
    if first is not None and right is not None and right.partial.year is None:
        right = _follow(right, first)
    last = _dated(right, draft, edition, spoken, doubt) if right else None
    if (left and first is None) or (right and last is None):
        return _parsed(draft, raw, None, findings, inferred=inferred)
    if inferred:
        shown = first or last
        doubt.add("D101", year=str(shown.start.year) if shown else "")
    span = first if first and not last and not draft.opens else _join(first, last)
    if span.start and span.end and span.start > span.end:
        doubt.add("D104", reason=f"{span.start} > {span.end}")
        return _parsed(draft, raw, None, findings, inferred=inferred)
    return _parsed(draft, raw, span, findings, inferred=inferred, atom=right or left)


class _Doubt(Struct, frozen=True, gc=False):
    """Collects findings about one date."""

    text: str
    start: int
    end: int
    findings: list[Finding]

    def add(self, code: str, **details: str) -> None:
        self.findings.append(Finding(code, self.text, details, self.start, self.end))


class _Days(Struct, frozen=True, gc=False):
    """A span that may be open: first and last day (None where open), EDTF and precision."""

    start: date | None
    end: date | None
    edtf: str
    precision: str


def _share(left: Atom, right: Atom) -> tuple[Atom, Atom]:
    """What one end of a range leaves out, the other end gives."""
    a, b = left.partial, right.partial
    if b.fiscal and a.month is None and not a.part:
        left = replace(left, partial=replace(a, fiscal=True), doubt="")
    if a.month and b.month and a.year is not None and b.year is None:
        year = a.year + (b.month < a.month) if not a.fiscal else a.year
        right = replace(right, partial=replace(b, year=year, fiscal=a.fiscal))
    if b.year is None and b.part and b.month is None and a.year is not None and not a.month:
        right = replace(right, partial=replace(b, year=a.year, fiscal=a.fiscal))
    if a.month and a.year is None and b.year is not None and b.month:
        left = replace(left, partial=replace(a, year=b.year - (b.month < a.month)))
    if right.partial.month is None and left.partial.fiscal:
        right = replace(right, partial=replace(right.partial, fiscal=True), doubt="")
    return left, right


def _lacks_year(atom: Atom) -> bool:
    return atom.partial.year is None and atom.relative is None


def _follow(atom: Atom, first: Span) -> Atom:
    """The end of a range in the year of its beginning, or in the next one."""
    partial = atom.partial
    month = partial.month or 1
    year = first.start.year + (month < first.start.month)
    return replace(atom, partial=in_year(partial, year))


def _dated(
    atom: Atom, draft: Draft, edition: date | None, spoken: date | None, doubt: _Doubt
) -> Span | None:
    """The days of one atom; the year is inferred where it is not written."""
    partial = _shifted(atom, spoken) if atom.shift else atom.partial
    if partial.year is None:
        year = _find_year(atom, draft, edition, spoken)
        if year is None:
            doubt.add("D103" if edition is None else "D104", reason="year")
            return None
        partial = in_year(partial, year)
    span = find_span(partial)
    if span is None:
        doubt.add("D104", reason=_impossible(partial))
        return None
    if atom.partial.year is None and edition and not draft.planned and not draft.opens:
        _doubt_year(partial, span, edition, doubt)
    _check(atom, span, doubt)
    return span


def _shifted(atom: Atom, spoken: date | None) -> Partial:
    """What lies before or after the day spoken of; without that day, nothing but its part."""
    if atom.shift is None or spoken is None:
        return atom.partial
    try:
        return replace(shift_partial(spoken, *atom.shift), part=atom.partial.part)
    except (ValueError, OverflowError):
        return atom.partial


def _find_year(atom: Atom, draft: Draft, edition: date | None, spoken: date | None) -> int | None:
    partial = atom.partial
    if atom.shift is not None:
        return None
    if atom.relative is not None:
        if spoken is None:
            return None
        base = spoken.year - (partial.fiscal and spoken.month < 4)
        return base + atom.relative
    if edition is None:
        return None
    return infer_year(partial, edition, planned=draft.planned, opens=draft.opens)


def _doubt_year(partial: Partial, span: Span, edition: date, doubt: _Doubt) -> None:
    """A date that lies more than half a year back may as well be the coming one."""
    if partial.month and (edition - span.end).days > _LATE:
        doubt.add("D108", year=str(partial.year), other=str((partial.year or 0) + 1))


def _impossible(partial: Partial) -> str:
    year, month, day = partial.year, partial.month, partial.day
    return "-".join(str(n) for n in (year, month, day) if n is not None)


def _check(atom: Atom, span: Span, doubt: _Doubt) -> None:
    """What a date says twice must agree; an era must hold its days."""
    if atom.doubt:
        fiscal = f"{span.start.year}-04-01/{span.start.year + 1}-03-31"
        doubt.add(atom.doubt, edtf=span.edtf, other=fiscal)
    if atom.dual is not None and atom.dual != atom.partial.year:
        doubt.add("D110", year=str(atom.partial.year), other=str(atom.dual))
    era = atom.era
    if era is not None:
        if not era.holds(span.start, span.end):
            doubt.add("D105", era=era.name, edtf=span.edtf)
        if span.precision == "day" and span.start in era.shared:
            doubt.add("D112", era=era.name)
    if span.start.year < _NEW_CALENDAR and span.precision != "year":
        doubt.add("D111", edtf=span.edtf)
    if atom.weekday is not None and span.start.weekday() != atom.weekday:
        right = "月火水木金土日"[span.start.weekday()]
        doubt.add("D106", weekday="月火水木金土日"[atom.weekday], other=right)


def _join(first: Span | None, last: Span | None) -> _Days:
    """Both ends of a range, of which one may be open."""
    if first is not None and last is not None:
        precision = first.precision if first.precision == last.precision else "day"
        if precision == "day" or "/" in first.edtf or "/" in last.edtf:
            edtf = f"{first.start.isoformat()}/{last.end.isoformat()}"
        else:
            edtf = f"{first.edtf}/{last.edtf}"
        coarse = precision if first.precision == last.precision else last.precision
        return _Days(first.start, last.end, edtf, coarse)
    if last is not None:
        end = last.edtf.rpartition("/")[2]
        return _Days(None, last.end, f"../{end}", last.precision)
    assert first is not None
    return _Days(first.start, None, f"{first.edtf.partition('/')[0]}/..", first.precision)


def _parsed(
    draft: Draft,
    raw: str,
    days: Span | _Days | None,
    findings: list[Finding],
    *,
    inferred: bool,
    atom: Atom | None = None,
) -> Parsed[Period]:
    if days is None:
        days = _Days(None, None, "", "")
    season = days.precision == "season" and draft.approximate
    single = draft.left is None or draft.right is None
    fiscal = atom.partial.year if atom and atom.partial.fiscal and single else None
    if fiscal is None and days.precision == "fiscal_year" and single and days.start:
        fiscal = days.start.year
    period = Period(
        raw,
        f"{days.edtf}~" if season else days.edtf,
        days.start,
        days.end,
        days.precision,
        fiscal,
        inferred and bool(days.edtf),
        draft.planned,
        draft.approximate,
        draft.as_of,
    )
    return Parsed(period, draft.start, draft.end, draft.rule, tuple(findings))
