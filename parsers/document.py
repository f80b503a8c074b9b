"""The neutral model between reading and meaning.

Readers turn bytes into a `Document`; everything after them sees only this. A `Document` is a row of
blocks in reading order, each a `Table` or a `Passage` of text, and what the reader left out of both
(page numbers, repeated headings, hidden text) with the reason why.

Coordinates are PDF points with the origin at the top left of the page as it is shown (after
/Rotate), x to the right and y downward. Pages, tables and the parts of a locator count from 1; rows
and columns of cells count from 0, as in the JSON of `shinchoku tables`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from parsers.findings import Finding

OCR_ENGINE = "ocr_engine"
"""The property of a document that names the programs which recognised its text."""

WITHOUT_WIDTH = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"
"""What `str.split` does not take for white space, though nobody sees it."""


class Box(Struct, frozen=True, gc=False):
    """A rectangle on a page, in points from the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: "Box") -> "Box":
        """The smallest box around both; a box on another page is left out."""
        if other.page != self.page:
            return self
        return Box(
            self.page,
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def is_beside(self, other: "Box") -> bool:
        """Whether both stand on one line of text: level, or close below in vertical writing."""
        if other.page != self.page:
            return False
        if min(self.bottom, other.bottom) > max(self.top, other.top):
            return True
        overlaps = min(self.x1, other.x1) > max(self.x0, other.x0)
        return overlaps and 0 <= other.top - self.bottom < (self.bottom - self.top) / 2


def enclose(boxes: Iterable[Box | None]) -> Box | None:
    """The box around all boxes on the page of the first one, or None where there is none."""
    whole: Box | None = None
    for box in boxes:
        if box is not None:
            whole = box if whole is None else whole.union(box)
    return whole


class Locator(Struct, frozen=True, gc=False):
    """Where a piece of text stands, in words that a person can follow.

    >>> str(Locator(page=1, table=1, row=3, column=2, line=4))
    'p1.t1.r3.c2.l4'
    >>> str(Locator(sheet="進捗", address="B7", table=1, row=7, column=2, line=2))
    '進捗!B7.l2'
    >>> str(Locator(page=2, paragraph=1))
    'p2.b1'
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    address: str | None = None

    def __str__(self) -> str:
        if self.sheet is not None:
            place = f"{self.sheet}!{self.address}" if self.address else self.sheet
            return f"{place}.l{self.line}" if self.line else place
        parts = (
            ("p", self.page),
            ("b", self.paragraph),
            ("t", self.table),
            ("r", self.row),
            ("c", self.column),
            ("l", self.line),
        )
        return ".".join(f"{letter}{number}" for letter, number in parts if number is not None)


class Passage(Struct, frozen=True, gc=False):
    """A run of source text that knows its place.

    Attributes:
        text: The characters as the source has them; lines are joined with a line feed.
        locator: Place of the cell or paragraph (and line) that the text stands in.
        boxes: One box for each character of `text`, None for one that is not on the page (a line
            feed); None as a whole where the format has no page.
        start: Index of the first character in the text of its cell or paragraph.
    """

    text: str
    locator: Locator
    boxes: Sequence[Box | None] | None = None
    start: int = 0

    @property
    def end(self) -> int:
        """Index after the last character in the text of its cell or paragraph."""
        return self.start + len(self.text)

    @property
    def box(self) -> Box | None:
        """The box around the text, on the page of its first character."""
        return enclose(self.boxes or ())

    @property
    def first_line_box(self) -> Box | None:
        """The box around the characters that stand on the line of the first one.

        A value that the layout breaks (100 | 社) has its number in it.
        """
        line: list[Box] = []
        for box in self.boxes or ():
            if box is None or (line and not line[-1].is_beside(box)):
                break
            line.append(box)
        return enclose(line)

    def slice(self, start: int, end: int) -> Self:
        """The characters from `start` to `end` of this passage, with their boxes."""
        boxes = None if self.boxes is None else self.boxes[start:end]
        return replace(self, text=self.text[start:end], boxes=boxes, start=self.start + start)

    def strip(self) -> Self:
        """The passage without the white space around it."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, max(left, len(self.text.rstrip())))

    def joined(self) -> Self:
        r"""The passage on one line: no blank at a Japanese line end, one between Latin words.

        >>> Passage("JICAなど国等の\n支援 SDGs\nbusiness", Locator()).joined().text
        'JICAなど国等の支援 SDGs business'
        """
        if "\n" not in self.text:
            return self
        text: list[str] = []
        kept: list[int | None] = []
        for line in self.lines():
            content = line.strip()
            glue = _glue(text[-1] if text else "", content.text)
            text += [*glue, *content.text]
            first = content.start - self.start
            kept += [None] * len(glue) + list(range(first, first + len(content.text)))
        boxes = self.boxes
        placed = None if boxes is None else [None if i is None else boxes[i] for i in kept]
        return replace(self, text="".join(text), boxes=placed)

    def on_one_line(self) -> Self:
        """The passage with a blank for each line feed, so that every index stays as it is."""
        return replace(self, text=self.text.replace("\n", " "))

    def lines(self) -> Iterator[Self]:
        """The lines of the passage, each with its number and the page it stands on."""
        at = 0
        for number, text in enumerate(self.text.split("\n"), start=1):
            line = self.slice(at, at + len(text))
            box = line.box
            page = self.locator.page if box is None else box.page
            yield replace(line, locator=replace(self.locator, line=number, page=page))
            at += len(text) + 1


def _glue(left: str, right: str) -> str:
    """What stands between two joined lines: a blank between Latin words, else nothing."""
    return " " if left and _is_latin(left[-1]) and right and _is_latin(right[0]) else ""


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


class Cell(Struct, frozen=True, gc=False):
    """One cell of a table; a merged cell is one cell with its spans.

    Attributes:
        row: Row of its first place, from 0.
        column: Column of its first place, from 0.
        row_span: Number of rows it covers.
        column_span: Number of columns it covers.
        passage: Its text and the place of each character.
        box: Its frame on the page where it begins, None where the format has no page.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    passage: Passage
    box: Box | None = None

    @property
    def text(self) -> str:
        """The text of the cell, lines joined with a line feed."""
        return self.passage.text


class Table(Struct, frozen=True, gc=False):
    """A table as people see it: over pages, header once, every place covered by one cell.

    Attributes:
        number: From 1 over the whole document.
        rows: Number of rows, header included.
        columns: Number of columns.
        header_rows: Number of rows at the top that head the columns.
        cells: In order of row and column; empty cells have the text "".
        boxes: Its frame on each page it stands on; empty where the format has no page.
        sheet: Name of the sheet in a workbook.
    """

    number: int
    rows: int
    columns: int
    header_rows: int
    cells: tuple[Cell, ...]
    boxes: tuple[Box, ...] = ()
    sheet: str | None = None

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it stands on."""
        return tuple(box.page for box in self.boxes)

    def grid(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each place (row, column)."""
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }


class Page(Struct, frozen=True, gc=False):
    """A page as it is shown: number from 1, width and height in points."""

    number: int
    width: float
    height: float


class SetAside(Struct, frozen=True, gc=False):
    """Text that a reader left out of tables and paragraphs, and why.

    `reason` is one of the codes of `residue.reason`: `repeated_header`, `page_furniture`,
    `hidden`, `duplicate`.
    """

    passage: Passage
    reason: str


class Document(Struct, frozen=True, gc=False):
    """What a reader makes of the bytes of one document.

    Attributes:
        media_type: IANA media type, told by content.
        pages: Pages of a PDF; empty for other formats.
        page_count: Pages, or sheets of a workbook, or 1.
        blocks: Tables and passages outside tables, in reading order.
        set_aside: What is in no block, with the reason.
        characters: How often each character (white space apart) stands in the source, counted by
            the reader where it first meets the text, before anything is assembled: conservation is
            checked against it.
        findings: What was doubtful in reading.
        properties: Title, author, producer … of the file's own metadata, where it has any.
    """

    media_type: str
    blocks: tuple[Table | Passage, ...]
    characters: Mapping[str, int]
    pages: tuple[Page, ...] = ()
    page_count: int = 1
    set_aside: tuple[SetAside, ...] = ()
    findings: tuple[Finding, ...] = ()
    properties: Mapping[str, str] = {}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Passage, ...]:
        """The text outside tables, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Passage))


def count_characters(texts: Iterable[str]) -> Counter[str]:
    """How often each character stands in the texts, white space apart, that without width too.

    >>> sorted(count_characters(["11回 / 30回" + chr(0x200B)]).items())
    [('/', 1), ('0', 1), ('1', 2), ('3', 1), ('回', 2)]
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update("".join(text.split()))
    for blank in WITHOUT_WIDTH:
        counts.pop(blank, None)
    return counts
