"""The commands, as a user calls them."""

import json

import pytest
import regex

from ingest.cli.console import MOST_SAID, say_all
from parsers.findings import Finding, read_catalogue


def test_run_ends_with_one_line_for_people(shinchoku, edition, tmp_path):
    done = shinchoku("run", edition, "--out", tmp_path)
    assert done.stdout == ""
    assert regex.search(
        r"6 文書から 102 指標、気づき \d+ 件、失われた文字 0、[\d.]+ 秒", done.stderr
    )
    assert "\x1b" not in done.stderr


def test_run_writes_the_formats_it_is_told(shinchoku, edition, tmp_path):
    assert shinchoku("run", edition, "--out", tmp_path, "--format", "parquet").returncode == 0
    assert (tmp_path / "progress.parquet").is_file()
    assert not (tmp_path / "progress.csv").exists()
    assert shinchoku("run", edition, "--out", tmp_path, "--format", "xml").returncode == 2


def test_strict_ends_with_1_when_there_are_findings(shinchoku, edition, tmp_path):
    assert shinchoku("run", edition, "--out", tmp_path, "--strict").returncode == 1


def test_show_prints_every_indicator(sample, shinchoku):
    done = shinchoku("show", sample)
    assert done.returncode == 0
    for text in ("11回", "30回", "5件以上", "実施中", "R1.8"):
        assert text in done.stdout


def test_tables_are_one_table_of_eleven_rows(sample, shinchoku):
    told = json.loads(shinchoku("tables", sample).stdout)
    (table,) = told["tables"]
    assert (table["rows"], table["columns"], table["header_rows"]) == (11, 3, 1)
    assert len(told["document_id"]) == 16
    head = [cell["text"] for cell in table["cells"] if cell["row"] == 0]
    assert head == ["プロジェクト", "主な取組", "取組目標に対する状況"]


@pytest.mark.parametrize("name", ["csv", "html"])
def test_tables_in_other_formats(sample, shinchoku, name):
    done = shinchoku("tables", sample, "--format", name)
    assert done.returncode == 0
    assert "石炭共同輸送実施回数" in done.stdout


def test_parse_reads_arguments_and_lines(shinchoku):
    text = "企業誘致件数：42件/75件（R1.8）"
    by_argument = shinchoku("parse", text, "--kind", "indicator", "--reference", "2019-08")
    by_line = shinchoku("parse", "--kind", "indicator", "--reference", "2019-08", stdin=f"{text}\n")
    assert by_argument.stdout == by_line.stdout
    told = json.loads(by_argument.stdout)
    assert told["label"] == "企業誘致件数"
    assert (told["actual"]["value"], told["target"]["value"]) == ("42", "75")
    assert told["as_of"]["edtf"] == "2019-08"


def test_parse_says_that_a_text_is_no_date(shinchoku):
    told = json.loads(shinchoku("parse", "石炭", "--kind", "date").stdout)
    assert told["edtf"] is None
    assert told["issue"]


@pytest.mark.parametrize("code", list(read_catalogue())[::12])
def test_explain_knows_every_code(code, shinchoku):
    done = shinchoku("explain", code)
    assert done.returncode == 0
    assert code in done.stdout


def test_an_unknown_code_is_wrong_use(shinchoku):
    assert shinchoku("explain", "Z999").returncode == 2


def test_explain_shows_how_a_notation_is_read(shinchoku):
    text = "企業誘致件数：42件/75件（H30）"
    done = shinchoku("explain", text, "--reference", "2019-08")
    assert done.returncode == 0
    for part in (
        "<label>:<actual>/<target>",
        "'42件'  actual",
        "'H30'",
        "rest  ： / （ ）",
        "D102",
    ):
        assert part in done.stdout


def test_explain_says_that_a_text_is_not_read(shinchoku):
    assert "not read" in shinchoku("explain", "石炭共同輸送").stdout
    assert "not read" in shinchoku("explain", "石炭共同輸送" * 100).stdout


def test_tables_of_a_pdf_by_the_other_engine_and_as_pictures(shinchoku, edition, tmp_path):
    sample = next(edition.glob("*portrait.pdf"))
    fast = json.loads(shinchoku("tables", sample, "--debug-image", tmp_path).stdout)
    slow = json.loads(shinchoku("tables", sample, "--engine", "pdfplumber").stdout)
    texts = [[cell["text"] for cell in told["tables"][0]["cells"]] for told in (fast, slow)]
    assert texts[0] == texts[1]
    assert len(list(tmp_path.glob("*.png"))) == 2
    assert shinchoku("tables", sample, "--engine", "nothing").returncode == 2
    workbook = next(edition.glob("*.xlsx"))
    assert shinchoku("tables", workbook, "--debug-image", tmp_path).returncode == 6


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [("ja", "選べません", "no choice"), ("en", "no choice", "選べません")],
)
def test_messages_come_in_the_language_that_is_wanted(shinchoku, language, word, other):
    done = shinchoku("--lang", language, "explain", "X999")
    assert done.returncode == 2
    assert word in done.stderr
    assert other not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["run"], "shinchoku run"),
        (["run", "somewhere", "--nope"], "shinchoku run"),
        (["plan", "somewhere", "--documents", "many"], "shinchoku plan"),
        (["rnu"], "shinchoku"),
        (["--lang"], "shinchoku"),
    ],
)
def test_a_wrong_command_line_has_a_code_and_both_languages(shinchoku, arguments, command):
    done = shinchoku(*arguments)
    assert done.returncode == 2
    ja, en = done.stderr.splitlines()
    assert ja.startswith("E215 コマンドの書き方")
    assert en.startswith("E215 The command line")
    assert f"{command} -h" in ja


def test_without_a_command_it_says_what_there_is(shinchoku):
    done = shinchoku()
    assert done.returncode == 0
    assert "tables" in done.stdout


def test_of_many_findings_of_one_kind_the_first_are_told_and_how_many(capsys):
    say_all([Finding("R133", "", {"page": str(page)}) for page in range(1, 9)])
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2 * (MOST_SAID + 1)
    assert told[-2:] == ["R133 ほかに 3 件。", "R133 3 more."]
