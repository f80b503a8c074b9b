"""Corrections: applied, out of date, contradicting; and the way from the file to the data and back."""

import pytest
from editions import Issue, Line

from ingest import schema
from ingest.corrections import Correction, append_correction, read_corrections
from ingest.errors import UsageError
from ingest.history.files import read_rows

WHO = {"who": "進捗班 山田", "why": "県に電話で確認。桁の取り違え"}
SERIES = "試験県総合戦略の進捗状況"
ISSUE = Issue(
    7,
    8,
    [
        Line("企業誘致件数", "件", {"R6年度": "83"}, "60"),
        Line("移住者数", "人", {"R6年度": "120"}, "300"),
    ],
)


def set_value(**more):
    about = {"kind": "set", "series": SERIES, "indicator": "企業誘致件数", "column": "value"}
    return Correction(**{**about, "says": "83", "becomes": "38", **WHO, **more})


@pytest.fixture
def corrected(tmp_path, history):
    def run_with(*corrections, issues=(ISSUE,)):
        file = tmp_path / "corrections.toml"
        for correction in corrections:
            append_correction(file, correction)
        done, rows = history(*issues, corrections=file)
        progress = {r["indicator"]: r for r in read_rows(tmp_path / "out", schema.PROGRESS)}
        return done, rows, progress

    return run_with


def test_a_correction_sets_the_number_and_leaves_the_text(corrected, tmp_path):
    done, rows, progress = corrected(set_value())
    row = progress["企業誘致件数"]
    assert (row["value"], row["value_std"], row["value_text"]) == (38.0, 38.0, "83")
    assert row["achievement_rate"] == pytest.approx(38 / 60, abs=1e-6)
    assert "A101" in row["flags"]
    assert not done.stale
    (observation,) = [
        r
        for r in read_rows(tmp_path / "out", schema.OBSERVATIONS)
        if r["indicator"] == "企業誘致件数" and r["measure"] == "actual"
    ]
    assert (observation["value"], observation["value_text"]) == (38.0, "83")
    (told,) = rows["corrections"]
    assert (told["status"], told["who"], told["why"]) == ("applied", WHO["who"], WHO["why"])
    assert rows["panel"][0]["value"] == 38.0 or rows["panel"][1]["value"] == 38.0
    assert "A101" not in (progress["移住者数"]["flags"] or "")


def test_a_correction_that_the_source_no_longer_says_is_loud_and_not_applied(corrected):
    done, rows, progress = corrected(set_value(says="84"))
    assert progress["企業誘致件数"]["value"] == 83.0
    assert [finding.code for finding in done.stale] == ["A102"]
    assert rows["corrections"][0]["status"] == "expired"


def test_corrections_that_contradict_are_both_left_alone(corrected):
    done, rows, progress = corrected(set_value(), set_value(becomes="39"))
    assert progress["企業誘致件数"]["value"] == 83.0
    assert {finding.code for finding in done.stale} == {"A103"}
    assert {row["status"] for row in rows["corrections"]} == {"conflict"}


def test_a_correction_for_another_series_or_edition_is_no_fault(corrected):
    done, rows, progress = corrected(set_value(series="別の県の計画"), set_value(edition="2024-08"))
    assert progress["企業誘致件数"]["value"] == 83.0
    assert not done.stale
    assert {row["status"] for row in rows["corrections"]} == {"unused"}


def test_what_is_no_indicator_goes_to_residue(corrected, tmp_path):
    about = {"kind": "not_indicator", "series": SERIES, "indicator": "移住者数"}
    _, rows, progress = corrected(Correction(**about, **WHO))
    assert set(progress) == {"企業誘致件数"}
    assert [row["indicator"] for row in rows["indicators"]] == ["企業誘致件数"]
    reasons = [r["reason"] for r in read_rows(tmp_path / "out", schema.RESIDUE)]
    assert "not_indicator" in reasons


@pytest.mark.parametrize(("kind", "count"), [("same", 1), ("different", 2)])
def test_a_confirmed_identity_outweighs_the_evidence(kind, count, corrected):
    new = "産業集積の成果" if kind == "same" else "誘致企業件数"
    later = Issue(7, 9, [Line(new, "件", {"R6年度": "83"}, "60"), ISSUE.lines[1]])
    about = {"kind": kind, "series": SERIES, "indicator": "企業誘致件数", "other": new}
    done, rows, _ = corrected(Correction(**about, **WHO), issues=(ISSUE, later))
    ids = {row["indicator_id"] for row in rows["panel"] if row["name"] != "移住者数"}
    assert len(ids) == count
    assert not done.stale
    if kind == "same":
        named = [row for row in rows["indicator_names"] if row["match"] == "confirmed"]
        assert [row["confirmed_by"] for row in named] == [WHO["who"]]


def test_the_unit_and_the_time_can_be_corrected_too(corrected):
    unit = set_value(column="unit", says="件", becomes="千件")
    time = set_value(column="as_of", says="R6年度", becomes="R5年度")
    _, _, progress = corrected(unit, time)
    row = progress["企業誘致件数"]
    assert (row["unit"], row["value_std"]) == ("千件", 83000.0)
    assert row["as_of_edtf"] == "2023-04-01/2024-03-31"


@pytest.mark.parametrize("missing", ["who", "why", "says", "becomes", "series"])
def test_an_entry_without_who_and_why_is_refused(missing, tmp_path):
    with pytest.raises(UsageError):
        append_correction(tmp_path / "corrections.toml", set_value(**{missing: ""}))
    assert not (tmp_path / "corrections.toml").exists()


def test_a_file_keeps_its_comments_and_reads_back(tmp_path):
    file = tmp_path / "corrections.toml"
    file.write_text("# 訂正の記録\n", encoding="utf-8")
    append_correction(file, set_value())
    append_correction(file, set_value(becomes="39"))
    assert file.read_text(encoding="utf-8").startswith("# 訂正の記録\n")
    assert read_corrections(file) == (set_value(), set_value(becomes="39"))


@pytest.mark.parametrize("text", ["a =", "[[wrong]]\n", '[[correction]]\nkind = "other"\n'])
def test_a_file_that_is_no_list_of_corrections_is_refused(text, tmp_path):
    file = tmp_path / "corrections.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_corrections(file)
