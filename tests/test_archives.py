"""A ZIP brings its documents, each by itself; one that is not safe to open brings nothing."""

import io
import json
import os
import shutil
import stat
import subprocess
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import COMMAND

from parsers.findings import UnreadableDocumentError
from parsers.readers.archive import Allowance, read_members

TABLE = "指標,実績,目標\r\n企業誘致件数,42件,75件\r\n".encode()
MIB = 2**20


def pack(*members, kind=stat.S_IFREG):
    """A ZIP of `(name, content)`; what makes it odd is said by the name and kind of each entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (2019, 8, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (kind | 0o644) << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def pack_raw(name, content=TABLE):
    """A ZIP whose one name is bytes without the mark of UTF-8, as Windows makes it."""
    stand_in = b"X" * len(name)
    return pack((stand_in.decode(), content)).replace(stand_in, name)


def nest(depth, content=TABLE):
    for _ in range(depth):
        content = pack(("中.zip" if content != TABLE else "表.csv", content))
    return content


def read(content, size=MIB, parts=100):
    return {m.name: m.content for m in read_members(content, Allowance(size, parts))}


def refusal(content, **allowed):
    with pytest.raises(UnreadableDocumentError) as refused:
        read(content, **allowed)
    return refused.value.finding.code


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("name", ["進捗状況（８月）.csv", "事業の進捗/表ソ能.csv"])
def test_names_without_a_mark_are_decoded(name, encoding):
    assert list(read(pack_raw(name.encode(encoding)))) == [name]


def test_names_with_a_mark_stand_beside_names_without():
    both = pack(("進捗.csv", TABLE), ("XXXXXXXX.csv", TABLE))
    both = both.replace(b"XXXXXXXX", "進捗状況".encode("cp932"))
    assert list(read(both)) == ["進捗.csv", "進捗状況.csv"]


def test_folders_and_what_a_system_adds_are_passed_over():
    members = ["R1/", "R1/8月.csv", "__MACOSX/R1/._8月.csv", ".git/config", "R1\\9月.csv"]
    told = read(pack(*((name, b"" if name.endswith("/") else TABLE) for name in members)))
    assert list(told) == ["R1/8月.csv", "R1/9月.csv"]


@pytest.mark.parametrize(
    "name", ["../x.csv", "/x.csv", "..\\x.csv", "C:\\x.csv", "a/../../x.csv", "a\nb.csv", "c:x.csv"]
)
def test_a_name_that_leads_out_refuses_the_archive(name):
    assert refusal(pack(("ok.csv", TABLE), (name, TABLE))) == "R014"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_an_entry_that_is_no_file_refuses_the_archive(kind):
    assert refusal(pack(("x.csv", b"/etc/passwd"), kind=kind)) == "R014"


def test_one_name_twice_refuses_the_archive():
    twice = pack(("a.csv", TABLE), ("b.csv", b"other")).replace(b"b.csv", b"a.csv")
    assert refusal(twice) == "R014"


def test_limits_hold_for_archives_in_archives_together():
    assert refusal(pack(("x.csv", bytes(MIB + 1)))) == "R055"
    assert refusal(pack(*((f"{n}.csv", b"") for n in range(101)))) == "R055"
    inner = pack(("x.csv", bytes(MIB // 2)))
    assert refusal(pack(("a.zip", inner), ("b.zip", inner))) == "R055"
    assert list(read(nest(3))) == ["中.zip/中.zip/表.csv"]
    assert refusal(nest(4)) == "R060"


def test_a_password_and_damage_are_told():
    archive = bytearray(pack(("x.csv", TABLE)))
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(archive)) == "R013"
    assert refusal(pack(("x.csv", TABLE))[:-30]) == "R012"
    spoilt = pack(("x.csv", b"0" * 999)).replace(b"0" * 9, b"1")
    at = spoilt.index(b"x.csv") + 5
    assert refusal(spoilt[:at] + bytes(4) + spoilt[at + 4 :]) == "R012"


def read_rows(out, table):
    text = pd.read_csv(out / f"{table}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return text.to_dict("records")


@given(st.data())
def test_bytes_that_are_changed_never_raise_anything_else(data):
    whole = bytearray(nest(2))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=9)):
        whole[place] = data.draw(st.integers(0, 255))
    with suppress(UnreadableDocumentError):
        read(bytes(whole))


@pytest.fixture(scope="module")
def packed(shinchoku, edition, tmp_path_factory):
    """A run over an archive of two samples and other files, and one over the samples themselves."""
    folder = tmp_path_factory.mktemp("packed")
    files = sorted(edition.glob("*.txt")) + sorted(edition.glob("*.docx"))
    (folder / "plain").mkdir()
    for file in (*files, edition / "source.toml"):
        shutil.copy(file, folder / "plain")
    (folder / "in").mkdir()
    shutil.copy(edition / "source.toml", folder / "in")
    members = [(f"資料/{file.name}", file.read_bytes()) for file in files]
    others = [("資料/写真.png", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("404.pdf", b"<html>404</html>")]
    (folder / "in" / "資料.zip").write_bytes(pack(*members, *others))
    runs = [
        shinchoku("run", folder / name, "--out", folder / out, "--report", folder / f"{out}.jsonl")
        for name, out in [("in", "a"), ("in", "a"), ("plain", "b")]
    ]
    return folder, runs


def test_documents_in_an_archive_come_out_as_they_do_alone(packed):
    folder, runs = packed
    assert [run.returncode for run in runs] == [3, 3, 0]
    alone = read_rows(folder / "b", "documents")
    ids = {row["document_id"] for row in alone}
    ours = read_rows(folder / "a", "documents")
    assert {row["source"] for row in ours} == {*(row["source"] for row in alone), "404.pdf"}
    for table in ("documents", "progress", "observations", "cells", "events", "residue"):
        mine = [row for row in read_rows(folder / "a", table) if row["document_id"] in ids]
        assert mine == read_rows(folder / "b", table), table


def test_the_report_tells_of_the_archive_and_of_each_file_in_it(packed):
    folder, _ = packed
    lines = (folder / "a.jsonl").read_text(encoding="utf-8").splitlines()
    told = {unquote(o["path"]).partition("資料.zip")[2]: o for o in map(json.loads, lines)}
    assert told[""]["status"] == "opened"
    assert told["/資料/写真.png"]["code"] == "R047"
    assert told["/404.pdf"]["code"] == "R003"
    assert {o["read"] for o in told.values()} == {False}
    assert sum(o["status"] == "read" for o in told.values()) == 2


def test_a_run_writes_nothing_outside_and_goes_on(shinchoku, edition, tmp_path):
    inbox = tmp_path / "in"
    inbox.mkdir()
    shutil.copy(next(edition.glob("*.txt")), inbox)
    archives = {
        "out.zip": pack(("../../slip.csv", TABLE)),
        "deep.zip": nest(9),
        "many.zip": pack(*((f"{n}.txt", b"") for n in range(10_001))),
        "empty.zip": pack(("写真.png", b"\x89PNG\r\n\x1a\n")),
    }
    for name, content in archives.items():
        (inbox / name).write_bytes(content)
    before = set(tmp_path.rglob("*"))
    done = shinchoku("run", inbox, "--out", inbox / "out", "--report", tmp_path / "report.jsonl")
    assert done.returncode == 3
    new = {p for p in set(tmp_path.rglob("*")) - before if (inbox / "out") not in p.parents}
    assert new == {inbox / "out", tmp_path / "report.jsonl"}
    lines = (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()
    codes = {o["name"]: o["code"] for o in map(json.loads, lines)}
    codes = {name: codes[name] for name in archives}
    assert codes == {"out.zip": "R014", "deep.zip": "R060", "many.zip": "R055", "empty.zip": "R015"}


def test_names_hold_in_the_bare_locale(tmp_path):
    archive = tmp_path / "a.zip"
    archive.write_bytes(pack_raw("進捗状況.csv".encode("cp932")))
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [COMMAND, "run", archive, "--out", tmp_path / "out"]
    done = subprocess.run(command, env=bare, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    assert list(documents["source"]) == ["進捗状況.csv"]


@pytest.mark.parametrize("command", ["show", "tables"])
def test_commands_on_one_document_say_how_to_read_an_archive(command, shinchoku, tmp_path):
    archive = Path(tmp_path / "資料.zip")
    archive.write_bytes(pack(("表.csv", TABLE)))
    done = shinchoku(command, archive)
    assert done.returncode == 3
    assert "R016" in done.stderr
