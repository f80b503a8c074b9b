"""Rows of a document: table by table, the findings last."""

from ingest.limits import Limits
from ingest.reading import read_one
from ingest.rows import make_rows, make_tables
from ingest.sources import find_one, read_source
from ingest.worker import make_part

INEXACT = "12345678901234567891"


def source(tmp_path):
    path = tmp_path / "進捗.txt"
    path.write_text(f"・搬出量：{INEXACT}件/75件\n・参加者数：42人/75人\n", encoding="utf-8")
    return read_source(find_one(path))


def test_a_number_that_no_float_holds_is_left_out_with_a_finding(tmp_path):
    made = make_rows(read_one(source(tmp_path)))
    by_name = {row["indicator"]: row for row in made["progress"]}
    assert by_name["搬出量"]["value"] is None
    assert by_name["搬出量"]["value_text"] == f"{INEXACT}件"
    assert by_name["参加者数"]["value"] == 42
    told = [row["text"] for row in made["findings"] if row["code"] == "N106"]
    assert INEXACT in told


def test_the_findings_come_after_all_rows_that_they_tell_of(tmp_path):
    names = [name for name, _ in make_tables(read_one(source(tmp_path)))]
    assert names[-1] == "findings"
    assert len(names) == len(set(names))


def test_a_part_holds_as_many_rows_as_the_document(tmp_path):
    own = source(tmp_path)
    part = make_part(own, Limits())
    made = make_rows(read_one(own))
    assert {name: n for name, n in part.head.rows.items() if n} == {
        name: len(rows) for name, rows in made.items() if rows
    }
    assert set(part.csv) == set(part.arrow) == set(part.head.digests)
