"""What a run keeps of scans: what a tool that was missing, or the time, has cut short is read again."""

import pytest
from paths import EDITION

from ingest import parts
from ingest.limits import Limits
from ingest.ocr import tools
from ingest.sources import find_one, read_source

KEPT = ".shinchoku/parts/*/*.part"


def codes_of(out):
    return (out / "findings.csv").read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("engine_installed")
def test_a_scan_is_read_once_the_tool_is_there(bare, shinchoku, scan, tmp_path):
    out = tmp_path / "out"
    assert bare("run", scan, "--out", out).returncode == 6
    assert not list(out.glob(KEPT))
    done = shinchoku("run", scan, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "R146" not in codes_of(out)
    assert "R142" in codes_of(out)
    assert "Tesseract" in (out / "documents.csv").read_text(encoding="utf-8-sig")
    assert len(list(out.glob(KEPT))) == 1
    assert bare("run", scan, "--out", out).returncode == 0


@pytest.mark.usefixtures("engine_installed")
def test_pages_that_the_time_does_not_suffice_for_are_told_and_read_next_time(
    shinchoku, mixed, tmp_path
):
    out = tmp_path / "out"
    seconds = tools.RESERVE + 1
    done = shinchoku("run", mixed, "--out", out, "--timeout", seconds)
    assert done.returncode == 0, done.stderr
    assert "R145" in codes_of(out)
    assert not list(out.glob(KEPT))


@pytest.mark.usefixtures("engine_installed")
def test_text_that_no_one_can_decode_is_tried_again_where_the_time_did_not_suffice(
    shinchoku, undecodable, tmp_path
):
    out = tmp_path / "out"
    done = shinchoku("run", undecodable, "--out", out, "--timeout", tools.RESERVE + 1)
    assert done.returncode == 0, done.stderr
    assert {"R141", "R145"} <= set(codes_of(out).replace("\n", ",").split(","))
    assert not list(out.glob(KEPT))


@pytest.mark.parametrize(
    ("missing", "engine", "found"),
    [
        ((), "Tesseract 5", True),
        ((), "Tesseract 6", False),
        (("tesseract",), "Tesseract 5", True),
    ],
)
def test_another_version_of_the_tool_reads_again(monkeypatch, tmp_path, missing, engine, found):
    monkeypatch.setattr(tools, "find_missing", lambda: missing)
    monkeypatch.setattr(tools, "describe_engine", lambda: engine)
    source = read_source(find_one(next(EDITION.glob("*.txt"))))
    head = parts.Head("read", {}, 0, None, engine="Tesseract 5")
    store = parts.PartStore(tmp_path, tmp_path)
    store.keep(source, Limits(), parts.pack(head, ()), lasting=True)
    assert (store.find(source, Limits()) is not None) == found
