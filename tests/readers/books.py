"""Tiny workbooks, made by the tests themselves, but for two that another program must write.

`python tests/readers/books.py FILE.xlsx` writes the book that LibreOffice Calc 7.4 turned into
`books/progress.xls` and `books/progress.ods` (`soffice --convert-to xls`, `--convert-to ods`).
"""

import datetime as dt
import io
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

THIN = Side(style="thin")
BOXED = Border(THIN, THIN, THIN, THIN)
GREY = PatternFill("solid", fgColor="D9D9D9")
FOLDER = Path(__file__).with_name("books")


def boxed(sheet, area, *, heads=0):
    """Rule every cell of an area and colour its first rows."""
    for number, row in enumerate(sheet[area]):
        for cell in row:
            cell.border = BOXED
            if number < heads:
                cell.fill = GREY


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def progress_book():
    """A title, a table with two heading rows, typed values, and a hidden row, column and sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "進捗"
    sheet["A1"] = "指標の進捗（令和７年度）"
    rows = [
        ["指標", "単位", "実績", None, "前年度比", "基準日"],
        [None, None, "R5", "R6", None, None],
        ["来場者数", "人", 1083, 1296, -1.3, dt.date(2025, 3, 31)],
        ["就業率", "％", 0.895, "－", 4.2, dt.date(2024, 3, 31)],
    ]
    for number, values in enumerate(rows, start=3):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column, value)
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"):
        sheet.merge_cells(area)
    boxed(sheet, "A3:F6", heads=2)
    sheet["C5"].number_format = sheet["D5"].number_format = "#,##0"
    sheet["C6"].number_format = "0.0%"
    for row in (5, 6):
        sheet.cell(row, 5).number_format = '0.0;"△ "0.0'
        sheet.cell(row, 6).number_format = '[$-411]ggge"年"m"月"d"日"'
    sheet["A8"] = "※ 基準日は各年度末"
    sheet["C5"].comment = Comment("速報値", "企画課")
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("作業用")
    hidden["A1"] = "消さないこと"
    hidden.sheet_state = "hidden"
    return book


if __name__ == "__main__":
    progress_book().save(sys.argv[1])
