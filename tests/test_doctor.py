"""`shinchoku doctor`: what works, what is missing and what to type."""

import json
import os
import subprocess

import pytest
from paths import COMMAND

from ingest import doctor


def run(*arguments, **environment):
    return subprocess.run(
        [COMMAND, "doctor", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )


def parts_of(done):
    return {part["name"]: part for part in json.loads(done.stdout)["parts"]}


def test_this_machine_is_fit_even_without_optional_programs(tmp_path):
    done = run("--format", "json", PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    parts = parts_of(done)
    for name in ("Python", "PDFium", "SudachiDict", "encoding", "temporary folder", "pyarrow"):
        assert (parts[name]["status"], parts[name]["install"]) == ("ok", "")
        assert parts[name]["version"]
    assert parts["Tesseract"]["status"] == "missing"
    assert parts["Tesseract"]["install"].split()[-1].startswith("tesseract")
    assert not parts["Tesseract"]["required"]


def test_the_table_names_every_part():
    done = run()
    assert done.returncode == 0
    assert {"Python", "PDFium"} <= {line.split()[1] for line in done.stdout.splitlines()}


def test_a_broken_library_ends_with_6_and_says_what_to_type(tmp_path):
    (tmp_path / "xlrd.py").write_text("raise ImportError('no such symbol')", encoding="utf-8")
    done = run("--format", "json", PYTHONPATH=str(tmp_path))
    assert done.returncode == 6
    assert "K002" in done.stderr
    xlrd = parts_of(done)["xlrd"]
    assert xlrd["status"] == "broken"
    assert "no such symbol" in xlrd["version"]
    assert xlrd["install"] == 'pip install "xlrd>=2.0.1"'


def test_tesseract_without_japanese_is_missing(tmp_path):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'tesseract 5.0'; echo eng; echo osd\n", encoding="utf-8")
    program.chmod(0o755)
    part = parts_of(run("--format", "json", PATH=f"{tmp_path}:/bin"))["Tesseract"]
    assert (part["status"], part["version"]) == ("missing", "5.0, no jpn")


def test_a_temporary_folder_that_cannot_be_written_is_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.tempfile, "gettempdir", lambda: str(tmp_path / "missing"))
    parts = {part.name: part for part in doctor.examine()}
    assert parts["temporary folder"].status == "broken"
    assert parts["temporary folder"].install
    assert not doctor.is_fit(tuple(parts.values()))


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("lxml>=5.3", ("lxml", "5.3", None)),
        ("pandera[pandas]>=0.24", ("pandera", "0.24", None)),
        ('xlsxwriter>=3.2; extra == "xlsx"', ("xlsxwriter", "3.2", ' extra == "xlsx"')),
        ("editables~=0.3", ("editables", None, None)),
    ],
)
def test_requirements_are_read(line, fields):
    found = doctor._REQUIREMENT.fullmatch(line)
    assert (found["name"], found["least"], found["on"]) == fields
