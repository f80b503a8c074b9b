"""Documents from an object store and tables into one, against a server that speaks S3."""

import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from fsspec.asyn import sync_wrapper
from moto.server import ThreadedMotoServer
from paths import COMMAND

from ingest import schema
from ingest.places import list_objects, to_place
from ingest.sources import find_sources
from ingest.stores.delta import read_delta


@pytest.fixture(scope="module")
def store():
    """Two documents in a bucket; the environment that finds it."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        to_place("s3://bucket").fs.mkdir("bucket")
        yield to_place("s3://bucket")
    server.stop()


@pytest.fixture(scope="module")
def inbox(store, edition, tmp_path_factory):
    """The same two documents in the store and on the disk."""
    folder = tmp_path_factory.mktemp("in") / "inbox"
    (folder / "県").mkdir(parents=True)
    for pattern in ("*.txt", "*.html", "source.toml"):
        content = next(edition.glob(pattern)).read_bytes()
        name = f"県/{next(edition.glob(pattern)).name}"
        (folder / name).write_bytes(content)
        (store / "inbox" / name).write_bytes(content)
    (store / "inbox" / ".git" / "hidden.txt").write_bytes(b"hidden")
    (store / "inbox" / "old" / ".shinchoku" / "made").write_bytes(b"{}")
    (store / "inbox" / "old" / "progress.csv").write_bytes(b"an output")
    return folder


def run(*arguments):
    return subprocess.run(
        [COMMAND, "run", *map(str, arguments)], capture_output=True, encoding="utf-8", check=False
    )


def test_a_store_holds_the_same_documents_as_a_folder(store, inbox):
    names = [(s.name, s.place, s.publisher) for s in find_sources([store / "inbox"])]
    assert names == [(s.name, s.place, s.publisher) for s in find_sources([inbox])]


def test_a_long_listing_comes_page_by_page(store, monkeypatch):
    for number in range(5):
        (store / "flat" / f"{number}.txt").write_bytes(b"1")
        (store / "flat" / f"in{number}" / "a.txt").write_bytes(b"1")
    asked, call = [], type(store.fs)._call_s3

    async def counted(self, method, *rest, **told):
        asked.append(told)
        return await call(self, method, *rest, MaxKeys=3, **told)

    monkeypatch.setattr(type(store.fs), "call_s3", sync_wrapper(counted))
    entries = list_objects(store / "flat")
    next(entries)
    assert len(asked) == 1
    assert {(path.name, is_folder) for path, is_folder in entries} <= {
        *((f"{n}.txt", False) for n in range(5)),
        *((f"in{n}", True) for n in range(5)),
    }
    assert len(asked) == 4
    assert len(find_sources([store / "flat"])) == 10


def test_tables_in_a_store_are_those_on_a_disk(store, inbox, tmp_path):
    assert run(inbox, "--out", tmp_path / "out").returncode == 0
    report = tmp_path / "report.jsonl"
    done = run("s3://bucket/inbox", "--out", "s3://bucket/out", "--report", report)
    assert done.returncode == 0, done.stderr
    files = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    for file in files:
        assert (store / "out" / file.name).read_bytes() == file.read_bytes(), file.name
    assert '"path": "s3://bucket/inbox/%E7%9C%8C/' in report.read_text(encoding="utf-8")
    made = {
        info["name"]: info["LastModified"] for info in store.fs.ls("bucket/out", detail=True)[1:]
    }
    again = run("s3://bucket/inbox", "--out", "s3://bucket/out", "--report", report)
    assert again.returncode == 0, again.stderr
    assert report.read_text(encoding="utf-8").count('"read": false') == 2
    same = {
        info["name"]: info["LastModified"] for info in store.fs.ls("bucket/out", detail=True)[1:]
    }
    assert same == made
    assert not (store / "out" / ".shinchoku" / "lock").exists()


def test_two_runs_do_not_write_into_one_place(store, inbox):
    lock = store / "held" / ".shinchoku" / "lock"
    lock.write_bytes(b"another-host 42")
    done = run(inbox, "--out", "s3://bucket/held")
    assert (done.returncode, "E405" in done.stderr, "another-host 42" in done.stderr) == (
        4,
        True,
        True,
    )
    assert lock.exists()


@pytest.mark.usefixtures("inbox")
def test_what_is_not_there_is_wrong_use(tmp_path):
    assert "E201" in run("s3://bucket/nothing", "--out", tmp_path / "out").stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        done = run("s3://bucket/inbox", "--out", tmp_path / "out")
    assert (done.returncode, "E222" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_address_is_a_path(tmp_path):
    assert to_place(f"file://{tmp_path}/%E9%80%B2") == tmp_path / "進"


WITHOUT = """
import sys
sys.modules["s3fs"] = None
sys.argv = ["shinchoku", *sys.argv[1:]]
from ingest.cli import main
main()
"""


def test_a_missing_library_is_told_with_the_line_that_installs_it(tmp_path):
    command = [sys.executable, "-c", WITHOUT, "run", "s3://bucket/inbox"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, env=os.environ
    )
    assert done.returncode == 6, done.stderr
    assert "pip install 'shinchoku[s3]'" in done.stderr


def test_tables_of_delta_lake_lie_in_a_store(store, inbox, tmp_path, monkeypatch):
    """From a process of its own: delta-rs reads where the store is when it is first asked."""
    assert run(inbox, "--out", tmp_path / "out").returncode == 0
    command = [COMMAND, "export", tmp_path / "out", "--to", "delta", "--out", "s3://bucket/lake"]
    told = {"AWS_ALLOW_HTTP": "true"}
    for _ in range(2):
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, env=os.environ | told
        )
        assert done.returncode == 0, done.stderr
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    other = [*command[:-3], "xlsx", *command[-2:]]
    assert subprocess.run(other, capture_output=True, check=False).returncode == 2
    stored = read_delta("s3://bucket/lake", schema.OBSERVATIONS)
    written = pq.read_table(tmp_path / "out" / "observations.parquet")
    assert stored.num_rows == written.num_rows > 0
    assert (
        len(store.fs.ls("bucket/lake/observations/_delta_log")) == 1
    )  # the same again writes nothing
    done = subprocess.run(
        [COMMAND, "compact", "s3://bucket/lake"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | told,
    )
    assert done.returncode == 0, done.stderr
