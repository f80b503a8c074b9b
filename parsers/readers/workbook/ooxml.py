"""Workbooks of the Office Open XML kind (.xlsx, .xlsm).

Calamine gives values and merged cells; what it leaves out is read from the parts of the archive:
number formats, borders, hidden rows, columns and sheets, comments, shapes, errors.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any

import regex
from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    load_workbook,
)

from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.workbook.ooxml_styles import GENERAL, Style, read_styles
from parsers.readers.workbook.sheet import (
    PLAIN,
    Look,
    Place,
    Sheet,
    column_number,
    parse_address,
    split_covered,
)
from parsers.readers.workbook.values import read_spans, show_values

_Element = Any
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_FURNITURE_CODE = regex.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[A-Z])')
_TRUE = frozenset({"1", "true"})
_MOST_PLACES = 2**24
_UNKNOWN_ERROR = "Unsupported cell error value"
_ERROR_CELL = regex.compile(rb"(<(?:\w+:)?v>)#[A-Z_]+!?(</(?:\w+:)?v>)")


@dataclass(slots=True)
class _Part:
    """What the XML of a sheet says beside its values."""

    codes: dict[Place, str] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: list[Place] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    furniture: tuple[str, ...] = ()
    shows_zeros: bool = True
    hidden: bool = False
    top: int = 0
    left: int = 0
    bottom: int = -1
    right: int = -1

    def reach(self, row: int, first: int, last: int) -> None:
        """Take in the columns of a row that hold something."""
        is_first = self.bottom < 0
        self.top = row if is_first else min(self.top, row)
        self.left = first if is_first else min(self.left, first)
        self.bottom, self.right = max(self.bottom, row), max(self.right, last)


def read_ooxml(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of a workbook in order, and the properties of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = _Package(archive)
        try:
            sheets = list(_read_sheets(package, load_workbook(io.BytesIO(content))))
        except CalamineError as error:
            if _UNKNOWN_ERROR not in str(error):
                raise
            known = _with_known_errors(archive)
            sheets = list(_read_sheets(package, load_workbook(io.BytesIO(known))))
        return sheets, package.properties()


def _with_known_errors(archive: zipfile.ZipFile) -> bytes:
    """The archive with `#N/A` for each error, for newer ones (`#SPILL!`) stop the reader.

    What the cells show is read from the archive as it is.
    """
    known = io.BytesIO()
    with zipfile.ZipFile(known, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            is_sheet = name.startswith("xl/worksheets/")
            copy.writestr(name, _ERROR_CELL.sub(rb"\1#N/A\2", content) if is_sheet else content)
    return known.getvalue()


def _read_sheets(package: "_Package", values: CalamineWorkbook) -> Iterator[Sheet]:
    workbook = package.parse(package.workbook)
    styles = read_styles(styled) if (styled := package.related("styles")) is not None else ()
    base = workbook.find("{*}workbookPr")
    from_1904 = base is not None and base.get("date1904") in _TRUE
    kinds = {sheet.name: sheet.typ for sheet in values.sheets_metadata}
    targets = package.relations(package.workbook)
    for element in workbook.iterfind("{*}sheets/{*}sheet"):
        name = element.get("name")
        relation = element.get(_RELATION) or element.get(_STRICT_RELATION)
        if kinds.get(name) == SheetTypeEnum.WorkSheet:
            path = targets[relation][1]
            part = _read_part(package.parse(path), styles)
            part.hidden = element.get("state", "visible") != "visible"
            _refuse_vast(name, part)
            shown = values.get_sheet_by_name(name)
            yield _read_sheet(package, path, shown, part, from_1904=from_1904)


def _refuse_vast(name: str, part: _Part) -> None:
    """Refuse a sheet whose cells stand too far apart for a grid, before one is made.

    Raises:
        UnreadableDocumentError: Its grid would have too many places.
    """
    places = (part.bottom - part.top + 1) * (part.right - part.left + 1)
    if places > _MOST_PLACES:
        details = {"sheet": name, "places": str(places), "most": str(_MOST_PLACES)}
        raise UnreadableDocumentError(Finding("R059", "", details))


def _read_sheet(
    package: "_Package",
    path: str,
    values: CalamineSheet,
    part: _Part,
    *,
    from_1904: bool,
) -> Sheet:
    texts, numeric = show_values(
        values, lambda place: part.codes.get(place, "General"), from_1904=from_1904
    )
    if not part.shows_zeros:
        texts = {p: t for p, t in texts.items() if p not in numeric or t.strip("0.%")}
    spans = read_spans(values)
    shown, covered = split_covered(texts | part.errors, spans)
    return Sheet(
        name=values.name,
        texts=dict(sorted(shown.items())) if part.errors else shown,
        numeric=numeric,
        spans=spans,
        looks=split_covered(part.looks, spans)[0],
        hidden=part.hidden,
        hidden_rows=frozenset(part.hidden_rows),
        hidden_columns=frozenset(part.hidden_columns),
        covered=covered,
        comments=dict(_read_comments(package, path)),
        errors=part.errors,
        uncomputed=tuple(part.uncomputed),
        drawn=dict(_read_shapes(package, path)),
        furniture=part.furniture,
    )


def _read_part(root: _Element, styles: tuple[Style, ...]) -> _Part:
    part = _Part()
    for view in root.iterfind("{*}sheetViews/{*}sheetView"):
        part.shows_zeros = view.get("showZeros", "1") in _TRUE
    for column in root.iterfind("{*}cols/{*}col"):
        if column.get("hidden") in _TRUE:
            part.hidden_columns.update(range(int(column.get("min")) - 1, int(column.get("max"))))
    for row in root.iterfind("{*}sheetData/{*}row"):
        _read_row(row, styles, part)
    part.furniture = tuple(_read_furniture(root))
    return part


def _read_row(row: _Element, styles: tuple[Style, ...], part: _Part) -> None:
    """The style and the error of each cell; millions of cells pass here, so it is kept plain."""
    number, column = int(row.get("r", 0)) - 1, -1
    held: list[int] = []
    if row.get("hidden") in _TRUE:
        part.hidden_rows.add(number)
    for cell in row:
        address = cell.get("r")
        column = column_number(address.rstrip("0123456789")) if address else column + 1
        number_of_style = int(cell.get("s") or 0)
        style = styles[number_of_style] if number_of_style < len(styles) else GENERAL
        if style is not GENERAL:
            part.codes[number, column] = style.code
            if style.look is not PLAIN:
                part.looks[number, column] = style.look
        if len(cell):
            held.append(column)
            if len(cell) == 1 and cell[0].tag.endswith("}f"):
                part.uncomputed.append((number, column))
        if cell.get("t") == "e":
            part.errors[number, column] = cell.findtext("{*}v") or "#N/A"
    if held:
        part.reach(number, min(held), max(held))


def _read_furniture(root: _Element) -> Iterator[str]:
    """Header and footer of the printed page, without their codes (`&P`, `&"MS Gothic"`)."""
    for element in root.iterfind("{*}headerFooter/*"):
        text = _FURNITURE_CODE.sub(" ", element.text or "").replace("&&", "&").strip()
        if text:
            yield text


def _read_comments(package: "_Package", path: str) -> Iterator[tuple[Place, str]]:
    for kind, target in package.relations(path).values():
        if kind == "comments":
            for comment in package.parse(target).iter("{*}comment"):
                text = "".join(t.text or "" for t in comment.iter("{*}t") if not _is_ruby(t))
                if text.strip():
                    yield parse_address(comment.get("ref")), text.strip()


def _is_ruby(text: _Element) -> bool:
    return str(text.getparent().tag).endswith("}rPh")


def _read_shapes(package: "_Package", path: str) -> Iterator[tuple[Place, str]]:
    """The text of shapes: a paragraph is a line."""
    for kind, target in package.relations(path).values():
        if kind != "drawing":
            continue
        for anchor in package.parse(target):
            start = anchor.find("{*}from")
            body = [
                "".join(t.text or "" for t in paragraph.iter("{*}t"))
                for paragraph in anchor.iterfind(".//{*}txBody/{*}p")
            ]
            text = "\n".join(body).strip()
            if text and start is not None:
                row, column = start.findtext("{*}row"), start.findtext("{*}col")
                yield (int(row or 0), int(column or 0)), text


class _Package:
    """The parts of an Office archive and how they point at each other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        targets = self.relations("")
        self.workbook = next(
            (path for kind, path in targets.values() if kind == "officeDocument"), "xl/workbook.xml"
        )

    def parse(self, path: str) -> _Element:
        """The root element of a part; nothing outside the archive is read."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self._archive.read(path), parser)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Kind and path of each part that a part points at, by its id."""
        name = join(dirname(path), "_rels", f"{path.rpartition('/')[2]}.rels")
        if name not in self._names:
            return {}
        found = {}
        for element in self.parse(name):
            if element.get("TargetMode") != "External":
                target = normpath(join("/", dirname(path), element.get("Target"))).lstrip("/")
                found[element.get("Id")] = (element.get("Type").rpartition("/")[2], target)
        return {key: value for key, value in found.items() if value[1] in self._names}

    def related(self, kind: str) -> _Element | None:
        """The part of a kind that the workbook points at."""
        paths = [path for found, path in self.relations(self.workbook).values() if found == kind]
        return self.parse(paths[0]) if paths else None

    def properties(self) -> dict[str, str]:
        """Title and author of the file, where it names them."""
        path = "docProps/core.xml"
        if path not in self._names:
            return {}
        root = self.parse(path)
        texts = {name: root.findtext(f"{{*}}{name}") or "" for name in ("title", "creator")}
        return {name: text for name, text in texts.items() if text}
