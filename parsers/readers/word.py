"""Word documents (.docx) to a `Document`: paragraphs and tables in order, as they are shown."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
import regex
from docx.opc.constants import CONTENT_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml.etree import XMLSyntaxError

from parsers.document import Document, Locator, Passage, SetAside, Table, count_characters
from parsers.findings import Finding, UnreadableDocumentError, reason_of
from parsers.readers.grid import DraftCell, build_table
from parsers.readers.word_text import BOX, read_paragraph

_Element = Any
_PARAGRAPH, _TABLE, _CELL, _ROW = qn("w:p"), qn("w:tbl"), qn("w:tc"), qn("w:tr")
_OPENED = frozenset(
    {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")}
)
_KINDS = (
    CONTENT_TYPE.WML_DOCUMENT_MAIN,
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
"""Documents and templates, with macros and without: python-docx knows the first alone."""
PartFactory.part_type_for.update(dict.fromkeys(_KINDS, DocumentPart))

_STRICT = regex.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_COMMON = rb"http://schemas.openxmlformats.org/\1/2006/"
"""Namespaces of ISO/IEC 29500 Strict (Word: “Strict Open XML Document”), and those of all others."""

_NOTES = ("/footnotes", "/endnotes")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, PackageNotFoundError, XMLSyntaxError, EOFError),
    *(AttributeError, KeyError, NotImplementedError, OSError, TypeError, ValueError),
)
"""What python-docx raises where a part is missing or is another than it has to be."""


def read_word(content: bytes) -> Document:
    """Read a .docx file, or one of its kin (.docm, .dotx, .dotm).

    Raises:
        UnreadableDocumentError: The archive is broken or holds no Word document.
    """
    try:
        return _read(_open(content))
    except _BROKEN as error:
        details = {"reason": reason_of(error)}
        raise UnreadableDocumentError(Finding("R012", "Word", details)) from error


def _open(content: bytes) -> docx.document.Document:
    part: Any = Package.open(io.BytesIO(_with_common_names(content))).main_document_part
    if not isinstance(part, DocumentPart):
        raise TypeError(part.content_type)
    word: docx.document.Document = part.document
    return word


def _with_common_names(content: bytes) -> bytes:
    """The archive with the namespaces that python-docx knows, where it is of the strict kind."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if not _STRICT.search(archive.read("_rels/.rels")):
            return content
        common = io.BytesIO()
        with zipfile.ZipFile(common, "w") as copy:
            for name in archive.namelist():
                copy.writestr(name, _STRICT.sub(_COMMON, archive.read(name)))
    return common.getvalue()


def _read(word: docx.document.Document) -> Document:
    reader = _Reader()
    reader.read_body(word.element.body)
    for note in _notes(word.part):
        reader.read_body(note)
    for element in _furniture(word):
        reader.keep_furniture(element)
    return Document(
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        blocks=tuple(reader.blocks),
        characters=reader.characters,
        set_aside=tuple(reader.set_aside),
        properties={"title": word.core_properties.title or ""},
    )


def _furniture(word: docx.document.Document) -> Iterator[_Element]:
    """The headers and footers of each section, those of first and even pages too."""
    for section in word.sections:
        for name in ("", "first_page_", "even_page_"):
            for kind in ("header", "footer"):
                part = getattr(section, name + kind)
                if not part.is_linked_to_previous:
                    yield part._element  # noqa: SLF001 - python-docx has no other way


def _notes(part: Any) -> Iterator[_Element]:  # noqa: ANN401 - python-docx has no types
    """The foot- and endnotes, without the separators that Word keeps among them."""
    for relation in part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            yield from (note for note in root if note.get(qn("w:type"), "normal") == "normal")


class _Reader:
    """Walks the body in order."""

    def __init__(self) -> None:
        self.blocks: list[Table | Passage] = []
        self.set_aside: list[SetAside] = []
        self.characters: Counter[str] = Counter()
        self._boxes: list[_Element] = []
        self._tables = 0
        self._paragraphs = 0

    def read_body(self, body: _Element) -> None:
        """Paragraphs and tables in the order of the body; text boxes after their anchor."""
        for child in body:
            if child.tag == _PARAGRAPH:
                self._add_paragraph(child)
            elif child.tag == _TABLE:
                self._add_table(child)
            elif child.tag in _OPENED:
                self.read_body(child)
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self.read_body(box)

    def keep_furniture(self, element: _Element) -> None:
        """The text of a page header or footer, set aside."""
        self._set_aside(self._joined(element, " "), "page_furniture")

    def _add_paragraph(self, paragraph: _Element) -> None:
        text = self._text(paragraph)
        if text:
            self._paragraphs += 1
            self.blocks.append(Passage(text, Locator(paragraph=self._paragraphs)))

    def _add_table(self, table: _Element) -> None:
        self._tables += 1
        number = self._tables
        rows = [row for row in table.iter(_ROW) if _stands_in(row, table) and self._is_kept(row)]
        grid = [list(_grid_cells(row)) for row in rows]
        drafts = [list(self._drafts(grid, index)) for index in range(len(grid))]
        self.blocks.append(build_table(number, drafts, _header_rows(rows)))
        for nested in table.iter(_TABLE):
            if nested is not table and _stands_in(nested, table):
                self._add_table(nested)

    def _is_kept(self, row: _Element) -> bool:
        """Whether a row is shown; the text of a row that was deleted is set aside."""
        deleted = row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
        if deleted:
            self._set_aside(self._joined(row, " "), "hidden")
        return not deleted

    def _drafts(self, grid: list[list["_GridCell"]], row: int) -> Iterator[DraftCell]:
        """The cells of a row; the lower parts of a merged cell are left to its first part."""
        if grid[row] and grid[row][0][1]:
            yield DraftCell("", column_span=grid[row][0][1])
        for cell, column, width in grid[row]:
            text = self._joined(cell, "\n")
            if _continues(cell):
                self._set_aside(text, "hidden")
            else:
                yield DraftCell(text, _height(grid, row, column), width)

    def _joined(self, element: _Element, glue: str) -> str:
        """The text of the paragraphs of a cell, row or page header, nested tables apart."""
        paragraphs = (p for p in element.iter(_PARAGRAPH) if _stands_in(p, element))
        return glue.join(filter(None, map(self._text, paragraphs)))

    def _text(self, paragraph: _Element) -> str:
        """What a paragraph shows; what it hides is set aside, its text boxes wait."""
        found = read_paragraph(paragraph)
        self.characters.update(count_characters([*found.shown, *found.hidden]))
        self._set_aside("".join(found.hidden), "hidden")
        self._boxes += found.boxes
        return "".join(found.shown).strip()

    def _set_aside(self, text: str, reason: str) -> None:
        if text.strip():
            place = Locator(paragraph=self._paragraphs)
            self.set_aside.append(SetAside(Passage(text.strip(), place), reason))


_GridCell = tuple[_Element, int, int]


def _grid_cells(row: _Element) -> Iterator[_GridCell]:
    """The cells of a row with their grid column and width."""
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    column = int(before.get(qn("w:val"), 0)) if before is not None else 0
    for cell in row.iter(_CELL):
        if _stands_in(cell, row):
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = int(span.get(qn("w:val"), 1)) if span is not None else 1
            yield cell, column, width
            column += width


def _continues(cell: _Element) -> bool:
    """Whether the cell is the lower part of a vertical merge."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _height(grid: list[list[_GridCell]], row: int, column: int) -> int:
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


def _stands_in(element: _Element, container: _Element) -> bool:
    """Whether an element belongs to a container itself, to no table or text box within it."""
    for ancestor in element.iterancestors():
        if ancestor is container:
            return True
        if ancestor.tag in {_TABLE, BOX}:
            return False
    return False
