"""Workbooks that only one library opens (.xlsb, odd .xls): values and merged cells, no formats."""

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from parsers.readers.workbook.sheet import Place, Sheet, plain_text, split_covered
from parsers.readers.workbook.shown import show_value
from parsers.readers.workbook.values import read_spans, read_values

_CODES = {
    datetime: "yyyy/m/d h:mm",
    date: "yyyy/m/d",
    time: "h:mm:ss",
    timedelta: "[h]:mm:ss",
}
"""How days and times are shown, since how the workbook shows them is not known."""


def read_bare(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of a workbook in order, and the properties of the file (none are read)."""
    book = load_workbook(io.BytesIO(content))
    shown = [about for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    sheets = [
        _read_sheet(
            book.get_sheet_by_name(about.name), hidden=about.visible != SheetVisibleEnum.Visible
        )
        for about in shown
    ]
    return sheets, {}


def _read_sheet(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    texts: dict[Place, str] = {}
    numeric: set[Place] = set()
    for place, value in read_values(sheet):
        text = plain_text(show_value(value, _CODES.get(type(value), "General")))
        if text:
            texts[place] = text
            if not isinstance(value, str | bool):
                numeric.add(place)
    spans = read_spans(sheet)
    seen, covered = split_covered(texts, spans)
    return Sheet(
        name=sheet.name,
        texts=seen,
        numeric=frozenset(numeric),
        spans=spans,
        hidden=hidden,
        covered=covered,
    )
