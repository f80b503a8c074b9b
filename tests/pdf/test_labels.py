"""Names of rows beside a ruled table."""

from parsers.readers.pdf import read_pdf

XS = [150, 250, 350]
ROWS = [["実績", "目標"], ["11", "30"], ["12", "31"], ["13", "32"], ["14", "33"]]
NAMES = ["中央地区", "東部地区", "南部地区", "西部地区"]


def cells(sheet, names, x=95):
    sheet.table(XS, 100, ROWS, [20] * 5)
    for number, name in enumerate(names, start=1):
        sheet.text(x, 104 + 20 * number, name)
    (table,) = read_pdf(sheet.bytes()).tables
    grid = table.grid()
    return [[grid[r, c].text for c in range(table.columns)] for r in range(table.rows)]


def test_names_of_all_rows_are_a_column(sheet):
    rows = [[name, *row] for name, row in zip(["", *NAMES], ROWS, strict=True)]
    assert cells(sheet, NAMES) == rows


def test_a_word_beside_some_rows_is_no_column(sheet):
    assert cells(sheet, NAMES[:2]) == ROWS


def test_words_far_from_the_table_are_no_column(sheet):
    assert cells(sheet, NAMES, x=30) == ROWS
