"""Text under areas that are drawn later."""

import pytest
from reportlab.lib.colors import Color, white

from parsers.readers.pdf import read_pdf


def hidden(sheet):
    document = read_pdf(sheet.bytes())
    return [entry.passage.text for entry in document.set_aside if entry.reason == "hidden"]


def shown(sheet):
    return [passage.text for passage in read_pdf(sheet.bytes()).paragraphs]


def test_a_label_under_another_one_is_hidden(sheet):
    sheet.text(50, 100, "長崎船").text(50, 200, "令和元年度").area(45, 95, 120, 115, white)
    sheet.text(50, 97, "その他")
    document = read_pdf(sheet.bytes())
    assert [passage.text for passage in document.paragraphs] == ["その他", "令和元年度"]
    assert [entry.passage.text for entry in document.set_aside] == ["長崎船"]


def test_the_end_of_a_line_under_an_area_is_hidden(sheet):
    sheet.text(50, 100, "企業誘致件数（旧）").area(109, 95, 160, 115, white)
    assert hidden(sheet) == ["（旧）"]


def test_text_is_seen_where_it_is_drawn_once_more(sheet):
    sheet.text(50, 100, "企業誘致件数").area(45, 95, 160, 115, white).text(50, 100, "企業誘致件数")
    assert shown(sheet) == ["企業誘致件数"]


@pytest.mark.parametrize("colour", [Color(1, 1, 0, alpha=0.5), Color(1, 1, 0, alpha=0)])
def test_text_is_seen_through_a_mark(sheet, colour):
    sheet.text(50, 100, "企業誘致件数").text(50, 200, "42件").area(45, 95, 160, 115, colour)
    assert not hidden(sheet)


def test_text_is_seen_within_a_frame_that_is_filled(sheet):
    sheet.text(50, 100, "企業誘致件数").text(50, 200, "42件")
    path = sheet.canvas.beginPath()
    path.rect(40, 720, 200, 40)
    path.rect(42, 722, 196, 36)
    sheet.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
    assert not hidden(sheet)


def test_text_is_seen_where_the_area_is_clipped_away(sheet):
    sheet.text(50, 100, "企業誘致件数").text(50, 200, "42件")
    path = sheet.canvas.beginPath()
    path.rect(300, 0, 100, 842)
    sheet.canvas.clipPath(path, stroke=0)
    sheet.area(45, 95, 400, 115, white)
    assert not hidden(sheet)


def test_a_page_all_of_whose_text_is_covered_keeps_it(sheet):
    sheet.text(50, 100, "企業誘致件数").area(0, 0, 595, 842, white)
    assert shown(sheet) == ["企業誘致件数"]


def test_a_speck_is_no_text(sheet):
    sheet.text(50, 100, "その他")
    sheet.canvas.setFont("HeiseiKakuGo-W5", 1)
    sheet.canvas.drawString(50, 737, "長崎船")
    assert hidden(sheet) == ["長崎船"]
