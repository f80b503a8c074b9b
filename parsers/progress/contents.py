"""What a column is for, told by what its cells hold and by the columns beside it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import regex

from parsers.document import Table
from parsers.notation.dates import parse_date
from parsers.notation.values import parse_value
from parsers.progress.columns import (
    ACTIVITIES,
    CATEGORY,
    INDICATOR,
    MEASURE,
    NAME_PART,
    PROGRESS,
    PROJECT,
    RATING,
    REMARK,
    TIME,
    UNIT,
    VALUE,
    Column,
    Years,
    read_headings,
)
from parsers.progress.heading_words import (
    ending_measure,
    known_unit,
    row_measure,
    take_apart,
    without_brackets,
)
from parsers.progress.layout import Layout, normalise_heading
from parsers.progress.numbering import is_number

_RATING = regex.compile(r"[◎○●△▲×✕☆★〇A-ESＡ-ＥＳ↑↗→↘↓⇒⇧⇩➚➘][+＋\-－]?(?:[(（].*[)）])?")
_SENTENCE = regex.compile(r"。$|(?:する|せる|した|います|ます|増やす|減らす|ある|なる)[。]?$")
_WITH_YEAR = regex.compile(r"年|令和|平成|昭和|[RHS][0-9元]|(?:19|20)[0-9]{2}[./-]")
_LEADING_DATE = regex.compile(r"^[^:：\d]{0,2}\d{1,4}[^:：]{0,3}[:：]\s*")
_NAMING = regex.compile(r"指標|KPI")
_MOST = 0.5
_PROGRESS = frozenset({"actual", "target", "baseline", "forecast", "achievement_rate"})
"""What only tables of progress measure; any statistics compare with the year before."""
Texts = Sequence[str]


def read_columns(table: Table, layout: Layout, years: Years) -> tuple[Column, ...]:
    """Read what the columns of a table are for.

    An indicator column whose table has no value column holds its values itself: it plays the
    progress role. A column that names only a period is one of actual values, if the table has
    other value columns or a column that says the measure.
    """
    columns = read_headings(table, layout, years)
    texts = _read_texts(table)
    told = [_by_contents(c, t, layout) for c, t in zip(columns, texts, strict=True)]
    told = _name_once(told, texts, layout)
    told = list(_settle(told, texts))
    return tuple(_by_position(told, texts))


def _read_texts(table: Table) -> list[Texts]:
    """The printed texts that begin in each column below its heading, bands apart."""
    texts: list[list[str]] = [[] for _ in range(table.columns)]
    for cell in table.cells:
        is_band = 1 < cell.column_span == table.columns
        if cell.row >= table.header_rows and not is_band and (text := cell.text.strip()):
            texts[cell.column].append(text)
    return [*texts]


def _by_contents(column: Column, texts: Texts, layout: Layout) -> Column:
    """Cells that say 目標値, 実績 … name the rows' measures, cells that are dates say times."""
    if not texts:
        return column
    undecided = column.role is None and column.period is None
    if _most(texts, lambda t: row_measure(t, layout)) and (
        undecided or column.role in (VALUE, INDICATOR, MEASURE, TIME)
    ):
        return replace(column, role=MEASURE, measure="", reason="contents")
    if column.role == MEASURE:
        named = any(row_measure(text, layout) for text in texts)
        return column if named else replace(column, role=CATEGORY)
    if column.role == TIME and not _most(texts, _is_date):
        is_value = column.measure and _most(texts, _is_value)
        return replace(column, role=VALUE if is_value else None, reason="contents")
    if column.role == VALUE and all(map(_is_date, texts)):
        return replace(column, role=TIME, reason="contents")
    return _by_marks(column, texts) if undecided else column


def _by_marks(column: Column, texts: Texts) -> Column:
    """A column that no word names: units are units, ◎ and △ are ratings."""
    for role, is_so in ((UNIT, known_unit), (RATING, _RATING.fullmatch)):
        if all(map(is_so, texts)):
            return replace(column, role=role, reason="contents")
    return column


def _name_once(columns: list[Column], texts: Sequence[Texts], layout: Layout) -> list[Column]:
    """One column names the indicators; others that are headed like it are something else.

    Under one wide heading the second column narrows the first (男性, 女性) and a column of numbers
    only counts. Of two headings the one that says 指標 names; a column of values under 成果目標 holds
    targets; a column of prose under 目標 before the names is what they stand under.
    """
    named = [c for c in columns if c.role == INDICATOR]
    chosen = _chosen(named, texts)
    if chosen is None:
        return _names_among_values(columns, texts)
    return [_beside_name(column, chosen, texts[column.index], layout) for column in columns]


def _names_among_values(columns: list[Column], texts: Sequence[Texts]) -> list[Column]:
    """Where nothing is headed 指標, prose under 取組目標 before the values is what names the rows."""
    first = next((c.index for c in columns if _holds_values(c, texts[c.index])), 0)
    return [
        replace(column, role=None, measure="", reason="")
        if column.role == VALUE and column.index < first and texts[column.index]
        else column
        for column in columns
    ]


def _holds_values(column: Column, texts: Texts) -> bool:
    dated = column.role is None and column.period is not None
    return (column.role == VALUE or dated) and any(map(_is_value, texts))


def _chosen(named: Sequence[Column], texts: Sequence[Texts]) -> Column | None:
    """The column that names the indicators: prose, said to be 指標 rather than 項目, the last such."""
    prose = [c for c in named if texts[c.index] and not _most(texts[c.index], _is_plain)]
    telling = [c for c in prose if _NAMING.search(normalise_heading(c.heading))]
    return next(iter(telling or prose or named), None)


def _beside_name(column: Column, chosen: Column, texts: Texts, layout: Layout) -> Column:
    if column is chosen:
        return column
    if column.role == INDICATOR:
        return _second_name(column, chosen, texts, layout)
    before = column.index < chosen.index
    if column.role == VALUE and before and texts and not any(map(_is_value, texts)):
        return replace(column, role=_heads_or_remarks(texts), measure="", reason="contents")
    return column


def _heads_or_remarks(texts: Texts) -> str:
    """Prose before the names: what they stand under, or sentences that explain."""
    return REMARK if _most(texts, _is_sentence) else PROJECT


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE.search(text))


def _second_name(column: Column, chosen: Column, texts: Texts, layout: Layout) -> Column:
    if column.group == chosen.group and column.index > chosen.index:
        role = "number" if texts and all(map(is_number, texts)) else NAME_PART
        return replace(column, role=role, reason="contents")
    if texts and all(map(is_number, texts)):
        return replace(column, role="number", reason="contents")
    if column.index < chosen.index:
        return replace(column, role=_heads_or_remarks(texts), reason="contents")
    measure = ending_measure(take_apart(column.heading, None).words, layout)
    measure = measure or ("actual" if column.period else "")
    if measure and texts and _most(texts, _is_value):
        return replace(column, role=VALUE, measure=measure, reason="contents")
    if texts and all(map(_RATING.fullmatch, texts)):
        return replace(column, role=RATING, reason="contents")
    return replace(column, role=REMARK, reason="contents")


def _settle(columns: Sequence[Column], texts: Sequence[Texts]) -> Iterable[Column]:
    """Decide what only the whole table tells."""
    columns = _contextual(columns)
    has_values = any(c.role == VALUE and c.measure in _PROGRESS for c in columns)
    explicit = any(c.role == VALUE and c.measure == "actual" for c in columns)
    named = any(column.role == INDICATOR for column in columns)
    stand_in = None if named else _stand_in(columns, texts)
    told = any(c.role == MEASURE and c is not stand_in for c in columns)
    has_measures = told and _has_undecided(columns)
    for column in columns:
        dated = column.role is None and column.period is not None
        if dated and (has_values or has_measures) and not (explicit and column.rest):
            measure = "" if has_measures else "actual"
            yield replace(column, role=VALUE, measure=measure, reason="period")
        elif column.role == INDICATOR and not (has_values or has_measures):
            yield replace(column, role=PROGRESS)
        elif column is stand_in:
            yield replace(column, role=INDICATOR, reason="position")
        elif column.role == MEASURE and not has_measures:
            yield replace(column, role=CATEGORY)
        else:
            yield column


def _contextual(columns: Sequence[Column]) -> list[Column]:
    """現状値 beside later actuals is where the plan began; 中間値 is what the table else lacks."""
    actual = [c for c in columns if c.measure == "actual" and c.role == VALUE]
    dated = [c for c in columns if c.role is None and c.period is not None and not c.rest]
    target = any(c.measure == "target" for c in columns)
    midway = "actual" if target and not (actual or dated) else "target"
    present = "baseline" if actual or dated else "actual"
    meaning = {"midway": midway, "present": present, "final": "actual" if target else "target"}
    return [replace(c, measure=meaning.get(c.measure, c.measure)) for c in columns]


def _stand_in(columns: Sequence[Column], texts: Sequence[Texts]) -> Column | None:
    """The column that names the rows where none is headed 指標: the last one before the values."""
    by_rows = any(c.role == MEASURE and c.reason == "contents" for c in columns)
    values = [c for c in columns if c.role == VALUE or (by_rows and c.role is None and c.period)]
    if not values:
        return None
    first_value = values[0].index
    before = [
        c
        for c in columns
        if c.index < first_value
        and (
            c.role in (PROJECT, CATEGORY, ACTIVITIES, None)
            or (c.role == MEASURE and c.reason != "contents")
        )
        and c.period is None
        and not _most(texts[c.index], _is_plain)
    ]
    return before[-1] if before else None


def _has_undecided(columns: Sequence[Column]) -> bool:
    """Whether there are value columns that only a row can give a measure (R3, R4 under 年度)."""
    return any(c.period and c.role in (None, VALUE) for c in columns)


def _by_position(columns: Sequence[Column], texts: Sequence[Texts]) -> Iterable[Column]:
    """A column of prose right before the names is what they stand under, where nothing else is."""
    name = next((c for c in columns if c.role == INDICATOR), None)
    heads = any(c.role in (PROJECT, CATEGORY) for c in columns)
    before = [
        c
        for c in columns
        if name is not None
        and c.index < name.index
        and c.role is None
        and texts[c.index]
        and not _most(texts[c.index], _is_plain)
    ]
    for column in columns:
        if before and column is before[-1] and not heads:
            role = _heads_or_remarks(texts[column.index])
            yield replace(column, role=role, reason="position").doubted("P108")
        else:
            yield column


def _most(texts: Texts, is_so: Callable[[str], object]) -> bool:
    return sum(bool(is_so(text)) for text in texts) > len(texts) * _MOST


def _is_date(text: str) -> bool:
    """Whether a text is a date that names its year; 1.8 is a number."""
    dated = _WITH_YEAR.search(normalise_heading(text))
    return bool(dated) and parse_date(without_brackets(text)) is not None


def _is_value(text: str) -> bool:
    text = _LEADING_DATE.sub("", text)
    parsed = parse_value(text)
    return parsed is not None and parsed.value.status in ("number", "missing")


def _is_plain(text: str) -> bool:
    """Whether a text is a number, a mark or a date: no name."""
    return _is_value(text) or _is_date(text) or is_number(text)
