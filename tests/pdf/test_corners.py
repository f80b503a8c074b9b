"""Headings above and beside a smaller cell: places that are no rectangle."""

import pytest
from reportlab.lib.colors import Color

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


def headings(sheet, *texts):
    """Place, span and text of the cells in the first row, which no rules part."""
    sheet.area(50, 100, 350, 120, Color(0.3, 0.4, 0.8))
    rows = [["", "", ""], ["北海道", "802", "17"], ["青森県", "311", "5"]]
    sheet.table([50, 150, 250, 350], 100, rows, [20] * 3, skip={("v", 0, 1), ("v", 0, 2)})
    for x, text in texts:
        sheet.text(x, 104, text)
    (table,) = read_pdf(sheet.bytes()).tables
    return [(c.column, c.column_span, c.text) for c in table.cells if c.row == 0]


def test_headings_that_only_a_colour_holds_together_are_one_for_each_column(sheet):
    found = headings(sheet, (55, "都道府県"), (155, "入院者数"), (255, "重症者数"))
    assert found == [(0, 1, "都道府県"), (1, 1, "入院者数"), (2, 1, "重症者数")]


def test_the_first_of_such_headings_may_be_empty(sheet):
    found = headings(sheet, (155, "入院者数"), (255, "重症者数"))
    assert found == [(0, 1, ""), (1, 1, "入院者数"), (2, 1, "重症者数")]


@pytest.mark.parametrize(
    "texts",
    [
        [(90, "新型コロナウイルス感染症の患者数")],
        [(100, "都"), (200, "府"), (300, "県")],
        [(60, "都道府県別")],
    ],
)
def test_a_text_of_all_columns_stays_whole(sheet, texts):
    ((_, span, _),) = headings(sheet, *texts)
    assert span == 3
