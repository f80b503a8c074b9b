"""The panel, its exports, and the commands that read it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest
import regex
from editions import Issue, Line
from paths import ROOT

import ingest
from ingest.history.export import VIEWS


def issues():
    """Three editions: one rename, one value that goes on."""
    names = ("企業誘致件数", "企業誘致件数", "誘致企業件数")
    for month, name in enumerate(names, 8):
        year = {"R6年度": "38"} | ({"R7年度": f"{40 + month}"} if month > 8 else {})
        yield Issue(
            7,
            month,
            [
                Line(name, "件", year, "60"),
                Line("移住者数", "人", {"R6年度": f"{100 + month}"}, "300"),
                Line("ごみの排出量", "t", {"R6年度": "900"}, "700", project="=1+1"),
            ],
        )


@pytest.fixture
def documents(tmp_path):
    for issue in issues():
        issue.write(tmp_path / "documents" / f"{issue.month}")
    return tmp_path / "documents"


@pytest.fixture
def out(documents, tmp_path, run_here):
    run_here(documents, tmp_path / "normalized")
    return tmp_path / "normalized"


def test_the_panel_has_a_row_for_each_indicator_and_edition(out):
    panel = ingest.panel(out)
    assert len(panel) == 9
    assert panel["indicator_id"].nunique() == 3
    renamed = panel[panel["indicator"] == "誘致企業件数"]
    assert list(renamed["edition"]) == [date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)]
    assert set(renamed["name"]) == {"企業誘致件数", "誘致企業件数"}
    assert panel["locator"].notna().all()
    written = pd.read_parquet(out / "panel.parquet")
    assert list(written["indicator_id"]) == list(panel["indicator_id"])


def test_progress_has_the_id_of_the_whole_history(out):
    progress, panel = pd.read_parquet(out / "progress.parquet"), ingest.panel(out)
    assert set(progress["indicator_id"]) == set(panel["indicator_id"])
    csv = pd.read_csv(out / "progress.csv", dtype=str, encoding="utf-8-sig")
    assert list(csv["indicator_id"]) == list(progress["indicator_id"])
    observations = pd.read_parquet(out / "observations.parquet")
    assert set(observations["indicator_id"].dropna()) == set(panel["indicator_id"])


def test_folders_of_their_own_give_the_same_panel_as_one_run(documents, out, tmp_path, run_here):
    for folder in sorted(documents.iterdir()):
        run_here(folder, tmp_path / "nested" / "試験県" / folder.name)
    pd.testing.assert_frame_equal(ingest.panel(tmp_path / "nested"), ingest.panel(out))


def test_an_edition_found_later_gives_what_it_would_have_given_from_the_start(
    documents, out, tmp_path, run_here
):
    late = tmp_path / "late"
    shutil.copytree(documents, late)
    middle = tmp_path / "middle"
    shutil.move(late / "9", middle)
    run_here(late, tmp_path / "later")
    before = ingest.panel(tmp_path / "later")
    shutil.move(middle, late / "a later find")
    run_here(late, tmp_path / "later")
    pd.testing.assert_frame_equal(ingest.panel(tmp_path / "later"), ingest.panel(out))
    both = before.merge(ingest.panel(out), on=["document_id", "name"])
    assert len(both) == 6
    assert (both["indicator_id_x"] == both["indicator_id_y"]).all()


def test_one_edition_in_six_formats_is_one_edition(written):
    panel = pd.read_parquet(written / "panel.parquet")
    assert len(panel) == 17
    assert panel["other_places"].str.split(" ").str.len().eq(5).all()
    assert panel["source"].unique().tolist() == ["sangyo-senryaku.xlsx"]
    assert pd.read_parquet(written / "changes.parquet").empty


def test_csv_alone_gives_the_same_panel(documents, out, tmp_path, run_here):
    run_here(documents, tmp_path / "csv", formats=["csv"])
    pd.testing.assert_frame_equal(ingest.panel(tmp_path / "csv"), ingest.panel(out))
    assert (tmp_path / "csv" / "panel.csv").read_bytes() == (out / "panel.csv").read_bytes()


def test_the_command_writes_one_panel_over_nested_folders(documents, command, tmp_path, run_here):
    for folder in sorted(documents.iterdir()):
        run_here(folder, tmp_path / "nested" / folder.name)
    done = command("panel", tmp_path / "nested")
    assert done.returncode == 0, done.stderr
    assert len(pd.read_parquet(tmp_path / "nested" / "panel.parquet")) == 9
    first = {p.name: p.read_bytes() for p in (tmp_path / "nested").iterdir() if p.is_file()}
    assert command("panel", tmp_path / "nested").returncode == 0
    assert first == {p.name: p.read_bytes() for p in (tmp_path / "nested").iterdir() if p.is_file()}
    assert command("panel", tmp_path).returncode == 0
    assert command("panel", documents).returncode == 2


@pytest.mark.parametrize("name", ["sqlite", "duckdb"])
def test_a_database_has_the_tables_and_the_views(name, out, tmp_path, command):
    file = tmp_path / f"data.{name}"
    assert command("export", out, "--to", name, "--out", file).returncode == 0
    if name == "sqlite":
        database = sqlite3.connect(file)
    else:
        import duckdb

        database = duckdb.connect(str(file))
    with database:
        for view in VIEWS:
            database.execute(f'SELECT * FROM "{view}"').fetchall()  # noqa: S608
        assert database.execute("SELECT COUNT(*) FROM latest").fetchall() == [(3,)]
        assert database.execute("SELECT COUNT(*) FROM panel").fetchall() == [(9,)]
        assert database.execute("SELECT COUNT(*) FROM corrections").fetchall() == [(0,)]
    database.close()


def test_a_workbook_and_csv_run_no_formula(out, tmp_path, command):
    import openpyxl

    assert command("export", out, "--to", "xlsx", "--out", tmp_path / "data.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "data.xlsx")["panel"]
    assert sheet.max_row == 10
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    folder = tmp_path / "excel"
    assert command("export", out, "--to", "csv-excel", "--out", folder).returncode == 0
    content = (folder / "panel.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in content
    assert b",=1+1" not in content


def test_diff_tells_what_changed_between_two_files(documents, command):
    old, new = documents / "9" / "r7-09.html", documents / "10" / "r7-10.html"
    told = json.loads(command("diff", old, new, "--format", "json").stdout)
    kinds = {(row["kind"], row["indicator"]) for row in told}
    assert ("renamed", "誘致企業件数") in kinds
    assert all(row["from_locator"] and row["to_locator"] for row in told)
    markdown = command("diff", old, new, "--format", "markdown").stdout
    assert "「企業誘致件数」の名前が「誘致企業件数」に変わった" in markdown
    assert command("diff", new, old).returncode == 2
    assert command("diff", old).returncode == 2


def test_diff_of_a_month_reads_the_output(out, command):
    done = command("diff", "--month", "2025-10", "--in", out, "--format", "json")
    assert {row["to_edition"] for row in json.loads(done.stdout)} == {"2025-10-31"}
    assert "名前の変更" in command("diff", "--month", "R7.10", "--in", out).stdout
    nothing = command("diff", "--month", "2020-01", "--in", out)
    assert "Nothing changed" in nothing.stdout


def test_show_prints_the_history_of_an_indicator_under_its_old_name_too(out, command):
    from rich.cells import cell_len

    done = command("show", "--indicator", "企業誘致", out)
    assert done.returncode == 0
    for text in ("誘致企業件数", "旧：企業誘致件数", "2025-08", "2025-10", "60", "█"):
        assert text in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert command("show", "--indicator", "無い指標", out).returncode == 2


def test_inquiries_are_letters_with_place_and_reason(tmp_path, command, run_here):
    lines = [Line("農業産出額", "百万円", {"R6年度": "6,700"}, "12,000", rate="85.8％")]
    Issue(7, 8, lines).write(tmp_path / "documents")
    run_here(tmp_path / "documents", tmp_path / "out")
    letter = command("inquiries", tmp_path / "out").stdout
    for text in ("件名：", "ご担当者様", "85.8", "行目", "ご教示"):
        assert text in letter


def test_explain_shows_who_corrected_what_and_why(documents, tmp_path, shinchoku, command):
    (documents / "corrections.toml").write_text(
        '[[correction]]\nkind = "set"\nseries = "試験県総合戦略の進捗状況"\nindicator = "移住者数"\n'
        'column = "value"\nsays = "108"\nbecomes = "180"\nwho = "山田"\nwhy = "県に確認"\n',
        encoding="utf-8",
    )
    done = shinchoku("run", documents, "--out", tmp_path / "out", "--timeout", "300")
    assert done.returncode == 0, done.stderr
    for subject in ("A101", "移住者数"):
        told = command("explain", subject, "--in", tmp_path / "out").stdout
        for text in ("山田", "県に確認", "108", "180", "移住者数"):
            assert text in told
    assert "山田" not in command("explain", "ごみの排出量", "--in", tmp_path / "out").stdout


def test_an_expired_correction_ends_the_run_with_1(documents, tmp_path, shinchoku):
    (documents / "corrections.toml").write_text(
        '[[correction]]\nkind = "set"\nseries = "試験県総合戦略の進捗状況"\nindicator = "移住者数"\n'
        'column = "value"\nsays = "999"\nbecomes = "180"\nwho = "山田"\nwhy = "県に確認"\n',
        encoding="utf-8",
    )
    done = shinchoku("run", documents, "--out", tmp_path / "out", "--timeout", "300")
    assert done.returncode == 1
    assert "A102" in done.stderr


def test_the_examples_of_the_readme_load_the_panel(out, monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(out.parent)
    examples = regex.findall(r"```python panel\n(.*?)```", readme, regex.DOTALL)
    assert len(examples) == 3
    for code in examples:
        assert len([line for line in code.splitlines() if line]) == 3
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        assert "誘致企業件数" in done.stdout
