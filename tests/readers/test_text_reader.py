"""Plain text: encodings, tab-separated tables, HTML fragments in their cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import aside, covers_every_place_once, draw, loses_nothing, texts

from parsers.findings import UnreadableDocumentError
from parsers.readers.encoding import decode_text
from parsers.readers.text import read_text

PAGE = "指標\t進捗\n来場者数\t11回/30回\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"]


def read(text):
    document = read_text(text.encode())
    assert loses_nothing(document)
    assert all(covers_every_place_once(table) for table in document.tables)
    return document


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_japanese_encoding_is_told_from_the_bytes(encoding):
    assert draw(read_text(PAGE.encode(encoding)).tables[0]) == [
        "指標 | 進捗",
        "来場者数 | 11回/30回",
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text("ぁあいうかがきくさしすせそたてとなにのはまもやらりをん進捗状況", min_size=8))
def test_japanese_comes_back_from_every_encoding(encoding, text):
    sentence = f"これは{text}です。"
    assert decode_text(sentence.encode(encoding)) == sentence


def test_bytes_in_no_encoding_are_unreadable():
    with pytest.raises(UnreadableDocumentError) as caught:
        read_text(b"\x80\xff\x00\x01")
    assert caught.value.finding.code == "R011"


def test_lines_without_tabs_are_paragraphs():
    document = read("進捗状況について\n\n" + PAGE + "※ 速報値\n")
    assert texts(document) == ["進捗状況について", "※ 速報値"]
    assert str(document.tables[0].cells[3].passage.locator) == "t1.r2.c2"


def test_a_heading_row_again_is_set_aside_and_the_table_goes_on():
    document = read(PAGE + "\n" + PAGE.replace("来場者数", "就業率"))
    assert draw(document.tables[0]) == [
        "指標 | 進捗",
        "来場者数 | 11回/30回",
        "就業率 | 11回/30回",
    ]
    assert aside(document) == [("repeated_header", "指標 進捗")]


def test_rows_of_another_width_are_another_table():
    assert len(read(PAGE + "区分\t値\t注\n甲\t1\t\n").tables) == 2


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<ul><li>・甲</li><li>・乙</li></ul>", "・甲/・乙"),
        ("<ul><li>・甲<li>・乙", "・甲/・乙"),
        ("<ul style='x'> 甲 乙 丙", "甲 乙 丙"),
        ("<p>甲</p><p>乙", "甲/乙"),
        ("甲<br>乙<BR/>丙", "甲/乙/丙"),
        ("甲&amp;乙<br>", "甲&乙"),
        ("5 < 7、9 > 8", "5 < 7、9 > 8"),
        ("・甲 ・乙", "・甲 ・乙"),
    ],
)
def test_markup_in_a_cell_shows_as_in_a_browser(cell, shown):
    assert draw(read(f"指標\t進捗\n来場者数\t{cell}\n").tables[0])[1] == f"来場者数 | {shown}"


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n<>/・"), max_size=80
    )
)
def test_no_text_is_lost_or_breaks_the_reader(text):
    assert loses_nothing(read_text(("。" + text).encode()))
