"""A document's meaning: headings to roles, rows to records, and the rest to residue."""

from dataclasses import dataclass, field
from datetime import date

from parsers.document import Cell, Document, Table
from parsers.findings import Finding
from parsers.progress.cells import (
    CellRecords,
    read_activities_cell,
    read_progress_cell,
    read_project_cell,
)
from parsers.progress.edition import Heading, read_heading
from parsers.progress.layout import ACTIVITIES, PROGRESS, PROJECT, Layout, read_layout
from parsers.progress.placement import Placement, count_unplaced
from parsers.progress.records import Interpretation, Project, Residue
from parsers.progress.roles import Column, read_columns


def interpret(
    document: Document, edition: date | None = None, layout: Layout | None = None
) -> Interpretation:
    """Read the meaning of a progress document.

    Args:
        document: What a reader made of the bytes.
        edition: Last day the document reports on; where it is None, the document's own date.
        layout: Headings and their roles; `default` where it is None.
    """
    heading = read_heading(document)
    story = _Story(edition or heading.edition, layout or read_layout())
    story.read_title(heading)
    for table in document.tables:
        story.read_table(table)
    residue = story.gather_residue(document)
    return story.interpretation(document, heading, residue)


@dataclass(slots=True)
class _Story:
    """What was understood so far."""

    edition: date | None
    layout: Layout
    placement: Placement = field(default_factory=Placement)
    cells: list[CellRecords] = field(default_factory=list)
    headings: dict[tuple[int, int], str] = field(default_factory=dict)
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read_title(self, heading: Heading) -> None:
        if heading.passage is not None:
            self.placement.place(heading.passage)

    def read_table(self, table: Table) -> None:
        """Read the rows of a table, if any of its columns holds something we look for."""
        columns, findings = read_columns(table, self.layout)
        self.findings += findings
        roles = {column.role for column in columns}
        if not roles & {ACTIVITIES, PROGRESS}:
            self._leave(table, columns)
            return
        for column in columns:
            self.headings[table.number, column.index] = column.heading
            self.reasons[table.number, column.index] = (
                "unmapped_column" if column.role is None else "not_understood"
            )
        self._place_header(table)
        self._read_rows(table, columns)

    def _leave(self, table: Table, columns: tuple[Column, ...]) -> None:
        """A table without indicators stays what it is: cells."""
        for column in columns:
            self.headings[table.number, column.index] = column.heading
            self.reasons[table.number, column.index] = "no_indicator"

    def _place_header(self, table: Table) -> None:
        for cell in table.cells:
            if cell.row < table.header_rows:
                self.placement.place(cell.passage)

    def _read_rows(self, table: Table, columns: tuple[Column, ...]) -> None:
        """Row by row; a row heading holds for all rows below it until the next one."""
        grid = table.grid()
        project: Project | None = None
        for row in range(table.header_rows, table.rows):
            for column in columns:
                cell = grid.get((row, column.index))
                if cell is None or (cell.row, cell.column) != (row, column.index):
                    continue
                records = self._read_cell(cell, column, project)
                if records is None:
                    continue
                project = records.project or project
                self._keep(records)

    def _read_cell(self, cell: Cell, column: Column, project: Project | None) -> CellRecords | None:
        if not cell.text.strip():
            return None
        if column.role == PROJECT:
            return read_project_cell(cell.passage)
        if column.role == ACTIVITIES:
            return read_activities_cell(cell.passage, project, self.edition)
        if column.role == PROGRESS:
            return read_progress_cell(cell.passage, project, self.edition)
        return None

    def _keep(self, records: CellRecords) -> None:
        self.cells.append(records)
        self.findings += records.findings
        for passage in records.placed:
            self.placement.place(passage)

    def gather_residue(self, document: Document) -> tuple[Residue, ...]:
        """Everything that is in no record, with the reason why."""
        rest: list[Residue] = []
        for block in document.blocks:
            if isinstance(block, Table):
                rest += [residue for cell in block.cells for residue in self._rest_of(block, cell)]
            else:
                rest += [Residue(p, "outside_tables") for p in self.placement.rest(block)]
        rest += [Residue(aside.passage, aside.reason) for aside in document.set_aside]
        return tuple(rest)

    def _rest_of(self, table: Table, cell: Cell) -> list[Residue]:
        reason = self.reasons.get((table.number, cell.column), "no_indicator")
        return [Residue(passage, reason) for passage in self.placement.rest(cell.passage)]

    def interpretation(
        self, document: Document, heading: Heading, residue: tuple[Residue, ...]
    ) -> Interpretation:
        return Interpretation(
            title=heading.title,
            as_of=heading.as_of,
            headings=self.headings,
            projects=tuple(c.project for c in self.cells if c.project),
            measures=tuple(m for c in self.cells for m in c.measures),
            indicators=tuple(i for c in self.cells for i in c.indicators),
            activities=tuple(a for c in self.cells for a in c.activities),
            events=tuple(e for c in self.cells for e in c.events),
            counts=tuple(n for c in self.cells for n in c.counts),
            residue=residue,
            findings=(*document.findings, *self.findings),
            characters_unplaced=count_unplaced(document),
        )
