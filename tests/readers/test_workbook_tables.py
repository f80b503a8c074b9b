"""Where the tables of a sheet are: blocks, gaps, titles, 方眼紙, heading rows."""

import pytest
from books import THIN, boxed
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter
from reading import draw, texts
from test_workbooks import read, sheet_of

HEAD = ["指標", "R5", "R6"]
ROWS = [HEAD, ["甲", 1, 2], ["乙", 3, 4]]


def pictures(document):
    return [draw(table) for table in document.tables]


def test_tables_one_above_the_other():
    sheet = sheet_of([*ROWS, [], ["区分", "値"], ["丙", 5]])
    assert pictures(read(sheet)) == [
        ["指標 | R5 | R6", "甲 | 1 | 2", "乙 | 3 | 4"],
        ["区分 | 値", "丙 | 5"],
    ]


def test_tables_side_by_side():
    rows = [[*left, None, *right] for left, right in zip(ROWS, ROWS, strict=True)]
    assert pictures(read(sheet_of(rows))) == [["指標 | R5 | R6", "甲 | 1 | 2", "乙 | 3 | 4"]] * 2


def test_tables_side_by_side_of_unlike_height():
    rows = [
        ["指標", "値", None, "区分", "数"],
        ["甲", 1, None, "丙", 3],
        ["乙", 2],
        ["丁", 4],
    ]
    assert pictures(read(sheet_of(rows))) == [
        ["指標 | 値", "甲 | 1", "乙 | 2", "丁 | 4"],
        ["区分 | 数", "丙 | 3"],
    ]


def test_a_blank_row_between_headings_and_figures_is_no_gap():
    assert pictures(read(sheet_of([HEAD, [], *ROWS[1:]]))) == [
        ["指標 | R5 | R6", "甲 | 1 | 2", "乙 | 3 | 4"]
    ]


def test_figures_after_a_blank_row_go_on():
    assert len(read(sheet_of([*ROWS, [], ["丙", 5, 6]])).tables) == 1


def test_figures_without_row_headings_beside_a_table_are_part_of_it():
    rows = [["指標", "R5", None, "R6"], ["甲", 1, None, 2], ["乙", 3, None, 4]]
    assert pictures(read(sheet_of(rows))) == [["指標 | R5 | R6", "甲 | 1 | 2", "乙 | 3 | 4"]]


@pytest.mark.parametrize("ruled", [False, True])
def test_title_unit_and_note_are_no_rows(ruled):
    rows = [["進捗の状況"], [None, None, "（単位：千人）"], *ROWS, ["※ 甲は速報値である。"]]
    sheet = sheet_of(rows)
    if ruled:
        boxed(sheet, "A3:C5")
    document = read(sheet)
    assert pictures(document) == [["指標 | R5 | R6", "甲 | 1 | 2", "乙 | 3 | 4"]]
    assert texts(document) == ["進捗の状況", "（単位：千人）", "※ 甲は速報値である。"]


def test_a_band_over_all_columns_is_a_row():
    sheet = sheet_of([HEAD, ["基本目標１"], *ROWS[1:]])
    sheet.merge_cells("A2:C2")
    boxed(sheet, "A1:C4")
    assert draw(read(sheet).tables[0])[1] == "基本目標１ 1x3"


def test_ruled_empty_cells_are_part_of_the_table():
    sheet = sheet_of([["指標", "R5", None], ["甲", 1, None], [None, None, None]])
    boxed(sheet, "A1:C3")
    assert pictures(read(sheet)) == [["指標 | R5 | ", "甲 | 1 | ", " |  | "]]


def test_lines_of_text_are_no_table():
    rows = [["はじめに", None, None], [None, "本書は進捗を示す。", None], ["担当", None, "企画課"]]
    document = read(sheet_of(rows))
    assert document.tables == ()
    assert texts(document) == ["はじめに", "本書は進捗を示す。", "担当", "企画課"]


def squares(rows, width=8):
    """A sheet of narrow squares: every cell of the rows merged over `width` of them and ruled."""
    sheet = sheet_of([])
    for number, values in enumerate(rows, start=1):
        column = 1
        for value, span in values:
            last = column + span * width - 1
            sheet.cell(number, column, value)
            area = f"{get_column_letter(column)}{number}:{get_column_letter(last)}{number}"
            sheet.merge_cells(area)
            boxed(sheet, area)
            column = last + 1
    return sheet


def test_squares_are_no_columns():
    sheet = squares([[("指標", 2), ("値", 1)], [("甲", 1), ("乙", 1), (5, 1)], [("備考", 3)]])
    assert pictures(read(sheet)) == [["指標 1x2 | 値", "甲 | 乙 | 5", "備考 1x3"]]


def test_text_runs_on_over_squares_that_are_not_merged():
    sheet = squares([[("指標", 1), ("値", 1)], [("甲", 1), (5, 1)]])
    sheet.unmerge_cells("A2:H2")
    sheet["A2"].border = Border(left=THIN, top=THIN, bottom=THIN)
    assert pictures(read(sheet)) == [["指標 | 値", "甲 | 5"]]


def test_a_heading_row_under_a_merged_heading_is_a_heading_row():
    sheet = sheet_of([["指標", "実績", None], [None, "R5", "R6"], ["甲", 1, 2]])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    assert read(sheet).tables[0].header_rows == 2


def test_heading_rows_without_merges_are_told_by_the_figures_below():
    rows = [["", "2019年", "2020年"], ["県", "人", "人"], ["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]]
    assert read(sheet_of(rows)).tables[0].header_rows == 2


def test_years_and_running_numbers_may_head_columns():
    assert read(sheet_of([["指標", 2019, 2020], ["甲", 1, 2]])).tables[0].header_rows == 1
    assert read(sheet_of([["月", 1, 2, 3], ["甲", 5, 6, 7]])).tables[0].header_rows == 1


def test_rows_of_data_alone_have_no_heading_row():
    assert read(sheet_of([["甲", 15, 2], ["乙", 3, 4]])).tables[0].header_rows == 0


def test_a_form_has_its_headings_at_the_left():
    sheet = sheet_of(
        [["事業名", "駅前再生", "担当課", "都市課"], ["概要", "空き店舗の活用", "", ""]]
    )
    sheet.merge_cells("B2:D2")
    boxed(sheet, "A1:D2")
    for address in ("A1", "C1", "A2"):
        boxed(sheet, f"{address}:{address}", heads=1)
    table = read(sheet).tables[0]
    assert (table.header_rows, draw(table)[1]) == (0, "概要 | 空き店舗の活用 1x3")
