"""Workbooks of each kind: what a person sees, where it stands, what is hidden."""

import io
import zipfile

import pytest
from books import FOLDER, boxed, progress_book, saved
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from PIL import Image as Picture
from reading import aside, codes, covers_every_place_once, draw, loses_nothing, texts

from parsers.document import Table
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document

BOOKS = {
    "xlsx": saved(progress_book()),
    "xls": (FOLDER / "progress.xls").read_bytes(),
    "ods": (FOLDER / "progress.ods").read_bytes(),
}


@pytest.fixture(params=BOOKS)
def document(request):
    return read_document(BOOKS[request.param])


def sheet_of(rows):
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for number, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column, value)
    return sheet


def read(sheet):
    document = read_document(saved(sheet.parent))
    assert loses_nothing(document)
    assert all(covers_every_place_once(table) for table in document.tables)
    return document


def test_the_table_is_the_one_that_is_seen(document):
    (table,) = document.tables
    assert draw(table) == [
        "指標 2x1 | 単位 2x1 | 実績 1x2 | 前年度比 2x1 | 基準日 2x1",
        "R5 | R6",
        "来場者数 | 人 | 1,083 | 1,296 | △ 1.3 | 令和7年3月31日",
        "就業率 | ％ | 89.5% | － | 4.2 | 令和6年3月31日",
    ]
    assert (table.header_rows, table.sheet) == (2, "進捗")


def test_every_kind_keeps_every_character(document):
    assert loses_nothing(document)
    assert covers_every_place_once(document.tables[0])


def test_what_stands_around_the_table_is_text(document):
    assert texts(document) == ["指標の進捗（令和７年度）", "※ 基準日は各年度末", "消さないこと"]
    assert document.page_count == 2


def test_hidden_rows_columns_and_sheets_are_read_and_flagged(document):
    assert [(f.code, f.text, dict(f.details)) for f in document.findings] == [
        ("R113", "進捗", {"lines": "6"}),
        ("R114", "進捗", {"lines": "B"}),
        ("R112", "作業用", {}),
    ]


def test_comments_are_set_aside(document):
    assert aside(document) == [("hidden", "速報値")]


def test_a_cell_knows_its_address(document):
    cell = document.tables[0].grid()[2, 4]
    assert str(cell.passage.locator) == "進捗!E5"
    place = cell.passage.locator
    assert (place.table, place.row, place.column) == (1, 3, 5)


def test_merges_are_those_of_openpyxl():
    sheet = load_workbook(io.BytesIO(BOOKS["xlsx"])).active
    expected = {(m.bounds[1], m.bounds[0], *m.size.values()) for m in sheet.merged_cells.ranges}
    (table,) = read_document(BOOKS["xlsx"]).tables
    spans = {(c.row + 3, c.column + 1, c.column_span, c.row_span) for c in table.cells}
    assert {span for span in spans if span[2:] != (1, 1)} == expected


def test_values_are_those_of_openpyxl():
    """Numbers without a format and plain text show as themselves."""
    rows = [["指標", "値"], ["甲", 12], ["乙", 0.25], ["丙\n注", "3,4"], ["丁", True]]
    sheet = sheet_of(rows)
    shown = [[cell.text for cell in read(sheet).tables[0].cells if cell.row == r] for r in range(5)]
    oracle = load_workbook(io.BytesIO(saved(sheet.parent))).active.iter_rows(values_only=True)
    names = {True: "TRUE"}
    assert shown == [[names.get(v, str(v)) if v is True else str(v) for v in r] for r in oracle]


def test_an_error_is_kept_as_it_is_shown_with_a_finding():
    sheet = sheet_of([["指標", "値"], ["甲", 1], ["乙", "#VALUE!"]])
    sheet["B3"].data_type = "e"
    document = read(sheet)
    assert draw(document.tables[0])[2] == "乙 | #VALUE!"
    assert [(f.code, f.text, str(f.locator)) for f in document.findings] == [
        ("R111", "#VALUE!", "表!B3")
    ]


def test_text_under_a_merged_cell_is_set_aside():
    sheet = sheet_of([["指標", "値"], ["甲", 1], ["乙", 2]])
    content = saved(sheet.parent)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    parts[part] = parts[part].replace(b"</sheetData>", merge)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    document = read_document(file.getvalue())
    assert draw(document.tables[0])[1:] == ["甲 2x1 | 1", "2"]
    assert aside(document) == [("hidden", "乙")]
    assert loses_nothing(document)


def test_header_and_footer_of_the_printed_page_are_furniture():
    sheet = sheet_of([["指標", "値"], ["甲", 1]])
    sheet.oddFooter.center.text = "&P / &N 企画課"
    assert aside(read(sheet)) == [("page_furniture", "/   企画課")]


def test_a_picture_on_a_sheet_does_no_harm():
    sheet = sheet_of([["指標", "値"], ["甲", 1]])
    picture = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(picture, "PNG")
    sheet.add_image(Image(picture), "D1")
    assert len(read(sheet).tables) == 1


def test_zeros_that_a_sheet_does_not_show_are_not_shown():
    sheet = sheet_of([["指標", "値"], ["甲", 0], ["乙", 5]])
    sheet.sheet_view.showZeros = False
    assert draw(read(sheet).tables[0]) == ["指標 | 値", "甲 | ", "乙 | 5"]


def test_an_empty_workbook_is_a_document_without_blocks():
    document = read(Workbook().active)
    assert (document.blocks, document.page_count) == ((), 1)


def test_several_sheets_count_their_tables_on():
    sheet = sheet_of([["指標", "値"], ["甲", 1]])
    other = sheet.parent.create_sheet("次")
    other["A1"], other["B1"], other["A2"], other["B2"] = "指標", "値", "乙", 2
    assert [(t.number, t.sheet) for t in read(sheet).tables] == [(1, "表"), (2, "次")]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_truncated_workbook_is_unreadable(kind):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(BOOKS[kind][: len(BOOKS[kind]) // 2])
    assert caught.value.finding.code in {"R002", "R012"}


def test_a_truncated_old_workbook_is_unreadable():
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(BOOKS["xls"][:3000])
    assert caught.value.finding.code == "R012"


def test_a_workbook_whose_sheet_is_broken_is_unreadable():
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOKS["xlsx"])) as source, zipfile.ZipFile(file, "w") as broken:
        for name in source.namelist():
            data = source.read(name)
            broken.writestr(name, data[:200] if name.endswith("sheet1.xml") else data)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(file.getvalue())
    assert caught.value.finding.code == "R012"


def test_blocks_are_in_reading_order(document):
    kinds = [isinstance(block, Table) for block in document.blocks]
    assert kinds == [False, True, False, False]


def test_a_plain_workbook_has_no_findings():
    sheet = sheet_of([["指標", "値"], ["甲", 1]])
    boxed(sheet, "A1:B2", heads=1)
    assert codes(read(sheet)) == []
