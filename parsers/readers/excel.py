"""Workbooks (.xlsx) to a `Document`: each sheet's tables as a person sees them."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from parsers.document import Cell, Document, Locator, Passage, Table, count_characters
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.grid import count_header_rows
from parsers.readers.shown import show_value

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_Place = tuple[int, int]


def read_workbook(content: bytes) -> Document:
    """Read a workbook; the text of a cell is what its number format shows.

    Raises:
        UnreadableDocumentError: The archive is broken or holds no workbook.
    """
    try:
        workbook = load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        reason = {"reason": str(error)}
        raise UnreadableDocumentError(Finding("R012", "Excel", reason)) from error
    blocks: list[Table | Passage] = []
    texts: list[str] = []
    for sheet in workbook.worksheets:
        shown = _shown_cells(sheet)
        texts += shown.values()
        tables = sum(isinstance(block, Table) for block in blocks)
        blocks += _read_sheet(sheet, shown, tables)
    return Document(
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        blocks=tuple(blocks),
        characters=count_characters(texts),
        page_count=len(workbook.worksheets),
        properties={"title": workbook.properties.title or ""},
    )


def _shown_cells(sheet: "Worksheet") -> dict[_Place, str]:
    shown: dict[_Place, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                text = show_value(cell.value, cell.number_format)
                if text.strip():
                    shown[cell.row, cell.column] = text.replace("\r\n", "\n").strip()
    return shown


def _read_sheet(
    sheet: "Worksheet", shown: Mapping[_Place, str], tables: int
) -> Iterator[Table | Passage]:
    """Blocks of rows without a blank row between; one column alone is text, not a table."""
    spans = {
        (merged.min_row, merged.min_col): (
            merged.max_row - merged.min_row + 1,
            merged.max_col - merged.min_col + 1,
        )
        for merged in sheet.merged_cells.ranges
    }
    for rows in _runs(shown, spans):
        places = [place for place in shown if place[0] in rows]
        columns = {column for _, column in places}
        if len(rows) == 1 or len(columns) == 1:
            for place in sorted(places):
                yield Passage(shown[place], _locator(sheet.title, place))
        else:
            tables += 1
            yield _build(sheet.title, tables, rows, shown, spans)


def _runs(shown: Mapping[_Place, str], spans: Mapping[_Place, tuple[int, int]]) -> Iterator[range]:
    """Runs of rows that hold text."""
    filled = {row + i for row, column in shown for i in range(spans.get((row, column), (1, 1))[0])}
    start = previous = 0
    for row in sorted(filled):
        if row != previous + 1 and start:
            yield range(start, previous + 1)
        if row != previous + 1 or not start:
            start = row
        previous = row
    if start:
        yield range(start, previous + 1)


def _build(
    sheet: str,
    number: int,
    rows: range,
    shown: Mapping[_Place, str],
    spans: Mapping[_Place, tuple[int, int]],
) -> Table:
    columns = [c for r, c in shown if r in rows]
    left, right = min(columns), max(columns)
    covered: set[_Place] = set()
    cells: list[Cell] = []
    for row in rows:
        for column in range(left, right + 1):
            if (row, column) in covered:
                continue
            height, width = spans.get((row, column), (1, 1))
            height, width = min(height, rows.stop - row), min(width, right + 1 - column)
            covered |= {(row + i, column + j) for i in range(height) for j in range(width)}
            place = _locator(sheet, (row, column), number, row - rows.start, column - left)
            passage = Passage(shown.get((row, column), ""), place)
            cells.append(Cell(row - rows.start, column - left, height, width, passage))
    header_rows = count_header_rows(cells)
    return Table(number, len(rows), right + 1 - left, header_rows, tuple(cells), sheet=sheet)


def _locator(
    sheet: str, place: _Place, table: int | None = None, row: int = -1, column: int = -1
) -> Locator:
    address = f"{get_column_letter(place[1])}{place[0]}"
    if table is None:
        return Locator(sheet=sheet, address=address)
    return Locator(sheet=sheet, address=address, table=table, row=row + 1, column=column + 1)
