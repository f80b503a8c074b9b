"""Word documents (.docx) to a `Document`: paragraphs and tables in order, as they are shown."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx import Document as open_word
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from parsers.document import (
    Document,
    Locator,
    Passage,
    SetAside,
    Table,
    count_characters,
)
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.grid import DraftCell, build_table

_Element = Any
_TEXT, _BREAK, _TAB = qn("w:t"), (qn("w:br"), qn("w:cr")), qn("w:tab")
_RUN, _INSERTED, _DELETED = qn("w:r"), qn("w:ins"), qn("w:del")
_PARAGRAPH, _TABLE, _CELL, _ROW = qn("w:p"), qn("w:tbl"), qn("w:tc"), qn("w:tr")
_DELETED_TEXT = qn("w:delText")


def read_word(content: bytes) -> Document:
    """Read a .docx file.

    Raises:
        UnreadableDocumentError: The archive is broken or holds no Word document.
    """
    try:
        word = open_word(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        XMLSyntaxError,
    ) as error:
        raise UnreadableDocumentError(Finding("R012", "Word", {"reason": str(error)})) from error
    reader = _Reader()
    reader.read_body(word.element.body)
    for section in word.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                reader.keep_furniture(part._element)  # noqa: SLF001 - python-docx has no other way
    return Document(
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        blocks=tuple(reader.blocks),
        characters=reader.characters,
        set_aside=tuple(reader.set_aside),
        properties={"title": word.core_properties.title or ""},
    )


class _Reader:
    """Walks the body in order."""

    def __init__(self) -> None:
        self.blocks: list[Table | Passage] = []
        self.set_aside: list[SetAside] = []
        self.characters: Counter[str] = Counter()
        self._tables = 0
        self._paragraphs = 0

    def read_body(self, body: _Element) -> None:
        """Paragraphs and tables in the order of the body, content controls opened."""
        for child in body:
            if child.tag == _PARAGRAPH:
                self._add_paragraph(child)
            elif child.tag == _TABLE:
                self._add_table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), _INSERTED, qn("w:smartTag")):
                self.read_body(child)

    def keep_furniture(self, element: _Element) -> None:
        """The text of a page header or footer, set aside."""
        text = " ".join(filter(None, map(self._text, element.iter(_PARAGRAPH))))
        if text:
            place = Locator(paragraph=0)
            self.set_aside.append(SetAside(Passage(text, place), "page_furniture"))

    def _add_paragraph(self, paragraph: _Element) -> None:
        text = self._text(paragraph)
        if text:
            self._paragraphs += 1
            self.blocks.append(Passage(text, Locator(paragraph=self._paragraphs)))

    def _add_table(self, table: _Element) -> None:
        self._tables += 1
        number, rows = self._tables, [row for row in table.iter(_ROW) if _owner(row) is table]
        grid = [list(_grid_cells(row)) for row in rows]
        drafts = [
            [
                DraftCell(self._cell_text(cell), _height(grid, index, column), width)
                for cell, column, width in row
                if not _continues(cell)
            ]
            for index, row in enumerate(grid)
        ]
        self.blocks.append(build_table(number, drafts, _header_rows(rows)))
        for nested in table.iter(_TABLE):
            if nested is not table and _owner(nested) is table:
                self._add_table(nested)

    def _cell_text(self, cell: _Element) -> str:
        paragraphs = (child for child in cell.iter(_PARAGRAPH) if _nearest(child, _CELL) is cell)
        return "\n".join(filter(None, map(self._text, paragraphs)))

    def _text(self, paragraph: _Element) -> str:
        """What a paragraph shows; text that a tracked change deleted is set aside."""
        shown: list[str] = []
        deleted: list[str] = []
        for node in paragraph.iter():
            if node.tag == _TEXT:
                shown.append(node.text or "")
            elif node.tag in _BREAK and _nearest(node, _RUN) is not None:
                shown.append("\n")
            elif node.tag == _TAB and node.getparent().tag == _RUN:
                shown.append("\t")
            elif node.tag == _DELETED_TEXT:
                deleted.append(node.text or "")
        self.characters.update(count_characters([*shown, *deleted]))
        if "".join(deleted).strip():
            place = Locator(paragraph=self._paragraphs)
            self.set_aside.append(SetAside(Passage("".join(deleted), place), "hidden"))
        return "".join(shown).strip()


def _grid_cells(row: _Element) -> Iterator[tuple[_Element, int, int]]:
    """The cells of a row with their grid column and width."""
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    column = int(before.get(qn("w:val"), 0)) if before is not None else 0
    for cell in row.iter(_CELL):
        if _nearest(cell, _ROW) is row:
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = int(span.get(qn("w:val"), 1)) if span is not None else 1
            yield cell, column, width
            column += width


def _continues(cell: _Element) -> bool:
    """Whether the cell is the lower part of a vertical merge."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _height(grid: list[list[tuple[_Element, int, int]]], row: int, column: int) -> int:
    """The number of rows that the cell at a grid column spans."""
    height = 1
    for below in grid[row + 1 :]:
        cell = next((cell for cell, start, _ in below if start == column), None)
        if cell is None or not _continues(cell):
            break
        height += 1
    return height


def _header_rows(rows: list[_Element]) -> int:
    """The rows at the top that Word repeats on each page; at least one."""
    count = 0
    for row in rows:
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        count += 1
    return count or 1


def _owner(element: _Element) -> _Element:
    """The table that an element stands in, directly."""
    return _nearest(element, _TABLE)


def _nearest(element: _Element, tag: str) -> _Element:
    return next(element.iterancestors(tag), None)
