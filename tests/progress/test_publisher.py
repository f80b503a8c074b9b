"""Who published a document."""

import pytest
from tables import as_html

from parsers.progress.publisher import _rows, check_code, code_of, find_publisher
from parsers.readers.html import read_html


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("東京都府中市総合計画", "府中市", "132063"),
        ("府中市総合計画の進捗", "府中市", ""),
        ("第３期津市まち・ひと・しごと創生総合戦略", "津市", "242012"),
        ("会津若松市地域公共交通計画", "会津若松市", "072028"),
        ("北海道総合計画", "北海道", "010006"),
        ("令和５年度厚生労働省政策評価", "厚生労働省", ""),
        ("第７次戊市行財政改革大綱", "戊市", ""),
    ],
)
def test_the_publisher_that_a_title_names(text, name, code):
    found = find_publisher(read_html(as_html(text)))
    assert found is not None
    assert (found.name, found.code) == (name, code)


@pytest.mark.parametrize("text", ["都市計画の進捗", "市町村の取組状況", "地区別の件数", "進捗状況"])
def test_words_that_name_nobody(text):
    assert find_publisher(read_html(as_html(text))) is None


def test_the_prefecture_beside_tells_which_of_two():
    found = find_publisher(read_html(as_html("府中市総合計画", "広島県の東部にある。")))
    assert found is not None
    assert found.code == "342084"


def test_every_code_of_the_list_fits_its_check_digit():
    codes = [code for code, _, _ in _rows()]
    assert len(codes) == len(set(codes)) > 1700
    assert all(map(check_code, codes))
    assert not check_code("350002")
    assert code_of("山口県") == "350001"
