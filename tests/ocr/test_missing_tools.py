"""Without the tools a scan is told, with the line that installs them; everything else goes on."""

import subprocess

import pytest
from paths import COMMAND, EDITION, ROOT

from ingest.ocr.tools import INSTALL


@pytest.fixture
def bare(tmp_path):
    """The command where no program can be found."""

    def command(*arguments):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            env={"PATH": str(tmp_path), "LANG": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return command


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
