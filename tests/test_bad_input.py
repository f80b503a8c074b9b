"""Bad input gets a clear message in two languages, and the other documents are still written."""

import io

import pandas as pd
import pytest
import regex
from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

ERROR_PAGE = b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>"


def plain_pdf():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, "A letter without any table.")
    canvas.save()
    return buffer.getvalue()


def encrypted_pdf():
    writer = PdfWriter(PdfReader(io.BytesIO(plain_pdf())))
    writer.encrypt("secret", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


UNREADABLE = {
    "empty.pdf": b"",
    "error-page.pdf": ERROR_PAGE,
    "encrypted.pdf": encrypted_pdf(),
    "truncated.pdf": plain_pdf()[:200],
    "truncated.xlsx": b"PK\x03\x04" + b"\0" * 40,
    "noise.bin": bytes(range(256)) * 8,
}


def assert_told_in_both_languages(stderr):
    assert regex.search(r"^[A-Z]\d{3} .*[\p{Hiragana}]", stderr, regex.MULTILINE), stderr
    assert regex.search(
        r"^[A-Z]\d{3} [^\p{Hiragana}]*\b(?:is|was|not|no)\b", stderr, regex.MULTILINE
    )
    assert "Traceback" not in stderr


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_document_never_stops_the_others(name, edition, shinchoku, tmp_path):
    bad = tmp_path / name
    bad.write_bytes(UNREADABLE[name])
    good = next(edition.glob("*.xlsx"))
    done = shinchoku("run", bad, good, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert done.stdout == ""
    assert_told_in_both_languages(done.stderr)
    assert name in done.stderr
    documents = pd.read_csv(tmp_path / "out" / "documents.csv", encoding="utf-8-sig")
    assert dict(zip(documents["source"], documents["status"], strict=True)) == {
        name: "unreadable",
        good.name: "read",
    }
    assert len(pd.read_csv(tmp_path / "out" / "progress.csv", encoding="utf-8-sig")) == 17
    findings = pd.read_csv(tmp_path / "out" / "findings.csv", encoding="utf-8-sig")
    assert "error" in set(findings["severity"])


@pytest.mark.parametrize("command", ["show", "tables"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_commands_on_one_unreadable_document_end_with_3(command, name, shinchoku, tmp_path):
    bad = tmp_path / name
    bad.write_bytes(UNREADABLE[name])
    done = shinchoku(command, bad)
    assert done.returncode == 3
    assert done.stdout == ""
    assert_told_in_both_languages(done.stderr)


def test_a_missing_path_is_wrong_use(shinchoku, tmp_path):
    done = shinchoku("run", tmp_path / "missing.pdf", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert_told_in_both_languages(done.stderr)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_nothing_readable_is_wrong_use(shinchoku, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    done = shinchoku("run", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert_told_in_both_languages(done.stderr)
    assert not (tmp_path / "out").exists()


def test_a_pdf_without_any_table_is_read_and_says_so(shinchoku, tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(plain_pdf())
    done = shinchoku("run", letter, "--out", tmp_path / "out")
    assert done.returncode == 0
    documents = pd.read_csv(tmp_path / "out" / "documents.csv", encoding="utf-8-sig")
    assert list(documents["status"]) == ["no_table"]
    assert list(documents["coverage"]) == [1]
    findings = pd.read_csv(tmp_path / "out" / "findings.csv", encoding="utf-8-sig")
    assert "R101" in set(findings["code"])
    shown = shinchoku("tables", letter)
    assert_told_in_both_languages(shown.stderr)


def test_a_word_file_without_table_keeps_its_text(shinchoku, tmp_path):
    letter = tmp_path / "letter.docx"
    word = WordDocument()
    word.add_paragraph("表のない文書です。")
    word.save(letter)
    assert shinchoku("run", letter, "--out", tmp_path / "out").returncode == 0
    documents = pd.read_csv(tmp_path / "out" / "documents.csv", encoding="utf-8-sig")
    assert list(documents["title"]) == ["表のない文書です。"]


def test_a_wrong_reference_is_wrong_use(shinchoku, edition, tmp_path):
    done = shinchoku("run", edition, "--out", tmp_path, "--reference", "someday")
    assert done.returncode == 2
    assert_told_in_both_languages(done.stderr)


def test_an_output_that_cannot_be_written_is_told(shinchoku, edition, tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    done = shinchoku("run", edition, "--out", tmp_path / "out")
    assert done.returncode == 4
    assert_told_in_both_languages(done.stderr)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"


WRONG = {
    "a folder for the report": ("run note.txt --out out --report .", 4, "E406"),
    "no corrections there": ("run note.txt --out out --corrections none.toml", 2, "E207"),
    "no folder for the draft": ("init note.txt --out none/layout.toml", 4, "E406"),
    "a file for the output of runs": ("export note.txt", 2, "E208"),
    "nothing to show": ("show", 2, "E212"),
    "no name of an output": ("run note.txt --out=", 2, "E201"),
    "one edition": ("diff note.txt", 2, "E212"),
    "an edition that cannot be read": ("diff note.txt empty.pdf", 3, "R001"),
    "a month that is none": ("diff --month someday", 2, "E203"),
    "a missing file": ("explain missing.pdf", 2, "E201"),
    "a code that is none": ("explain P999", 2, "E205"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_told_with_a_code_and_leaves_nothing(name, shinchoku, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("企業誘致件数：42件/75件\n", encoding="utf-8")
    (tmp_path / "empty.pdf").touch()
    arguments, status, code = WRONG[name]
    done = shinchoku(*arguments.split())
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(code)
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.pdf", "note.txt"]


def test_help_names_every_option_as_it_is_written(shinchoku):
    assert "[run]" in shinchoku("run", "--help").stdout
