"""Each kind of change, and the series with two editions whose truth is known."""

import json
import unicodedata

import pytest
from editions import Issue, Line
from paths import ROOT

from ingest.history.files import read_rows
from ingest.history.schema import CHANGES

CASES = {
    "value_advanced": ({"R6年度": "38"}, "60", {"R6年度": "38", "R7年度": "41"}, "60"),
    "target_revised": ({"R6年度": "38"}, "60", {"R6年度": "38"}, "70"),
    "past_value_revised": ({"R6年度": "38"}, "60", {"R6年度": "36"}, "60"),
    "value_published": ({"R5年度": "30", "R6年度": "集計中"}, "60", {"R5年度": "30", "R6年度": "38"}, "60"),
    "value_fell_back": ({"R6年度": "38"}, "60以上", {"R6年度": "38", "R7年度": "31"}, "60以上"),
    "value_changed": ({"R6年度": "38"}, "38", {"R6年度": "38", "R7年度": "41"}, "38"),
}  # fmt: skip
STEADY = Line("移住者数", "人", {"R6年度": "120"}, "300")


def kinds(rows):
    return [(row["kind"], row["indicator"]) for row in rows["changes"]]


@pytest.mark.parametrize("kind", CASES)
def test_a_change_of_a_number_is_told_with_its_kind(kind, history):
    values, target, later, new_target = CASES[kind]
    old = Issue(7, 8, [Line("企業誘致件数", "件", values, target), STEADY])
    new = Issue(7, 9, [Line("企業誘致件数", "件", later, new_target), STEADY])
    _, rows = history(old, new)
    assert kinds(rows) == [(kind, "企業誘致件数")]
    (change,) = rows["changes"]
    assert change["from_locator"]
    assert change["to_locator"]
    assert change["from_document_id"] != change["to_document_id"]
    assert change["from_text"] in change["sentence"]


def test_a_lower_target_makes_falling_an_advance(history):
    old = Issue(7, 8, [Line("待機児童数", "人", {"R6年度": "38"}, "10以下"), STEADY])
    new = Issue(7, 9, [Line("待機児童数", "人", {"R7年度": "31"}, "10以下"), STEADY])
    _, rows = history(old, new)
    assert kinds(rows) == [("value_advanced", "待機児童数")]


def test_new_dropped_and_renamed_indicators(history):
    old = Issue(
        7,
        8,
        [
            Line("企業誘致件数", "件", {"R6年度": "38"}, "60"),
            Line("ごみの排出量", "t", {"R6年度": "900"}, "700"),
            STEADY,
        ],
    )
    new = Issue(7, 9, [Line("誘致企業件数", "件", {"R6年度": "38"}, "60"), Line("出生率", "％", {"R6年度": "1.4"}, "1.8"), STEADY])  # fmt: skip
    _, rows = history(old, new)
    assert sorted(kinds(rows)) == [
        ("added", "出生率"),
        ("dropped", "ごみの排出量"),
        ("renamed", "誘致企業件数"),
    ]
    names = {row["name"]: row for row in rows["indicator_names"]}
    assert names["誘致企業件数"]["match"] == "evidence"
    assert names["誘致企業件数"]["indicator_id"] == names["企業誘致件数"]["indicator_id"]


def test_another_magnitude_of_the_unit_is_a_change_of_unit_alone(history):
    old = Issue(7, 8, [Line("農業産出額", "百万円", {"R6年度": "6,700"}, "12,000"), STEADY])
    new = Issue(7, 9, [Line("農業産出額", "億円", {"R6年度": "67"}, "120"), STEADY])
    _, rows = history(old, new)
    assert kinds(rows) == [("unit_changed", "農業産出額")]


def test_spellings_are_no_changes(history):
    old = Issue(7, 8, [Line("整備か所数", "か所", {"R6年度": "２"}, "5"), STEADY])
    new = Issue(7, 9, [Line("整備箇所数", "箇所", {"R6年度": "2"}, "５"), STEADY])
    _, rows = history(old, new)
    assert not rows["changes"]
    assert {row["match"] for row in rows["indicator_names"]} == {"first", "spelling"}


def test_an_indicator_that_moves_to_another_project(history):
    old = Issue(
        7,
        8,
        [
            Line("企業誘致件数", "件", {"R6年度": "38"}, "60"),
            Line("移住者数", "人", {"R6年度": "120"}, "300"),
            Line("観光客数", "人", {"R6年度": "9"}, "12", "観光"),
        ],
    )
    new = Issue(7, 9, [Line("企業誘致件数", "件", {"R6年度": "38"}, "60", "観光"), Line("移住者数", "人", {"R6年度": "120"}, "300"), Line("観光客数", "人", {"R6年度": "9"}, "12", "観光")])  # fmt: skip
    _, rows = history(old, new)
    assert kinds(rows) == [("moved", "企業誘致件数")]


def test_next_years_target_is_no_moved_target(history):
    old = Issue(7, 8, [Line("企業誘致件数", "件", {"R6年度": "38"}, "60（R6年度）"), STEADY])
    new = Issue(8, 8, [Line("企業誘致件数", "件", {"R6年度": "38"}, "65（R7年度）"), STEADY])
    _, rows = history(old, new)
    assert "target_revised" not in dict(kinds(rows))


def test_a_unit_that_flips_and_a_rate_that_does_not_fit_are_findings(history):
    old = Issue(
        7, 8, [Line("農業産出額", "百万円", {"R6年度": "6,700"}, "12,000", rate="55.8％"), STEADY]
    )
    new = Issue(
        7, 9, [Line("農業産出額", "千円", {"R6年度": "6,700"}, "12,000", rate="85.8％"), STEADY]
    )
    done, _ = history(old, new)
    found = [finding.code for _, finding, _ in done.findings]
    assert sorted(found) == ["H104", "H106"]


SUB_ROWS = {"延べ宿泊者数(県北エリア)", "延べ宿泊者数(県央エリア)", "延べ宿泊者数(県南エリア)"}
"""Rows of S06 that its truth calls optional indicators; they move too."""


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text or "").split())


@pytest.mark.parametrize("series", ["s01", "s06", "s08"])
def test_every_change_of_a_known_series_is_told_and_none_invented(series, run_here, tmp_path):
    folder = ROOT / "tests" / "history" / "series" / series
    run_here(folder, tmp_path, formats=("parquet",))
    found = {
        (row["kind"], plain(row["indicator"])): row
        for row in read_rows(tmp_path, CHANGES)
        if plain(row["indicator"]) not in SUB_ROWS
    }
    told = json.loads((folder / "changes.json").read_text(encoding="utf-8"))["changes"]
    wanted = {(change["kind"], plain(change["indicator"])): change for change in told}
    assert set(found) == set(wanted)
    for key, change in wanted.items():
        for side in ("from", "to"):
            got = plain(found[key][f"{side}_text"]).replace(",", "")
            assert got == plain(change[side]).replace(",", "")
