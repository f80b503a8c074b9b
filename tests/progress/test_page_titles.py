"""Which paragraph of a web page is its title."""

import pytest

from parsers.progress.interpret import interpret
from parsers.readers.html import read_html

TABLE = "<table><tr><th>指標<th>実績値<tr><td>会員数<td>12人</table>"


def title(body, head=""):
    page = f"<html><head><meta charset=utf-8>{head}</head><body>{body}{TABLE}</body></html>"
    return interpret(read_html(page.encode())).title


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<p>計画・施策 〉</p><h1>総合戦略の<br>進捗状況</h1>", "<title>丑市</title>"),
        (
            "<h1>丑市</h1><p>計画一覧</p><h2>総合戦略の進捗状況</h2>",
            "<title>総合戦略の進捗状況｜丑市</title>",
        ),
        ("<p>計画一覧</p><p>総合戦略の進捗状況</p>", "<title>総合戦略の進捗状況</title>"),
        ("<p>丑市</p><p>総合戦略の進捗状況</p>", "<title>無題</title>"),
    ],
    ids=["heading", "site name in the heading", "window", "neither"],
)
def test_a_page_is_titled_as_it_names_itself(body, head):
    assert "".join(title(body, head).split()) == "総合戦略の進捗状況"
