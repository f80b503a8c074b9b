"""Delta Lake beside the files: what is brought replaces its own, and nothing else."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regex
from deltalake import DeltaTable, write_deltalake
from editions import Issue, Line
from paths import ROOT
from writers import bring_often

from ingest import schema
from ingest.cli import main
from ingest.datapackage import ALL_TABLES
from ingest.errors import OutputError
from ingest.history.schema import PANEL
from ingest.stores import delta, kept
from ingest.stores.batches import of_folder
from ingest.stores.delta import bring, compact, read_delta

SOURCE = 'publisher = "{publisher}"\nseries = "総合戦略"\nedition = "2025-{month:02}-28"\n'


def write(folder, month, value, *, publisher="試験県", lines=2):
    place = folder / publisher / f"{month}"
    names = ("企業誘致件数", "移住者数", "利用者数")[:lines]
    rows = [Line(name, "件", {"R6年度": value}, "60") for name in names]
    Issue(7, month, rows, f"{publisher}総合戦略の進捗状況").write(place)
    told = SOURCE.format(publisher=publisher, month=month)
    (place / "source.toml").write_text(told, encoding="utf-8")


@pytest.fixture
def documents(tmp_path):
    for month, value in ((8, "38"), (9, "39"), (10, "40")):
        write(tmp_path / "documents", month, value)
    return tmp_path / "documents"


@pytest.fixture
def out(documents, tmp_path, run_here):
    run_here(documents, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def place(out, tmp_path):
    bring(of_folder(out, ALL_TABLES), str(tmp_path / "lake"))
    return str(tmp_path / "lake")


def written(folder):
    files = (f for f in folder.rglob("*") if f.is_file() and f.name != "lock")
    return {file: file.stat().st_mtime_ns for file in files}


def as_sorted(file, table):
    rows = pq.read_table(file).replace_schema_metadata(None)
    return rows.sort_by([(name, "ascending") for name in (*table.key, *table.names)])


def versions(place):
    return {table.name: DeltaTable(f"{place}/{table.name}").version() for table in ALL_TABLES}


def rows_of(place, table, column="document_id"):
    rows = read_delta(place, table).to_pandas()
    return {key: part.reset_index(drop=True) for key, part in rows.groupby(column)}


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_a_delta_table_has_the_rows_of_the_parquet_file(out, place, table):
    stored = read_delta(place, table)
    assert stored.equals(as_sorted(out / f"{table.name}.parquet", table).cast(stored.schema))


@pytest.mark.parametrize("formats", [("csv",), ("parquet",)])
def test_tables_come_from_either_format(documents, place, tmp_path, run_here, formats):
    run_here(documents, tmp_path / "one", formats=formats)
    done = bring(of_folder(tmp_path / "one", ALL_TABLES), place)
    assert not any(brought.groups for brought in done)


def test_bringing_the_same_again_writes_nothing(out, place):
    before = versions(place)
    done = bring(of_folder(out, ALL_TABLES), place)
    assert not any(brought.groups for brought in done)
    assert versions(place) == before


def test_an_edition_read_again_replaces_its_own_rows_and_no_others(
    documents, place, run_here, tmp_path
):
    before = rows_of(place, schema.OBSERVATIONS)
    old_ids = {row["edition"]: row["document_id"] for row in documents_of(place)}
    write(documents, 9, "99", lines=3)
    run_here(documents, tmp_path / "again")
    done = {b.table: b for b in bring(of_folder(tmp_path / "again", ALL_TABLES), place)}
    after = rows_of(place, schema.OBSERVATIONS)
    replaced = old_ids[date(2025, 9, 28)]
    assert replaced in before
    assert replaced not in after
    assert len(after) == 3
    for document in before.keys() & after.keys():
        pd.testing.assert_frame_equal(before[document], after[document])
    assert done["observations"].groups == 2, "the old state goes, the new one comes"
    assert done["documents"].version == 1
    stored = read_delta(place, PANEL)
    assert stored.equals(as_sorted(tmp_path / "again" / "panel.parquet", PANEL).cast(stored.schema))


def test_a_run_over_one_publisher_leaves_the_others_alone(place, tmp_path, run_here):
    write(tmp_path / "other", 8, "7", publisher="乙市")
    run_here(tmp_path / "other", tmp_path / "out2")
    before = {table.name: read_delta(place, table) for table in ALL_TABLES}
    bring(of_folder(tmp_path / "out2", ALL_TABLES), place)
    for table in ALL_TABLES:
        own = as_sorted(tmp_path / "out2" / f"{table.name}.parquet", table)
        both = pa.concat_tables([before[table.name], own.cast(before[table.name].schema)])
        keys = [(name, "ascending") for name in (*table.key, *table.names)]
        assert read_delta(place, table).equals(both.sort_by(keys)), table.name


def test_a_document_that_does_not_say_whose_it_is_supersedes_nothing(place, tmp_path, run_here):
    count = len(documents_of(place))
    for number in (1, 2):
        text = tmp_path / f"loose{number}" / "r7-08.html"
        text.parent.mkdir()
        text.write_text(f"<table><tr><td>{number}</td></tr></table>", encoding="utf-8")
        run_here(text.parent, tmp_path / f"out{number}")
        bring(of_folder(tmp_path / f"out{number}", ALL_TABLES), place)
    assert len(documents_of(place)) == count + 2


def documents_of(place):
    return read_delta(place, schema.DOCUMENTS).to_pylist()


def test_earlier_versions_can_be_read(documents, place, tmp_path, run_here):
    first = read_delta(place, schema.PROGRESS)
    write(documents, 10, "77")
    run_here(documents, tmp_path / "again")
    bring(of_folder(tmp_path / "again", ALL_TABLES), place)
    assert read_delta(place, schema.PROGRESS, version=0).equals(first)
    assert "77" in read_delta(place, schema.PROGRESS)["value_text"].to_pylist()
    assert "77" not in first["value_text"].to_pylist()


def test_a_new_column_is_added_without_writing_old_rows_again(place, tmp_path, run_here):
    old = str(tmp_path / "old")
    before = read_delta(place, schema.PROGRESS).drop_columns(["flags"])
    write_deltalake(f"{old}/progress", before)
    files = set(DeltaTable(f"{old}/progress").file_uris())
    write(tmp_path / "other", 8, "7", publisher="乙市")
    run_here(tmp_path / "other", tmp_path / "out2")
    bring(of_folder(tmp_path / "out2", ALL_TABLES), old)
    stored = DeltaTable(f"{old}/progress")
    assert "flags" in [field.name for field in stored.schema().fields]
    assert files < set(stored.file_uris())
    rows = read_delta(old, schema.PROGRESS)
    assert rows.schema.names == list(schema.PROGRESS.names)
    assert len(rows) == len(before) + 2


def test_many_changed_documents_go_in_one_transaction(
    documents, place, run_here, tmp_path, monkeypatch
):
    monkeypatch.setattr(delta, "_NAMED", 1)
    for month in (8, 9):
        write(documents, month, "55")
    write(documents, 11, "56")
    run_here(documents, tmp_path / "again")
    done = {b.table: b for b in bring(of_folder(tmp_path / "again", ALL_TABLES), place)}
    assert done["progress"].version == 1
    for table in ALL_TABLES:
        stored = read_delta(place, table)
        file = tmp_path / "again" / f"{table.name}.parquet"
        assert stored.equals(as_sorted(file, table).cast(stored.schema)), table.name


@pytest.mark.parametrize("stops_at", [t.name for t in ALL_TABLES])
def test_who_is_stopped_between_two_tables_completes_them_next_time(
    stops_at, documents, place, run_here, tmp_path, monkeypatch
):
    write(documents, 9, "99", lines=3)
    run_here(documents, tmp_path / "again")
    tables = of_folder(tmp_path / "again", ALL_TABLES)
    bring_one = delta._bring

    def stop(tables, table, *rest):
        if table.name == stops_at:
            raise OSError("stopped")
        return bring_one(tables, table, *rest)

    monkeypatch.setattr(delta, "_bring", stop)
    with pytest.raises(OutputError):
        bring(tables, place)
    monkeypatch.undo()
    bring(tables, place)
    for table in ALL_TABLES:
        stored = read_delta(place, table)
        file = tmp_path / "again" / f"{table.name}.parquet"
        assert stored.equals(as_sorted(file, table).cast(stored.schema)), table.name


def test_two_writers_at_once_lose_nothing_and_write_nothing_twice(tmp_path, run_here):
    place, folders = str(tmp_path / "lake"), {}
    for publisher in ("甲市", "乙市"):
        for value in ("1", "2", "3"):
            source, out = tmp_path / f"{publisher}{value}", tmp_path / f"out{publisher}{value}"
            write(source, 8, value, publisher=publisher)
            run_here(source, out)
            folders.setdefault(publisher, []).append(out)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=bring_often, args=(own, place)) for own in folders.values()]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    rows = read_delta(place, schema.PROGRESS).to_pandas()
    assert sorted(rows["value_text"]) == ["3"] * 4
    assert sorted(row["publisher"] for row in documents_of(place)) == ["乙市", "甲市"]


def test_compacting_keeps_the_rows_in_fewer_files(place, tmp_path, run_here):
    for number in range(3):
        write(tmp_path / f"d{number}", 8, str(number), publisher=f"第{number}市")
        run_here(tmp_path / f"d{number}", tmp_path / f"o{number}")
        bring(of_folder(tmp_path / f"o{number}", ALL_TABLES), place)
    before = {table.name: read_delta(place, table) for table in ALL_TABLES}
    counts = {name: (old, new) for name, old, new in compact(place, 0)}
    assert counts["progress"] == (4, 1)
    for table in ALL_TABLES:
        assert read_delta(place, table).equals(before[table.name])
    parquet = list((tmp_path / "lake" / "progress").rglob("*.parquet"))
    assert len([file for file in parquet if "_delta_log" not in file.parts]) == 1


def test_the_export_has_all_tables_of_nested_folders(documents, out, tmp_path, run_here, command):
    for number, folder in enumerate(sorted((documents / "試験県").iterdir())):
        run_here(folder, tmp_path / "nested" / str(number))
    lake = tmp_path / "exported"
    done = command("export", tmp_path / "nested", "--to", "delta", "--out", lake)
    assert done.returncode == 0, done.stderr
    for table in ALL_TABLES:
        if table.name not in {"progress", "observations", "findings"}:  # ids of one edition alone
            stored = read_delta(str(lake), table)
            expected = as_sorted(out / f"{table.name}.parquet", table).cast(stored.schema)
            assert stored.equals(expected), table.name
    assert (
        len(read_delta(str(lake), schema.OBSERVATIONS))
        == pq.read_metadata(out / "observations.parquet").num_rows
    )
    assert command("compact", lake).returncode == 0


def test_the_examples_of_the_page_read_it(place, tmp_path, monkeypatch, capsys):
    (tmp_path / "normalized").symlink_to(place)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")
    examples = regex.findall(r"```python store\n(.*?)```", page, regex.DOTALL)
    assert len(examples) == 2
    count = len(read_delta(place, schema.OBSERVATIONS))
    for example in examples:
        exec(compile(example, "stores.md", "exec"), {})  # noqa: S102 - the page's own example
    assert f"{count} → {count}" in capsys.readouterr().out


def test_a_duckdb_file_has_the_rows_in_their_order(out, tmp_path, command):
    import duckdb

    file = tmp_path / "data.duckdb"
    assert command("export", out, "--to", "duckdb", "--out", file).returncode == 0
    with duckdb.connect(str(file), read_only=True) as database:
        for table in (schema.PROGRESS, schema.OBSERVATIONS, PANEL):
            rows = database.execute(f'SELECT * FROM "{table.name}"').fetchall()  # noqa: S608
            written = pq.read_table(out / f"{table.name}.parquet")
            assert rows == list(zip(*(c.to_pylist() for c in written.columns), strict=True))


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "nowhere", "--store", "delta"),
        ("export", "out", "--to", "delta"),
        ("compact", "lake"),
    ],
)
def test_a_missing_library_ends_with_6_and_the_line_that_installs_it(
    arguments, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ingest.stores.extras.find_spec", lambda _: None)
    monkeypatch.setattr("sys.argv", ["shinchoku", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 6
    assert "pip install 'shinchoku[delta]'" in capsys.readouterr().err


def test_nothing_starts_where_neither_the_files_nor_the_store_have_changed(out, monkeypatch):
    made = out / ".shinchoku" / "made"
    made.parent.mkdir()
    made.write_bytes(b"")
    kept.keep("delta", out, made, multiprocessing.get_context("spawn"))
    started = []
    monkeypatch.setattr(kept, "bring_folder", lambda *_: started.append(1))
    monkeypatch.setattr(kept, "ProcessPoolExecutor", lambda *_: ThreadPoolExecutor(1))
    kept.keep("delta", out, made, multiprocessing.get_context("spawn"))
    kept.keep("parquet", out, made, multiprocessing.get_context("spawn"))
    assert not started
    write_deltalake(out / "events", read_delta(str(out), schema.EVENTS), mode="append")
    kept.keep("delta", out, made, multiprocessing.get_context("spawn"))
    assert started == [1], "somebody else has written"
    made.write_bytes(b"{}")
    kept.keep("delta", out, made, multiprocessing.get_context("spawn"))
    assert started == [1, 1], "the files are others"


def test_a_run_keeps_its_tables_and_writes_nothing_where_nothing_has_changed(
    documents, tmp_path, shinchoku
):
    out = tmp_path / "kept"
    told = ("run", documents, "--out", out, "--format", "parquet", "--store", "delta")
    assert shinchoku(*told).returncode == 0
    files = written(out)
    assert shinchoku(*told).returncode == 0
    assert files == written(out)
    write(documents, 9, "99")
    assert shinchoku(*told).returncode == 0
    stored = read_delta(str(out), schema.OBSERVATIONS)
    file = out / "observations.parquet"
    assert stored.equals(as_sorted(file, schema.OBSERVATIONS).cast(stored.schema))
    assert DeltaTable(str(out / "observations")).version() == 1
    assert shinchoku("check", out).returncode == 0
    assert shinchoku("run", documents, "--out", out, "--store", "iceberg").returncode == 2


def test_a_place_that_cannot_be_written_ends_with_4(out, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        told = process.submit(bring_often, [out], str(tmp_path / "file")).exception()
    assert isinstance(told, OutputError)
    assert (told.exit_code, told.finding.code) == (4, "E402")


def test_no_table_where_there_is_none(tmp_path, command):
    assert command("compact", tmp_path).returncode == 2
