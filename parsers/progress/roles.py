"""What each column of a table is for: its headings, its role, and how that was decided."""

from dataclasses import dataclass

from parsers.document import Cell, Table
from parsers.findings import Finding
from parsers.notation.indicators import parse_indicator
from parsers.progress.items import split_items
from parsers.progress.layout import PROGRESS, Layout

_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        index: From 0.
        heading: The texts of its heading cells from top to bottom, joined with a blank.
        role: What it is for; None where nothing tells.
    """

    index: int
    heading: str
    role: str | None


def read_columns(table: Table, layout: Layout) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Find the role of each column by its headings, or else by what its cells hold.

    A column whose heading no layout knows, in a table without any progress column, plays the
    progress role when most of its cells hold indicators; that is a finding, as is a heading that
    stays unknown.
    """
    grid = table.grid()
    by_heading = [_by_heading(table, grid, layout, index) for index in range(table.columns)]
    columns: list[Column] = []
    findings: list[Finding] = []
    known = any(column.role == PROGRESS for column in by_heading)
    for column in by_heading:
        decided = column
        if column.role is None and not known and _holds_indicators(table, column.index):
            decided = Column(column.index, column.heading, PROGRESS)
            findings.append(_finding("P102", table, decided))
        columns.append(decided)
    if any(column.role for column in columns):
        findings += [_finding("P101", table, c) for c in columns if c.role is None]
    return tuple(columns), tuple(findings)


def _by_heading(
    table: Table, grid: dict[tuple[int, int], Cell], layout: Layout, index: int
) -> Column:
    above = (grid.get((row, index)) for row in range(table.header_rows))
    texts = list(dict.fromkeys(cell.passage.joined().text for cell in above if cell and cell.text))
    candidates = [" ".join(texts), *reversed(texts)]
    role = next((role for text in candidates if (role := layout.role_of(text))), None)
    return Column(index, " ".join(texts), role)


def _holds_indicators(table: Table, index: int) -> bool:
    cells = [c for c in table.cells if c.column == index and c.row >= table.header_rows and c.text]
    return bool(cells) and sum(map(_holds_indicator, cells)) / len(cells) > _MOSTLY


def _holds_indicator(cell: Cell) -> bool:
    return any(parse_indicator(item.passage.text) for item in split_items(cell.passage).items)


def _finding(code: str, table: Table, column: Column) -> Finding:
    cell = table.grid()[0, column.index]
    details = {"heading": column.heading, "column": str(column.index + 1)}
    return Finding(code, column.heading, details, locator=cell.passage.locator, box=cell.box)
