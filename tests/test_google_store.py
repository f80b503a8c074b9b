"""Documents from Google's store and tables into it, against a server that speaks its language.

The server knows no conditions, so that one run keeps another one out is not tested here.
"""

import os
import socket
import subprocess
import sys
import time

import pytest
from paths import COMMAND

from ingest.places import list_objects, to_place

SERVER = """
import sys, time
from gcp_storage_emulator.server import create_server
create_server("127.0.0.1", int(sys.argv[1]), in_memory=True, default_bucket="bucket").start()
time.sleep(600)
"""


@pytest.fixture(scope="module")
def store():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{port}")
        patch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")  # it asks for credentials
        wait_for(port)
        yield to_place("gs://bucket")
    server.kill()
    server.wait()


def wait_for(port):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as asking:
            if not asking.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)


def run(*arguments):
    return subprocess.run(
        [COMMAND, "run", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )


def test_tables_in_google_s_store_are_those_on_a_disk(store, edition, tmp_path):
    (tmp_path / "in").mkdir()
    for pattern in ("*.txt", "*.html", "source.toml"):
        file = next(edition.glob(pattern))
        (tmp_path / "in" / file.name).write_bytes(file.read_bytes())
        (store / "in" / file.name).write_bytes(file.read_bytes())
    assert run(tmp_path / "in", "--out", tmp_path / "out").returncode == 0
    report = tmp_path / "report.jsonl"
    for read in (2, 0):
        done = run("gs://bucket/in", "--out", "gs://bucket/out", "--report", report)
        assert done.returncode == 0, done.stderr
        assert report.read_text(encoding="utf-8").count('"read": true') == read
    for file in (path for path in (tmp_path / "out").iterdir() if path.is_file()):
        assert (store / "out" / file.name).read_bytes() == file.read_bytes(), file.name
    assert not (store / "out" / ".shinchoku" / "lock").exists()


def test_a_long_listing_comes_page_by_page(store, monkeypatch):
    pages = iter(
        [
            {"prefixes": ["flat/in/"], "items": [{"name": "flat/"}], "nextPageToken": "2"},
            {"items": [{"name": "flat/a.txt"}, {"name": "flat/b.txt"}]},
        ]
    )
    asked = []

    def call(*told, **named):
        asked.append((told, dict(named)))
        return next(pages)

    monkeypatch.setattr(store.fs, "call", call)
    entries = list_objects(store / "flat")
    assert next(entries) == (store / "flat" / "in", True)
    assert len(asked) == 1
    assert [path.name for path, _ in entries] == ["a.txt", "b.txt"]
    assert [told.get("pageToken") for _, told in asked] == [None, "2"]
