"""A block of a sheet as a `Table`: every place covered by one cell, as a person sees them.

On 方眼紙 (a sheet of narrow squares, merged or ruled into boxes) the squares are no columns: the
table's columns are what the boxes of all rows part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from parsers.document import Cell, Locator, Passage, Table
from parsers.readers.workbook.regions import Map, Region
from parsers.readers.workbook.sheet import (
    BOTTOM,
    LEFT,
    PLAIN,
    RIGHT,
    TOP,
    Look,
    Place,
    Sheet,
    column_letters,
)

_YEAR = regex.compile(r"^(?:19|20)\d\d$|年|月")
_BOXED = Look(LEFT | RIGHT | TOP | BOTTOM)
_FINE = 0.6
"""Squares, not columns: the boxes part this share of them at most."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell in rows and columns of the table, with its place on the sheet."""

    row: int
    column: int
    row_span: int
    column_span: int
    place: Place
    text: str


def build_table(plan: Map, region: Region, number: int) -> Table:
    """The table of a block.

    Args:
        plan: The sheet.
        region: The block.
        number: Number of the table in the document, from 1.
    """
    sheet = plan.sheet
    rows = _lines(sheet, region, across=True)
    columns = _lines(sheet, region, across=False)
    boxes = sorted(_boxes(sheet, region, rows, columns), key=lambda box: (box.row, box.column))
    cells = tuple(_cell(sheet.name, number, box) for box in boxes)
    heads = _header_rows(plan, boxes, len(rows), len(columns))
    return Table(number, len(rows), len(columns), heads, cells, sheet=sheet.name)


def locate(sheet: str, place: Place) -> Locator:
    """The locator of a place that is in no table."""
    return Locator(sheet=sheet, address=f"{column_letters(place[1])}{place[0] + 1}")


def _cell(sheet: str, number: int, box: _Box) -> Cell:
    row, column = box.place
    address = f"{column_letters(column)}{row + 1}"
    locator = Locator(
        sheet=sheet, address=address, table=number, row=box.row + 1, column=box.column + 1
    )
    passage = Passage(box.text, locator)
    return Cell(box.row, box.column, box.row_span, box.column_span, passage)


def _lines(sheet: Sheet, region: Region, *, across: bool) -> list[int]:
    """Where the rows (`across`) or columns of the table begin, on the sheet."""
    start, stop = (region.top, region.bottom) if across else (region.left, region.right)
    found = sorted(
        {start} | {line for line in _edges(sheet, region, across) if start < line < stop}
    )
    lines = found if len(found) <= (stop - start) * _FINE else list(range(start, stop))
    return _without_padding(sheet, region, lines, across)


def _without_padding(sheet: Sheet, region: Region, lines: Sequence[int], across: bool) -> list[int]:
    """The lines without those that hold nothing and that no box sets apart."""
    axis = 0 if across else 1
    full = {place[axis] for place in _within(sheet.texts, region)}
    stop = region.bottom if across else region.right
    bands = list(zip(lines, [*lines[1:], stop], strict=True))
    blank = [band for band in bands if full.isdisjoint(range(*band))]
    if not blank:
        return list(lines)
    looks = _with_merged(sheet, region)
    padding = {band for band in blank if _is_padding(looks, region, band, across)}
    return [band[0] for band in bands if band not in padding]


def _with_merged(sheet: Sheet, region: Region) -> Mapping[Place, Look]:
    """The looks of a sheet, every place of a merged cell as if it were ruled around."""
    merged = {
        (row + i, column + j): _BOXED
        for row, column in _within(sheet.spans, region)
        for i in range(sheet.spans[row, column][0])
        for j in range(sheet.spans[row, column][1])
    }
    return {**sheet.looks, **merged} if merged else sheet.looks


def _is_padding(
    looks: Mapping[Place, Look], region: Region, band: tuple[int, int], across: bool
) -> bool:
    """Whether rulings are missing before, after or across a blank row or column."""
    start, end = band
    before, after, side = (TOP, BOTTOM, LEFT | RIGHT) if across else (LEFT, RIGHT, TOP | BOTTOM)
    others = range(region.left, region.right) if across else range(region.top, region.bottom)

    def sides(line: int, other: int) -> int:
        return looks.get((line, other) if across else (other, line), PLAIN).sides

    tests = (
        lambda o: sides(start, o) & before or sides(start - 1, o) & after,
        lambda o: sides(end - 1, o) & after or sides(end, o) & before,
        lambda o: sides(start, o) & side,
    )
    return any(sum(map(bool, map(ruled, others))) * 4 < len(others) for ruled in tests)


def _edges(sheet: Sheet, region: Region, across: bool) -> Iterator[int]:
    """Where text begins, merged cells begin and end, and rulings run."""
    axis = 0 if across else 1
    before, after = (TOP, BOTTOM) if across else (LEFT, RIGHT)
    for place in _within(sheet.texts, region):
        yield place[axis]
    for place in _within(sheet.spans, region):
        yield place[axis]
        yield place[axis] + sheet.spans[place][axis]
    for place in _within(sheet.looks, region):
        sides = 0 if place in sheet.spans else sheet.looks[place].sides
        if sides & before:
            yield place[axis]
        if sides & after:
            yield place[axis] + 1


def _within(places: Mapping[Place, object], region: Region) -> Iterator[Place]:
    return (
        place
        for place in places
        if region.top <= place[0] < region.bottom and region.left <= place[1] < region.right
    )


def _boxes(
    sheet: Sheet, region: Region, rows: Sequence[int], columns: Sequence[int]
) -> Iterator[_Box]:
    """The cells of the table, those that show nothing too."""
    row_of, column_of = _numbers(rows, region.bottom), _numbers(columns, region.right)
    covered: set[Place] = set()
    plain = len(columns) == region.right - region.left
    texts, merged = sheet.texts, sheet.spans
    starts = [(r, c) for r in rows for c in columns]
    for row, column in starts:
        at = row_of[row], column_of[column]
        if at in covered:
            continue
        if plain and (row, column) not in merged:
            yield _Box(*at, 1, 1, (row, column), texts.get((row, column), ""))
            continue
        height, width = _extent(sheet, (row, column), region, columns)
        last = row_of[min(row + height, region.bottom) - 1]
        last_column = column_of[min(column + width, region.right) - 1]
        spans = last - at[0] + 1, last_column - at[1] + 1
        if spans != (1, 1):
            covered.update((at[0] + i, at[1] + j) for i in range(spans[0]) for j in range(spans[1]))
        yield _Box(*at, *spans, (row, column), sheet.texts.get((row, column), ""))


def _numbers(starts: Sequence[int], stop: int) -> dict[int, int]:
    """The number of the row or column that each row or column of the sheet falls in."""
    ends = [*starts[1:], stop]
    return {
        line: number
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        for line in range(start, end)
    }


def _extent(sheet: Sheet, place: Place, region: Region, columns: Sequence[int]) -> Place:
    """Rows and columns of the sheet that a cell takes; on squares, text runs on over blank ones."""
    if place in sheet.spans:
        return sheet.spans[place]
    fine = len(columns) < region.right - region.left
    if not fine or place not in sheet.texts:
        return 1, 1
    row, column = place
    while column + 1 < region.right and _runs_on(sheet, (row, column)):
        column += 1
    return 1, column + 1 - place[1]


def _runs_on(sheet: Sheet, place: Place) -> bool:
    """Whether nothing parts a place from the next one on its right."""
    right = place[0], place[1] + 1
    looks = sheet.looks
    ruled = looks.get(place, PLAIN).sides & RIGHT or looks.get(right, PLAIN).sides & LEFT
    return not ruled and right not in sheet.texts and right not in sheet.spans


def _header_rows(plan: Map, boxes: Sequence[_Box], rows: int, columns: int) -> int:
    """How many rows head the columns; none where headings stand beside their values."""
    shown = [box for box in boxes if box.text]
    first = [box for box in shown if box.row == 0]
    looks = plan.sheet.looks
    filled = [looks.get(box.place, PLAIN).filled for box in first]
    if any(filled) and not all(filled) and _is_form(plan, shown):
        return 0
    if _begins_with_data(plan, shown):
        return 0
    heads = 1
    while heads < rows - 1 and (more := _deeper(plan, boxes, heads, rows, columns)) > heads:
        heads = more
    return heads if heads > 1 else max(heads, _heads_by_figures(plan, boxes, rows))


def _is_form(plan: Map, shown: Sequence[_Box]) -> bool:
    """Whether each row has its heading at the left, coloured, and a value beside it."""
    looks = plan.sheet.looks
    return all(looks.get(box.place, PLAIN).filled for box in shown if box.column == 0)


def _begins_with_data(plan: Map, shown: Sequence[_Box]) -> bool:
    """Whether the first row shows numbers like the rows below, looks like them, and heads nothing."""
    looks = plan.sheet.looks
    first = {box.column: box for box in shown if box.row == 0}
    second = {box.column: box for box in shown if box.row == 1}
    numbers = [box for box in first.values() if plan.is_number(box.place)]
    if not numbers or any(_YEAR.search(box.text) for box in numbers) or _counts_up(numbers):
        return False
    if any(box.column_span > 1 for box in first.values()):
        return False
    both = [(box, second[column]) for column, box in first.items() if column in second]
    alike = all(plan.is_number(a.place) == plan.is_number(b.place) for a, b in both)
    same = all(
        looks.get(a.place, PLAIN).filled == looks.get(b.place, PLAIN).filled for a, b in both
    )
    return len(both) > 1 and alike and same


def _counts_up(numbers: Sequence[_Box]) -> bool:
    """Whether the numbers are 1, 2, 3 …: headings of months or items."""
    return len(numbers) > 1 and [box.text for box in numbers] == [
        str(number) for number in range(1, len(numbers) + 1)
    ]


def _deeper(plan: Map, boxes: Sequence[_Box], heads: int, rows: int, columns: int) -> int:
    """The rows that heading cells reach down to, or one more where they are parted below."""
    over = [box for box in boxes if box.row < heads]
    ends = [box.row + box.row_span for box in over if box.row + box.row_span < rows]
    if max(ends, default=0) > heads:
        return max(ends)
    below = [box for box in boxes if box.row == heads and box.text]
    if any(plan.is_number(box.place) for box in below):
        return heads
    wide = [b for b in over if b.row + b.row_span == heads and 1 < b.column_span < columns]
    parted = (
        sum(box.column <= b.column < box.column + box.column_span for b in below) > 1
        for box in wide
    )
    return heads + 1 if any(parted) else heads


def _heads_by_figures(plan: Map, boxes: Sequence[_Box], rows: int) -> int:
    """Rows without figures over rows that are mostly figures."""
    counts = [[0, 0] for _ in range(rows)]
    for box in boxes:
        if box.text:
            counts[box.row][0] += 1
            counts[box.row][1] += plan.is_number(box.place)
    first = next((row for row, (_, numbers) in enumerate(counts) if numbers), 0)
    below = counts[first:]
    mostly = sum(numbers for _, numbers in below) * 3 >= sum(texts for texts, _ in below) * 2
    full = all(texts * 2 >= max(t for t, _ in counts) for texts, _ in counts[:first])
    return first if 1 < first <= 8 and mostly and full else 1
