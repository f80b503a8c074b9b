"""Tables without rules between all cells: what the eye tells by white space, figures and sense."""

import pytest
from reportlab.lib.colors import Color

from parsers.readers.pdf import read_pdf

PROSE = "The office collected figures from all states and"


def set_rows(sheet, top, rows, xs, *, step=16):
    """Rows of texts at the places `xs`; an empty text is nothing, a number stands flush right."""
    width = sheet.canvas.stringWidth
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=True):
            figure = text[:1].isdigit()
            place = x + 60 - width(text, "HeiseiKakuGo-W5", 10) if figure else x
            if text:
                sheet.text(place, top + step * number, text)
    return sheet


def grids(sheet):
    return [
        [
            [table.grid()[r, c].text if (r, c) in starts else "" for c in range(table.columns)]
            for r in range(table.rows)
        ]
        for table in read_pdf(sheet.bytes()).tables
        for starts in [{(cell.row, cell.column) for cell in table.cells}]
    ]


def figures(count):
    return [[f"State {n}", f"{n}17", f"{n},250", f"{n}9.5"] for n in range(1, count + 1)]


XS = [50, 200, 300, 400]


def test_headings_that_stand_in_the_gutters_go_to_their_columns(sheet):
    names = [["Anna Schmidt", "Census Bureau", "Vienna"], ["Peter Novak", "Ministry", "Paris"]] * 2
    set_rows(sheet, 116, names, [50, 200, 330])
    for x, heading in ((145, "Name"), (275, "Office"), (390, "Town")):
        sheet.text(x, 100, heading)
    assert grids(sheet) == [[["Name", "Office", "Town"], *names]]


def test_a_heading_over_two_columns_does_not_hide_the_gutter_between_them(sheet):
    sheet.text(230, 84, "Fiscal year 2012 (all)")
    rows = [["Item", "Sites", "Persons", "Rate"], *figures(4)]
    (grid,) = grids(set_rows(sheet, 100, rows, XS))
    assert grid[1:] == rows
    assert [text for text in grid[0] if text] == ["Fiscal year 2012 (all)"]


def test_a_heading_between_rows_of_figures_is_a_row_of_its_own(sheet):
    rows = figures(6)
    set_rows(sheet, 100, rows[:3], XS)
    sheet.text(240, 148, "Region")
    (grid,) = grids(set_rows(sheet, 164, rows[3:], XS))
    assert grid == [*rows[:3], ["Region", "", "", ""], *rows[3:]]


def test_lines_of_headings_that_end_at_one_height_are_one_row(sheet):
    sheet.text(200, 76, "Sites").text(300, 76, "Number of")
    sheet.text(200, 88, "visited").text(300, 88, "persons").text(50, 88, "Item").text(
        400, 88, "Rate"
    )
    (grid,) = grids(set_rows(sheet, 108, figures(4), XS))
    assert grid == [["Item", "Sites visited", "Number of persons", "Rate"], *figures(4)]


def test_a_caption_and_a_unit_above_a_table_are_no_part_of_it(sheet):
    sheet.text(50, 68, "Table 3. Persons by state").text(400, 84, "(thousands)")
    rows = [["Item", "Sites", "Persons", "Rate"], *figures(4)]
    assert grids(set_rows(sheet, 100, rows, XS)) == [rows]


def test_tables_below_captions_side_by_side_are_two(sheet):
    left = [["Area", "Sites"], *([f"North {n}", f"{n}1"] for n in range(1, 6))]
    right = [["State", "Rate"], *([f"South {n}", f"{n}.5"] for n in range(1, 6))]
    sheet.text(50, 80, "Table 1. Sites").text(330, 80, "Table 2. Rates")
    set_rows(sheet, 100, left, [50, 150])
    set_rows(sheet, 104, right, [330, 430])
    assert sorted(grids(sheet)) == sorted([left, right])


def test_a_sign_at_the_other_side_of_its_column_belongs_to_the_amount(sheet):
    for number in range(4):
        sheet.text(190, 100 + 16 * number, "$").text(320, 100 + 16 * number, "$")
    rows = [[f"Item {n}", f"{n}50", f"{n},000"] for n in range(1, 5)]
    (grid,) = grids(set_rows(sheet, 100, rows, [50, 200, 330]))
    assert [["".join(text.split()) for text in row] for row in grid] == [
        [f"Item{n}", f"${n}50", f"${n},000"] for n in range(1, 5)
    ]


def test_rows_of_short_words_are_rows_and_not_lines_that_wrap(sheet):
    rows = [
        ["Measure", "Finland", "France", "Malta"],
        ["Transport, storage and communication", "Yes", "No", "Yes"],
        ["Wholesale and retail trade services", "No", "No", "Yes"],
        ["Health, education and social services", "Yes", "Yes", "Yes"],
        ["Public administration and the defence", "No", "Yes", "No"],
    ]
    assert grids(set_rows(sheet, 100, rows, [50, 270, 350, 430])) == [rows]


def test_a_label_that_wraps_is_one_cell_with_its_figures(sheet):
    rows = figures(4)
    set_rows(sheet, 100, rows[:2], XS)
    sheet.text(50, 132, "Offences against the family and")
    set_rows(sheet, 144, [["children", "317", "3,250", "39.5"]], XS)
    (grid,) = grids(set_rows(sheet, 160, rows[3:], XS))
    assert grid[2] == ["Offences against the family and children", "317", "3,250", "39.5"]


def test_text_that_fills_its_column_is_cut_where_the_next_one_begins(sheet):
    rows = [[f"Firm {n}", f"{n}1 222", f"{n}5.5"] for n in range(1, 7)]
    rows[3][0] = "Ackermann, Sons & Co."
    set_rows(sheet, 100, [[name, "", rate] for name, _, rate in rows], [50, 170, 300])
    for number, row in enumerate(rows):
        sheet.text(170, 100 + 16 * number, row[1])
    assert grids(sheet) == [rows]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_of_running_text_are_no_table(sheet, columns):
    wide = 500 / columns
    words = PROSE.split()
    for column in range(columns):
        for line in range(14):
            text = ""
            for word in (words * 3)[line % 5 :]:
                if sheet.canvas.stringWidth(text + word, "HeiseiKakuGo-W5", 10) > wide - 24:
                    break
                text += word + " "
            sheet.text(50 + wide * column, 100 + 13 * line, text.strip())
    assert grids(sheet) == []


def test_justified_lines_are_no_table(sheet):
    for line in range(8):
        words = ["Directive", "number", "members", "standard"] if line in (3, 4) else PROSE.split()
        room = 250 - sum(sheet.canvas.stringWidth(w, "HeiseiKakuGo-W5", 10) for w in words)
        x = 50
        for word in words:
            sheet.text(x, 100 + 12 * line, word)
            x += sheet.canvas.stringWidth(word, "HeiseiKakuGo-W5", 10) + room / (len(words) - 1)
    assert grids(sheet) == []


def test_marked_lines_of_a_paragraph_are_no_table(sheet):
    for line in range(9):
        sheet.area(50, 100 + 14 * line, 450, 113 + 14 * line, Color(1, 1, 0.6))
    for line in range(9):
        sheet.text(52, 101 + 14 * line, PROSE)
    assert grids(sheet) == []


def test_headings_over_columns_span_them_without_any_rule(sheet):
    sheet.text(215, 84, "Primary care in 2011").text(395, 84, "All care")
    sheet.text(50, 100, "Item").text(210, 100, "Sites").text(300, 100, "Persons")
    sheet.text(400, 100, "Rate")
    (table,) = read_pdf(set_rows(sheet, 116, figures(5), XS).bytes()).tables
    spans = {cell.text: (cell.column, cell.column_span) for cell in table.cells if cell.row == 0}
    assert spans["Primary care in 2011"] == (1, 2)
    assert spans["All care"] == (3, 1)


def test_a_line_that_hangs_below_a_label_belongs_to_it(sheet):
    rows = figures(4)
    set_rows(sheet, 100, rows[:2], XS, step=18)
    set_rows(sheet, 136, [["Office of the chief", "317", "3,250", "39.5"]], XS)
    sheet.text(60, 146, "statistician")
    (grid,) = grids(set_rows(sheet, 160, rows[3:], XS, step=18))
    assert grid[2] == ["Office of the chief statistician", "317", "3,250", "39.5"]


def test_lines_that_leave_hardly_a_gutter_are_cut_where_columns_begin(sheet):
    full = ["産業の競争力の強化と基盤", "次世代型の拠点を構築する取組", "会議を四回開催"]
    rest = [
        ["を整備する", "と研究", "した"],
        ["観光の振興", "催し", "二件"],
        ["農業", "研修", "三件"],
    ]
    for number, row in enumerate((full, *rest)):
        set_rows(sheet, 100 + 12 * number + 20 * max(number - 1, 0), [row], [50, 181, 332])
    (grid,) = grids(sheet)
    assert grid == [[a + b for a, b in zip(full, rest[0], strict=True)], *rest[1:]]


def test_a_row_with_one_line_between_rules_is_part_of_the_table(sheet):
    rows = [
        ["事業", "取組"],
        ["拠点の構築", "取組の推進"],
        ["先導的取組への支援", ""],
        ["甲", "乙"],
    ]
    for number, row in enumerate(rows):
        sheet.line(40, 100 + 36 * number, 500, 100 + 36 * number)
        set_rows(sheet, 113 + 36 * number, [row], [50, 250])
    sheet.line(40, 244, 500, 244)
    assert grids(sheet) == [rows]
