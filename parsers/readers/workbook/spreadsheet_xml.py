"""Workbooks of the XML kind of Excel 2003, which web systems still serve as .xls."""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.workbook.sheet import Place, Sheet, plain_text, split_covered
from parsers.readers.workbook.shown import show_general, to_number

_Element = Any
_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_PLACES = 2**24
_MOST = 2**20
"""Rows, and a bound on columns: what Excel knows."""


def read_spreadsheet_xml(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of a workbook in order, and the properties of the file (none are read).

    Raises:
        ValueError: A place is none.
        UnreadableDocumentError: A sheet is too vast.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(content, parser)
    return [_read_sheet(sheet) for sheet in root.iterfind(f"{_NAMESPACE}Worksheet")], {}


def _read_sheet(sheet: _Element) -> Sheet:
    texts: dict[Place, str] = {}
    numeric: set[Place] = set()
    spans: dict[Place, Place] = {}
    for place, cell in _cells(sheet):
        data = cell.find(f"{_NAMESPACE}Data")
        is_number = data is not None and _attribute(data, "Type") == "Number"
        text = plain_text("".join(data.itertext())) if data is not None else ""
        if text:
            texts[place] = show_general(to_number(float(text))) if is_number else text
            numeric |= {place} if is_number else set()
        span = 1 + _count(cell, "MergeDown"), 1 + _count(cell, "MergeAcross")
        if span != (1, 1):
            spans[place] = span
    _refuse_vast(_attribute(sheet, "Name"), texts)
    seen, covered = split_covered(texts, spans)
    return Sheet(
        name=_attribute(sheet, "Name"),
        texts=seen,
        numeric=frozenset(numeric),
        spans=spans,
        hidden=sheet.findtext(".//{*}WorksheetOptions/{*}Visible") is not None,
        covered=covered,
    )


def _refuse_vast(name: str, texts: Mapping[Place, str]) -> None:
    """Refuse a sheet whose cells stand too far apart for a grid, before one is made."""
    rows, columns = ({place[side] for place in texts} or {0} for side in (0, 1))
    places = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
    if places > _MOST_PLACES:
        details = {"sheet": name, "places": str(places), "most": str(_MOST_PLACES)}
        raise UnreadableDocumentError(Finding("R059", "", details))


def _cells(sheet: _Element) -> Iterator[tuple[Place, _Element]]:
    """Each cell with its place; an index skips places, a merged cell those that it covers."""
    row = -1
    for line in sheet.iterfind(f"{_NAMESPACE}Table/{_NAMESPACE}Row"):
        row = _count(line, "Index", row + 2) - 1
        column = -1
        for cell in line.iterfind(f"{_NAMESPACE}Cell"):
            column = _count(cell, "Index", column + 2) - 1
            yield (row, column), cell
            column += _count(cell, "MergeAcross")
        row += _count(line, "Span")


def _attribute(element: _Element, name: str) -> str:
    return str(element.get(f"{_NAMESPACE}{name}", ""))


def _count(element: _Element, name: str, default: int = 0) -> int:
    number = int(_attribute(element, name) or default)
    if not 0 <= number <= _MOST:
        raise ValueError(f"{name}={number}")
    return number
