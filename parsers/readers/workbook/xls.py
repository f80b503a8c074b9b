"""Workbooks of the binary kind (.xls): values by calamine, formats and looks by xlrd.

Files of Excel 2 to 5 that have no container around them are known to xlrd alone, which then gives
their values too.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xlrd
from python_calamine import PasswordError, load_workbook
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from parsers.readers.workbook.builtin_formats import read_formats
from parsers.readers.workbook.sheet import (
    BOTTOM,
    LEFT,
    PLAIN,
    RIGHT,
    TOP,
    Look,
    NoFormatsError,
    Place,
    Sheet,
    split_covered,
)
from parsers.readers.workbook.values import read_spans, show_values

_CONTAINER = b"\xd0\xcf\x11\xe0"
_JAPANESE = "cp932"
_WHITE, _AUTOMATIC = 9, 64
_ENCRYPTED = "encrypted"


def read_xls(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of a workbook in order, and the properties of the file (none are read).

    Raises:
        PasswordError: The workbook is encrypted.
        ValueError: The container is damaged.
        NoFormatsError: Xlrd does not understand it, though another reader may.
    """
    try:
        return _read_book(content), {}
    except CompDocError as error:
        raise ValueError(str(error)) from error
    except XLRDError as error:
        kind = PasswordError if _ENCRYPTED in str(error) else NoFormatsError
        raise kind(str(error)) from error
    except (FormulaError, struct.error, AssertionError) as error:
        raise NoFormatsError(str(error)) from error


def _read_book(content: bytes) -> list[Sheet]:
    if not content.startswith(_CONTAINER):
        with _open_bare(content) as book:
            return [_read_sheet(book, sheet, _Values(sheet)) for sheet in book.sheets()]
    with _open(content) as book:
        values = load_workbook(io.BytesIO(content))
        names = set(values.sheet_names)
        return [
            _read_sheet(book, sheet, values.get_sheet_by_name(sheet.name))
            for sheet in book.sheets()
            if sheet.name in names
        ]


def _open(content: bytes, encoding: str | None = None) -> xlrd.Book:
    return xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        logfile=io.StringIO(),
        encoding_override=encoding,
    )


def _open_bare(content: bytes) -> xlrd.Book:
    """A workbook whose encoding need not be told: it is then that of the machine that made it."""
    book = _open(content)
    with suppress(UnicodeDecodeError):
        return book if book.codepage else _open(content, _JAPANESE)
    return book


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a sheet by xlrd, asked for as calamine is."""

    sheet: Any

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.name)

    @property
    def merged_cell_ranges(self) -> tuple[()]:
        """None: there were no merged cells yet."""
        return ()

    def to_python(self, *, skip_empty_area: bool) -> Iterator[list[Any]]:  # noqa: ARG002 - as calamine's
        """The rows; places of errors are empty, since these are read by themselves."""
        for row in range(self.sheet.nrows):
            kinds = self.sheet.row_types(row)
            values = zip(kinds, self.sheet.row_values(row), strict=True)
            yield [_value(kind, value) for kind, value in values]


def _value(kind: int, value: Any) -> Any:  # noqa: ANN401 - xlrd has no types
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return "" if kind == xlrd.XL_CELL_ERROR else value


def _read_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, values: Any) -> Sheet:  # noqa: ANN401
    codes = {index: _code(book, xf) for index, xf in enumerate(book.xf_list)}
    looks = {index: _look(xf) for index, xf in enumerate(book.xf_list)}
    styled = dict(_styles(sheet))
    errors = dict(_errors(sheet))
    texts, numeric = show_values(
        values, lambda p: codes.get(styled.get(p, 0), "General"), from_1904=book.datemode == 1
    )
    spans = read_spans(values)
    shown, covered = split_covered(texts | errors, spans)
    notes = sheet.cell_note_map.items()
    seen = {p: looks[i] for p, i in styled.items() if looks.get(i, PLAIN) != PLAIN}
    return Sheet(
        name=sheet.name,
        texts=dict(sorted(shown.items())),
        numeric=numeric,
        spans=spans,
        looks=split_covered(seen, spans)[0],
        hidden=sheet.visibility != 0,
        hidden_rows=frozenset(r for r, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
        covered=covered,
        comments={p: text for p, note in notes if (text := note.text.strip())},
        errors=errors,
    )


def _styles(sheet: xlrd.sheet.Sheet) -> Iterator[tuple[Place, int]]:
    """The style number of each cell that has one."""
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if sheet.cell_type(row, column) != xlrd.XL_CELL_EMPTY:
                yield (row, column), sheet.cell_xf_index(row, column)


def _errors(sheet: xlrd.sheet.Sheet) -> Iterator[tuple[Place, str]]:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = int(sheet.cell_value(row, column))
                yield (row, column), xlrd.error_text_from_code.get(code, "#N/A")


def _code(book: xlrd.Book, style: Any) -> str:  # noqa: ANN401 - xlrd has no types
    key = style.format_key
    if (code := read_formats("japanese").get(key)) is not None:
        return code
    found = book.format_map.get(key)
    return found.format_str if found is not None else "General"


def _look(style: Any) -> Look:  # noqa: ANN401 - xlrd has no types
    border, background = style.border, style.background
    sides = (
        (LEFT if border.left_line_style else 0)
        + (RIGHT if border.right_line_style else 0)
        + (TOP if border.top_line_style else 0)
        + (BOTTOM if border.bottom_line_style else 0)
    )
    white = background.pattern_colour_index in {_WHITE, _AUTOMATIC}
    return Look(sides, filled=background.fill_pattern > 0 and not white)
