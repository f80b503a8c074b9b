"""What a notation says: the types between rules and records.

Every parse function takes text and the edition's last day and gives `Parsed[T]` or None; it never
raises on text. Spans index the raw text that was given (folding is 1:1).

The records of this package that are made for each text are msgspec structs: frozen as the
dataclasses elsewhere, made twenty times faster (0.13 against 2.7 µs for a `Value`). They hold no
cycles, so the garbage collector need not follow them.
"""

from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding

T = TypeVar("T")


class Parsed(Struct, Generic[T], frozen=True, gc=False):
    """A reading and what it stands on.

    Attributes:
        value: What was read.
        start: Index of the first character of the reading in the given text.
        end: Index after the last one.
        rule: Name of the rule that made it; the name shows the notation.
        findings: What is doubtful about it; spans index the given text.
    """

    value: T
    start: int
    end: int
    rule: str
    findings: tuple[Finding, ...] = ()


class Value(Struct, frozen=True, gc=False):
    """A number with its unit, a state, or a mark that says that there is no number.

    Attributes:
        text: The characters of the value as the source has them (`約70社`).
        start: Index of its first character.
        end: Index after its last one.
        status: `number`, `state` or `missing`.
        number: The printed number (67 of 67億円), with its sign; None for a range and for words.
        minimum: Lower end of a range.
        maximum: Upper end of a range.
        unit: The printed unit after width folding (億円, km, %).
        scale: What `unit_std` multiplies the printed number with (100000000 for 億円).
        unit_std: The normalised unit (円, 箇所).
        qualifier: `eq` `ge` `gt` `le` `lt` `approx` `range`; empty for words.
        approximate: The source says 約, 程度, 頃 …, also where the qualifier says more.
        delta: A change against something (＋0.02ポイント, 12人減), not a level.
        cumulative: The source says 累計, 延べ ….
        state: Code of a state or of a missing mark (`in_progress`, `pending`, `not_applicable`).
    """

    text: str
    start: int
    end: int
    status: str
    number: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    unit_std: str = ""
    qualifier: str = ""
    approximate: bool = False
    delta: bool = False
    cumulative: bool = False
    state: str = ""

    @property
    def number_std(self) -> Decimal | None:
        """The number in the normalised unit (6700000000 for 67億円)."""
        return self.number if self.number is None or self.scale == 1 else self.number * self.scale

    def moved(self, by: int) -> "Value":
        """The value with its span moved to the right."""
        return replace(self, start=self.start + by, end=self.end + by) if by else self


class Period(Struct, frozen=True, gc=False):
    """A day, month, year, fiscal year, range …, as ISO days and EDTF.

    Attributes:
        text: The characters of the date as the source has them.
        edtf: EDTF string (`2019-08`, `2018-04-01/2019-03-31`, `../2019-07`, `2019-08/..`).
        start: First day; None for an open beginning.
        end: Last day, inclusive; None for an open end.
        precision: `day` `third` `month` `quarter` `half` `season` `year` `fiscal_year`.
        fiscal_year: The year (April to March) where one is named (2018 for 平成30年度).
        year_inferred: The source names no year; the edition gave it.
        planned: The source says 予定 or 見込み.
        approximate: The source says 頃.
        as_of: The source says 現在 or 時点.
    """

    text: str
    edtf: str
    start: date | None
    end: date | None
    precision: str
    fiscal_year: int | None = None
    year_inferred: bool = False
    planned: bool = False
    approximate: bool = False
    as_of: bool = False


class Measurement(Struct, frozen=True, gc=False):
    """One value of an indicator: what it measures, and for which period.

    Attributes:
        measure: `actual` `target` `baseline` `forecast` `previous` `achievement_rate`
            `year_on_year` `count`.
        value: The value.
        period: The period printed with this very value, where there is one.
    """

    measure: str
    value: Value
    period: Parsed[Period] | None = None


class Indicator(Struct, frozen=True, gc=False):
    """One indicator string: 「企業誘致件数：42件/75件（R1.8）」.

    Attributes:
        label: Name of the indicator, outer white space and separators apart.
        label_start: Index of the label's first character.
        label_end: Index after its last one.
        measurements: Every value with its measure, in order of the text.
        as_of: The period that holds for the whole string.
        cumulative: The source says 累計, 延べ ….
        note: What stands in brackets and is neither value nor date.
        extra: Further numbers that stand in brackets (うち県外8件).
    """

    label: str
    label_start: int
    label_end: int
    measurements: tuple[Measurement, ...]
    as_of: Parsed[Period] | None = None
    cumulative: bool = False
    note: str = ""
    extra: tuple[Value, ...] = ()

    def first(self, measure: str) -> Measurement | None:
        """The first measurement of that measure, or None."""
        return next((m for m in self.measurements if m.measure == measure), None)
