"""A table while it is assembled: cells with their lines, before lines become text."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from msgspec import Struct, structs

from parsers.document import Box, Cell, Locator, Passage, Table
from parsers.findings import Finding
from parsers.tables.directions import BACK, DOWN
from parsers.tables.grid import Grid
from parsers.tables.lines import Line
from parsers.tables.wrap import join_lines


class DraftCell(Struct, frozen=True, eq=False, gc=False):
    """A cell: its place in the grid, its frame, and its lines with the room each of them had."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...] = ()
    limits: tuple[float, ...] = ()

    @property
    def key(self) -> str:
        """Its text without white space, to compare cells."""
        return "".join("".join(line.text.split()) for line in self.lines)

    def append(self, other: "DraftCell") -> "DraftCell":
        """The cell with the lines of its continuation behind its own."""
        return structs.replace(
            self, lines=self.lines + other.lines, limits=self.limits + other.limits
        )


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table on one page, or on several once its continuations are appended.

    Attributes:
        rows: Number of rows.
        xs: Positions of the columns' sides.
        cells: In order of row and column.
        boxes: Its frame on each page.
        header_rows: Number of rows that head the columns, once known from a repetition.
        ruled: False where the columns were told by white space.
        cut_top: False where a rule opens the first row.
        cut_bottom: False where a rule closes the last row.
        settled: Finished cells, too far above to matter for how the table goes on.
        findings: What was doubtful in putting it together.
    """

    rows: int
    xs: tuple[float, ...]
    cells: tuple[DraftCell, ...]
    boxes: tuple[Box, ...]
    header_rows: int = 0
    ruled: bool = True
    cut_top: bool = False
    cut_bottom: bool = False
    findings: tuple[Finding, ...] = ()
    settled: tuple[Cell, ...] = ()

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def row(self, number: int) -> list[DraftCell]:
        """The cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]

    def covering(self, number: int) -> list[DraftCell]:
        """The cells that cover places of a row."""
        return [c for c in self.cells if c.row <= number < c.row + c.row_span]


def draft_table(grid: Grid, lines: dict[int, list[Line]], first: int, page: int) -> DraftTable:
    """A grid with the lines of its cells; its first cell is region number `first`."""
    cells = []
    for number, (span, frame) in enumerate(zip(grid.spans, grid.boxes(), strict=True), first):
        box = Box(page, *frame)
        place = span.row, span.column, span.row_span, span.column_span
        if number in lines:
            own = tuple(lines[number])
            cells.append(DraftCell(*place, box, own, (measure_limit(own, box),) * len(own)))
        else:
            cells.append(DraftCell(*place, box))
    x0, top, x1, bottom = grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]
    return DraftTable(
        rows=len(grid.ys) - 1,
        xs=tuple(grid.xs.tolist()),
        cells=tuple(cells),
        boxes=(Box(page, float(x0), float(top), float(x1), float(bottom)),),
        ruled=grid.ruled,
        cut_top=not grid.ruled_top,
        cut_bottom=not grid.ruled_bottom,
        findings=() if grid.ruled else (Finding("T102", "", {"page": str(page)}),),
    )


def measure_limit(lines: tuple[Line, ...], box: Box) -> float:
    """Where along the lines the room for text ends: the padding on both sides is the same."""
    near, far = turn_extent(box, lines[0].angle)
    start, end = lines[0].start, lines[0].end
    if len(lines) > 1:
        start, end = min([line.start for line in lines]), max([line.end for line in lines])
    limit = far - (start - near) if start > near else far
    return max(end, limit)


def turn_extent(box: Box, angle: int) -> tuple[float, float]:
    """Where a box begins and ends along lines that are read in this direction."""
    if angle == 0:
        return box.x0, box.x1
    if angle == BACK:
        return -box.x1, -box.x0
    return (box.top, box.bottom) if angle == DOWN else (-box.bottom, -box.top)


def finish_table(draft: DraftTable, number: int) -> Table:
    """The table with the text of its cells."""
    cells = (*draft.settled, *(finish_cell(cell, number) for cell in draft.cells))
    return Table(
        number=number,
        rows=draft.rows,
        columns=draft.columns,
        header_rows=min(draft.rows, draft.header_rows or count_header_rows(draft)),
        cells=tuple(sorted(cells, key=attrgetter("row", "column"))),
        boxes=draft.boxes,
    )


def finish_cell(cell: DraftCell, table: int) -> Cell:
    """The cell with its text."""
    text, places = join_lines(cell.lines, cell.limits)
    locator = Locator(cell.box.page, table, cell.row + 1, cell.column + 1)
    passage = Passage(text, locator, places)
    return Cell(cell.row, cell.column, cell.row_span, cell.column_span, passage, cell.box)


def locate_findings(draft: DraftTable, number: int) -> Iterator[Finding]:
    """The findings of a table, once its number is known."""
    for finding in draft.findings:
        yield structs.replace(
            finding, locator=Locator(page=int(finding.details["page"]), table=number)
        )


def count_header_rows(draft: DraftTable) -> int:
    """Rows that head the columns of a table whose header is not repeated.

    One row, or as many as its tallest cell covers, or two where a cell over several columns has
    the headings of those columns below it. A title over all columns counts on top.
    """
    row = 0
    while row < draft.rows - 1 and any(c.column_span == draft.columns for c in draft.row(row)):
        row += 1
    if draft.columns == 1 or row >= draft.rows - 1:
        return 1
    heads = draft.row(row)
    tallest = max(cell.row_span for cell in heads)
    if tallest == 1 and any(cell.column_span > 1 for cell in heads):
        tallest = 2
    return row + tallest
