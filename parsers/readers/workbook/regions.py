"""Where the tables of a sheet are: its blocks of cells, parted by blank rows and columns.

A sheet is cut at its blank rows, each piece at its blank columns, and so on until nothing more
parts it. A gap that only loosens one table (headings, a blank row, figures) is closed again. Then
the lines above and below each block that belong to no row (title, unit, notes) are taken off.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from parsers.readers.workbook.sheet import BOTTOM, LEFT, PLAIN, RIGHT, TOP, Place, Sheet

_UNIT_LINE = regex.compile(
    r"[(（\[［【]?\s*単\s*位|[(（][^()（）]{1,12}[)）]$|.*(?:現在|作成)[)）]?$"
)
_NOTE = regex.compile(r"[※＊*（(〔\[]?\s*(?:注|備考|資料|出典|参考|[※＊*])")
_NUMBER = regex.compile(r"[△▲\-－+]?\s*[\d.,，．]+\s*[%％]?|[-－―–—…*＊Xχ]")
_LONG = 15


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A block of cells; bottom and right are the first row and column after it."""

    top: int
    left: int
    bottom: int
    right: int


class Map:
    """What stands where on a sheet, indexed by row for cutting."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._columns: dict[int, list[int]] = {}
        self._sided: dict[int, list[int]] = {}
        self._topped: dict[int, list[int]] = {}
        for row, column in _held(sheet):
            self._columns.setdefault(row, []).append(column)
        for columns in self._columns.values():
            columns.sort()
        for (row, column), look in sheet.looks.items():
            if look.sides & (LEFT | RIGHT):
                self._sided.setdefault(row, []).append(column)
            if look.sides & (TOP | BOTTOM):
                self._topped.setdefault(column, []).append(row)

    def whole(self) -> Region:
        """A region around all there is."""
        rows = self._columns
        return self.trim(Region(min(rows), 0, max(rows) + 1, 1 + max(c[-1] for c in rows.values())))

    def columns(self, row: int, region: Region) -> list[int]:
        """The columns of a region that hold something in a row."""
        columns = self._columns.get(row, [])
        return columns[bisect_left(columns, region.left) : bisect_left(columns, region.right)]

    def texts(self, row: int, region: Region) -> list[Place]:
        """The places of a region that show text in a row."""
        return [(row, c) for c in self.columns(row, region) if (row, c) in self.sheet.texts]

    def trim(self, region: Region) -> Region:
        """The region without blank rows and columns around it."""
        rows = [r for r in range(region.top, region.bottom) if self.columns(r, region)]
        if not rows:
            return Region(region.top, region.left, region.top, region.left)
        held = [self.columns(row, region) for row in rows]
        left, right = min(c[0] for c in held), max(c[-1] for c in held)
        return Region(rows[0], left, rows[-1] + 1, right + 1)

    def blank_rows(self, region: Region) -> list[int]:
        """Rows of a region that hold nothing, those that its rulings run through apart."""
        return [
            row
            for row in range(region.top, region.bottom)
            if not self.columns(row, region)
            and not _runs_through(self._sided.get(row, ()), region.left, region.right)
        ]

    def blank_columns(self, region: Region) -> list[int]:
        """Columns of a region that hold nothing, those that its rulings run through apart."""
        filled: set[int] = set()
        for row in range(region.top, region.bottom):
            filled.update(self.columns(row, region))
        return [
            column
            for column in range(region.left, region.right)
            if column not in filled
            and not _runs_through(self._topped.get(column, ()), region.top, region.bottom)
        ]

    def is_ruled(self, row: int, region: Region, apart: int = 0) -> bool:
        """Whether any text of the row has a ruling, on another side than the ones set apart."""
        looks = self.sheet.looks
        return any(looks.get(place, PLAIN).sides & ~apart for place in self.texts(row, region))

    def most_texts(self, region: Region) -> int:
        """The number of texts in the row of a region that shows most."""
        return max(len(self.texts(row, region)) for row in range(region.top, region.bottom))

    def is_number(self, place: Place) -> bool:
        """Whether a place shows a number, or a mark in place of one."""
        if place in self.sheet.numeric:
            return True
        return _NUMBER.fullmatch(self.sheet.texts.get(place, "")) is not None

    def numbers(self, row: int, region: Region) -> set[int]:
        """The columns of a row that show numbers."""
        return {place[1] for place in self.texts(row, region) if self.is_number(place)}


def _held(sheet: Sheet) -> set[Place]:
    """Places with text or a frame, merged cells as a whole."""
    held = set(sheet.texts)
    held |= {place for place, look in sheet.looks.items() if look.framed}
    for (row, column), (height, width) in sheet.spans.items():
        if (row, column) in held:
            held |= {(row + i, column + j) for i in range(height) for j in range(width)}
    return held


def _runs_through(at: Iterable[int], start: int, stop: int) -> bool:
    """Whether at least half of the places from start to stop are ruled."""
    return sum(start <= place < stop for place in at) * 2 >= max(stop - start, 4)


def find_blocks(plan: Map) -> list[Region]:
    """The blocks of a sheet in reading order: tables, and lines of text by themselves."""
    if not plan.sheet.texts:
        return []
    return sorted(_settle(plan, plan.whole()))


def _settle(plan: Map, region: Region) -> Iterator[Region]:
    """The blocks of a region, its titles and notes as blocks of their own."""
    for block in cut(plan, region):
        body = _body(plan, block)
        if body == block:
            yield block
            continue
        for row in (*range(block.top, body.top), *range(body.bottom, block.bottom)):
            yield Region(row, block.left, row + 1, block.right)
        yield from _settle(plan, plan.trim(body))


def is_table(plan: Map, block: Region) -> bool:
    """Whether a block is a table: rows and columns, and no lines of text set here and there."""
    rows = range(block.top, block.bottom)
    places = [place for row in rows for place in plan.texts(row, block)]
    height, width = len({row for row, _ in places}), len({column for _, column in places})
    if height < 2 or width < 2:
        return False
    scattered = len(places) * 2 <= height * width
    plain = not any(plan.is_ruled(row, block) for row in rows)
    return not (plain and scattered and not any(plan.is_number(place) for place in places))


def cut(plan: Map, region: Region) -> list[Region]:
    """The pieces of a region between blank rows and columns."""
    rows = _split(plan.blank_rows(region), region.top, region.bottom)
    if len(rows) > 1:
        bands = [plan.trim(Region(a, region.left, b, region.right)) for a, b in rows]
        pieces = [piece for band in bands for piece in cut(plan, band)]
        return _join(plan, pieces)
    columns = _split(plan.blank_columns(region), region.left, region.right)
    if len(columns) > 1:
        parts = [plan.trim(Region(region.top, a, region.bottom, b)) for a, b in columns]
        parts = _join(plan, parts)
        return [region] if len(parts) == 1 else [p for part in parts for p in cut(plan, part)]
    return [region]


def _split(blanks: Sequence[int], start: int, stop: int) -> list[tuple[int, int]]:
    """The ranges between blanks."""
    edges = [start - 1, *blanks, stop]
    return [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]


def _join(plan: Map, pieces: Sequence[Region]) -> list[Region]:
    """The pieces, those that are one table together."""
    joined: list[Region] = []
    for piece in pieces:
        at = next((i for i, upper in enumerate(joined) if _is_one(plan, upper, piece)), None)
        if at is None:
            joined.append(piece)
        else:
            upper = joined[at]
            joined[at] = Region(
                upper.top,
                min(upper.left, piece.left),
                max(upper.bottom, piece.bottom),
                max(upper.right, piece.right),
            )
    return joined


def _is_one(plan: Map, first: Region, second: Region) -> bool:
    if first.bottom <= second.top <= first.bottom + 2:
        return _goes_on_below(plan, first, second)
    if first.right < second.left <= first.right + 1:
        return _goes_on_beside(plan, first, second)
    return False


def _goes_on_below(plan: Map, upper: Region, lower: Region) -> bool:
    """Figures below the figures of the same columns, or below headings that have none."""
    if not _is_table(upper) or abs(upper.right - lower.right) > 1 or lower.left < upper.left:
        return False
    numbers = plan.numbers(lower.top, lower)
    if len(numbers) < 2 or len(numbers) * 2 < len(plan.texts(lower.top, lower)):
        return False
    above = [plan.numbers(row, upper) for row in range(upper.top, upper.bottom)]
    heads_only = not any(above)
    return heads_only or len(numbers & above[-1]) * 5 >= len(numbers) * 4


def _goes_on_beside(plan: Map, left: Region, right: Region) -> bool:
    """Figures without row headings of their own, beside rows that have them."""
    if right.top < left.top or right.bottom > left.bottom or not _is_table(left):
        return False
    firsts = [(row, right.left) for row in range(right.top, right.bottom)]
    shown = [place for place in firsts if place in plan.sheet.texts]
    heads = [place for place in shown if not plan.is_number(place)]
    same = {plan.sheet.texts[p] for p in heads} & _heads(plan, left)
    return len(shown) > 1 and len(heads) * 3 <= len(shown) and not same


def _heads(plan: Map, region: Region) -> set[str]:
    return {plan.sheet.texts[place] for place in plan.texts(region.top, region)}


def _is_table(region: Region) -> bool:
    return region.right - region.left > 1


def _body(plan: Map, block: Region) -> Region:
    """The block without its lines of title above and notes below."""
    rows = range(block.top, block.bottom)
    ruled = sum(plan.is_ruled(row, block) for row in rows) > 1
    top, bottom = block.top, block.bottom
    head = next((row for row in rows if not _is_title(plan, row, block, ruled)), bottom)
    if head < bottom:
        top = head
    while bottom - 1 > top and _is_note(plan, bottom - 1, block, ruled):
        bottom -= 1
    return Region(top, block.left, bottom, block.right)


def _is_title(plan: Map, row: int, block: Region, ruled: bool) -> bool:
    """Whether a row at the top stands over the table: not ruled as the rest, or one line alone."""
    texts = plan.texts(row, block)
    if not texts:
        return not _is_crossed(plan, row, block) and not (ruled and _has_frame(plan, row, block))
    if plan.is_ruled(row, block, apart=BOTTOM):
        return False
    if ruled:
        few = len(texts) == 1 or len(texts) * 3 <= plan.most_texts(block)
        return few and not any(plan.is_number(place) for place in texts)
    place = texts[0]
    text = plan.sheet.texts[place]
    return len(texts) == 1 and (place[1] == block.left or _UNIT_LINE.match(text) is not None)


def _is_crossed(plan: Map, row: int, block: Region) -> bool:
    """Whether a merged cell from a row above that is no title reaches into the row."""
    return any(
        top < row < top + height and plan.is_ruled(top, block)
        for (top, column), (height, _) in plan.sheet.spans.items()
        if block.left <= column < block.right
    )


def _has_frame(plan: Map, row: int, block: Region) -> bool:
    looks = plan.sheet.looks
    return any(looks.get((row, c), PLAIN).framed for c in plan.columns(row, block))


def _is_note(plan: Map, row: int, block: Region, ruled: bool) -> bool:
    """Whether a row at the bottom is a line of text by itself and no row of the table."""
    texts = plan.texts(row, block)
    if plan.is_ruled(row, block, apart=TOP) or (ruled and _has_frame(plan, row, block)):
        return False
    if not texts:
        return not plan.columns(row, block)
    text = plan.sheet.texts[texts[0]]
    if len(texts) > 1 or plan.is_number(texts[0]):
        return False
    return ruled or _NOTE.match(text) is not None or len(text) > _LONG
