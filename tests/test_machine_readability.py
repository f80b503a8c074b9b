"""Every rule of the Digital Agency's 機械可読性ルール that applies to CSV, over all written tables.

https://www.digital.go.jp/ : 行政データにおける機械可読性に関するルール. Rules for Excel files alone
(L1-10 to L1-13, L2-06) do not apply to CSV.
"""

import csv
import io
import json

import pytest
import regex

from ingest import schema
from ingest.check.output import check_folder
from ingest.check.rules import RULES
from parsers.findings import read_catalogue

TABLES = {table.name: table for table in schema.TABLES}
NAMES = [*TABLES, "codes"]


@pytest.fixture
def raw(written):
    return lambda name: (written / f"{name}.csv").read_bytes()


@pytest.fixture
def records(raw):
    def read(name):
        text = raw(name).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        return head, rows

    return read


@pytest.fixture
def values(records):
    """Value by column for each row of a table that the schema describes."""

    def read(name):
        head, rows = records(name)
        columns = {column.name: column for column in TABLES[name].columns}
        return [{columns[k]: v for k, v in zip(head, row, strict=True)} for row in rows]

    return read


@pytest.fixture(scope="module")
def codes(written):
    return {problem.finding.code for problem in check_folder(written)}


@pytest.mark.parametrize("rule", RULES)
def test_check_keeps_the_rule(rule, codes):
    assert not codes & set(RULES[rule])
    assert set(RULES[rule]) <= set(read_catalogue())


def test_l1_01_files_are_csv_and_parquet(written):
    for name in TABLES:
        assert (written / f"{name}.csv").is_file()
        assert (written / f"{name}.parquet").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_l1_02_03_04_one_table_a_file_undivided_without_notes(name, records):
    head, rows = records(name)
    for row in rows:
        assert len(row) == len(head)
        assert any(row)


@pytest.mark.parametrize("name", NAMES)
def test_l1_05_every_column_is_named_and_described(name, records, written):
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [r for r in package["resources"] if r["path"] == f"{name}.csv"]
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == records(name)[0]
    assert all(field["title"] and field["description"] for field in fields)


def test_l1_07_one_datum_a_cell(values):
    for row in values("progress"):
        for column, value in row.items():
            if column.name in ("value", "target"):
                assert "/" not in value


def test_l1_09_blank_and_zero_are_told_apart(values):
    rows = [{c.name: v for c, v in row.items()} for row in values("progress")]
    assert {row["value"] for row in rows if row["value_text"].startswith("0")} == {"0"}
    assert {row["value"] for row in rows if row["value_status"] == "state"} == {""}


@pytest.mark.parametrize("name", NAMES)
def test_l1_14_15_one_record_a_line_quoted(name, raw, records):
    content = raw(name)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    head, rows = records(name)
    assert content.decode("utf-8-sig").count("\n") == len(rows) + 1
    rewritten = io.StringIO(newline="")
    csv.writer(rewritten, lineterminator="\n").writerows([head, *rows])
    assert rewritten.getvalue() == content.decode("utf-8-sig")


def test_l2_02_row_headings_are_repeated(values):
    for row in values("progress"):
        named = {column.name: value for column, value in row.items()}
        assert named["project_no"]
        assert named["project"]
        assert named["indicator"]


@pytest.mark.parametrize("name", NAMES)
def test_l3_01_heading_first_then_data(name, records):
    head, _ = records(name)
    assert all(regex.fullmatch(r"[a-z][a-z0-9_]*", column) for column in head)


def test_l3_04_a_unit_stands_beside_every_number(values):
    for name in ("progress", "observations"):
        for row in values(name):
            named = {column.name: value for column, value in row.items()}
            if named["value"] and "%" not in named["text"]:
                assert named["unit"]


def test_l3_06_publisher_has_its_official_code(values):
    for row in values("documents"):
        named = {column.name: value for column, value in row.items()}
        assert (named["publisher"], named["publisher_code"]) == ("山口県", "350001")


def test_l3_08_definitions_and_encoding_are_described(written):
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["format"] == "csv":
            assert resource["encoding"] == "utf-8-sig"
            assert resource["bom"] is True
    names = [field.name for table in schema.TABLES for field in table.columns]
    assert all(name.isascii() for name in names)


def test_l3_09_observations_are_long(values):
    assert len(values("observations")) > len(values("progress"))
