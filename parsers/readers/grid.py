"""Rows of cells with spans into a `Table` in which every place is covered by one cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parsers.document import Cell, Locator, Passage, Table


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell as markup gives it: text and spans; a row span of 0 reaches to the last row."""

    text: str
    row_span: int = 1
    column_span: int = 1


Locate = Callable[[int, int, int], Locator]
_MOST = 10_000


def locate_in_table(number: int, row: int, column: int) -> Locator:
    """The locator of a cell in a document without pages (`t1.r3.c2`)."""
    return Locator(table=number, row=row + 1, column=column + 1)


def build_table(
    number: int,
    rows: Sequence[Sequence[DraftCell]],
    header_rows: int = 1,
    locate: Locate = locate_in_table,
) -> Table:
    """Place the cells of each row as a browser does, and fill what no cell covers.

    Args:
        number: Number of the table in the document, from 1.
        rows: Cells of each row from left to right, a spanning cell only where it begins.
        header_rows: Number of heading rows.
        locate: Gives the locator of a cell from table number, row and column (from 0).
    """
    covered: dict[tuple[int, int], bool] = {}
    placed: list[tuple[int, int, int, int, str]] = []
    for row, drafts in enumerate(rows):
        column = 0
        for draft in drafts:
            while (row, column) in covered:
                column += 1
            height, width = _span(draft, row, len(rows), column, covered)
            placed.append((row, column, height, width, draft.text))
            covered |= {
                (r, c): True
                for r in range(row, row + height)
                for c in range(column, column + width)
            }
            column += width
    columns = 1 + max((column for _, column in covered), default=-1)
    gaps = [(r, c) for r in range(len(rows)) for c in range(columns) if (r, c) not in covered]
    placed += [(r, c, 1, 1, "") for r, c in gaps]
    cells = tuple(
        Cell(row, column, height, width, Passage(text, locate(number, row, column)))
        for row, column, height, width, text in sorted(placed)
    )
    return Table(number, len(rows), columns, min(header_rows, len(rows)), cells)


def count_header_rows(cells: Sequence[Cell]) -> int:
    """The heading rows of a table that says nothing of them.

    They are more than one where the top row spans columns over a second row of headings: as deep
    as its deepest cell.
    """
    top = [cell for cell in cells if cell.row == 0]
    if len(top) < 2 or all(cell.column_span == 1 for cell in top):
        return 1
    return max(cell.row_span for cell in top)


def _span(
    draft: DraftCell, row: int, rows: int, column: int, covered: dict[tuple[int, int], bool]
) -> tuple[int, int]:
    """The spans of a cell, kept within the table and off cells that are there already."""
    height = rows - row if draft.row_span == 0 else min(draft.row_span, rows - row)
    width = 1
    while width < min(draft.column_span, _MOST) and (row, column + width) not in covered:
        width += 1
    return max(height, 1), width
