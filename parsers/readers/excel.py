"""Workbooks (.xlsx, .xlsm, .xls, .ods) to a `Document`: each sheet's tables as a person sees them."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

from lxml.etree import XMLSyntaxError
from python_calamine import CalamineError, PasswordError

from parsers.document import Document, Locator, Passage, SetAside, Table, count_characters
from parsers.findings import Finding, UnreadableDocumentError, reason_of
from parsers.readers.sniff import (
    BINARY_WORKBOOK,
    OLD_WORKBOOK,
    OPEN_WORKBOOK,
    XML_WORKBOOK,
    detect_media_type,
)
from parsers.readers.workbook.bare import read_bare
from parsers.readers.workbook.regions import Map, Region, find_blocks, is_table
from parsers.readers.workbook.sheet import NoFormatsError, Sheet, column_letters
from parsers.readers.workbook.spreadsheet_xml import read_spreadsheet_xml
from parsers.readers.workbook.tables import build_table, locate

_Sheets = tuple[list[Sheet], dict[str, str]]
_BROKEN = (
    *(CalamineError, zipfile.BadZipFile, XMLSyntaxError, struct.error),
    *(KeyError, ValueError, IndexError, OSError, AssertionError, NotImplementedError),
)


def read_workbook(content: bytes) -> Document:
    """Read a workbook; the text of a cell is what its number format shows.

    Raises:
        UnreadableDocumentError: The file is broken, encrypted or holds no workbook.
    """
    media_type = detect_media_type(content)
    sheets, properties, doubts = _read_sheets(content, media_type)
    drafts = _Drafts(findings=[*doubts])
    for sheet in sheets:
        drafts.add(sheet)
    return Document(
        media_type=media_type,
        blocks=tuple(drafts.blocks),
        characters=count_characters(chain.from_iterable(map(_all_texts, sheets))),
        page_count=len(sheets),
        set_aside=tuple(drafts.set_aside),
        findings=tuple(drafts.findings),
        properties=properties,
    )


def _read_sheets(
    content: bytes, media_type: str
) -> tuple[list[Sheet], dict[str, str], list[Finding]]:
    """The sheets, the properties, and whether the formats are missing."""
    try:
        if media_type == XML_WORKBOOK:
            return *read_spreadsheet_xml(content), [Finding("R117", "")]
        if media_type != BINARY_WORKBOOK:
            with suppress(NoFormatsError):
                return *_choose(media_type)(content), []
        return *read_bare(content), [Finding("R117", "")]
    except PasswordError as error:
        raise UnreadableDocumentError(Finding("R013", "Excel")) from error
    except _BROKEN as error:
        details = {"reason": reason_of(error)}
        raise UnreadableDocumentError(Finding("R012", "Excel", details)) from error


def _choose(media_type: str) -> Callable[[bytes], _Sheets]:
    """The reader of a kind of workbook; each brings a library of its own."""
    if media_type == OLD_WORKBOOK:
        from parsers.readers.workbook.xls import read_xls

        return read_xls
    if media_type == OPEN_WORKBOOK:
        from parsers.readers.workbook.ods import read_ods

        return read_ods
    from parsers.readers.workbook.ooxml import read_ooxml

    return read_ooxml


def _all_texts(sheet: Sheet) -> Iterator[str]:
    """Every text of a sheet as the file holds it."""
    yield from sheet.texts.values()
    yield from sheet.covered.values()
    yield from sheet.comments.values()
    yield from sheet.drawn.values()
    yield from sheet.furniture


@dataclass(slots=True)
class _Drafts:
    """The parts of the document while sheets are met."""

    blocks: list[Table | Passage] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: int = 0

    def add(self, sheet: Sheet) -> None:
        """Add the blocks of a sheet, and what is set aside or doubtful."""
        plan = Map(sheet)
        for region in find_blocks(plan):
            self._add_block(plan, region)
        for place, text in sorted(sheet.drawn.items()):
            self.blocks.append(Passage(text, locate(sheet.name, place)))
        for texts in (sheet.covered, sheet.comments):
            for place, text in sorted(texts.items()):
                self._keep(text, locate(sheet.name, place), "hidden")
        for text in sheet.furniture:
            self._keep(text, Locator(sheet=sheet.name), "page_furniture")
        self.findings += _find_doubts(sheet)

    def _keep(self, text: str, locator: Locator, reason: str) -> None:
        self.set_aside.append(SetAside(Passage(text, locator), reason))

    def _add_block(self, plan: Map, region: Region) -> None:
        """A table, or lines of text."""
        if is_table(plan, region):
            self.tables += 1
            self.blocks.append(build_table(plan, region, self.tables))
            return
        sheet = plan.sheet
        for row in range(region.top, region.bottom):
            places = plan.texts(row, region)
            self.blocks += [Passage(sheet.texts[p], locate(sheet.name, p)) for p in places]


def _find_doubts(sheet: Sheet) -> Iterator[Finding]:
    """Errors in cells, and what is hidden but was read."""
    for place, text in sorted(sheet.errors.items()):
        yield Finding("R111", text, locator=locate(sheet.name, place))
    if sheet.uncomputed:
        first = locate(sheet.name, sheet.uncomputed[0])
        yield Finding("R116", "", {"count": str(len(sheet.uncomputed))}, locator=first)
    rows = sorted({row for row, _ in sheet.texts if row in sheet.hidden_rows})
    columns = sorted({column for _, column in sheet.texts if column in sheet.hidden_columns})
    where = Locator(sheet=sheet.name)
    if sheet.hidden and sheet.texts:
        yield Finding("R112", sheet.name, locator=where)
    if rows:
        names = _runs(rows, lambda row: str(row + 1))
        yield Finding("R113", sheet.name, {"lines": names}, locator=where)
    if columns:
        names = _runs(columns, column_letters)
        yield Finding("R114", sheet.name, {"lines": names}, locator=where)


def _runs(lines: list[int], name: Callable[[int], str]) -> str:
    """Rows or columns by name, neighbours as a range.

    >>> _runs([1, 2, 3, 7], column_letters)
    'B–D, H'
    """
    starts = [line for line in lines if line - 1 not in lines]
    ends = [line for line in lines if line + 1 not in lines]
    pairs = zip(starts, ends, strict=True)
    return ", ".join(name(a) if a == b else f"{name(a)}–{name(b)}" for a, b in pairs)
