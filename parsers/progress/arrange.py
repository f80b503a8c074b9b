"""A table as it is to be read: its headings on top, and one table for each set of headings.

Readers count heading rows by rules and shades, which differ from format to format. What the cells
say decides here: titles above the headings are taken off, stacked headings are followed down, a
second set of headings further down begins another table, and a table whose headings stand in its
first column is turned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from msgspec.structs import replace

from parsers.document import Cell, Passage, Table
from parsers.notation.values import parse_value
from parsers.progress.heading_words import is_heading, is_known, take_apart
from parsers.progress.layout import Layout

_FEWEST = 2
_DEEPEST = 6
_SHARE = 0.75
_FIGURE = regex.compile(
    r"\s*[△▲\-]?\s*[0-9０-９,，]*[.．][0-9０-９]+\s*|\s*[△▲\-]?\s*[0-9０-９]{1,3}(?:,[0-9]{3})*\s*[%％]?\s*"
)
"""What no row of headings holds: a look at it spares the reading of long tables."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a table with headings of its own.

    Attributes:
        table: The part, its rows counted from 0 again; locators stay those of the whole.
        lead: The titles above its headings.
    """

    table: Table
    lead: tuple[Passage, ...] = ()


def arrange(table: Table, layout: Layout) -> tuple[Part, ...]:
    """The parts of a table from top to bottom, each with its headings counted."""
    if not table.rows or not table.columns:
        return (Part(table),)
    rows = _rows_of(table)
    starts = [0, *_further_headings(table, rows, layout)]
    ends = [*starts[1:], table.rows]
    return tuple(_part(table, start, end, layout) for start, end in zip(starts, ends, strict=True))


def turn(table: Table, layout: Layout) -> Table:
    """The table with rows for columns, its headings counted anew."""
    cells = tuple(
        replace(
            cell,
            row=cell.column,
            column=cell.row,
            row_span=cell.column_span,
            column_span=cell.row_span,
        )
        for cell in table.cells
    )
    turned = replace(
        table,
        rows=table.columns,
        columns=table.rows,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        header_rows=1,
    )
    return replace(turned, header_rows=_count_headings(turned, 0, 1, layout))


def _part(table: Table, start: int, end: int, layout: Layout) -> Part:
    given = table.header_rows if start == 0 else 1
    top = _skip_titles(table, start, layout)
    given = max(given - (top - start), 1) if top > start else given
    lead = tuple(
        cell.passage for cell in table.cells if start <= cell.row < top and cell.text.strip()
    )
    part = table if (top, end) == (0, table.rows) else _cut(table, top, end)
    return Part(replace(part, header_rows=_count_headings(part, 0, given, layout)), lead)


def _cut(table: Table, top: int, end: int) -> Table:
    cells = tuple(
        replace(cell, row=cell.row - top) for cell in table.cells if top <= cell.row < end
    )
    return replace(table, rows=end - top, cells=cells)


def _rows_of(table: Table) -> list[list[Cell]]:
    """The printed cells that begin in each row."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        if cell.text.strip():
            rows[cell.row].append(cell)
    return rows


def _skip_titles(table: Table, start: int, layout: Layout) -> int:
    """The first row below titles: rows with one text, over a row of headings."""
    rows = _rows_of(table)
    top = start
    while top < min(start + _DEEPEST, table.rows - 1) and len(rows[top]) == 1:
        (only,) = rows[top]
        if only.row_span > 1 or (only.column_span < table.columns and only.column > 0):
            break
        top += 1
    if top == start or top >= table.rows:
        return start
    return top if _heads(rows[top], layout, share=0.5) else start


def _count_headings(table: Table, top: int, given: int, layout: Layout) -> int:
    """How many rows head the columns: as deep as heading cells reach, and as headings stack."""
    rows = _rows_of(table)
    if given == 0:
        return 1 if rows[top] and _heads(rows[top], layout, share=_SHARE) else 0
    heads = min(given, table.rows)
    while heads > 1 and _holds_values(rows[heads - 1], layout):
        heads -= 1
    while heads < min(table.rows - 1, _DEEPEST):
        deepest = max((c.row + c.row_span for c in table.cells if c.row < heads), default=heads)
        if heads < deepest < table.rows:
            heads = deepest
        elif _stacks(table, rows, heads, layout):
            heads += 1
        else:
            break
    return heads


def _stacks(table: Table, rows: list[list[Cell]], row: int, layout: Layout) -> bool:
    """Whether a row goes on with the headings above: years or words under wide or blank ones."""
    cells = rows[row]
    if len(cells) < _FEWEST or not all(is_heading(cell.text, layout) for cell in cells):
        return False
    above = {
        column: cell
        for cell in table.cells
        if cell.row < row
        for column in range(cell.column, cell.column + cell.column_span)
    }
    return all(
        (over := above.get(cell.column)) is None or over.column_span > 1 or not over.text.strip()
        for cell in cells
    )


def _further_headings(table: Table, rows: list[list[Cell]], layout: Layout) -> Iterator[int]:
    """The rows at which another set of headings begins."""
    first = {cell.text for row in rows[: max(table.header_rows, 1)] for cell in row}
    crossed = {row for cell in table.cells for row in range(cell.row + 1, cell.row + cell.row_span)}
    for row in range(max(table.header_rows, 1), table.rows):
        cells = rows[row]
        if len(cells) <= _FEWEST or row in crossed:
            continue
        again = {cell.text for cell in cells} <= first
        if again or _heads(cells, layout, share=_SHARE):
            yield row


def _heads(cells: Sequence[Cell], layout: Layout, share: float) -> bool:
    """Whether most texts of a row are headings, some of them known words, and none is a value."""
    if len(cells) < _FEWEST or any(_FIGURE.fullmatch(cell.text) for cell in cells):
        return False
    headings = 0
    for done, cell in enumerate(cells, start=1):
        headings += is_heading(cell.text, layout)
        if done - headings > (1 - share) * len(cells):
            return False
    known = sum(is_known(take_apart(cell.text, None), layout) for cell in cells)
    return known >= _FEWEST and not _holds_values(cells, layout)


def _holds_values(cells: Sequence[Cell], layout: Layout) -> bool:
    return any(_is_value(cell.text) for cell in cells if not is_heading(cell.text, layout))


def _is_value(text: str) -> bool:
    parsed = parse_value(text)
    return parsed is not None and parsed.value.status == "number"
