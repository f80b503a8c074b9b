"""Lines under text in ruled cells, as programs draw them under links."""

import pytest

from parsers.readers.pdf import read_pdf

XS = [50, 200, 350, 500]
ROWS = [["病院", "ウェブサイト", "対応"], ["高松中央病院", "", "有"], ["屋島医院", "", "有"]]
FONT, SIZE = "HeiseiKakuGo-W5", 10


def links(sheet, *, begin=2.0, width=None):
    """A table whose middle cells hold links of two lines, each with a line under it."""
    sheet.table(XS, 100, ROWS, [20, 40, 40])
    for top in (124, 137, 164, 177):
        text = "https://www.example.lg.jp/" if top in {124, 164} else "takamatsu/index.html"
        length = width or sheet.canvas.stringWidth(text, FONT, SIZE)
        sheet.text(XS[1] + begin, top, text)
        sheet.line(XS[1] + begin, top + 9.6, XS[1] + begin + length, top + 9.6)
    (table,) = read_pdf(sheet.bytes()).tables
    return table


@pytest.mark.parametrize("begin", [1.5, 2.0, 2.9])
def test_a_line_under_a_link_that_begins_beside_a_rule_cuts_no_cell(sheet, begin):
    table = links(sheet, begin=begin)
    assert (table.rows, table.columns) == (3, 3)
    texts = ["".join(cell.text.split()) for cell in table.cells if cell.column == 1]
    assert texts == ["ウェブサイト", *["https://www.example.lg.jp/takamatsu/index.html"] * 2]


def test_a_rule_from_side_to_side_cuts_the_cell_whatever_stands_on_it(sheet):
    assert links(sheet, begin=0.0, width=XS[2] - XS[1]).rows > 3
