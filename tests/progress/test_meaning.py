"""Small tables, each with one thing that publishers do."""

from datetime import date

import pytest

from parsers.document import Locator, Passage
from parsers.notation.indicators import parse_indicator
from parsers.progress.interpret import interpret
from parsers.progress.items import split_items
from parsers.readers.html import read_html

EDITION = date(2025, 8, 31)


def indicators_of(html):
    told = interpret(read_html(f"<html><body>{html}</body></html>".encode()), EDITION)
    assert told.characters_unplaced == 0
    return told


def table(*rows):
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def cells(*texts, tag="td"):
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


def test_rows_that_name_their_measure_are_one_indicator():
    told = indicators_of(
        table(
            cells("指標", "区分", "R5年度", "R6年度", tag="th"),
            '<td rowspan="2">参加者数（人）</td>' + cells("目標", "100", "120"),
            cells("実績", "90", "130"),
        )
    )
    (row,) = told.indicators
    assert row.label == "参加者数"
    assert (row.actual.value.text, row.target.value.text) == ("130", "120")
    assert row.actual.value.unit == "人"
    assert row.actual.period.value.edtf == "2024-04-01/2025-03-31"


def test_the_latest_number_is_the_value_and_marks_are_observations():
    told = indicators_of(
        table(
            cells("指標名", "単位", "目標値（R7年度）", "R5年度", "R6年度", "R7年度", tag="th"),
            cells("出生率", "－", "1.8", "1.4", "1.3", "集計中"),
        )
    )
    (row,) = told.indicators
    assert row.actual.value.text == "1.3"
    assert {o.value.status for o in row.observations} == {"number", "missing"}


def test_totals_and_tables_without_measures_are_no_indicators():
    told = indicators_of(
        table(
            cells("項目", "目標", "実績", tag="th"),
            cells("甲", "1件", "2件"),
            cells("合計", "1件", "2件"),
        )
        + table(cells("番号", "評価項目", "評価基準", tag="th"), cells("1", "成績", "65点"))
    )
    assert [row.label for row in told.indicators] == ["甲"]
    assert told.residue


def test_a_band_is_the_row_heading_of_the_rows_below():
    told = indicators_of(
        table(
            cells("指標", "実績", "目標", tag="th"),
            '<td colspan="3">基本目標１　しごと</td>',
            cells("雇用者数", "5人", "9人"),
        )
    )
    assert told.indicators[0].project.name == "基本目標１　しごと"


def test_an_unknown_column_is_a_finding_and_stays_in_residue():
    told = indicators_of(
        table(cells("指標", "実績", "目標", "色", tag="th"), cells("件数", "1件", "2件", "青"))
    )
    assert "P101" in {finding.code for finding in told.findings}
    assert ("青", "unmapped_column") in {(r.passage.text, r.reason) for r in told.residue}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("・甲の推進\n・乙の設置（R1.8）", ["・甲の推進", "・乙の設置（R1.8）"]),
        ("・甲の推進と\n乙の設置", ["・甲の推進と\n乙の設置"]),
        ("・甲：1件/2件 ・乙：3件/4件", ["・甲：1件/2件", "・乙：3件/4件"]),
        ("・甲・乙：1件/2件・丙：3件/4件", ["・甲・乙：1件/2件", "・丙：3件/4件"]),
        ("甲：1件/2件 乙：3件/4件", ["甲：1件/2件", "乙：3件/4件"]),
        (
            "◆ 甲\n【目標値】3件【実績】2件\n【その他】\n・乙",
            ["◆ 甲\n【目標値】3件【実績】2件", "【その他】", "・乙"],
        ),
    ],
)
def test_items_of_a_cell(text, expected):
    cell = Passage(text, Locator(table=1, row=2, column=3))
    split = split_items(cell, lambda piece: parse_indicator(piece) is not None)
    assert [item.passage.text for item in split.items] == expected
