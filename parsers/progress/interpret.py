"""A document's meaning: headings to roles, rows to records, and the rest to residue."""

from dataclasses import dataclass, field, replace
from datetime import date

from parsers.document import Document, Locator, Passage, Table
from parsers.findings import Finding
from parsers.progress.arrange import Part, arrange, turn
from parsers.progress.cells import CellRecords
from parsers.progress.columns import INDICATOR, UNIT, Years
from parsers.progress.dated_notes import find_named_periods, with_named_period
from parsers.progress.edition import Heading, read_heading, speaks_of_fiscal_years
from parsers.progress.heading_words import known_unit
from parsers.progress.layout import Layout, read_layout
from parsers.progress.notes import find_notes, with_notes
from parsers.progress.paragraphs import find_unit_note, read_indicators_in
from parsers.progress.placement import Placement, count_unplaced
from parsers.progress.publisher import find_publisher
from parsers.progress.records import Decisions, Interpretation, Project, Residue
from parsers.progress.rows import TableReader
from parsers.progress.sections import read_labelled, read_section_below

_LEAST = 2
_MOST = 80
"""A table with more rows has no headings in its first column: nobody could read it."""


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
    fiscal = speaks_of_fiscal_years(document.tables)
    years = Years(edition or heading.edition, fiscal, heading.hint)
    story = _Story(years, layout or read_layout())
    if heading.passage is not None:
        story.placement.place(heading.passage)
    story.read_blocks(document)
    story.attach_notes(document)
    residue = story.gather_residue(document)
    return story.tell(document, heading, residue)


@dataclass(slots=True)
class _Story:
    """What was understood so far."""

    years: Years
    layout: Layout
    unit: str = ""
    next_unit: str = ""
    caption: Project | None = None
    placement: Placement = field(default_factory=Placement)
    records: list[CellRecords] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    block: int = 0
    headings: dict[tuple[int, int], str] = field(default_factory=dict)
    reasons: dict[Locator, str] = field(default_factory=dict)
    decisions: list[Decisions] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read_blocks(self, document: Document) -> None:
        """Blocks in order; a section heading before a table is the row heading of all its rows."""
        section: Project | None = None
        before: Passage | None = None
        for self.block, block in enumerate(document.blocks):
            if isinstance(block, Table):
                self.next_unit = ""
                section = self._read_table(block, section)
                self.unit = self.next_unit
                continue
            section = self._read_passage(block, before, section)
            before = block

    def _read_passage(
        self, passage: Passage, before: Passage | None, section: Project | None
    ) -> Project | None:
        """A paragraph: the unit of the table below, indicators, or the heading of what follows."""
        unit, note = find_unit_note(passage)
        if note is not None:
            self.unit = unit
            self.placement.place(note)
            passage = passage.slice(0, note.start - passage.start).strip()
        if not passage.text:
            return section
        items = read_indicators_in(passage, section, self.years.edition)
        if items is not None:
            self._keep(items)
            return section
        pair = [before, passage] if before else []
        return read_labelled(pair, self.layout) or read_section_below(passage) or section

    def _read_table(self, table: Table, section: Project | None) -> Project | None:
        """Read the parts of a table; gives the section that holds for what follows."""
        for part in arrange(table, self.layout):
            for passage in part.lead:
                section = self._read_passage(passage, None, section)
            if not self._read_part(part, section):
                section = self._read_form(part.table, section)
        return section

    def _read_form(self, table: Table, section: Project | None) -> Project | None:
        """A table without rows of values may name what the next one is about."""
        cells = [cell.passage for cell in table.cells]
        named = read_labelled(cells, self.layout, INDICATOR)
        if named is not None:
            unit = read_labelled(cells, self.layout, UNIT)
            self.caption, self.next_unit = named, known_unit(unit.name) if unit else ""
        return read_labelled(cells, self.layout) or section

    def _read_part(self, part: Part, section: Project | None) -> bool:
        """Read the rows of a part of a table; whether it holds anything that we look for."""
        reader, turned = self._reader(part.table, section)
        self.decisions.append(Decisions(reader.table, reader.columns, turned=turned))
        for column in reader.columns:
            if not turned:
                self.headings.setdefault((part.table.number, column.index), column.heading)
        for cell in reader.table.cells:
            self.reasons[cell.passage.locator] = reader.reason_of(reader.columns[cell.column])
        self.findings += reader.findings()
        for passage in reader.header():
            self.placement.place(passage)
        if reader.is_progress and section is not None:
            self._keep_section(section)
        told = list(reader.read())
        for records in told:
            self._keep(records)
        return reader.is_columnar or any(r.indicators or r.activities for r in told)

    def _reader(self, table: Table, section: Project | None) -> tuple[TableReader, bool]:
        """The reader of a table; of the turned table where only that has columns of values."""
        reader = self._reader_of(table, section)
        if reader.is_columnar or table.columns < _LEAST or not _LEAST <= table.rows <= _MOST:
            return reader, False
        turned = self._reader_of(turn(table, self.layout), section)
        return (turned, True) if turned.is_turned_progress else (reader, False)

    def _reader_of(self, table: Table, section: Project | None) -> TableReader:
        return TableReader(table, self.layout, self.years, section, self.unit, self.caption)

    def _keep_section(self, section: Project) -> None:
        """A section heads all tables below it, and is a row heading once."""
        if all(records.project is not section for records in self.records):
            self._keep(CellRecords((section.passage,), project=section))

    def _keep(self, records: CellRecords) -> None:
        self.records.append(records)
        self.blocks.append(self.block)
        self.findings += records.findings
        for passage in records.placed:
            self.placement.place(passage)

    def attach_notes(self, document: Document) -> None:
        """Give each indicator the notes that its marks lead to, and the period a note gives it."""
        notes = find_notes(document)
        named = find_named_periods(document, self.years.edition)
        for i, records in enumerate(self.records):
            told, used = with_notes(records, notes, self.blocks[i])
            rows = tuple(with_named_period(row, named) for row in told.indicators)
            for row, before in zip(rows, told.indicators, strict=True):
                self.findings += row.findings[len(before.findings) :]
            self.records[i] = replace(told, indicators=rows)
            for passage in used:
                self.placement.place(passage)

    def gather_residue(self, document: Document) -> tuple[Residue, ...]:
        """Everything that is in no record, with the reason why."""
        rest: list[Residue] = []
        for block in document.blocks:
            if isinstance(block, Passage):
                rest += [Residue(p, "outside_tables") for p in self.placement.rest(block)]
                continue
            for cell in block.cells:
                reason = self.reasons.get(cell.passage.locator, "no_indicator")
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
            decisions=tuple(self.decisions),
            findings=(*document.findings, *self.findings),
            characters_unplaced=count_unplaced(document),
            publisher=find_publisher(document),
        )
