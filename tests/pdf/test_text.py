"""Text outside tables, what is set aside, and the conservation of characters."""

from itertools import pairwise

import numpy as np
import pypdfium2
import pytest
from handmade import build_pdf, stream
from handmade import page as page_of
from reportlab.lib.colors import white

from parsers.document import Table, count_characters
from parsers.readers.pdf import read_pdf
from parsers.readers.pdf.lookalikes import mend_lookalikes

HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
FONT_OF_PAGE = b"/Font << /F 5 0 R >>"


def texts(document):
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.text for cell in block.cells)
        else:
            yield block.text
    yield from (entry.passage.text for entry in document.set_aside)


def reasons(document):
    return {(entry.reason, entry.passage.text) for entry in document.set_aside}


def test_wrapped_lines_of_a_paragraph_are_joined(sheet, engine):
    line = "本市では、計画に基づき、毎年度の取組の状況を取りまとめ、公表していますので、"
    sheet.text(50, 100, line + "\n" + "ご覧ください。")
    (passage,) = read_pdf(sheet.bytes(), engine=engine).paragraphs
    assert passage.text == line + "ご覧ください。"
    assert str(passage.locator) == "p1.b1"


def test_page_numbers_and_running_heads_are_set_aside(sheet, engine):
    for page in (1, 2, 3):
        sheet.text(50, 30, "第６次総合計画").text(50, 200 + page, f"本文その{page}です。")
        sheet.text(290, 810, f"- {page} -").page()
    document = read_pdf(sheet.bytes(), engine=engine)
    aside = [entry.passage.text.replace(" ", "") for entry in document.set_aside]
    assert sorted(aside) == sorted(["-1-", "-2-", "-3-", "第６次総合計画", "第６次総合計画"])
    assert {entry.reason for entry in document.set_aside} == {"page_furniture"}
    assert document.paragraphs[0].text == "第６次総合計画"


def test_white_text_on_white_paper_is_hidden(sheet, engine):
    sheet.text(50, 100, "見える").text(50, 130, "見えない", color=white)
    document = read_pdf(sheet.bytes(), engine=engine)
    assert reasons(document) == {("hidden", "見えない")}


def test_invisible_text_is_hidden(sheet):
    sheet.text(50, 100, "見える").text(50, 130, "見えない", mode=3)
    assert reasons(read_pdf(sheet.bytes())) == {("hidden", "見えない")}


def test_invisible_text_alone_is_kept(sheet):
    content = sheet.text(50, 100, "認識結果", mode=3).bytes()
    assert [p.text for p in read_pdf(content).paragraphs] == ["認識結果"]


def test_clipped_text_is_hidden(sheet):
    path = sheet.canvas.beginPath()
    path.rect(50, 700, 200, 50)
    sheet.canvas.clipPath(path, stroke=0)
    sheet.text(60, 110, "見える").text(60, 300, "見えない")
    assert reasons(read_pdf(sheet.bytes())) == {("hidden", "見えない")}


def clipped(sheet, box, x, top, text):
    x0, y0, x1, y1 = box
    path = sheet.canvas.beginPath()
    path.rect(x0, 842 - y1, x1 - x0, y1 - y0)
    sheet.canvas.saveState()
    sheet.canvas.clipPath(path, stroke=0)
    sheet.text(x, top, text)
    sheet.canvas.restoreState()


def test_text_that_is_painted_in_slices_is_seen(sheet):
    sheet.text(50, 50, "令和元年度")
    for top in (99, 108, 102, 105):
        clipped(sheet, (40, top, 300, top + 3), 50, 100, "企業誘致件数")
    document = read_pdf(sheet.bytes())
    assert [passage.text for passage in document.paragraphs] == ["令和元年度", "企業誘致件数"]
    assert not document.set_aside


def test_what_a_narrow_cell_cuts_off_is_no_part_of_its_neighbour(sheet):
    sheet.table([50, 100, 200], 100, [["", "庵"], ["", "上田"]], [20, 20])
    clipped(sheet, (50, 100, 100, 120), 54, 104, "さいたま市浦和区")
    clipped(sheet, (50, 120, 100, 140), 54, 124, "川口市")
    document = read_pdf(sheet.bytes())
    (table,) = document.tables
    assert [cell.text for cell in table.cells] == ["さいたま市", "庵", "川口市", "上田"]
    assert reasons(document) == {("hidden", "浦和区")}


def test_text_printed_twice_for_bold_is_read_once(sheet, engine):
    sheet.text(50, 100, "太字").text(50.3, 100, "太字")
    document = read_pdf(sheet.bytes(), engine=engine)
    assert [p.text for p in document.paragraphs] == ["太字"]
    if engine == "pdfplumber":  # pdfium folds them itself
        assert reasons(document) == {("duplicate", "太字")}


def test_repeated_characters_in_a_word_are_no_duplicates(sheet, engine):
    document = read_pdf(sheet.text(50, 100, "11111回").bytes(), engine=engine)
    assert document.paragraphs[0].text == "11111回"


def test_every_character_of_the_samples_is_kept(edition, engine):
    for path in edition.glob("*.pdf"):
        document = read_pdf(path.read_bytes(), engine=engine)
        assert count_characters(texts(document)) == document.characters


def test_every_character_that_pdfium_gives_is_kept(edition):
    for path in edition.glob("*.pdf"):
        with pypdfium2.PdfDocument(path) as pdf:
            said = [page.get_textpage().get_text_range() for page in pdf]
        kept = count_characters(texts(read_pdf(path.read_bytes())))
        assert not count_characters(said) - kept


def test_both_engines_read_the_same_cells(edition):
    for path in edition.glob("*.pdf"):
        content = path.read_bytes()
        first, second = read_pdf(content), read_pdf(content, engine="pdfplumber")
        cells = [
            [
                (c.row, c.column, c.row_span, c.column_span, "".join(c.text.split()))
                for table in document.tables
                for c in table.cells
            ]
            for document in (first, second)
        ]
        assert cells[0] == cells[1]


def test_reading_twice_gives_the_same(edition, engine):
    for path in edition.glob("*.pdf"):
        content = path.read_bytes()
        assert read_pdf(content, engine=engine) == read_pdf(content, engine=engine)


@pytest.mark.parametrize("text", ["", "   "])
def test_a_page_without_text_is_read(sheet, engine, text):
    document = read_pdf(sheet.text(50, 100, text).page().bytes(), engine=engine)
    assert document.blocks == ()
    assert document.characters == {}


ACTUAL = {
    "(fi)": "a fi b",
    "<FEFF9032635773877387>": "a 進捗率率 b",
    "(4)": "a 4 b",
}


@pytest.mark.parametrize("said", ACTUAL)
def test_text_that_stands_for_glyphs_is_read_in_their_place(said):
    content = (
        f"BT /F 12 Tf 72 720 Td (a ) Tj /Span << /ActualText {said} >> BDC (XXXX) Tj EMC ( b) Tj ET"
    )
    (passage,) = read_pdf(
        build_pdf(page_of(FONT_OF_PAGE), stream(content.encode()), HELVETICA)
    ).paragraphs
    assert passage.text == ACTUAL[said]
    boxes = [box for box in passage.boxes if box]
    assert all(before.x0 <= box.x0 < box.x1 for before, box in pairwise(boxes))
    assert boxes[-1].x1 == pytest.approx(
        72 + 12 * (0.556 + 0.278 + 4 * 0.667 + 0.278 + 0.556), abs=0.1
    )


@pytest.mark.xfail(reason="pdfium leaves characters beyond U+FFFF out of ActualText", strict=True)
def test_a_rare_kanji_that_stands_for_glyphs_is_read():
    content = b"BT /F 12 Tf 72 720 Td /Span << /ActualText <FEFFD842DFB791CE> >> BDC (XX) Tj EMC ET"
    (passage,) = read_pdf(build_pdf(page_of(FONT_OF_PAGE), stream(content), HELVETICA)).paragraphs
    assert passage.text == "𠮷野"


@pytest.mark.parametrize(
    "matrix", ["1 0 0 1 72 420", "0 1 -1 0 300 300", "-1 0 0 -1 300 300", "0 -1 1 0 300 500"]
)
def test_a_ligature_is_its_letters_however_it_is_turned(matrix):
    letters = b"2 beginbfchar <58> <00660069> <59> <006600660069> endbfchar 1 beginbfrange <61> <7a> <0061> endbfrange"
    spaces = b"1 begincodespacerange <00> <FF> endcodespacerange "
    font = HELVETICA.replace(b">>", b"/ToUnicode 6 0 R >>")
    content = f"BT /F 12 Tf {matrix} Tm (ofXce) Tj (baYle) Tj (X) Tj (nal) Tj ET".encode()
    pdf = build_pdf(
        page_of(FONT_OF_PAGE),
        stream(content),
        font,
        stream(b"begincmap " + spaces + letters + b" endcmap"),
    )
    (passage,) = read_pdf(pdf).paragraphs
    assert passage.text == "officebaffilefinal"
    assert len(set(passage.boxes)) == len(passage.text)


def test_what_differs_in_more_than_its_font_stays_as_it_is():
    text = "〜～①㎡㈱−ー―髙﨑１2 ½"
    assert mend_lookalikes(np.array([ord(c) for c in text])).tolist() == [ord(c) for c in text]


def test_a_page_of_vertical_writing_reads_from_right_to_left(sheet, engine):
    columns = ["進捗状況の報告", "参加者は十一人であり", "目標の三十人に届かない"]
    for number, column in enumerate(columns):
        for place, character in enumerate(column):
            sheet.text(500 - 60 * number, 80 + 10 * place, character)
    document = read_pdf(sheet.bytes(), engine=engine)
    assert [passage.text for passage in document.paragraphs] == columns
    first, second, third = (passage.box for passage in document.paragraphs)
    assert first.x0 > second.x0 > third.x0
    assert (first.top, first.x0) == (pytest.approx(80, abs=2), pytest.approx(500, abs=1))
    assert first.bottom == pytest.approx(80 + 10 * len(columns[0]), abs=3)


def test_figures_one_below_the_other_are_no_vertical_writing(sheet, engine):
    for number in range(30):
        sheet.text(100, 120 + 14 * number, str(number % 10))
    document = read_pdf(sheet.bytes(), engine=engine)
    assert "".join("".join(p.text.split()) for p in document.paragraphs) == "0123456789" * 3
    assert all(box.x0 > 95 for p in document.paragraphs for box in p.boxes if box)
