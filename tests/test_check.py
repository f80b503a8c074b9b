"""`shinchoku check`: a good output is silent; each kind of damage is told with file and line."""

import csv
import io
import json
import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.check.output import check_folder
from ingest.check.problems import Problems
from ingest.check.rates import check_printed_rates
from ingest.check.stored import Stored, find_folders
from ingest.check.sums import check_sums
from ingest.errors import UsageError
from ingest.schema import CELLS, OBSERVATIONS


@pytest.fixture
def output(written, tmp_path):
    shutil.copytree(written, tmp_path / "out")
    return tmp_path / "out"


def edit(folder, table, change, *, both=True):
    """Rewrite one table as text; the Parquet file goes with it, or stays."""
    file = folder / f"{table}.csv"
    head, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
    records = [dict(zip(head, row, strict=True)) for row in rows]
    changed = change(records) or records
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)
    if both:
        (folder / f"{table}.parquet").unlink()
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        kept = [r for r in package["resources"] if r["path"] != f"{table}.parquet"]
        (folder / "datapackage.json").write_text(
            json.dumps({**package, "resources": kept}), encoding="utf-8"
        )


def put(column, value, row=0):
    return lambda records: records[row].__setitem__(column, value)


def found(folder):
    return {(p.finding.code, p.file.name, p.line) for p in check_folder(folder)}


def test_a_good_output_is_silent(written):
    assert check_folder(written) == ()


def test_a_folder_of_the_tables_across_documents_alone_is_whole(shinchoku, written, tmp_path):
    shutil.copytree(written, tmp_path / "all" / "edition")
    assert shinchoku("panel", tmp_path / "all").returncode == 0
    assert len(find_folders(tmp_path / "all")) == 2
    assert check_folder(tmp_path / "all") == ()
    (tmp_path / "all" / "changes.csv").unlink()
    assert "K102" in {code for code, _, _ in found(tmp_path / "all")}


DAMAGE = {
    "key": ("activities", lambda r: [*r, r[0]], ("K201", "activities.csv")),
    "reference": ("events", put("activity_id", "0" * 16), ("K202", "events.csv")),
    "document": ("cells", put("document_id", "0" * 16, 3), ("K202", "cells.csv")),
    "code": ("events", put("state", "perhaps"), ("K111", "events.csv")),
    "number": ("progress", put("value", "1,234"), ("K108", "progress.csv")),
    "infinite": ("progress", put("value", "inf"), ("K108", "progress.csv")),
    "day": ("events", put("start", "2019-02-30"), None),
    "era": ("progress", put("as_of_start", "R1.8.1"), ("K108", "progress.csv")),
    "edtf": ("progress", put("as_of_edtf", "令和元年8月"), ("K114", "progress.csv")),
    "required": ("progress", put("indicator", ""), ("K110", "progress.csv")),
    "padding": ("progress", put("indicator", "企　業　数"), ("K112", "progress.csv")),
    "machine": ("progress", put("indicator", "①企業数"), ("K113", "progress.csv")),
    "line break": ("progress", put("note", "a\nb"), ("K109", "progress.csv")),
    "key across": ("indicators", lambda r: [*r, r[0]], ("K201", "indicators.csv")),
    "reference across": ("panel", put("indicator_id", "0" * 16), ("K202", "panel.csv")),
    "number across": ("panel", put("value", "1,234"), ("K108", "panel.csv")),
    "code across": ("indicators", put("direction", "sideways"), ("K111", "indicators.csv")),
    "coverage": ("documents", put("coverage", "0.99"), ("K301", "documents.csv")),
    "lost": ("documents", put("characters_unplaced", "3"), ("K301", "documents.csv")),
    "publisher": ("documents", put("publisher_code", "350002"), ("K302", "documents.csv")),
    "rate": ("progress", put("achievement_rate", "0.5"), ("K403", "progress.csv")),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_in_a_csv_is_told(output, case):
    table, change, expected = DAMAGE[case]
    edit(output, table, change)
    told = {(code, file) for code, file, _ in found(output)}
    assert (expected in told) if expected else not told - {("K108", f"{table}.csv")}
    assert all(line for code, file, line in found(output) if (code, file) == expected)


def test_a_difference_between_the_formats_has_its_line(output):
    edit(output, "progress", put("value", "12345", row=5), both=False)
    assert ("K115", "progress.csv", 7) in found(output)


def test_a_missing_row_in_one_format_is_told(output):
    edit(output, "progress", lambda r: r[:-1], both=False)
    assert ("K105", "progress.csv", 0) in found(output)


def test_a_row_with_too_few_fields_is_told(output):
    file = output / "events.csv"
    lines = file.read_text(encoding="utf-8-sig").split("\n")
    lines[3] = "a,b"
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    assert ("K107", "events.csv") in {(c, f) for c, f, _ in found(output)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: b[3:], "K103"),
        (lambda b: b.replace(b"\n", b"\r\n"), "K103"),
        (lambda b: b.replace(b"document_id", b"document", 1), "K104"),
        (lambda b: b[:3], "K104"),
        (lambda b: b"\xff" + b, "K101"),
    ],
)
def test_a_csv_written_in_another_way_is_told(output, change, code):
    file = output / "activities.csv"
    file.write_bytes(change(file.read_bytes()))
    assert code in {c for c, _, _ in found(output)}


def test_a_parquet_file_of_other_types_is_told(output):
    file = output / "progress.parquet"
    table = pq.read_table(file)
    index = table.schema.get_field_index("page")
    column = table["page"].cast(pa.string())
    pq.write_table(table.set_column(index, "page", column), file)
    assert ("K106", "progress.parquet", 0) in found(output)


def test_text_as_a_dictionary_is_text(output):
    file = output / "progress.parquet"
    table = pq.read_table(file)
    for name in ("document_id", "indicator", "value_status"):
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, table[name].dictionary_encode())
    pq.write_table(table, file)
    assert found(output) == set()


@pytest.mark.parametrize("name", ["progress.parquet", "events.csv", "codes.csv", "panel.parquet"])
def test_a_missing_or_cut_file_is_told(output, name):
    content = (output / name).read_bytes()
    (output / name).unlink()
    assert "K102" in {code for code, _, _ in found(output)}
    if name.endswith("parquet"):
        (output / name).write_bytes(content[: len(content) // 2])
        assert "K101" in {code for code, _, _ in found(output)}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"resources": 3}'])
def test_a_broken_package_is_told(output, text):
    (output / "datapackage.json").write_text(text, encoding="utf-8")
    assert {code for code, _, _ in found(output)} & {"K101", "K102", "K116"}


def test_many_of_a_kind_are_counted(output):
    edit(output, "cells", lambda r: [{**row, "heading": "①"} for row in r])
    problems = check_folder(output)
    assert sum(p.finding.code == "K113" for p in problems) == 20
    assert [p.finding.details["count"] for p in problems if p.finding.code == "K190"]


def test_the_command_ends_with_1_and_tells_in_three_ways(output, shinchoku):
    assert shinchoku("check", output).returncode == 0
    edit(output, "progress", put("achievement_rate", "0.5"))
    done = shinchoku("check", output.parent, "--format", "json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["code"], problem["line"]) == ("K403", 2)
    github = shinchoku("check", output, "--format", "github").stdout
    assert github.startswith(f"::error file={output}/progress.csv,line=2,title=K403::")
    assert github.count("\n") == 1
    table = shinchoku("check", output).stdout
    assert f"{output}/progress.csv:2: error K403" in table
    assert shinchoku("check", output, "--format", "xml").returncode == 2


def test_a_folder_without_output_is_wrong_use(shinchoku, tmp_path):
    with pytest.raises(UsageError):
        find_folders(tmp_path)
    assert shinchoku("check", tmp_path).returncode == 2
    assert shinchoku("check", tmp_path / "missing").returncode == 2


def store(tmp_path, table, rows):
    """A table with only some of its columns filled, as Parquet."""
    frame = pd.DataFrame([dict.fromkeys(table.names) | row for row in rows])
    path = tmp_path / f"{table.name}.parquet"
    schema = pa.schema(
        [
            (
                c.name,
                {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}.get(
                    c.type, pa.string()
                ),
            )
            for c in table.columns
        ]
    )
    pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), path)
    return Stored(table, None, path)


def questioned(tmp_path, grid):
    head, *rows = [line.split("|") for line in grid.strip().split("\n")]
    cells = [
        {
            "document_id": "d",
            "table": 1,
            "row": r,
            "column": c,
            "row_span": 1,
            "column_span": 1,
            "heading": head[c].strip(),
            "text": text.strip(),
        }
        for r, row in enumerate([head, *rows])
        for c, text in enumerate(row)
    ]
    problems = Problems()
    check_sums(store(tmp_path, CELLS, cells), problems)
    return [(p.finding.details["printed"], p.finding.details["sum"]) for p in problems.close()]


WRONG = {
    "two columns": ("区分|4月（件）|5月（件）\n甲|10|1\n乙|20|2\n合　計|31|3", [("31", "30")]),
    "one column": ("課|件数\n甲|1,000\n乙|2,000\n計|3,001", [("3001", "3000")]),
    "subtotal": (
        "区分|人数|校数\n甲|10|1\n乙|20|2\n小計|40|3\n丙|5|1\n丁|6|1\n小計|11|2\n合計|41|5",
        [("40", "30")],
    ),
    "minus": ("区分|増減額|件数\n甲|▲10|1\n乙|△20|2\n合計|30|3", [("30", "-30")]),
    "total above": ("区分|人数|校数\n合計|30|4\n甲|10|1\n乙|20|2", [("4", "3")]),
    "total column": ("区分|男|女|計\n甲|10|1|11\n乙|20|2|22\n丙|3|3|9", [("9", "6")]),
    "both ways": (
        "区分|男|女|計\n甲|10|1|11\n乙|20|2|22\n丙|3|3|6\n合計|33|6|49",
        [("49", "39"), ("49", "39")],
    ),
    "decimals": ("区分|面積（ha）|件数\n甲|1.25|1\n乙|2.25|2\n合計|3.60|3", [("3.60", "3.50")]),
}
RIGHT = {
    "adds up": "区分|4月|5月\n甲|10|1\n乙|20|2\n合計|30|3",
    "rounded": "区分|百万円|千円\n甲|1.4|10\n乙|2.4|20\n丙|3.4|30\n合計|7.3|61",
    "rate": "区分|件数|達成率（%）\n甲|10|50\n乙|20|70\n合計|30|60",
    "rate without name": "区分|件数|進み\n甲|10|50%\n乙|20|70%\n合計|30|60%",
    "average": "区分|件数|平均年齢\n甲|10|40\n乙|20|50\n合計|30|47",
    "of which": "区分|人数|校数\n甲|10|1\nうち女性|4|1\n乙|20|2\n合計|30|3",
    "subtotals": "区分|人数|校数\n甲|10|1\n乙|20|2\n小計|30|3\n丙|5|1\n丁|6|1\n小計|11|2\n合計|41|5",
    "levels": "区分|人数\nA課|30\nA1|10\nA2|20\n合計|30",
    "levels below": "区分|人数\nA1|10\nA2|20\nA課|30\n合計|30",
    "unknown part": "区分|人数|校数\n甲|10|1\n乙|x|2\n合計|35|3",
    "nothing": "区分|人数|校数\n甲|10|1\n乙|－|2\n丙|5|1\n合計|15|4",
    "main items": "会社|人数|校数\n甲|10|1\n乙|20|2\n合計|500|90",
    "main items alone": "会社|人数\n甲|10\n乙|20\n合計|500",
    "no total": "区分|人数\n甲|10\n乙|20\n計画課|50",
    "total above": "区分|人数|校数\n総数|30|3\n甲|10|1\n乙|20|2",
    "totals above their blocks": "区分|人数|校数\n計|30|3\n甲|10|1\n乙|20|2\n計|9|2\n丙|4|1\n丁|5|1",
    "total columns": "区分|男|女|計\n甲|10|1|11\n乙|20|2|22\n丙|3|3|6",
    "a column of another kind": "区分|前期|後期|合計\n甲|10|1|5\n乙|20|2|7\n丙|3|3|9",
    "years beside their sum": "区分|累計|4月|計\n甲|10|1|1\n乙|20|2|2\n丙|3|3|7",
    "another manner": "A|B\nx|19.697\ny|20.100\ntotal|39.8",
    "text": "区分|備考|人数\n甲|あ|10\n乙|い|20\n合計|う|30",
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_total_is_questioned_with_both_numbers(tmp_path, case):
    grid, expected = WRONG[case]
    assert questioned(tmp_path, grid) == expected


@pytest.mark.parametrize("case", RIGHT)
def test_no_total_is_accused_wrongly(tmp_path, case):
    assert questioned(tmp_path, RIGHT[case]) == []


def rates(tmp_path, *numbers, unit="件"):
    rows = [
        {
            "document_id": "d",
            "indicator_id": "i",
            "indicator": "企業数",
            "measure": measure,
            "value": value,
            "value_std": value,
            "unit": unit,
            "unit_std": unit,
        }
        for measure, value in numbers
    ]
    for row in rows:
        if row["measure"] == "achievement_rate":
            row.update(unit="%", unit_std="%")
    problems = Problems()
    check_printed_rates(store(tmp_path, OBSERVATIONS, rows), problems)
    return [(p.finding.details["printed"], p.finding.details["computed"]) for p in problems.close()]


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ({"actual": 42.0, "target": 75.0}, 56.0),
        ({"actual": 1.0, "target": 3.0}, 33.3),
        ({"actual": 2.0, "target": 3.0}, 66.0),
        ({"actual": 90.0, "target": 75.0}, 100.0),
        ({"actual": 80.0, "target": 60.0}, 75.0),
        ({"actual": 15.0, "target": 20.0, "baseline": 10.0}, 50.0),
        ({"actual": 5.0, "target": 20.0, "baseline": 10.0}, 0.0),
        ({"actual": 15.0, "target": 0.0}, 50.0),
        ({"actual": 15.0}, 50.0),
    ],
)
def test_a_rate_computed_in_any_way_is_right(tmp_path, numbers, printed):
    assert rates(tmp_path, *numbers.items(), ("achievement_rate", printed)) == []


def test_a_wrong_rate_is_questioned_with_both_numbers(tmp_path):
    told = rates(tmp_path, ("actual", 42.0), ("target", 75.0), ("achievement_rate", 65.0))
    assert told == [("65", "56.0")]
    near = rates(tmp_path, ("actual", 42.0), ("target", 75.0), ("achievement_rate", 57.0))
    assert near == [("57", "56.0")]
    rounded = (("actual", 4.2), ("target", 7.5), ("achievement_rate", 56.5))
    assert rates(tmp_path, *rounded, unit="億円") == []
