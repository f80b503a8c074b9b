"""Tables of PDFs as people see them, through both engines."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import Color, white

from parsers.readers.pdf import read_pdf

GREY = Color(0.8, 0.8, 0.9)
XS = [50, 200, 350, 500]


def grid(table):
    cells = table.grid()
    return [[cells[r, c].text for c in range(table.columns)] for r in range(table.rows)]


def turned(content, angle):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[0].rotate(angle)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def spans(table):
    return {
        (c.row, c.column): (c.row_span, c.column_span)
        for c in table.cells
        if (c.row_span, c.column_span) != (1, 1)
    }


def test_a_ruled_table_is_read_cell_by_cell(sheet, engine):
    rows = [["指標", "実績", "目標"], ["参加者数", "11人", "30人"]]
    document = read_pdf(sheet.table(XS, 100, rows, [20, 20]).bytes(), engine=engine)
    (table,) = document.tables
    assert grid(table) == rows
    assert table.header_rows == 1
    assert str(table.cells[4].passage.locator) == "p1.t1.r2.c2"


def test_each_character_has_its_box(sheet, engine):
    content = sheet.table(XS, 100, [["指標", "実績"], ["参加者数", "11人"]], [20, 20]).bytes()
    cell = read_pdf(content, engine=engine).tables[0].grid()[1, 1]
    boxes = list(cell.passage.boxes)
    assert len(boxes) == len("11人")
    assert all(
        XS[1] < box.x0 < box.x1 < XS[2] and 118 < box.top < box.bottom < 142 for box in boxes
    )
    assert boxes[0].x1 <= boxes[1].x0 + 0.1


def test_a_missing_rule_merges_cells(sheet, engine):
    rows = [["計画", "実績", ""], ["", "R5", "R6"], ["人数", "1", "2"]]
    skip = {("v", 0, 2), ("h", 1, 0)}
    document = read_pdf(sheet.table(XS, 100, rows, [20, 20, 20], skip=skip).bytes(), engine=engine)
    (table,) = document.tables
    assert spans(table) == {(0, 0): (2, 1), (0, 1): (1, 2)}
    assert table.header_rows == 2


def test_open_sides_close_where_the_rules_end(sheet, engine):
    rows = [["あ", "い", "う"], ["え", "お", "か"]]
    skip = {("v", r, c) for r in (0, 1) for c in (0, 3)}
    document = read_pdf(sheet.table(XS, 100, rows, [20, 20], skip=skip).bytes(), engine=engine)
    assert grid(document.tables[0]) == rows


def test_a_table_goes_on_over_pages_with_its_header_once(sheet, engine):
    head = ["指標", "実績", "目標"]
    sheet.text(50, 50, "進捗状況").table(XS, 700, [head, ["甲の件数", "1件", "2件"]], [20, 40])
    sheet.page().table(XS, 60, [head, ["乙の件数", "3件", "4件"]], [20, 40])
    document = read_pdf(sheet.bytes(), engine=engine)
    (table,) = document.tables
    assert grid(table) == [head, ["甲の件数", "1件", "2件"], ["乙の件数", "3件", "4件"]]
    assert table.pages == (1, 2)
    assert table.grid()[2, 0].passage.locator.page == 2
    assert [(s.reason, s.passage.text) for s in document.set_aside] == [
        ("repeated_header", text) for text in head
    ]


@pytest.mark.parametrize(
    ("caption", "mark"),
    [("表１　指標の一覧（続き）", ""), ("", "（続き）"), ("(Continued)", "")],
)
def test_a_table_that_says_it_is_continued_goes_on(sheet, engine, caption, mark):
    head = ["指標", "実績", "目標"]
    sheet.text(50, 680, "表１　指標の一覧").table(XS, 700, [head, ["甲", "1件", "2件"]], [20, 40])
    sheet.page().text(50, 40, caption)
    sheet.table(XS, 60, [[head[0] + mark, *head[1:]], ["乙", "3件", "4件"]], [20, 40])
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert grid(table) == [head, ["甲", "1件", "2件"], ["乙", "3件", "4件"]]


def test_a_caption_of_its_own_begins_another_table(sheet, engine):
    head = ["指標", "実績", "目標"]
    sheet.table(XS, 700, [head, ["甲", "1件", "2件"]], [20, 40])
    sheet.page().text(50, 40, "表２　手続き").table(XS, 60, [head, ["乙", "3件", "4件"]], [20, 40])
    assert len(read_pdf(sheet.bytes(), engine=engine).tables) == 2


def test_a_row_cut_by_the_page_break_is_one_row(sheet, engine):
    head = ["事業", "取組", "状況"]
    first = [head, ["① 甲", "・会議の開催", "完了"], ["② 乙\n▼推進", "・調査（R5年", "件数：1件"]]
    sheet.table(XS, 700, first, [20, 40, 40])
    sheet.page().table(XS, 60, [head, ["", "度）", ""], ["③ 丙", "・研修", "0件"]], [20, 40, 40])
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert [row[0] for row in grid(table)] == ["事業", "① 甲", "② 乙\n▼推進", "③ 丙"]
    cell = table.grid()[2, 1]
    assert cell.text.replace("\n", "") == "・調査（R5年度）"
    assert {box.page for box in cell.passage.boxes if box} == {1, 2}


def test_a_merged_cell_goes_on_beside_a_new_row(sheet, engine):
    head = ["施策", "指標", "実績"]
    first = [head, ["1 産業", "甲", "1"], ["", "乙", "2"]]
    sheet.table(XS, 700, first, [20, 30, 30], skip={("h", 2, 0)})
    sheet.page().table(XS, 60, [head, ["", "丙", "3"], ["2 観光", "丁", "4"]], [20, 30, 30])
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert spans(table) == {(1, 0): (3, 1)}
    assert grid(table)[3] == ["1 産業", "丙", "3"]


def test_text_between_two_tables_keeps_them_apart(sheet, engine):
    rows = [["指標", "実績", "目標"], ["甲", "1", "2"]]
    sheet.table(XS, 100, rows, [20, 20]).text(50, 160, "２　別の表").table(XS, 190, rows, [20, 20])
    document = read_pdf(sheet.bytes(), engine=engine)
    assert [type(block).__name__ for block in document.blocks] == ["Table", "Passage", "Table"]
    assert [table.number for table in document.tables] == [1, 2]


def test_a_box_around_text_is_no_table(sheet, engine):
    sheet.table([50, 500], 100, [["産業戦略プロジェクトの進捗状況について"]], [30])
    document = read_pdf(sheet.bytes(), engine=engine)
    assert document.tables == ()
    assert document.paragraphs[0].text == "産業戦略プロジェクトの進捗状況について"


def test_a_table_inside_a_cell_is_a_table_of_its_own(sheet, engine):
    sheet.table([50, 150, 500], 100, [["項目", "内容"], ["加算", ""]], [20, 150])
    sheet.text(160, 130, "次の表のとおり加算する。")
    sheet.table(
        [170, 300, 400], 160, [["年齢", "率"], ["18歳以上", "1.0%"], ["76歳以上", "0.5%"]], [20] * 3
    )
    outer, inner = read_pdf(sheet.bytes(), engine=engine).tables
    assert grid(inner) == [["年齢", "率"], ["18歳以上", "1.0%"], ["76歳以上", "0.5%"]]
    assert grid(outer) == [["項目", "内容"], ["加算", "次の表のとおり加算する。"]]


def test_horizontal_rules_alone_separate_rows(sheet, engine):
    rows = [
        ["指標", "取組", "実績"],
        ["甲の件数", "・会議を開催し、\n関係者と協議", "11件"],
        ["乙の人数", "・研修の実施", "30人"],
        ["丙の割合", "・調査を行い、\n結果を公表", "5％"],
    ]
    skip = {("v", r, c) for r in range(4) for c in range(4)}
    document = read_pdf(
        sheet.table(XS, 100, rows, [20, 40, 40, 40], skip=skip).bytes(), engine=engine
    )
    assert [[t.replace("\n", "") for t in row] for row in grid(document.tables[0])] == [
        [t.replace("\n", "") for t in row] for row in rows
    ]


def test_columns_without_any_rule_are_found(sheet, engine):
    rows = [["指標", "実績", "目標"], *([f"指標その{n}", f"{n}1", f"{n}0"] for n in "12345")]
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x, 100 + 18 * number, text)
    sheet.text(
        50, 300, "この資料は、毎年度の実績を取りまとめ、公表しているものです。数値は速報です。"
    )
    document = read_pdf(sheet.bytes(), engine=engine)
    assert grid(document.tables[0]) == rows
    assert len(document.paragraphs) == 1


def test_rows_without_rules_are_told_by_wider_gaps(sheet, engine):
    rows = [
        ["事業", "主な取組", "状況"],
        ["甲の推進", "・会議を開催し、関係者\nと協議を進めた。", "完了した事業"],
        ["乙の整備", "・調査を行い、その結果\nを公表したところ。", "実施している\n事業"],
        ["丙の育成", "・研修の実施", "準備している\n事業"],
        ["丁の支援", "・補助金の交付、相談会\nの開催", "実施している\n事業"],
    ]
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x, 104 + 36 * number + 14 * (number == 0), text)
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert [["".join(t.split()) for t in row] for row in grid(table)] == [
        ["".join(t.split()) for t in row] for row in rows
    ]


def test_shaded_bands_separate_rows(sheet, engine):
    for number in range(5):
        if number % 2 == 0:
            sheet.area(50, 100 + 30 * number, 500, 130 + 30 * number, GREY)
        for x, text in zip(XS, ["甲の件数", "11件", "30件"], strict=False):
            sheet.text(x + 5, 105 + 30 * number, text)
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert grid(table) == [["甲の件数", "11件", "30件"]] * 5


def test_running_text_in_two_columns_is_no_table(sheet, engine):
    line = "本市では計画に基づき取組を着実に進めています"
    for number in range(12):
        sheet.text(50, 100 + 14 * number, line).text(310, 100 + 14 * number, line)
    assert read_pdf(sheet.bytes(), engine=engine).tables == ()


def test_bars_of_a_chart_are_no_table(sheet, engine):
    for number, (name, share) in enumerate(
        zip("甲乙丙丁戊己", (90, 40, 70, 20, 60, 35), strict=True)
    ):
        top = 100 + 30 * number
        sheet.text(60, top + 3, f"{name}地区")
        for start, end in (
            (100, 100 + 2 * share),
            (100 + 2 * share, 300 + share),
            (300 + share, 480),
        ):
            sheet.area(start, top, end, top + 16, Color(0.3, 0.4, start / 700))
            sheet.text(start + 3, top + 3, f"{end - start}")
    for step in range(6):
        sheet.line(100 + 76 * step, 95, 100 + 76 * step, 280).text(96 + 76 * step, 284, str(step))
    document = read_pdf(sheet.bytes(), engine=engine)
    assert document.tables == ()


def test_a_single_bar_is_no_table_and_a_row_of_headings_is_one(sheet, engine):
    xs = [50, 150, 170, 190, 300, 320, 400, 420, 440]
    sheet.table(xs, 100, [["24.3%", "", "", "40.1%", "", "22.9%", "", ""]], [20])
    sheet.table(xs[::2], 300, [["項目", "名称", "実績", "目標"]], [20])
    tables = read_pdf(sheet.bytes(), engine=engine).tables
    assert [grid(table) for table in tables] == [[["項目", "名称", "実績", "目標"]]]


def test_labels_that_run_over_the_bars_of_a_chart_are_no_table(sheet, engine):
    for step in range(5):
        sheet.line(60, 100 + 40 * step, 420, 100 + 40 * step)
    for bar in range(9):
        left, parts = 65 + 40 * bar, (40, 30 + 5 * bar, 90 - 5 * bar)
        top = 100
        for height in parts:
            sheet.area(left, top, left + 20, top + height, Color(0.5, 0.6, top / 300))
            sheet.text(left - 6, top + height / 2 - 5, f"{height}.{bar}%")
            top += height
    assert read_pdf(sheet.bytes(), engine=engine).tables == ()


def test_columns_that_rules_leave_out_are_found(sheet, engine):
    sheet.table([50, 500], 100, [[""], [""]], [20, 150])
    rows = [
        ["区分", "令和4年", "令和5年"],
        *([f"項目{n}", f"{n}1.5", f"{n}0.2"] for n in "12345678"),
    ]
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x + 6, 105 + 18 * number, text)
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert grid(table) == rows


def test_columns_between_rules_of_each_row_are_found(sheet, engine):
    rows = [
        [f"{name}県", f"{n}1,250", f"{n}975", f"{n}4.5"] for n, name in enumerate("甲乙丙丁戊", 1)
    ]
    sheet.table([50, 500], 100, [[""]] * 8, [20] * 8)
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x + 6, 105 + 20 * number, text)
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert grid(table) == rows


def test_tables_side_by_side_are_two(sheet, engine):
    for left in (50, 310):
        for y in (100, 120, 140, 160, 180):
            sheet.line(left, y, left + 235, y)
        for number in range(4):
            for shift, text in ((4, f"指標{number}"), (120, f"{number}件"), (180, "継続")):
                sheet.text(left + shift, 104 + 20 * number, text)
    tables = read_pdf(sheet.bytes(), engine=engine).tables
    assert [grid(table) for table in tables] == [
        [[f"指標{n}", f"{n}件", "継続"] for n in range(4)] for _ in range(2)
    ]


def test_a_list_with_marks_is_no_table(sheet, engine):
    for number in range(6):
        sheet.text(60, 100 + 18 * number, f"({number + 1})").text(
            90, 100 + 18 * number, "取組の内容"
        )
    assert read_pdf(sheet.bytes(), engine=engine).tables == ()


def test_a_heading_over_two_columns_stands_above_theirs(sheet, engine):
    rows = [
        ["", "実績値", ""],
        ["指標", "R5", "R6"],
        ["甲", "1", "2"],
        ["乙", "3", "4"],
        ["丙", "5", "6"],
    ]
    for y in (98, 138, 198):
        sheet.line(50, y, 500, y)
    sheet.line(205, 118, 420, 118)
    for number, row in enumerate(rows):
        for x, text in zip((50, 220, 400), row, strict=True):
            sheet.text(x + (80 if text == "実績値" else 0), 102 + 20 * number, text)
    (table,) = read_pdf(sheet.bytes(), engine=engine).tables
    assert [[t for t in row if t] for row in grid(table)] == [[t for t in row if t] for row in rows]


def test_a_page_whose_text_lies_on_its_side_is_read_upright(sheet, engine):
    rows = [["指標", "実績", "目標"], ["参加者数", "11人", "30人"]]
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -595)
    sheet.canvas.translate(0, 595 - 842)
    content = sheet.table([50, 150, 250, 350], 400, rows, [20, 20]).bytes()
    (table,) = read_pdf(content, engine=engine).tables
    assert grid(table) == rows
    box = table.boxes[0]
    assert box.bottom - box.top == pytest.approx(300, abs=2)
    (first, *_) = table.cells[0].passage.boxes
    assert box.x0 < first.x0 < first.x1 < box.x1


def test_white_rules_part_shaded_rows(sheet, engine):
    for number in range(3):
        sheet.area(50, 100 + 30 * number, 500, 130 + 30 * number, GREY)
    sheet.canvas.setStrokeColor(white)
    rows = [["指標", "実績", "目標"], ["甲", "1", "2"], ["乙", "3", "4"]]
    (table,) = read_pdf(sheet.table(XS, 100, rows, [30, 30, 30]).bytes(), engine=engine).tables
    assert grid(table) == rows


def test_dotted_rules_part_columns_and_rows(sheet, engine):
    sheet.canvas.setDash([0.5, 0.5])
    rows = [["指標", "実績", "目標"], ["甲", "1", "2"], ["乙", "3", "4"]]
    (table,) = read_pdf(sheet.table(XS, 100, rows, [20, 20, 20]).bytes(), engine=engine).tables
    assert grid(table) == rows


def test_the_page_number_below_an_open_row_is_furniture(sheet, engine):
    rows = [["指標", "実績", "目標"], ["甲", "1", "2"], ["", "- 3 -", ""]]
    skip = {("h", 3, c) for c in range(3)}
    content = sheet.table(XS, 740, rows, [20, 30, 30], skip=skip).bytes()
    document = read_pdf(content, engine=engine)
    assert grid(document.tables[0]) == rows[:2]
    assert [s.reason for s in document.set_aside] == ["page_furniture"]


def test_white_rules_on_white_paper_are_none(sheet, engine):
    sheet.canvas.setStrokeColor(white)
    sheet.table(XS, 100, [["本文の", "一部", "です"], ["次の", "行", "です"]], [20, 20])
    assert read_pdf(sheet.bytes(), engine=engine).tables == ()


def test_a_page_turned_by_its_rotation_reads_as_shown(sheet, engine):
    rows = [["指標", "実績", "目標"], ["参加者数", "11人", "30人"]]
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -842)
    content = sheet.table(XS, 100, rows, [20, 20]).bytes()
    document = read_pdf(turned(content, 90), engine=engine)
    page = document.pages[0]
    assert page.width > page.height
    assert grid(document.tables[0]) == rows


@pytest.mark.parametrize("text", ["指標名", "①"])
def test_vertical_writing_reads_downward(sheet, engine, text):
    sheet.table([50, 80, 300], 100, [["", "取組"], ["", "会議"]], [20, 120])
    for number, character in enumerate(text + "の一覧"):
        sheet.text(60, 124 + 11 * number, character)
    assert grid(read_pdf(sheet.bytes(), engine=engine).tables[0])[1][0] == text + "の一覧"
