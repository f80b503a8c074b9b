"""Headings above and beside a smaller cell: places that are no rectangle."""

from parsers.readers.pdf import read_pdf

XS = [50, 150, 250, 350, 450]
OPEN = {("v", 0, 2), ("h", 1, 0), ("h", 1, 1), ("h", 1, 3)}


def spans(sheet, *texts):
    """Place, span and text of the cells in the two rows of headings."""
    rows = [["指標", "", "", "死亡"], ["", "", "うち重症", ""], ["北海道", "802", "17", "752"]]
    sheet.table(XS, 100, rows, [20, 30, 20], skip=OPEN)
    for x, top, text in texts:
        sheet.text(x, top, text)
    (table,) = read_pdf(sheet.bytes()).tables
    return {
        (c.row, c.column, c.row_span, c.column_span, "".join(c.text.split())) for c in table.cells
    }


def test_a_heading_that_runs_down_one_column_is_one_cell(sheet):
    found = spans(sheet, (160, 104, "入院治療等を"), (160, 118, "要する者"), (160, 132, "（人）"))
    assert (0, 1, 2, 1, "入院治療等を要する者（人）") in found
    assert (0, 2, 1, 1, "") in found
    assert (1, 2, 1, 1, "うち重症") in found


def test_a_heading_over_both_columns_stays_over_them(sheet):
    found = spans(sheet, (190, 104, "入院治療等を要する者"), (160, 132, "総数"))
    assert (0, 1, 1, 2, "入院治療等を要する者") in found
    assert (1, 1, 1, 1, "総数") in found
