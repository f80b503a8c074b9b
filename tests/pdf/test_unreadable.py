"""Bytes that are no readable PDF end in a finding that says what to do."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from parsers.findings import UnreadableDocumentError
from parsers.readers.pdf import read_pdf


def written(writer):
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def code_of(content, engine):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_pdf(content, engine=engine)
    finding = caught.value.finding
    assert finding.message("ja")
    assert finding.message("en")
    return finding.code


def test_a_password_is_asked_for(sheet, engine):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sheet.text(50, 100, "秘密").bytes())))
    writer.encrypt("secret")
    assert code_of(written(writer), engine) == "R031"


def test_a_pdf_that_only_restricts_printing_is_read(sheet, engine):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sheet.text(50, 100, "公開").bytes())))
    writer.encrypt("", owner_password="owner")  # noqa: S106 a password of a test
    assert read_pdf(written(writer), engine=engine).paragraphs[0].text == "公開"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"<html>404</html>"])
def test_damaged_bytes_are_told(content, engine):
    assert code_of(content, engine) in {"R032", "R033"}


def test_no_pages_are_told(engine):
    assert code_of(written(PdfWriter()), engine) in {"R032", "R033"}


def test_a_page_of_too_many_lines_keeps_its_text_and_is_a_finding(sheet):
    path = sheet.canvas.beginPath()
    path.moveTo(0, 0)
    for number in range(200_001):
        path.lineTo(number % 500, number % 700)
    sheet.canvas.drawPath(path)
    sheet.text(50, 100, "１ページ").page().text(50, 100, "２ページ")
    document = read_pdf(sheet.bytes())
    assert [(f.code, f.details["page"]) for f in document.findings] == [("T104", "1")]
    assert [p.text for p in document.paragraphs] == ["１ページ", "２ページ"]
    assert document.page_count == 2


def test_a_page_of_too_many_rules_keeps_its_text_and_is_a_finding(sheet):
    sheet.canvas.setPageSize((9000, 9000))
    for place in range(10, 8500, 15):
        sheet.canvas.line(10, place, 8900, place)
        sheet.canvas.line(place, 10, place, 8900)
    document = read_pdf(sheet.text(50, 100, "図面").page().text(50, 100, "本文").bytes())
    assert [(f.code, f.details["page"]) for f in document.findings] == [("T104", "1")]
    assert [p.text for p in document.paragraphs] == ["図面", "本文"]


def test_many_rules_that_hardly_cross_are_no_finding(sheet):
    sheet.canvas.setPageSize((9000, 9000))
    for place in range(10, 8500, 15):
        sheet.canvas.line(10, place, 8900, place)
    document = read_pdf(sheet.text(50, 100, "帳票").bytes())
    assert document.findings == ()
