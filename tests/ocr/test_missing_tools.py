"""Without the tools a scan is told, with the line that installs them; everything else goes on."""

import pytest
from paths import EDITION, ROOT

from ingest.ocr.tools import INSTALL


def test_the_line_is_that_of_the_readme():
    assert INSTALL in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["show", "tables"])
def test_a_command_for_one_document_ends_with_6(bare, scan, name):
    done = bare(name, scan)
    assert done.returncode == 6
    assert INSTALL in done.stderr


def test_a_run_writes_all_other_documents_and_ends_with_6(bare, scan, tmp_path):
    other = EDITION / "sangyo-senryaku.xlsx"
    done = bare("run", scan, other, "--out", tmp_path / "out")
    assert done.returncode == 6
    assert INSTALL in done.stderr
    assert "17 指標" in done.stderr
    documents = (tmp_path / "out" / "documents.csv").read_text(encoding="utf-8-sig")
    assert scan.name in documents
    assert other.name in documents
    assert "R146" in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8-sig")


def test_pages_with_text_are_read_all_the_same(bare, mixed, tmp_path):
    done = bare("run", mixed, "--out", tmp_path)
    assert done.returncode == 6
    assert INSTALL in done.stderr
    assert "read" in (tmp_path / "documents.csv").read_text(encoding="utf-8-sig").split(",")[-1]
    assert len((tmp_path / "progress.csv").read_text(encoding="utf-8-sig").splitlines()) > 1


def test_text_that_no_one_can_decode_is_told(bare, undecodable, tmp_path):
    done = bare("run", undecodable, "--out", tmp_path)
    assert done.returncode == 6
    assert INSTALL in done.stderr
