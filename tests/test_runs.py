"""Runs that follow each other: nothing is read twice, nothing is lost when one is stopped."""

import filecmp
import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock
from paths import COMMAND

from ingest import parts
from ingest.assembly import assemble
from ingest.limits import Limits
from ingest.parts import Head, Part, PartStore
from ingest.sources import find_sources, read_source
from ingest.worker import make_failed_part
from parsers.findings import Finding

STATE = ".shinchoku"


@pytest.fixture
def run(shinchoku, inbox, tmp_path):
    """Run over the folder; what came of each file by its name."""

    def command(*options, out=tmp_path / "out"):
        report = tmp_path / "report.jsonl"
        done = shinchoku("run", inbox, "--out", out, "--report", report, *options)
        assert "Traceback" not in done.stderr
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
        return done, {told["name"]: told for told in map(json.loads, lines)}

    return command


def files_of(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def assert_same(folder, other):
    names = files_of(folder)
    assert files_of(other) == names
    assert filecmp.cmpfiles(folder, other, names, shallow=False)[0] == names


def test_a_second_run_reads_only_what_changed(run, inbox, tmp_path):
    _, first = run()
    assert {told["read"] for told in first.values()} == {True}
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files_of(tmp_path / "out")}
    _, second = run()
    assert {told["read"] for told in second.values()} == {False}
    assert before == {name: (tmp_path / "out" / name).read_bytes() for name in before}
    text = next(inbox.glob("*.txt"))
    text.write_text(text.read_text(encoding="utf-8").replace("42件", "43件"), encoding="utf-8")
    _, third = run()
    assert [name for name, told in third.items() if told["read"]] == [text.name]
    run(out=tmp_path / "fresh")
    assert_same(tmp_path / "out", tmp_path / "fresh")


def test_a_document_that_is_gone_leaves_the_tables(run, inbox, tmp_path):
    run()
    next(inbox.glob("*.html")).unlink()
    run()
    run(out=tmp_path / "fresh")
    assert_same(tmp_path / "out", tmp_path / "fresh")


def test_a_new_version_reads_again_and_tells_what_changed(run, tmp_path):
    run()
    (old, *_) = (tmp_path / "out" / STATE / "parts").glob("*/*.part")
    part = parts.load_part(old)
    head = Head(part.head.status, part.head.rows, 0, None, part.head.digests | {"progress": "0"})
    other = old.with_name(f"{old.name.partition('-')[0]}-0000000000000000.part")
    other.write_bytes(parts._frame(Part(head, part.csv, part.arrow)))
    old.unlink()
    done, told = run()
    (changed,) = [name for name, outcome in told.items() if outcome["read"]]
    assert told[changed]["changed"] == ["progress"]
    assert f"{changed}: " in done.stderr
    assert not other.exists()


@pytest.mark.parametrize("damage", [lambda b: b[:40], lambda b: b[:-9] + b"\0" * 9, lambda _: b""])
def test_a_damaged_part_is_made_again(run, tmp_path, damage):
    run()
    shutil.copytree(tmp_path / "out", tmp_path / "sound")
    for part in (tmp_path / "out" / STATE / "parts").glob("*/*.part"):
        part.write_bytes(damage(part.read_bytes()))
    run()
    assert_same(tmp_path / "out", tmp_path / "sound")


def test_a_killed_run_is_taken_up_again(run, inbox, tmp_path):
    run(out=tmp_path / "fresh")
    out = tmp_path / "out"
    process = subprocess.Popen([COMMAND, "run", inbox, "--out", out], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not list((out / STATE).glob("parts/*/*.part")):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (out / STATE / "aside-dead").mkdir()
    run()
    assert_same(out, tmp_path / "fresh")
    assert not list((out / STATE).glob("aside-*"))


@pytest.fixture
def machine(monkeypatch):
    """A folder for temporary files of short name: the address of a socket has 108 bytes at most."""
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def test_processes_that_cannot_start_are_told(inbox, tmp_path, machine, monkeypatch, shinchoku):
    far = machine / ("x" * 100)
    far.mkdir()
    monkeypatch.setenv("TMPDIR", str(far))
    done = shinchoku("run", inbox, "--out", tmp_path / "out")
    assert done.returncode == 4
    assert "E403" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sockets_of_a_killed_run_are_removed_by_the_next(run, tmp_path, machine):
    dead, elsewhere = machine / "pymp-dead", tmp_path / "pymp-elsewhere"
    for number, folder in enumerate((dead, elsewhere)):
        folder.mkdir(parents=True)
        aside = tmp_path / "out" / STATE / f"aside-{number}"
        aside.mkdir(parents=True)
        (aside / "sockets").write_text(str(folder), encoding="utf-8")
    run()
    assert not list(machine.iterdir())
    assert elsewhere.is_dir()


def test_two_runs_wait_for_each_other(run, inbox, tmp_path):
    out = tmp_path / "out"
    (out / STATE).mkdir(parents=True)
    with FileLock(out / STATE / "lock"):
        second = subprocess.Popen(
            [COMMAND, "run", inbox, "--out", out], stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert "別の実行" in second.stderr.readline()
        assert "Another run" in second.stderr.readline()
        assert not (out / "progress.csv").exists()
    _, told = second.communicate(timeout=300)
    assert second.returncode == 0, told
    run(out=tmp_path / "fresh")
    assert_same(out, tmp_path / "fresh")


def test_a_full_disk_leaves_the_tables_as_they_were(run, inbox, tmp_path):
    run()
    shutil.copytree(tmp_path / "out", tmp_path / "before")
    next(inbox.glob("*.html")).unlink()
    done = subprocess.run(
        [COMMAND, "run", inbox, "--out", tmp_path / "out"],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "E402" in done.stderr
    assert "Traceback" not in done.stderr
    assert_same(tmp_path / "out", tmp_path / "before")


def test_the_locale_changes_nothing(run, inbox, tmp_path):
    run(out=tmp_path / "fresh")
    shutil.copy(next(inbox.glob("*.txt")), inbox / "進捗 状況.txt")
    subprocess.run(
        [COMMAND, "run", inbox, "--out", tmp_path / "out"],
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    assert_same(tmp_path / "out", tmp_path / "fresh")


JUMPING = """
import os, time
from pathlib import Path
YEARS = 9 * 365 * 86_400
def jumping(clock, years):
    return lambda: clock() + (years, -years, 0)[int(time.monotonic() * 10) % 3]
time.time, time.time_ns = jumping(time.time, YEARS), jumping(time.time_ns, YEARS * 10**9)
Path(os.environ["JUMPED"], str(os.getpid())).touch()
"""


def test_a_wall_clock_that_jumps_changes_nothing(run, inbox, tmp_path):
    run(out=tmp_path / "plain")
    (tmp_path / "clock").mkdir()
    (tmp_path / "jumped").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(JUMPING, encoding="utf-8")
    jumping = {"PYTHONPATH": str(tmp_path / "clock"), "JUMPED": str(tmp_path / "jumped")}
    command = [COMMAND, "run", inbox, "--out", tmp_path / "jumping", "--timeout", "60"]
    subprocess.run(command, env={**os.environ, **jumping}, check=True, capture_output=True)
    assert len(files_of(tmp_path / "jumped")) > 1, "workers have the clock too"
    assert_same(tmp_path / "plain", tmp_path / "jumping")


def test_tables_of_an_earlier_run_are_no_documents(run, inbox, tmp_path):
    _, first = run(out=inbox / "normalized")
    _, second = run(out=inbox / "normalized")
    assert list(first) == list(second)
    assert not (tmp_path / "out").exists()


def test_tables_that_stand_are_left_alone(run, tmp_path):
    run()
    out = tmp_path / "out"
    before = {name: (out / name).stat().st_mtime_ns for name in files_of(out)}
    done, _ = run()
    assert before == {name: (out / name).stat().st_mtime_ns for name in before}
    (out / "progress.csv").write_bytes(b"")
    (out / "panel.parquet").unlink()
    again, _ = run()
    run(out=tmp_path / "fresh")
    assert_same(out, tmp_path / "fresh")
    assert done.stderr.partition("、失われた")[0] == again.stderr.partition("、失われた")[0]


def test_a_history_that_fails_takes_no_table_of_a_document_away(run, inbox, tmp_path, monkeypatch):
    run(out=tmp_path / "fresh")
    kept = PartStore(tmp_path / "fresh" / STATE / "parts", tmp_path)
    sources = [read_source(source) for source in find_sources([inbox])]
    found = [kept.find(source, Limits()) for source in sources]
    state = tmp_path / "out" / STATE
    state.mkdir(parents=True)
    monkeypatch.setattr("ingest.assembly._write", die)
    fork = multiprocessing.get_context("fork")
    across = assemble(found, tmp_path / "out", state, ("csv",), (), fork)
    assert [told.code for told in across.stale] == ["H107"]
    for name in ("cells.csv", "documents.csv", "residue.csv"):
        assert filecmp.cmp(tmp_path / "out" / name, tmp_path / "fresh" / name, shallow=False)
    assert (tmp_path / "out" / "panel.csv").read_text(encoding="utf-8").count("\n") == 1


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_limit_is_tried_twice_and_then_remembered(inbox, tmp_path):
    store, limits = PartStore(tmp_path / "parts", tmp_path), Limits(seconds=1)
    source = read_source(find_sources([inbox])[0])
    part = make_failed_part(source, Finding("R051", source.name, {"seconds": "1"}))
    for again in (False, True):
        assert store.find(source, limits) is None
        store.keep(source, limits, part, lasting=False)
        assert (store.find(source, limits) is not None) is again
    assert store.find(source, Limits(seconds=2)) is None
    store.keep(source, Limits(seconds=2), part, lasting=True)
    assert [head for _, head in store.find_older(source, limits)] == [None]
    assert not list(tmp_path.glob("parts/*/*.once"))


def test_a_document_whose_name_is_no_text_is_read(run, inbox):
    content = "<!DOCTYPE html><p>表のない文書</p>"
    (inbox / os.fsdecode(b"\x90i\x92\xbb.html")).write_text(content, encoding="utf-8")
    done, told = run()
    assert told["%90i%92%BB.html"]["status"] == "no_table", done.stderr
