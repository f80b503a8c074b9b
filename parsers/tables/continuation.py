"""Tables over pages: what goes on from one page to the next becomes one table again."""

from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

import regex
from msgspec import structs

from parsers.document import Cell
from parsers.findings import Finding
from parsers.tables.draft import DraftCell, DraftTable, finish_cell
from parsers.tables.wrap import MARKER, has_open_bracket, has_room

SAME_COLUMNS = 6.0
"""Sides of columns on two pages that differ by less (points) are the same."""

SOFT = 0.4
"""Sides told by white space may differ by this part of the narrowest column."""

LONGEST_HEADER = 6

USUAL = 0.9
"""A column in which at least this part of the rows has text is not left empty by a new row."""

CIRCLED, NUMBERED = regex.compile(r"[①-⑳㉑-㉟❶-❿]"), regex.compile(r"[（(]?\d+[）).．]?")
DIGITS = regex.compile(r"\d+")

CONTINUED = regex.compile(
    r"[(（\[［〔【]\s*(?:前(?:ページ|頁)(?:から|より)の?)?(?:続き?|つづき|(?i:continued|cont(?:'|’)?d|cont)\.?)"
    r"\s*[)）\]］〕】]\s*$"
)
"""What a caption or a heading on the next page ends with."""

MANY, RECENT = 1000, 100
"""Of a table with so many cells, its last rows alone tell how it goes on."""


def same_columns(first: DraftTable, second: DraftTable) -> bool:
    """Whether two tables have the same columns, on pages that may be shifted a little."""
    if first.columns != second.columns:
        return False
    shift = second.xs[0] - first.xs[0] if first.ruled and second.ruled else 0.0
    slack = SAME_COLUMNS
    if not (first.ruled and second.ruled):
        if count_repeated_rows(first, second):
            return True
        slack = max(slack, SOFT * min(b - a for t in (first, second) for a, b in pairwise(t.xs)))
    pairs = zip(first.xs, second.xs, strict=True)
    return all(abs(b - a - shift) < slack for a, b in pairs)


def count_repeated_rows(first: DraftTable, second: DraftTable) -> int:
    """How many rows at the top of `second` repeat those at the top of `first`."""
    repeated = 0
    for row in range(min(first.rows, second.rows, LONGEST_HEADER)):
        if [_shape(c) for c in first.row(row)] != [_shape(c) for c in second.row(row)]:
            break
        if not any(cell.key for cell in second.row(row)):
            break
        repeated = row + 1
    while repeated and any(c.row + c.row_span > repeated for c in second.cells if c.row < repeated):
        repeated -= 1
    return repeated


def _shape(cell: DraftCell) -> tuple[int, int, int, str]:
    return cell.column, cell.column_span, cell.row_span, CONTINUED.sub("", cell.key)


def says_continued(text: str) -> bool:
    """Whether a line above a table says that it goes on with the one of the page before.

    >>> says_continued("表１　指標の一覧（続き）"), says_continued("手続き")
    (True, False)
    """
    return CONTINUED.search(text) is not None


def continue_table(
    first: DraftTable, second: DraftTable, number: int
) -> tuple[DraftTable, tuple[DraftCell, ...]]:
    """Table `number` with its continuation on the next page, and the header cells that it repeats."""
    header = count_repeated_rows(first, second)
    dropped = tuple(cell for cell in second.cells if cell.row < header)
    body = _drop_rows(second, header)
    whole = replace(
        first, boxes=first.boxes + second.boxes, header_rows=first.header_rows or header
    )
    if not body.rows:
        return whole, dropped
    if is_cut_row(whole, body, repeated=bool(header)):
        offset, code, joined = whole.rows - 1, "T101", _cut_cells(whole, body)
    else:
        offset, code, joined = whole.rows, "T103", _merged_cells(whole, body)
    page = str(body.boxes[0].page)
    heads = [head.key for head in joined.values() if head.key]
    found = (Finding(code, heads[0], {"page": page}),) if heads else ()
    whole = replace(whole, findings=whole.findings + found)
    whole = _append(whole, body, offset, joined)
    return _settle(whole, number) if len(whole.cells) > MANY else whole, dropped


def _drop_rows(table: DraftTable, count: int) -> DraftTable:
    cells = tuple(structs.replace(c, row=c.row - count) for c in table.cells if c.row >= count)
    return replace(table, rows=table.rows - count, cells=cells, cut_top=table.cut_top and not count)


def _append(
    first: DraftTable,
    second: DraftTable,
    offset: int,
    joined: dict[DraftCell, DraftCell],
) -> DraftTable:
    """Put the rows of `second` at `offset`; `joined` maps its cells to those they continue."""
    going_on = {id(head): tail for tail, head in joined.items()}
    cells = []
    for cell in first.cells:
        tail = going_on.get(id(cell))
        if tail is None:
            cells.append(cell)
        else:
            span = offset + tail.row + tail.row_span - cell.row
            cells.append(structs.replace(cell.append(tail), row_span=span))
    cells.extend(structs.replace(c, row=c.row + offset) for c in second.cells if c not in joined)
    return replace(
        first,
        rows=offset + second.rows,
        cells=tuple(sorted(cells, key=attrgetter("row", "column"))),
        cut_bottom=second.cut_bottom,
    )


def _settle(table: DraftTable, number: int) -> DraftTable:
    """The table with those cells finished that stand between its header and its last rows.

    Else every page of a table over hundreds of pages would look through all pages before it, and
    all their lines would be held until its end.
    """
    settled: list[Cell] = []
    kept: list[DraftCell] = []
    for cell in table.cells:
        if cell.row > LONGEST_HEADER and cell.row + cell.row_span < table.rows - RECENT:
            settled.append(finish_cell(cell, number))
        else:
            kept.append(cell)
    return replace(table, cells=tuple(kept), settled=(*table.settled, *settled))


def _cut_cells(first: DraftTable, second: DraftTable) -> dict[DraftCell, DraftCell]:
    """The cells of the cut row on the next page with the cells they continue."""
    heads = {(c.column, c.column_span): c for c in first.covering(first.rows - 1)}
    return {tail: heads[tail.column, tail.column_span] for tail in second.row(0)}


def _merged_cells(first: DraftTable, second: DraftTable) -> dict[DraftCell, DraftCell]:
    """The cells beside a new row that continue a merged cell of the page before."""
    heads = {(c.column, c.column_span): c for c in first.covering(first.rows - 1)}
    merged = merged_columns(first) | merged_columns(second)
    joined = {}
    leading = True
    for tail in second.row(0):
        head = heads.get((tail.column, tail.column_span))
        if head is None or tail.column not in merged or (tail.lines and not goes_on(head, tail)):
            leading = False
        elif leading or _fits_in(head, tail, first):
            joined[tail] = head
    return joined if len(joined) < len(second.row(0)) else {}


def _fits_in(head: DraftCell, tail: DraftCell, table: DraftTable) -> bool:
    """Whether the column has cells as tall as the two together."""
    tallest = max(c.row_span for c in table.cells if c.column == head.column)
    return head.row_span + tail.row_span <= tallest


def merged_columns(table: DraftTable) -> set[int]:
    """Columns in which some cell below the header covers several rows."""
    header = table.header_rows or 1
    return {c.column for c in table.cells if c.row_span > 1 and c.row >= header}


def is_cut_row(first: DraftTable, second: DraftTable, *, repeated: bool) -> bool:
    """Whether the first row of `second` is the rest of the last row of `first`."""
    heads = {(c.column, c.column_span): c for c in first.covering(first.rows - 1)}
    tails = second.row(0)
    if any((tail.column, tail.column_span) not in heads for tail in tails):
        return False
    if all(head.column_span == first.columns for head in heads.values()):
        return False
    if not repeated and first.rows == 1:
        return False
    merged = merged_columns(first) | merged_columns(second)
    empty = {tail.column for tail in tails if not tail.lines} - merged
    if empty and not empty.isdisjoint(usual_columns(first)):
        return True
    if first.cut_bottom and second.cut_top:
        return True
    pairs = [(heads[tail.column, tail.column_span], tail) for tail in tails]
    return any(goes_on(head, tail) for head, tail in pairs if tail.column not in merged) or any(
        breaks_series(first, tail) for tail in tails if tail.column not in merged
    )


def usual_columns(table: DraftTable) -> set[int]:
    """Columns that no row leaves empty, as far as the table tells."""
    header = table.header_rows or 1
    held: dict[int, list[bool]] = {}
    for cell in table.cells:
        if cell.row >= header and cell.column_span == 1:
            held.setdefault(cell.column, []).append(bool(cell.lines))
    return {column for column, full in held.items() if sum(full) >= USUAL * len(full)}


def goes_on(head: DraftCell, tail: DraftCell) -> bool:
    """Whether the text of `head` breaks off in a sentence that `tail` ends."""
    if not head.lines or not tail.lines:
        return False
    text = "".join(line.text for line in head.lines)
    if has_open_bracket(text):
        return True
    if MARKER.match(tail.lines[0].text) or not MARKER.match(text):
        return False
    return len(text) > 1 and not has_room(head.lines[-1], tail.lines[0], head.limits[-1])


def breaks_series(table: DraftTable, tail: DraftCell) -> bool:
    """Whether all cells of the column begin with one kind of mark and this one does not."""
    if not tail.lines:
        return False
    header = table.header_rows or 1
    texts = (
        c.lines[0].text
        for c in table.cells
        if c.column == tail.column and c.row >= header and c.lines and c.column_span == 1
    )
    kind = _kind(next(texts, ""))
    if not kind or _kind(tail.lines[0].text) == kind:
        return False
    others = [*map(_kind, texts)]
    return len(others) > 0 and all(other == kind for other in others)


def _kind(text: str) -> str:
    """The kind of mark that a text begins with, "" for none: numbers in circles are one kind."""
    if CIRCLED.match(text):
        return "①"
    if match := NUMBERED.match(text):
        return DIGITS.sub("1", match[0])
    marker = MARKER.match(text)
    return marker[0] if marker else ""
