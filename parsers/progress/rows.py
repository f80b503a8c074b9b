"""The rows of one table into records.

A row heading holds for all rows below it until the next one. A band (one cell over all columns) is
a row heading of a higher level. Cells hold either whole items (activities, indicators with their
values) or, in a columnar table, one value each.
"""

from collections.abc import Iterator
from functools import cached_property

import msgspec

from parsers.document import Cell, Passage, Table
from parsers.findings import Finding
from parsers.progress.cells import (
    CellRecords,
    read_activities_cell,
    read_progress_cell,
    read_project_cell,
)
from parsers.progress.columnar import Context, read_indicator_rows
from parsers.progress.columns import (
    ACTIVITIES,
    CATEGORY,
    INDICATOR,
    MEASURE,
    NAME_PART,
    PROGRESS,
    PROJECT,
    TIME,
    VALUE,
    Column,
    Years,
)
from parsers.progress.contents import read_columns
from parsers.progress.labels import is_total, sub_row_name
from parsers.progress.layout import Layout
from parsers.progress.records import IndicatorRow, Project

_CORE = frozenset({"actual", "target", "baseline", ""})
_UNDERSTOOD = frozenset({"rating", "department", "remark", "number", "category"})


class TableReader:
    """Reads one table; see the module's text for how."""

    def __init__(
        self,
        table: Table,
        layout: Layout,
        years: Years,
        section: Project | None,
        unit: str = "",
        caption: Project | None = None,
    ) -> None:
        self.table = table
        self.columns = read_columns(table, layout, years)
        self._parent: IndicatorRow | None = None
        self._layout = layout
        self._edition = years.edition
        self._section = section
        self._grid = table.grid()
        self._roles = {column.role for column in self.columns}
        caption = caption or section if self._names_rows_by_measure else None
        self._context = Context(self.columns, layout, years.edition, years.fiscal, unit, caption)

    @cached_property
    def is_columnar(self) -> bool:
        """Whether each value has a cell of its own."""
        measured = {column.measure for column in self.columns if column.role == VALUE}
        named = INDICATOR in self._roles or self._context.caption is not None
        told = any(c.role == VALUE and c.reason != "period" and c.measure for c in self.columns)
        return named and bool(measured & _CORE) and (told or self._has_measures)

    @property
    def is_turned_progress(self) -> bool:
        """Whether a turned table is one of progress: it says by words what two columns measure."""
        worded = [c for c in self.columns if c.role == VALUE and c.reason in ("word", "ending")]
        return self.is_columnar and (len(worded) > 1 or self._has_measures)

    @property
    def _names_rows_by_measure(self) -> bool:
        """Whether the rows are 目標, 実績 … of one thing that only the caption names."""
        told = [c for c in self.columns if c.role == MEASURE and c.reason == "contents"]
        return bool(told) and INDICATOR not in self._roles

    @property
    def is_progress(self) -> bool:
        """Whether the table holds anything that we look for."""
        return self.is_columnar or bool(self._roles & {ACTIVITIES, PROGRESS})

    def reason_of(self, column: Column) -> str:
        """Why text of this column may be left over."""
        if not self.is_progress:
            return "no_indicator"
        if column.role is None:
            return "unmapped_column"
        return column.role if column.role in _UNDERSTOOD else "not_understood"

    def findings(self) -> Iterator[Finding]:
        """What is doubtful about the columns."""
        if not self.is_progress:
            return
        for column in self.columns:
            inferred = column.period.findings if column.period and column.role == VALUE else ()
            unknown = column.role is None and self._has_text(column)
            for finding in (*column.findings, *inferred, *([_unknown(column)] if unknown else ())):
                yield self._placed(finding, column)

    def header(self) -> Iterator[Passage]:
        """The texts of the heading rows, if the table was understood."""
        if self.is_progress:
            for cell in self.table.cells:
                if cell.row < self.table.header_rows:
                    yield cell.passage

    def read(self) -> Iterator[CellRecords]:
        """The records of each row."""
        if not self.is_progress:
            return
        project = self._section
        row = self.table.header_rows
        while row < self.table.rows:
            rows = self._rows_of_one(row)
            for records in self._read_rows(rows, project):
                project = records.project or project
                yield records
            row = rows[-1] + 1

    def _rows_of_one(self, row: int) -> list[int]:
        """The rows that share the indicator's cell; in other tables the row itself."""
        if self.is_columnar and self._context.caption is not None:
            return list(range(row, self.table.rows))
        name = self._name
        cell = self._grid.get((row, name.index)) if name and self.is_columnar else None
        if name is None or cell is None:
            return [row]
        last = self._last_of(cell, row)
        while last < self.table.rows and self._goes_on(last, name.index):
            last += 1
        return list(range(row, max(last, row + 1)))

    @property
    def _name(self) -> Column | None:
        return next((c for c in self.columns if c.role == INDICATOR), None)

    def _last_of(self, cell: Cell, row: int) -> int:
        """The row after the last one of an indicator: cells that narrow its name part its rows."""
        last = cell.row + cell.row_span
        for column in self.columns:
            part = self._grid.get((row, column.index)) if column.role == NAME_PART else None
            if part is not None and part is not cell:
                last = min(last, part.row + part.row_span)
        return last

    def _goes_on(self, row: int, name: int) -> bool:
        """Whether a row without an indicator's name belongs to the row above it."""
        cell = self._grid.get((row, name))
        if cell is None or self._is_band(row):
            return False
        if self._says_times:
            above = self._grid.get((row - 1, name))
            again = above is not None and above.text.strip() == cell.text.strip()
            return again or not cell.text.strip()
        return self._has_measures and not cell.text.strip()

    @property
    def _says_times(self) -> bool:
        """Whether each row says its own year: rows of one name are one indicator."""
        return any(column.role == TIME and not column.measure for column in self.columns)

    @property
    def _has_measures(self) -> bool:
        return MEASURE in self._roles

    def _is_band(self, row: int) -> bool:
        cell = self._grid.get((row, 0))
        return cell is not None and cell.column_span == self.table.columns > 1

    def _read_rows(self, rows: list[int], project: Project | None) -> Iterator[CellRecords]:
        first = rows[0]
        if self._is_band(first):
            band = self._grid[first, 0]
            if band.text.strip() and band.row == first:
                yield read_project_cell(band.passage)
            return
        for records in self._read_headings(rows):
            project = records.project or project
            yield records
        if self.is_columnar:
            yield from self._read_indicator(rows, project)
        else:
            yield from self._read_items(first, project)

    def _read_headings(self, rows: list[int]) -> Iterator[CellRecords]:
        for row in rows:
            for column, cell in self._cells(row):
                if column.role == PROJECT or (column.role == CATEGORY and not self._section):
                    yield read_project_cell(cell.passage)

    def _read_items(self, row: int, project: Project | None) -> Iterator[CellRecords]:
        for column, cell in self._cells(row):
            if column.role == ACTIVITIES:
                yield read_activities_cell(cell.passage, project, self._edition)
            elif column.role == PROGRESS:
                yield read_progress_cell(cell.passage, project, self._edition)

    def _read_indicator(self, rows: list[int], project: Project | None) -> Iterator[CellRecords]:
        name = self._name
        label = self._grid.get((rows[0], name.index)) if name else None
        if name is not None and (label is None or is_total(label.text, self._layout)):
            return
        for facet in self._context.facets:
            context = self._context.of(facet) if facet else self._context
            read = read_indicator_rows(self._grid, context, rows, project, self._parent)
            if read.indicator is None:
                continue
            if label and not sub_row_name(label.text):
                self._parent = read.indicator
            yield CellRecords(read.placed, read.indicator.findings, indicators=(read.indicator,))
        for column, cell in self._cells(rows[0]):
            if column.role == ACTIVITIES:
                yield read_activities_cell(cell.passage, project, self._edition)

    def _cells(self, row: int) -> Iterator[tuple[Column, Cell]]:
        """The printed cells that begin in a row, each with its column."""
        for column in self.columns:
            cell = self._grid.get((row, column.index))
            if cell and (cell.row, cell.column) == (row, column.index) and cell.text.strip():
                yield column, cell

    def _has_text(self, column: Column) -> bool:
        return any(cell.column == column.index and cell.text.strip() for cell in self.table.cells)

    def _placed(self, finding: Finding, column: Column) -> Finding:
        """The finding with the place of the column's heading."""
        cell = self._grid.get((0, column.index)) or self.table.cells[0]
        return msgspec.structs.replace(finding, locator=cell.passage.locator, box=cell.box)


def _unknown(column: Column) -> Finding:
    details = {"heading": column.heading, "column": str(column.index + 1)}
    return Finding("P101", column.heading, details)
