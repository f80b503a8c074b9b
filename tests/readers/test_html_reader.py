"""Web pages: tables with their spans, the text around them, what is not shown."""

import pytest
from reading import aside, codes, covers_every_place_once, draw, loses_nothing, texts

from parsers.readers import read_document


def read(body, encoding="utf-8", head=""):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    document = read_document(page.encode(encoding))
    assert loses_nothing(document)
    assert all(covers_every_place_once(table) for table in document.tables)
    return document


def test_spans_are_those_a_browser_shows():
    table = read(
        "<table><thead><tr><th rowspan=2>指標<th colspan=2>実績<tr><th>R5<th>R6</thead>"
        "<tr><td>甲<td>1<td>2</table>"
    ).tables[0]
    assert draw(table) == ["指標 2x1 | 実績 1x2", "R5 | R6", "甲 | 1 | 2"]
    assert table.header_rows == 2


@pytest.mark.parametrize("span", ["0", "9", "65534"])
def test_a_row_span_ends_with_the_table(span):
    table = read(f"<table><tr><td rowspan={span}>甲<td>1<tr><td>2</table>").tables[0]
    assert draw(table) == ["甲 2x1 | 1", "2"]


def test_a_nonsense_span_is_one():
    assert draw(read("<table><tr><td colspan=x>甲<td rowspan=-2>1</table>").tables[0]) == ["甲 | 1"]


def test_a_short_row_is_filled():
    assert draw(read("<table><tr><td>甲<td>1<td>2<tr><td>乙</table>").tables[0])[1] == "乙 |  | "


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("甲<br>乙", "甲/乙"),
        ("<p>甲</p><p>乙</p>", "甲/乙"),
        ("<ul><li>甲<li>乙</ul>", "甲/乙"),
        ("値<sup>※1</sup>", "値※1"),
        ("  甲\n  乙  ", "甲 乙"),
        ("1&nbsp;083", "1\xa0083"),
        ("甲<script>var x</script><style>p{}</style>", "甲"),
        ("<!-- 旧 -->甲", "甲"),
    ],
)
def test_the_text_of_a_cell(cell, shown):
    assert draw(read(f"<table><tr><td>{cell}<td>1</table>").tables[0]) == [f"{shown} | 1"]


@pytest.mark.parametrize(
    "mark", ["hidden", "style='display:none'", "style='color:red; Display : None'"]
)
def test_what_is_not_shown_is_set_aside(mark):
    document = read(f"<p {mark}>下書き</p><table><tr><td>甲<span {mark}>旧</span><td>1</table>")
    assert draw(document.tables[0]) == ["甲 | 1"]
    assert sorted(aside(document)) == [("hidden", "下書き"), ("hidden", "旧")]


def test_text_around_tables_is_paragraphs_in_order():
    document = read(
        "<nav><a href='/'>トップ</a></nav><h1>進捗</h1>説明<table><caption>表１</caption>"
        "<tr><td>甲<td>1</table><footer>企画課</footer>"
    )
    assert texts(document) == ["トップ", "進捗", "説明", "表１", "企画課"]


def test_a_table_in_a_table_is_a_table_of_its_own():
    document = read("<table><tr><td>甲<table><tr><td>乙<td>1</table><td>2</table>")
    assert [draw(table) for table in document.tables] == [["甲 | 2"], ["乙 | 1"]]


def test_a_table_that_lays_out_the_page_is_none():
    document = read("<table><tr><td><p>進捗</p><table><tr><td>乙<td>1</table></table>")
    assert [draw(table) for table in document.tables] == [["乙 | 1"]]
    assert texts(document) == ["進捗"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_declared_and_undeclared(encoding, declared):
    names = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}
    head = f"<meta charset='{names.get(encoding, encoding)}'>" if declared else ""
    document = read("<p>令和７年度の進捗①について</p>".replace("①", ""), encoding, head)
    assert texts(document) == ["令和７年度の進捗について"]


def test_shift_jis_pages_hold_the_letters_of_windows():
    document = read("<p>①重点プロジェクト㈱</p>", "cp932", "<meta charset='Shift_JIS'>")
    assert texts(document) == ["①重点プロジェクト㈱"]


def test_a_wrong_declaration_is_not_believed():
    document = read("<p>進捗の状況</p>", "utf-8", "<meta charset='Shift_JIS'>")
    assert texts(document) == ["進捗の状況"]


def test_the_title_is_a_property():
    document = read("<p>本文</p>", head="<title>進捗\n状況</title>")
    assert document.properties == {"title": "進捗 状況"}


def test_the_first_heading_is_a_property():
    assert read("<h1>進捗<br>状況</h1><h1>別</h1>").properties == {"heading": "進捗\n状況"}


def test_mojibake_is_a_finding():
    garbled = "進捗の状況について".encode().decode("cp932", "replace")
    assert codes(read(f"<p>{garbled}</p>")) == ["R115"]
