"""Workbooks of the OpenDocument kind (.ods).

The file itself holds the text that each cell shows, so no number format needs to be applied.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from parsers.readers.workbook.sheet import BOTTOM, LEFT, RIGHT, TOP, Look, Place, Sheet, plain_text

_Element = Any
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SIDES = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
_NUMBERS = frozenset({"float", "percentage", "currency", "date", "time"})
_MOST = 100_000
_MOST_LOOKS = 1024


@dataclass(slots=True)
class _Draft:
    """A sheet while its rows are met."""

    texts: dict[Place, str] = field(default_factory=dict)
    covered: dict[Place, str] = field(default_factory=dict)
    numeric: set[Place] = field(default_factory=set)
    spans: dict[Place, Place] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def read_ods(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of a workbook in order, and the properties of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        root = etree.fromstring(archive.read("content.xml"), parser)
    looks = {e.get(f"{_STYLE}name", ""): _look(e) for e in root.iter(f"{_STYLE}style")}
    unseen = {e.get(f"{_STYLE}name", "") for e in root.iter(f"{_STYLE}style") if _is_unseen(e)}
    tables = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    return [_read_sheet(table, looks, unseen) for table in tables], {}


def _read_sheet(table: _Element, looks: dict[str, Look], unseen: set[str]) -> Sheet:
    draft = _Draft()
    at = 0
    for row in table.iter(f"{_TABLE}table-row"):
        count = _number(row, "number-rows-repeated")
        if row.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            draft.hidden_rows.update(range(at, at + min(count, _MOST)))
        for repeat in range(min(count, _MOST)):
            if not _read_row(row, at + repeat, looks, draft):
                break
        at += count
    return Sheet(
        name=table.get(f"{_TABLE}name", ""),
        texts=draft.texts,
        numeric=frozenset(draft.numeric),
        spans=draft.spans,
        looks=draft.looks,
        hidden=table.get(f"{_TABLE}style-name") in unseen,
        hidden_rows=frozenset(draft.hidden_rows),
        hidden_columns=frozenset(_hidden_columns(table)),
        covered=draft.covered,
        comments=draft.comments,
        errors=draft.errors,
    )


def _hidden_columns(table: _Element) -> Iterator[int]:
    at = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = _number(column, "number-columns-repeated")
        if column.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            yield from range(at, at + min(count, _MOST_LOOKS))
        at += count


def _read_row(row: _Element, at: int, looks: dict[str, Look], draft: _Draft) -> bool:
    """Read the cells of a row; False where there is nothing in it, however often it repeats."""
    column = 0
    found = False
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        count = _number(cell, "number-columns-repeated")
        look = looks.get(cell.get(f"{_TABLE}style-name", ""), Look())
        seen = bool(len(cell)) or bool(look.sides)
        if seen and count <= _MOST_LOOKS:
            found = True
            for repeat in range(count):
                _read_cell(cell, (at, column + repeat), look, draft)
        column += count
    return found


def _read_cell(cell: _Element, place: Place, look: Look, draft: _Draft) -> None:
    text = plain_text("\n".join(_paragraph(p) for p in cell.iterfind(f"{_TEXT}p")))
    covered = cell.tag == f"{_TABLE}covered-table-cell"
    if (look.sides or look.filled) and not covered:
        draft.looks[place] = look
    if text:
        (draft.covered if covered else draft.texts)[place] = text
        if cell.get(f"{_OFFICE}value-type") in _NUMBERS:
            draft.numeric.add(place)
        if text.startswith(("#", "Err:")) and cell.get(f"{_TABLE}formula"):
            draft.errors[place] = text
    spans = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
    if spans != (1, 1):
        draft.spans[place] = spans
    for note in cell.iterfind(f"{_OFFICE}annotation"):
        if text := "\n".join(_paragraph(p) for p in note.iterfind(f"{_TEXT}p")).strip():
            draft.comments[place] = text


def _paragraph(element: _Element) -> str:
    """The text of a paragraph; `text:s` stands for blanks, ruby is left out."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            pieces.append(" " * int(child.get(f"{_TEXT}c", 1)))
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag != f"{_TEXT}ruby-text":
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _number(element: _Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", 1))


def _look(style: _Element) -> Look:
    cell = style.find(f"{_STYLE}table-cell-properties")
    if cell is None:
        return Look()
    whole = cell.get(f"{_FO}border", "none")
    sides = sum(
        bit
        for side, bit in _SIDES.items()
        if cell.get(f"{_FO}border-{side}", whole).split(" ")[0] != "none"
    )
    colour = cell.get(f"{_FO}background-color", "transparent")
    return Look(sides, filled=colour not in {"transparent", "#ffffff"})


def _is_unseen(style: _Element) -> bool:
    table = style.find(f"{_STYLE}table-properties")
    return table is not None and table.get(f"{_TABLE}display") == "false"
