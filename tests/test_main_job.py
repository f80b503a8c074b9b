"""The August 2019 edition, from each of its six files, becomes the same tidy data."""

import filecmp
import shutil

import pandas as pd
import pytest
from paths import EDITION, ROOT

EXPECTED = ROOT / "tests" / "expected"


def read_expected(name):
    return pd.read_csv(EXPECTED / name, dtype=str, keep_default_na=False)


def of_document(table, documents, sample):
    document_id = documents.loc[documents["source"] == sample.name, "document_id"].item()
    return table[table["document_id"] == document_id].reset_index(drop=True)


def test_six_files_are_six_documents(read_table):
    documents = read_table("documents")
    assert len(documents) == 6
    assert documents["document_id"].is_unique
    assert set(documents["status"]) == {"read"}


def test_progress_is_the_expected_one(sample, read_table):
    progress = of_document(read_table("progress"), read_table("documents"), sample)
    expected = read_expected("expected-progress.csv")
    pd.testing.assert_frame_equal(progress[list(expected.columns)], expected)


def test_events_are_the_expected_ones(sample, read_table):
    events = of_document(read_table("events"), read_table("documents"), sample)
    expected = read_expected("expected-events.csv")
    columns = ["project_no", "date_text", "start", "end", "state"]
    pd.testing.assert_frame_equal(events[columns], expected[columns])
    for activity, part in zip(events["activity"], expected["activity_contains"], strict=True):
        assert part in activity


def test_nothing_is_lost(read_table):
    documents = read_table("documents")
    assert set(documents["coverage"]) == {"1"}
    assert set(documents["characters_unplaced"]) == {"0"}


def test_residue_holds_only_what_belongs_to_no_row(read_table):
    residue = read_table("residue")
    assert set(residue["reason"]) <= {"repeated_header", "page_furniture", "metadata"}


def test_every_character_of_the_source_stands_in_a_table(sample, read_table):
    """The rows alone, without the program's own counts, hold all of the source."""
    documents = read_table("documents")
    held = pd.concat(
        [
            of_document(read_table("cells"), documents, sample)["text"],
            of_document(read_table("residue"), documents, sample)["text"],
            documents.loc[documents["source"] == sample.name, "title"],
        ]
    )
    count = sum(len("".join(text.split())) for text in held)
    assert count == int(documents.loc[documents["source"] == sample.name, "characters"].item())


def test_brackets_stay_in_the_label_and_dates_become_as_of(read_table):
    progress = read_table("progress")
    assert "企業誘致件数（重点成長分野）" in set(progress["indicator"])
    approved = progress[progress["indicator"] == "地域経済牽引事業計画承認件数"]
    assert set(approved["as_of_edtf"]) == {"2019-08"}


def test_a_bare_year_may_be_a_fiscal_year_and_says_so(read_table):
    progress, findings = read_table("progress"), read_table("findings")
    row = progress[progress["indicator"] == "地域経済牽引事業による付加価値増加額"].iloc[0]
    assert row["as_of_edtf"] == "2018"
    (code,) = row["flags"].split()
    finding = findings[(findings["code"] == code) & (findings["document_id"] == row["document_id"])]
    assert "年度" in finding["message_ja"].iloc[0]


def test_magnitudes_are_taken_in(read_table):
    progress = read_table("progress")
    row = progress[progress["value_text"] == "67億円"].iloc[0]
    assert (row["value"], row["unit"]) == ("67", "億円")
    assert (row["value_std"], row["unit_std"]) == ("6700000000", "円")


def test_qualifiers_and_counts(read_table):
    progress, observations = read_table("progress"), read_table("observations")
    assert set(progress.loc[progress["target_text"] == "5件以上", "target_qualifier"]) == {"ge"}
    counts = observations[observations["measure"] == "count"]
    assert {"約70社", "10社"} <= set(counts["value_text"])
    assert set(counts.loc[counts["value_text"] == "約70社", "qualifier"]) == {"approx"}


def test_csv_and_parquet_hold_the_same_rows(written, read_table):
    for path in sorted(written.glob("*.parquet")):
        table = read_table(path.stem)
        stored = pd.read_parquet(path)
        assert list(stored.columns) == list(table.columns)
        assert len(stored) == len(table)
        for name in table.columns:
            texts = ["" if pd.isna(value) else as_text(value) for value in stored[name]]
            assert texts == list(table[name]), (path.stem, name)


def as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def test_two_runs_give_the_same_bytes(written, shinchoku, tmp_path):
    done = shinchoku("run", EDITION, "--out", tmp_path, "--jobs", "2")
    assert done.returncode == 0
    names = sorted(path.name for path in written.iterdir() if path.is_file())
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == names
    assert filecmp.cmpfiles(written, tmp_path, names, shallow=False)[0] == names


def test_another_file_name_changes_no_id(read_table, edition, shinchoku, tmp_path):
    copy = tmp_path / "別の名前.xlsx"
    shutil.copy(next(edition.glob("*.xlsx")), copy)
    shutil.copy(edition / "source.toml", tmp_path)
    assert shinchoku("run", copy, "--out", tmp_path / "out").returncode == 0
    for name, key in (("progress", "indicator_id"), ("observations", "observation_id")):
        renamed = pd.read_csv(tmp_path / "out" / f"{name}.csv", dtype=str, encoding="utf-8-sig")
        assert set(renamed["document_id"]) <= set(read_table("documents")["document_id"])
        assert set(renamed[key].dropna()) <= set(read_table(name)[key])


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_arguments_does_not_matter(written, shinchoku, edition, tmp_path, order):
    files = sorted(p for p in edition.iterdir() if p.name != "source.toml")[::order]
    assert shinchoku("run", *files, "--out", tmp_path).returncode == 0
    assert (tmp_path / "progress.csv").read_bytes() == (written / "progress.csv").read_bytes()
