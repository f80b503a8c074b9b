"""How machine-readable a document is before and after, by the Digital Agency's rules.

「行政データにおける機械可読性に関するルール」, rule by rule: what of the source breaks it, counted in the
source's own tables, and what `shinchoku check` finds against the same rules in ours.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from ingest.check.rules import BY_SCHEMA, RULES
from ingest.plain import is_plain
from ingest.report.dataset import Row

_SPACED = re.compile(r"[ぁ-んァ-ヶ一-龠][ \u3000]+[ぁ-んァ-ヶ一-龠]")
_ERA = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHRＭＴＳＨＲ])\s*[0-9０-９元]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SHEETS = ("spreadsheet", "ms-excel", "csv")


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is judged by: its rows of each table."""

    document: Row
    cells: Sequence[Row]
    observations: Sequence[Row]
    residue: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule with the number of places where the sources break it, and where our tables do."""

    rule: str
    title: str
    before: int
    after: int


def judge(sources: Sequence[Source], codes: Mapping[str, int]) -> tuple[Verdict, ...]:
    """The rules that can be told from a document, with how often each is broken.

    Args:
        sources: The documents.
        codes: How often `shinchoku check` finds each code in our tables.
    """
    titles, held_by = read_rules(), {**RULES, **BY_SCHEMA}
    return tuple(
        Verdict(
            rule,
            titles[rule],
            sum(count(source) for source in sources),
            sum(codes.get(code, 0) for code in held_by[rule]),
        )
        for rule, count in sorted(_COUNTS.items())
    )


def check_tables(folder: Path) -> Mapping[str, int]:
    """How often `shinchoku check` finds each code in the output folders at or below a path."""
    from ingest.check.output import check_folder
    from ingest.history.folders import find_folders

    problems = (problem for each in find_folders(folder) for problem in check_folder(each))
    return Counter(problem.finding.code for problem in problems)


@cache
def read_rules() -> Mapping[str, str]:
    """The title of each rule."""
    text = resources.files("ingest.report").joinpath("rules.csv").read_text(encoding="utf-8")
    return {row["id"]: row["name"] for row in csv.DictReader(text.splitlines())}


def _not_a_sheet(source: Source) -> int:
    return not any(kind in (source.document["media_type"] or "") for kind in _SHEETS)


def _more_tables(source: Source) -> int:
    return max(0, (source.document["tables"] or 0) - 1)


def _around(source: Source) -> int:
    return sum(row["reason"] == "outside_tables" for row in source.residue)


def _split_header(source: Source) -> int:
    return sum(row["reason"] == "repeated_header" for row in source.residue)


def _nameless(source: Source) -> int:
    return sum(cell["row"] == 0 and not (cell["text"] or "").strip() for cell in source.cells)


def _padded(source: Source) -> int:
    return sum(bool(_SPACED.search(cell["text"] or "")) for cell in source.cells)


def _crowded(source: Source) -> int:
    """Cells that hold more than one number."""
    met: dict[str, int] = {}
    for row in source.observations:
        cell = re.sub(r"\.l\d+$", "", row["locator"] or "")
        met[cell] = met.get(cell, 0) + 1
    return sum(number > 1 for number in met.values())


def _odd_characters(source: Source) -> int:
    return sum(not is_plain(cell["text"] or "") for cell in source.cells)


def _merged(source: Source) -> int:
    return sum(cell["row_span"] > 1 or cell["column_span"] > 1 for cell in source.cells)


def _with_words(source: Source) -> int:
    """Numbers printed with their unit, a separator or a sign of their own."""
    return sum(
        row["status"] == "number" and not _NUMBER.fullmatch(row["value_text"] or "")
        for row in source.observations
    )


def _marks_for_missing(source: Source) -> int:
    return sum(row["status"] == "missing" for row in source.observations)


def _eras(source: Source) -> int:
    return sum(bool(_ERA.search(cell["text"] or "")) for cell in source.cells)


def _side_by_side(source: Source) -> int:
    """Rows that hold numbers of several periods or measures beside each other."""
    rows: dict[str, int] = {}
    for row in source.observations:
        line = re.sub(r"(?:\.c\d+.*|(?<=!)[A-Z]+(?=\d))", "", row["locator"] or "")
        rows[line] = rows.get(line, 0) + 1
    return sum(number > 1 for number in rows.values())


_COUNTS: dict[str, Callable[[Source], int]] = {
    "L1-01": _not_a_sheet,
    "L1-02": _more_tables,
    "L1-03": _split_header,
    "L1-04": _around,
    "L1-05": _nameless,
    "L1-06": _padded,
    "L1-07": _crowded,
    "L1-08": _odd_characters,
    "L1-12": _merged,
    "L2-01": _with_words,
    "L3-03": _marks_for_missing,
    "L3-05": _eras,
    "L3-09": _side_by_side,
}
