"""What was read, gathered in one file: found again, never lost, the same tables."""

import filecmp
import json
import os
import sqlite3
from multiprocessing import get_context

import pytest

from ingest import packs, parts
from ingest.limits import Limits
from ingest.packs import PACK, find_packed, gather, read_kept
from ingest.parts import Head, Part, PartStore, load_part
from ingest.sources import find_sources, read_source
from ingest.worker import make_failed_part
from parsers.findings import Finding

KEPT = ".shinchoku/parts"


@pytest.fixture
def run(shinchoku, inbox, tmp_path):
    """Run over the folder; which files were read."""

    def command(out=tmp_path / "out"):
        report = tmp_path / "report.jsonl"
        done = shinchoku("run", inbox, "--out", out, "--report", report)
        assert done.returncode == 0, done.stderr
        told = map(json.loads, report.read_text(encoding="utf-8").splitlines())
        return {one["name"]: one for one in told if one["read"]}

    return command


@pytest.fixture
def store(tmp_path):
    """Twenty documents of which a part is kept each."""
    made = PartStore(tmp_path / "parts", tmp_path)
    (tmp_path / "many").mkdir()
    for number in range(20):
        (tmp_path / "many" / f"{number}.txt").write_text(str(number), encoding="utf-8")
    for source in sources(tmp_path):
        keep(made, source)
    return made


def sources(tmp_path):
    return [read_source(source) for source in find_sources([tmp_path / "many"])]


def keep(made, source, reason="broken"):
    part = make_failed_part(source, Finding("R090", source.name, {"reason": reason}))
    return made.keep(source, Limits(), part, lasting=True)


def files_of(folder):
    files = (f for f in folder.rglob("*") if f.is_file() and f.name != "lock")
    return {f.relative_to(folder).as_posix(): f.stat().st_mtime_ns for f in files}


def tables_of(out):
    return {name: at for name, at in files_of(out).items() if "/" not in name}


def test_a_gathered_folder_is_read_no_further(run, shinchoku, inbox, tmp_path):
    out = tmp_path / "out"
    run()
    tables = tables_of(out)
    done = shinchoku("compact", out)
    assert done.returncode == 0, done.stderr
    assert "of 2 documents" in done.stderr
    assert list(files_of(out / KEPT)) == [PACK]
    assert not run()
    assert tables_of(out) == tables
    text = next(inbox.glob("*.txt"))
    text.write_text(text.read_text(encoding="utf-8").replace("42件", "43件"), encoding="utf-8")
    assert list(run()) == [text.name]
    run(tmp_path / "fresh")
    names = sorted(tables)
    assert filecmp.cmpfiles(out, tmp_path / "fresh", names, shallow=False)[0] == names
    assert "of 1 documents" in shinchoku("compact", out).stderr


def test_a_new_version_takes_the_place_of_what_was_gathered(run, shinchoku, tmp_path):
    run()
    home = tmp_path / "out" / KEPT
    (old, *_) = home.glob("*/*.part")
    part = load_part(old)
    head = Head(part.head.status, part.head.rows, 0, None, part.head.digests | {"progress": "0"})
    key = old.name.partition("-")[0]
    other = old.with_name(f"{key}-0000000000000000.part")
    other.write_bytes(parts._frame(Part(head, part.csv, part.arrow)))
    old.unlink()
    shinchoku("compact", tmp_path / "out")
    (told,) = run().values()
    assert told["changed"] == ["progress"]
    assert [path.name for path in find_packed(home / PACK, key)] == [other.name]
    shinchoku("compact", tmp_path / "out")
    assert [path.name for path in find_packed(home / PACK, key)] == [old.name]
    assert not run()


def stop_at(method, call):
    """Have this process end at a call: as a power cut would end it."""
    left = iter(range(call))
    whole = getattr(packs.Path, method)

    def stopping(self, *told):
        if next(left, None) is None:
            os._exit(9)
        return whole(self, *told)

    setattr(packs.Path, method, stopping)


def gather_and_stop(folder, method, call):
    packs._AT_ONCE = 8
    stop_at(method, call)
    gather(folder)


@pytest.mark.parametrize("method", ["read_bytes", "unlink", "rmdir"])
@pytest.mark.parametrize("call", [0, 5, 8, 13])
def test_whoever_is_stopped_loses_nothing(store, tmp_path, method, call):
    expected = {s.name: load_part(store.find(s, Limits())[0]) for s in sources(tmp_path)}
    process = get_context("fork").Process(
        target=gather_and_stop, args=(tmp_path / "parts", method, call)
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    for again in (False, True):
        found = {s.name: store.find(s, Limits()) for s in sources(tmp_path)}
        assert {name: load_part(path) for name, (path, _) in found.items()} == expected
        if not again:
            gather(tmp_path / "parts")
    assert {path.parent.name for path, _ in found.values()} == {PACK}
    assert list(files_of(tmp_path / "parts")) == [PACK]


def test_each_part_is_in_the_pack_once(store, tmp_path):
    assert gather(tmp_path / "parts") == 20
    one = sources(tmp_path)[0]
    own = keep(store, one, "still broken")
    assert gather(tmp_path / "parts") == 1
    assert gather(tmp_path / "parts") == 0
    path, head = store.find(one, Limits())
    assert (path.name, head.failure.details["reason"]) == (own.name, "still broken")
    with sqlite3.connect(tmp_path / "parts" / PACK) as database:
        assert database.execute("SELECT count(*) FROM part").fetchone() == (20,)
    database.close()


def test_a_damaged_pack_is_as_good_as_none(run, shinchoku, tmp_path):
    run()
    out = tmp_path / "out"
    tables = tables_of(out)
    shinchoku("compact", out)
    (out / KEPT / PACK).write_bytes(b"SQLite format 3\0 and no more of it" * 200)
    assert len(run()) == 2
    assert tables_of(out) == tables
    done = shinchoku("compact", out)
    assert (done.returncode, "E402" in done.stderr, "Traceback" in done.stderr) == (4, True, False)
    assert not run()


def test_what_is_in_no_pack_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_kept(tmp_path / PACK / "a.part")
    gather(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_kept(tmp_path / PACK / "a.part")
