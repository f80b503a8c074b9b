"""A document may take only itself down, and what is no document is never followed."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib

import pandas as pd
import pytest
from handmade import build_pdf, page, stream
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas


def doubling_pdf(levels=40):
    """A page that draws a form twice, which draws a form twice, and so on: it never ends."""
    last = 3 + levels
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
    forms = [stream(b"/X Do /X Do", form % min(n + 1, last)) for n in range(5, last + 1)]
    return build_pdf(page(b"/XObject << /X 5 0 R >>"), stream(b"/X Do"), *forms)


def read_report(path):
    return {o["name"]: o for o in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def read_rows(out, table, document_id):
    rows = pd.read_parquet(out / f"{table}.parquet")
    return rows[rows["document_id"] == document_id].reset_index(drop=True)


def test_limits_stop_one_document_and_no_other(shinchoku, edition, tmp_path):
    inbox = tmp_path / "in"
    inbox.mkdir()
    good = shutil.copy(next(edition.glob("*.txt")), inbox)
    (inbox / "endless.pdf").write_bytes(doubling_pdf())
    (inbox / "large.pdf").write_bytes(build_pdf(page(), stream(bytes(2**20))))
    limits = ["--timeout", "5", "--max-memory", "512", "--max-size", "1"]
    report = tmp_path / "report.jsonl"
    done = shinchoku("run", inbox, "--out", tmp_path / "out", "--report", report, *limits)
    assert done.returncode == 3
    told = read_report(report)
    assert told["endless.pdf"]["code"] in {"R051", "R052", "R057"}
    assert told["large.pdf"]["code"] == "R045"
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    status = dict(zip(documents["source"], documents["status"], strict=True))
    assert status.pop("endless.pdf") == status.pop("large.pdf") == "unreadable"
    assert list(status.values()) == ["read"]
    shinchoku("run", good, "--out", tmp_path / "alone")
    document_id = told[next(iter(status))]["sha256"][:16]
    for table in ("progress", "observations", "cells", "residue"):
        alone = read_rows(tmp_path / "alone", table, document_id)
        assert read_rows(tmp_path / "out", table, document_id).equals(alone)


BOUNDED = """
from ingest.limits import Limits, bounded
with bounded(Limits(seconds=0.2, memory=64)):
    {}
"""


@pytest.mark.parametrize(
    ("does", "code"), [("while True: pass", -14), ("bytearray(2**28)", 1), ("bytearray(2**24)", 0)]
)
def test_the_system_itself_keeps_the_limits(does, code):
    command = [sys.executable, "-c", BOUNDED.format(does)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_what_is_no_document_is_skipped_with_a_reason(shinchoku, edition, tmp_path):
    inbox = tmp_path / "in"
    (inbox / ".git").mkdir(parents=True)
    outside = tmp_path / "outside.txt"
    shutil.copy(next(edition.glob("*.txt")), outside)
    shutil.copy(outside, inbox / "good.txt")
    shutil.copy(outside, inbox / ".git" / "hidden.txt")
    os.mkfifo(inbox / "pipe.pdf")
    (inbox / "zero.pdf").symlink_to("/dev/zero")
    (inbox / "link.txt").symlink_to(outside)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "~$good.xlsx").write_bytes(b"\5user")
    (inbox / "good.pdf.crdownload").write_bytes(b"%PDF-")
    (inbox / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (inbox / "note.txt").write_text("This folder holds what the publisher sent.", encoding="utf-8")
    report = tmp_path / "report.jsonl"
    done = shinchoku("run", inbox, "--out", tmp_path / "out", "--report", report)
    assert done.returncode == 0, done.stderr
    told = read_report(report)
    assert told.pop("good.txt")["status"] == "read"
    assert {o["status"] for o in told.values()} == {"skipped"}
    assert {name: o["code"] for name, o in told.items()} == {
        "pipe.pdf": "R042",
        "zero.pdf": "R041",
        "link.txt": "R041",
        "loop": "R041",
        "~$good.xlsx": "R043",
        "good.pdf.crdownload": "R043",
        "picture.png": "R047",
        "note.txt": "R049",
    }


def test_a_name_is_only_data(shinchoku, edition, tmp_path):
    inbox = tmp_path / "in"
    inbox.mkdir()
    content = next(edition.glob("*.txt")).read_bytes()
    names = [
        b"new\nline.txt",
        b"-rf.txt",
        b"=cmd|calc.txt",
        b"\x90i\x92\xbb.txt",
        b"a" * 251 + b".txt",
    ]
    for number, name in enumerate(names):
        (inbox / os.fsdecode(name)).write_bytes(content + b"\n" * number)
    done = shinchoku("run", inbox, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    documents = pd.read_csv(tmp_path / "out" / "documents.csv", encoding="utf-8-sig")
    assert list(documents["status"]) == ["read"] * len(names)
    assert {"new%0Aline.txt", "%90i%92%BB.txt"} <= set(documents["source"])


def test_a_document_without_text_is_no_success(shinchoku, tmp_path):
    canvas = Canvas(str(tmp_path / "blank.pdf"))
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    Workbook().save(tmp_path / "blank.xlsx")
    done = shinchoku("run", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 3
    findings = pd.read_csv(tmp_path / "out" / "findings.csv", encoding="utf-8-sig")
    assert list(findings["code"]).count("R035") == 2


def test_a_zip_bomb_is_refused_by_what_it_says(shinchoku, tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2**24)
    done = shinchoku("run", bomb, "--out", tmp_path / "out", "--max-size", "1")
    assert done.returncode == 3
    assert "R055" in done.stderr


def test_a_stream_that_inflates_without_end_takes_no_other_down(shinchoku, edition, tmp_path):
    packed = zlib.compress(zlib.compress(bytes(2**28)))
    bomb = build_pdf(page(), stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))
    (tmp_path / "bomb.pdf").write_bytes(bomb)
    good = next(edition.glob("*.txt"))
    done = shinchoku(
        "run", tmp_path / "bomb.pdf", good, "--out", tmp_path / "out", "--timeout", "20"
    )
    assert done.returncode == 3
    documents = pd.read_csv(tmp_path / "out" / "documents.csv", encoding="utf-8-sig")
    assert dict(zip(documents["source"], documents["status"], strict=True))[good.name] == "read"
