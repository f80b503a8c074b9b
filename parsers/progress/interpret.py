"""A document's meaning: headings to roles, rows to records, and the rest to residue."""

from dataclasses import dataclass, field
from datetime import date

from parsers.document import Document, Passage, Table
from parsers.findings import Finding
from parsers.progress.cells import CellRecords
from parsers.progress.columns import speaks_of_fiscal_years
from parsers.progress.edition import Heading, read_heading
from parsers.progress.layout import Layout, read_layout
from parsers.progress.placement import Placement, count_unplaced
from parsers.progress.records import Interpretation, Project, Residue
from parsers.progress.rows import TableReader
from parsers.progress.sections import read_labelled, read_section


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
    if heading.passage is not None:
        story.placement.place(heading.passage)
    story.read_blocks(document)
    residue = story.gather_residue(document)
    return story.tell(document, heading, residue)


@dataclass(slots=True)
class _Story:
    """What was understood so far."""

    edition: date | None
    layout: Layout
    fiscal: bool = False
    placement: Placement = field(default_factory=Placement)
    records: list[CellRecords] = field(default_factory=list)
    headings: dict[tuple[int, int], str] = field(default_factory=dict)
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read_blocks(self, document: Document) -> None:
        """Tables in order; a section heading before a table is the row heading of all its rows."""
        self.fiscal = speaks_of_fiscal_years(document.tables)
        section: Project | None = None
        before: Passage | None = None
        for block in document.blocks:
            if isinstance(block, Passage):
                pair = [before, block] if before else []
                section = read_labelled(pair, self.layout) or read_section(block) or section
                before = block
            elif not self._read_table(block, section):
                cells = [cell.passage for cell in block.cells]
                section = read_labelled(cells, self.layout) or section

    def _read_table(self, table: Table, section: Project | None) -> bool:
        """Read the rows of a table; whether it holds anything that we look for."""
        reader = TableReader(table, self.layout, self.edition, section, fiscal=self.fiscal)
        for column in reader.columns:
            self.headings[table.number, column.index] = column.heading
            self.reasons[table.number, column.index] = reader.reason_of(column)
        self.findings += reader.findings()
        for passage in reader.header():
            self.placement.place(passage)
        if reader.is_progress and section is not None:
            self._keep_section(section)
        for records in reader.read():
            self._keep(records)
        return reader.is_progress

    def _keep_section(self, section: Project) -> None:
        """A section heads all tables below it, and is a row heading once."""
        if all(records.project is not section for records in self.records):
            self._keep(CellRecords((section.passage,), project=section))

    def _keep(self, records: CellRecords) -> None:
        self.records.append(records)
        self.findings += records.findings
        for passage in records.placed:
            self.placement.place(passage)

    def gather_residue(self, document: Document) -> tuple[Residue, ...]:
        """Everything that is in no record, with the reason why."""
        rest: list[Residue] = []
        for block in document.blocks:
            if isinstance(block, Passage):
                rest += [Residue(p, "outside_tables") for p in self.placement.rest(block)]
                continue
            for cell in block.cells:
                reason = self.reasons.get((block.number, cell.column), "no_indicator")
                rest += [Residue(p, reason) for p in self.placement.rest(cell.passage)]
        rest += [Residue(aside.passage, aside.reason) for aside in document.set_aside]
        return tuple(rest)

    def tell(
        self, document: Document, heading: Heading, residue: tuple[Residue, ...]
    ) -> Interpretation:
        return Interpretation(
            title=heading.title,
            as_of=heading.as_of,
            headings=self.headings,
            projects=tuple(r.project for r in self.records if r.project),
            measures=tuple(m for r in self.records for m in r.measures),
            indicators=tuple(i for r in self.records for i in r.indicators),
            activities=tuple(a for r in self.records for a in r.activities),
            events=tuple(e for r in self.records for e in r.events),
            counts=tuple(n for r in self.records for n in r.counts),
            residue=residue,
            findings=(*document.findings, *self.findings),
            characters_unplaced=count_unplaced(document),
        )
