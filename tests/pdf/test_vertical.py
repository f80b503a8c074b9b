"""Vertical writing outside tables."""

import pytest

from parsers.readers.pdf import read_pdf

PITCH = 11


def stack(sheet, x, top, text):
    for number, character in enumerate(text):
        sheet.text(x, top + PITCH * number, character)
    return sheet


def texts(sheet):
    return [block.text for block in read_pdf(sheet.bytes()).blocks]


def test_a_page_of_vertical_writing_is_read_from_right_to_left_tier_by_tier(sheet):
    for x, top, text in (
        (500, 80, "第一章産業"),
        (470, 90, "企業誘致"),
        (440, 80, "（今後の予定）"),
        (500, 400, "第二章雇用"),
        (470, 400, "就業者数"),
    ):
        stack(sheet, x, top, text)
    assert texts(sheet) == ["第一章産業", "企業誘致", "（今後の予定）", "第二章雇用", "就業者数"]


def test_the_number_of_a_vertical_page_stays_as_it_is(sheet):
    stack(sheet, 500, 80, "第一章産業").text(290, 600, "平成31年")
    assert texts(sheet) == ["第一章産業", "平成31年"]


def test_a_vertical_label_beside_other_text_is_one_word(sheet):
    stack(sheet, 60, 100, "居住年数")
    for number, text in enumerate(("３年未満", "３年以上10年未満", "10年以上20年未満")):
        sheet.text(90, 97 + 20 * number, text)
    assert "居住年数" in texts(sheet)


@pytest.mark.parametrize("marks", ["0246", "・・・・", "①②③④", "１２３４", "同同同同"])
def test_figures_and_marks_below_each_other_are_no_word(sheet, marks):
    stack(sheet, 60, 100, marks).text(60, 300, "資料：産業政策課調べ、令和元年８月末現在")
    assert marks not in texts(sheet)
