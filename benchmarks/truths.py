"""What the tables of a PDF are, in the forms that people publish it, and how much of it was found.

- `{"tables": [{"rows": [[text, …], …]}], "logical": …}`, where `logical`, if there, is what tables
  over pages become; a table may have `cells` with `row`, `column`, `row_span`, `column_span`, `text`
- tabula's JSON, or how many tables it says there are
- the rows of the tables as CSV
- the XML of the competition ICDAR 2013, `NAME-str.xml`
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, takewhile
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from score import fold

Rows = list[list[str]]


class Place(NamedTuple):
    """A cell of a table: its place, what it covers and its text."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


Cells = list[Place]


@dataclass(frozen=True)
class Truth:
    """The tables of a PDF.

    Attributes:
        tables: Their cells.
        whole: Whether these are all tables of the PDF: what else is found is an error.
        logical: What they are joined over pages, if that is known.
        number: How many tables there are, where nothing else is known.
    """

    tables: list[Cells]
    whole: bool
    logical: list[Rows] | None = None
    number: int = 0


def find_truths(folders: Sequence[Path], truths: Path | None) -> Iterator[tuple[Path, Truth]]:
    """Each PDF that a truth lies beside, or in the folder `truths`."""
    for folder in folders:
        for pdf in sorted(folder.rglob("*.pdf")):
            beside = (truths or pdf.parent) / pdf.stem
            names = (beside.name + end for end in (".csv", ".json", "-str.xml"))
            path = next((p for name in names if (p := beside.with_name(name)).exists()), None)
            if path and ((truth := read_truth(path)).tables or truth.number):
                yield pdf, truth


def read_truth(path: Path) -> Truth:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        tables = ET.fromstring(text).iter("table")  # noqa: S314 - files that the user names
        return Truth([list(_xml_cells(table)) for table in tables], whole=True)
    if path.suffix == ".csv":
        return Truth([to_cells(list(csv.reader(io.StringIO(text))))], whole=False)
    content = json.loads(text)
    if isinstance(content, dict) and "tables" in content:
        tables = [_json_cells(table) for table in content["tables"]]
        return Truth(tables, whole=True, logical=content.get("logical"))
    parts = [content] if isinstance(content, dict) else content
    rows = [[[cell["text"] for cell in row] for row in t["data"]] for t in parts if "data" in t]
    number = parts[0].get("numExpectedTables", 0) if parts else 0
    return Truth([*map(to_cells, rows)], whole=False, number=number)


def to_cells(rows: Rows) -> Cells:
    return [
        Place(r, c, 1, 1, text or "") for r, row in enumerate(rows) for c, text in enumerate(row)
    ]


def _json_cells(table: dict[str, Any]) -> Cells:
    if "cells" not in table:
        return to_cells(table["rows"])
    names = ("row", "column", "row_span", "column_span", "text")
    return [Place(*(cell[name] for name in names)) for cell in table["cells"]]


def _xml_cells(table: ET.Element) -> Iterator[Place]:
    """Cells of all regions of a table: a region's rows and columns are counted from its own."""
    for region in table.iter("region"):
        down = int(region.get("row-increment", 0))
        right = int(region.get("col-increment", 0))
        for cell in region.iter("cell"):
            row, column = int(cell.get("start-row", 0)), int(cell.get("start-col", 0))
            height = int(cell.get("end-row", row)) - row + 1
            width = int(cell.get("end-col", column)) - column + 1
            text = cell.findtext("content") or ""
            yield Place(row + down, column + right, height, width, text)


def count_cells(tables: Iterable[Cells]) -> "Counter[str]":
    """Texts of all cells but the empty ones."""
    return Counter(filter(None, (fold(cell.text) for cells in tables for cell in cells)))


def count_rows(tables: Iterable[Rows]) -> "Counter[str]":
    return count_cells(map(to_cells, tables))


def count_lines(truth: Sequence[Cells], found: "Counter[str]") -> int:
    """How many cells are right besides: lines of one cell, for which the truth has a row each."""
    expected = count_cells(truth)
    missing, more = expected - found, found - expected
    right = 0
    for cells in truth:
        texts = {(cell.row, cell.column): fold(cell.text) for cell in cells}
        for row, column in texts:
            below = (texts.get((r, column), "") for r in count(row))
            stack = list(takewhile(missing.__getitem__, below))
            for end in range(2, len(stack) + 1):
                own = Counter(stack[:end])
                if more["".join(stack[:end])] > 0 and own <= missing:
                    more["".join(stack[:end])] -= 1
                    missing -= own
                    right += end
                    break
    return right


def count_relations(tables: Iterable[Cells]) -> "Counter[tuple[str, str, str]]":
    """Pairs of cells with text that are neighbours, beside or below each other.

    The measure of the competition ICDAR 2013 (Göbel, Hassan, Oro and Orsi: A methodology for
    evaluating algorithms for table understanding in PDF documents): each cell is paired with the
    nearest one in each direction, empty ones are passed over.
    """
    return Counter(chain.from_iterable(map(_relations, tables)))


def _relations(cells: Cells) -> Iterator[tuple[str, str, str]]:
    owner = {
        (cell.row + down, cell.column + right): number
        for number, cell in enumerate(cells)
        for down in range(cell.row_span)
        for right in range(cell.column_span)
        if fold(cell.text)
    }
    bottom = max((row for row, _ in owner), default=0)
    end = max((column for _, column in owner), default=0)
    seen = set()
    for (row, column), number in owner.items():
        beside = ((row, at) for at in range(column + 1, end + 1))
        below = ((at, column) for at in range(row + 1, bottom + 1))
        for direction, places in (("beside", beside), ("below", below)):
            near = (owner[place] for place in places if place in owner)
            other = next((n for n in near if n != number), None)
            if other is not None:
                seen.add((number, other, direction))
    for number, other, direction in sorted(seen):
        yield fold(cells[number].text), fold(cells[other].text), direction


def precision_recall(expected: "Counter[Any]", found: "Counter[Any]") -> tuple[float, float]:
    right = (expected & found).total()
    return right / (found.total() or 1), right / (expected.total() or 1)


def harmonic_mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
