"""The same documents through every engine give the same bytes, also when a worker is killed."""

import copy
import filecmp
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest
from paths import COMMAND

from ingest.engines import Choice, Done, Work, read_parts
from ingest.engines.after import after_death
from ingest.engines.guard import read_guarded
from ingest.errors import OutputError
from ingest.limits import Limits
from ingest.parts import fingerprint
from ingest.sources import find_sources, read_source

DOCUMENTS = 30
PAGE = """<!DOCTYPE html><meta charset="utf-8"><h1>計画の進捗状況（令和元年8月末現在）</h1>
<table><tr><th>指標名<th>単位<th>実績値<th>目標値<tr><td>企業誘致件数<td>件<td>{}<td>75</table>"""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("in")
    for number in range(DOCUMENTS):
        (folder / f"{number:02}.html").write_text(PAGE.format(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(inbox, shinchoku, tmp_path_factory):
    out = tmp_path_factory.mktemp("local") / "out"
    done = shinchoku("run", inbox, "--out", out, "--jobs", 2)
    assert done.returncode == 0, done.stderr
    return out


def assert_same(out, expected):
    names = sorted(path.name for path in expected.iterdir() if path.is_file())
    assert filecmp.cmpfiles(expected, out, names, shallow=False)[0] == names


@pytest.mark.parametrize("engine", ["dask", "ray"])
def test_an_engine_gives_the_same_bytes(shinchoku, inbox, expected, tmp_path, engine):
    done = shinchoku("run", inbox, "--out", tmp_path, "--engine", engine, "--jobs", 2)
    assert done.returncode == 0, done.stderr
    assert_same(tmp_path, expected)


def test_a_killed_worker_changes_nothing(inbox, expected, tmp_path):
    command = [COMMAND, "run", inbox, "--out", tmp_path, "--engine", "dask", "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline and not list(tmp_path.glob(".shinchoku/parts/*/*")):
        time.sleep(0.05)
    below = psutil.Process(process.pid).children(recursive=True)
    workers = [p for p in below if "spawn_main" in " ".join(p.cmdline())]
    os.kill(workers[0].pid, signal.SIGKILL)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert_same(tmp_path, expected)


def test_ctrl_c_keeps_what_is_done(inbox, expected, shinchoku, tmp_path):
    command = [COMMAND, "run", inbox, "--out", tmp_path, "--engine", "dask", "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline and not list(tmp_path.glob(".shinchoku/parts/*/*")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=100) == 130
    kept = len(list(tmp_path.glob(".shinchoku/parts/*/*")))
    assert 0 < kept < DOCUMENTS
    report = tmp_path / "report.jsonl"
    assert shinchoku("run", inbox, "--out", tmp_path, "--report", report).returncode == 0
    assert report.read_text(encoding="utf-8").count('"read": false') == kept
    assert_same(tmp_path, expected)


WITHOUT = """
import sys
sys.modules["distributed"] = sys.modules["ray"] = None
sys.argv = ["shinchoku", *sys.argv[1:]]
from ingest.cli import main
main()
"""


@pytest.mark.parametrize("engine", ["dask", "ray"])
def test_a_missing_engine_is_told_with_the_line_that_installs_it(inbox, tmp_path, engine):
    (tmp_path / "shinchoku.toml").write_text(f'[run]\nengine = "{engine}"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, "run", inbox, "--out", tmp_path / "out"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert f"pip install 'shinchoku[{engine}]'" in done.stderr


@pytest.mark.parametrize("said", ['engine = "slurm"', "jobs = 0", "motor = 1"])
def test_a_wrong_setting_is_named(shinchoku, inbox, tmp_path, said):
    config = tmp_path / "shinchoku.toml"
    config.write_text(f"[run]\n{said}\n", encoding="utf-8")
    done = shinchoku("run", inbox, "--out", tmp_path / "out", "--config", config)
    assert done.returncode == 2
    assert "F302" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_engine_or_cluster_is_wrong_use(shinchoku, inbox, tmp_path):
    out = tmp_path / "out"
    assert shinchoku("run", inbox, "--out", out, "--engine", "slurm").returncode == 2
    address = ("--engine", "dask", "--engine-address", "tcp://127.0.0.1:1")
    done = shinchoku("run", inbox, "--out", out, *address)
    assert (done.returncode, "E221" in done.stderr) == (2, True)


def test_another_program_on_a_worker_is_an_error_that_travels(inbox):
    work = Work(read_source(find_sources([inbox])[0]))
    with pytest.raises(OutputError) as raised:
        read_guarded((work,), Limits(), "0" * 16)
    again = copy.copy(raised.value)  # goes the way that it goes between processes
    assert again.finding == raised.value.finding
    assert again.finding.code == "E404"


def test_a_document_that_takes_workers_down_is_a_finding_and_then_an_error(inbox):
    work = Work(read_source(find_sources([inbox])[0]))
    assert after_death((work, work), RuntimeError()) == (work, work)  # each alone
    (told,) = after_death((work,), RuntimeError())
    assert (told.source, told.finding.code) == (work.source, "R054")
    with pytest.raises(OutputError, match="died again and again"):
        after_death((told,), RuntimeError())


class Backwards:
    """An engine that ends the last first, and gives each document up once."""

    room = 3
    batch = 2

    def __init__(self):
        self.most = 0
        self.work = {}
        self.closed = False

    def start(self, batch):
        assert len(batch) <= self.batch
        self.work[len(self.work)] = batch
        return len(self.work) - 1

    def wait_for(self, tasks):
        self.most = max(self.most, len(tasks))
        return [max(tasks)]

    def end(self, task, batch):
        return [Done(task, lasting=True) if w.tries else replace(w, tries=1) for w in batch]

    def close(self):
        self.closed = True


def test_no_more_is_under_way_than_there_is_room_for(inbox):
    engine = Backwards()
    work = [Work(source) for source in find_sources([inbox])]
    ended = [source.path for source, _ in read_parts(engine, iter(work))]
    assert sorted(ended) == [item.source.path for item in work]
    assert engine.room <= engine.most <= engine.room * engine.batch


def test_nothing_starts_where_there_is_nothing_to_read():
    assert list(Choice("nowhere").read([[], []], Limits())) == []


def test_an_engine_starts_once_for_what_shows_when_others_have_ended(inbox, monkeypatch):
    engine, ended = Backwards(), []
    starts = iter([engine])
    monkeypatch.setattr(Choice, "start", lambda *_: next(starts))
    work = [Work(source) for source in find_sources([inbox])]

    def later():
        assert len(ended) == len(work) - 1
        yield work[-1]

    for source, _ in Choice().read([[], work[:-1], later()], Limits()):
        ended.append(source.path)
    assert sorted(ended) == [item.source.path for item in work]
    assert engine.closed


def test_the_guard_tells_of_each_document_in_its_place(inbox):
    work = tuple(Work(read_source(source)) for source in find_sources([inbox])[:2])
    read = read_guarded(work, Limits(), fingerprint())
    assert [done.part.head.status for done in read] == ["read", "read"]
    assert all(done.lasting for done in read)
