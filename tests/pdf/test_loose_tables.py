"""Tables with few rules or none: what stands beside them, over their columns and between their rows."""

import pytest
from reportlab.lib.colors import Color

from pdf.test_white_space import XS, figures, grids, set_rows

PROSE = (
    "The office collected figures from all states and",
    "published them for the first time in this report,",
    "which says how many people work in each of them",
    "and how the numbers have changed since last year.",
)
FONT = "HeiseiKakuGo-W5"
SIDE = [330, 390, 450]


def set_prose(sheet, x, top, *, step=13):
    for number, line in enumerate(PROSE):
        sheet.text(x, top + step * number, line)


@pytest.mark.parametrize("step", [17, 19])
def test_running_text_beside_a_table_is_no_part_of_it(sheet, step):
    set_prose(sheet, 50, 104)
    rows = [row[:3] for row in figures(5)]
    assert grids(set_rows(sheet, 100, rows, SIDE, step=step)) == [rows]


def test_running_text_level_with_rows_is_apart_where_a_rule_stays_over_the_table(sheet):
    set_prose(sheet, 50, 100, step=16)
    rows = [["State", "Sites", "People"], *(row[:3] for row in figures(4))]
    sheet.line(330, 113, 520, 113)
    assert grids(set_rows(sheet, 100, rows, SIDE)) == [rows]


def test_a_cell_of_several_lines_beside_one_row_stays_in_its_table(sheet):
    for top, number in ((100, 1), (164, 2), (228, 3)):
        set_prose(sheet, 50, top)
        set_rows(sheet, top, [[f"{number}17", f"{number},250"]], [350, 450])
    (grid,) = grids(sheet)
    assert [row[1:] for row in grid] == [[f"{n}17", f"{n},250"] for n in (1, 2, 3)]


def test_a_table_beside_a_frame_of_rules_is_a_table_of_its_own(sheet):
    left = [["State", "Sites"], *(row[:2] for row in figures(5))]
    right = [["Town", "Rooms"], *([f"Town {n}", f"{n}4"] for n in range(1, 5))]
    set_rows(sheet, 100, left, [50, 130])
    set_rows(sheet, 100, right, [300, 400])
    for height in (97, 113, 195):
        sheet.line(45, height, 200, height)
    assert sorted(grids(sheet)) == sorted([left, right])


def test_a_heading_with_space_above_it_does_not_cut_a_table_without_rules(sheet):
    rows = figures(6)
    set_rows(sheet, 100, rows[:3], XS)
    sheet.text(50, 168, "Of which")
    set_rows(sheet, 184, rows[3:], XS)
    (grid,) = grids(sheet)
    assert grid == [*rows[:3], ["Of which", "", "", ""], *rows[3:]]


def test_a_heading_with_space_above_it_does_not_cut_a_table_with_a_rule_below_each_row(sheet):
    rows = [["State", "2010", "2011", "2012"], *figures(3), ["Of which", "", "", ""], *figures(2)]
    top = 100
    for row in rows:
        top += 14 if row[1] == "" else 0
        set_rows(sheet, top, [row], XS)
        sheet.line(45, top + 13, 470, top + 13)
        top += 16
    assert grids(sheet) == [rows]


def test_headings_of_two_lines_above_the_first_rule_are_part_of_the_table(sheet):
    set_rows(sheet, 100, [["Member", "Sites", "Persons", "Rate"]], [50, 230, 320, 435])
    sheet.text(50, 112, "State")
    for number, row in enumerate(figures(4)):
        sheet.line(45, 124 + 17 * number, 470, 124 + 17 * number)
        set_rows(sheet, 127 + 17 * number, [row], XS)
    sheet.line(45, 192, 470, 192)
    (grid,) = grids(sheet)
    assert len(grid) == 5
    assert grid[0][0].split() == ["Member", "State"]


def test_labels_of_two_lines_around_their_figures_are_one_cell_each(sheet):
    names = [
        "Average number of",
        "Share of households",
        "Persons in training",
        "Cars per household",
    ]
    sheet.text(50, 84, "Indicator")
    set_rows(sheet, 84, [["2010", "2011", "2012"]], XS[1:])
    for number, (name, row) in enumerate(zip(names, figures(4), strict=True)):
        top = 104 + 36 * number
        sheet.text(50, top, name).text(50, top + 12, "in the region")
        set_rows(sheet, top + 6, [row[1:]], XS[1:])
    (grid,) = grids(sheet)
    labels = ["Indicator", *(f"{name} in the region" for name in names)]
    assert [row[0].replace("\n", " ") for row in grid] == labels
    assert [row[1:] for row in grid[1:]] == [row[1:] for row in figures(4)]


def test_a_label_in_the_middle_of_its_rows_covers_them(sheet):
    xs = [50, 150, 250]
    set_rows(
        sheet, 100, [["Group", "Item", "Sites"], ["", "Malta", "17"], ["", "Cyprus", "25"]], xs
    )
    sheet.text(50, 124, "Energy")
    rows = [["", "Latvia", "44"], ["Water", "Poland", "52"], ["", "France", "63"]]
    set_rows(sheet, 151, rows, xs)
    for height in (97, 113, 148, 198):
        sheet.line(45, height, 330, height)
    (grid,) = grids(sheet)
    assert [row[0] for row in grid] == ["Group", "Energy", "", "Water", "", ""]
    assert [row[2] for row in grid] == ["Sites", "17", "25", "44", "52", "63"]


def test_headings_above_columns_whose_headings_repeat_stand_for_these(sheet):
    for x, text in ((185, "Energy"), (345, "Water")):
        sheet.text(x, 88, text)
    rows = [["State", "2010", "2011", "2010", "2011"]]
    rows += [[f"State {n}", f"{n}17", f"{n},250", f"{n}9.5", f"{n}4"] for n in range(1, 5)]
    (grid,) = grids(set_rows(sheet, 100, rows, [50, 130, 210, 290, 370]))
    assert [text for text in grid[0] if text] == ["Energy", "Water"]
    assert grid[1:] == rows


def test_a_heading_set_left_goes_with_figures_set_right(sheet):
    for x, text in ((50, "Item"), (170, "Base"), (270, "Actual")):
        sheet.text(x, 100, text)
    sheet.line(45, 113, 370, 113)
    rows = [[f"Item {n}", f"{n}17", "pending" if n % 2 else f"{n}25"] for n in range(1, 7)]
    for number, row in enumerate(rows):
        sheet.text(50, 116 + 16 * number, row[0]).text(232, 116 + 16 * number, row[1])
        sheet.text(312 if row[2] == "pending" else 333, 116 + 16 * number, row[2])
    assert grids(sheet) == [[["Item", "Base", "Actual"], *rows]]


def test_dots_that_lead_to_figures_end_the_label(sheet):
    width = sheet.canvas.stringWidth
    figures = ["17", "4,125", "250,125,900", "310", "777,100,250"]
    sheet.text(50, 100, "State").text(230, 100, "Sites").text(295, 100, "Rate")
    for number, figure in enumerate(figures):
        start = 260 - width(figure, FONT, 10)
        label = f"State {number} ...."
        while width(label + ".", FONT, 10) < min(start - 58, 134):
            label += "."
        sheet.text(50, 116 + 16 * number, label).text(start, 116 + 16 * number, figure)
        sheet.text(300, 116 + 16 * number, f"{number}.5" if number < 4 else "")
    (grid,) = grids(sheet)
    assert [row[1] for row in grid] == ["Sites", *figures]


def test_rows_of_words_that_wrap_are_told_by_full_lines_where_no_space_parts_them(sheet):
    xs = [50, 210, 340, 420]
    first = ["Number of enterprises newly", "Regional authorities", "mid-year", "Done"]
    set_rows(sheet, 100, [["Measure", "Lead", "Time", "Status"]], xs)
    for number in range(5):
        set_rows(sheet, 116 + 29.5 * number, [first], xs)
        set_rows(sheet, 130 + 29.5 * number, [["born in the year", "and towns", "", ""]], xs)
    for height in (97, 113, 266):
        sheet.line(45, height, 520, height)
    (grid,) = grids(sheet)
    assert [len(row[0].split()) for row in grid] == [1, *[8] * 5]


def test_running_text_between_rules_parts_two_tables(sheet):
    text = " ".join(PROSE)[:98]
    first, second = figures(3), [["Town", "Rooms", "Beds", "Price"], *figures(3)]
    set_rows(sheet, 100, [["State", "Sites", "Persons", "Rate"], *first], XS)
    sheet.text(50, 172, text).text(50, 184, text)
    set_rows(sheet, 208, second, XS)
    for height in (97, 113, 221, 272):
        sheet.line(48, height, 475, height)
    assert [table[1:] for table in grids(sheet)] == [first, second[1:]]


def test_words_below_headings_with_one_rule_are_a_table_however_they_wrap(sheet):
    xs = [50, 170, 360]
    set_rows(sheet, 100, [["Area", "Actions", "Next steps"]], xs)
    sheet.line(45, 113, 520, 113)
    for number in range(4):
        first = [
            f"Area {number}",
            "Number of enterprises newly born",
            "Municipal waste of each town",
        ]
        set_rows(
            sheet,
            116 + 25.2 * number,
            [first, ["", "the regions and in all of their towns", "for each of its inhabitants"]],
            xs,
            step=12,
        )
    (grid,) = grids(sheet)
    assert [row[0] for row in grid] == ["Area", "Area 0", "Area 1", "Area 2", "Area 3"]


def test_the_row_below_the_last_band_belongs_to_its_table_beside_another_one(sheet):
    grey = Color(0.9, 0.92, 0.96)
    tables = [[row[:2] for row in figures(count)] for count in (6, 4)]
    for x, rows in zip((50, 300), tables, strict=True):
        for number in range(0, len(rows), 2):
            sheet.area(x - 5, 97 + 16 * number, x + 170, 113 + 16 * number, grey)
        set_rows(sheet, 100, rows, [x, x + 100])
    assert sorted(grids(sheet)) == sorted(tables)


def test_a_row_with_a_long_text_in_one_cell_stays_at_the_end_of_its_table(sheet):
    long = "Paid back in full against the bill of 29 January by transfer"
    rows = [["Date", "Particulars", "Debit", "Credit"]]
    rows += [[f"Apr 1{n}", "Opening balance", f"{n}17", f"{n},250"] for n in range(1, 5)]
    rows += [["Aug 19", f"{long}.", "1,074", "0"]]
    assert grids(set_rows(sheet, 100, rows, [30, 90, 400, 470])) == [rows]


MEMBERS = [
    ["会長", "山本 太郎", "高松大学教授"],
    ["副会長", "佐藤 花子", "香川県医師会理事"],
    ["委員", "鈴木 一郎", "公募"],
    ["委員", "高橋 京子", "公募"],
    ["委員", "田中 実", "商工会議所"],
]


def test_lines_that_stand_level_between_vertical_rules_are_rows(sheet):
    sheet.table([50, 150, 250, 400], 100, [["役職", "氏名", "所属"], ["", "", ""]], [20, 90])
    set_rows(sheet, 124, MEMBERS, [55, 155, 255])
    assert grids(sheet) == [[["役職", "氏名", "所属"], *MEMBERS]]


def test_lines_that_wrap_at_one_height_in_all_columns_stay_in_their_cells(sheet):
    sheet.table([50, 150, 250], 100, [["取組", "状況"], ["", ""]], [20, 90])
    for x, text in ((55, "石炭の共同輸送を行う"), (155, "輸送を五回行ったあと")):
        for number in range(5):
            sheet.text(x, 124 + 16 * number, text[number:] + text[:number])
    ((_, cells),) = grids(sheet)
    assert len(cells) == 2
