"""Values whose label stands elsewhere, several values side by side, units of the dictionary."""

from datetime import date
from decimal import Decimal

import pytest

from parsers.notation import describe
from parsers.notation.dates import parse_date
from parsers.notation.indicators import parse_body, parse_indicator
from parsers.notation.values import parse_value

EDITION = date(2019, 8, 31)


@pytest.mark.parametrize(
    ("text", "actual", "target"),
    [
        ("350ha/500ha", "350", "500"),
        ("67/115億円", "67", "115"),
        ("42（75）件", "42", "75"),
        ("42件（R1.7末）／75件（R3年度末）", "42", "75"),
        ("現状値（H30）42件　目標値（R5）75件", "42", "75"),
        ("基準値：12.3％（H28） 実績値：15.1％（H30） 目標値：20％（R3）", "15.1", "20"),
    ],
)
def test_a_body_without_a_label_is_read(text, actual, target):
    assert parse_indicator(text, EDITION) is None
    body = parse_body(text, EDITION).value
    assert body.label == ""
    assert body.first("actual").value.number == Decimal(actual)
    assert body.first("target").value.number == Decimal(target)


@pytest.mark.parametrize("text", ["5/27", "11/30", "会議の開催（5/27）", "12件", "石炭", "1,2,3"])
def test_what_is_no_body_gives_none(text):
    assert parse_body(text, EDITION) is None


def test_values_side_by_side_are_all_kept_and_doubted():
    parsed = parse_indicator("取得率：男女計:8.5% 男性:12.9% 女性:2.8%", EDITION)
    assert parsed.value.first("actual").value.number == Decimal("8.5")
    assert [str(value.number) for value in parsed.value.extra] == ["12.9", "2.8"]
    assert parsed.value.note == "男女計；男性:12.9% 女性:2.8%"
    assert [finding.code for finding in parsed.findings] == ["N107"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("12挺", ["U102"]), ("12蔵", ["U101"]), ("12件", []), ("12回目標", ["U101"])],
)
def test_an_unknown_unit_is_looked_up_in_the_dictionary(text, codes):
    assert [finding.code for finding in parse_value(text).findings] == codes


def test_a_word_that_names_nothing_is_no_unit():
    assert parse_value("7だった") is None


def test_the_json_of_a_body_has_no_label():
    told = describe("indicator", "4/5件", EDITION)
    assert told["label"] is None
    assert told["rule"] == "<actual>/<target>"
    assert told["target"]["value"] == "5"


def test_a_month_of_an_old_era_may_be_a_magnitude():
    parsed = parse_date("M7.2", EDITION)
    assert [finding.code for finding in parsed.findings] == ["D107"]
