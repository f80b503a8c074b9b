"""The format of bytes is told by what they hold."""

import io
import zipfile

import pytest
from books import FOLDER, progress_book, saved

from parsers.findings import UnreadableDocumentError
from parsers.readers import READERS, read_document
from parsers.readers.sniff import detect_media_type

OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(*names, **texts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
        for name, text in texts.items():
            made.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n" * 300 + b"%PDF-1.4\n", "application/pdf"),
        (saved(progress_book()), f"{OFFICE}.spreadsheetml.sheet"),
        (
            archive("xl/workbook.xml", "xl/vbaProject.bin"),
            "application/vnd.ms-excel.sheet.macroEnabled.12",
        ),
        (archive("word/document.xml"), f"{OFFICE}.wordprocessingml.document"),
        (archive("ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        (archive("readme.txt"), "application/zip"),
        ((FOLDER / "progress.ods").read_bytes(), "application/vnd.oasis.opendocument.spreadsheet"),
        ((FOLDER / "progress.xls").read_bytes(), "application/vnd.ms-excel"),
        ("<!DOCTYPE html><p>進捗".encode(), "text/html"),
        ("<html><p>進捗".encode("utf-16"), "text/html"),
        ("<HTML><p>進捗".encode("cp932"), "text/html"),
        ("進捗\t値".encode(), "text/plain"),
        ("進捗の状況について".encode("cp932"), "text/plain"),
        (bytes(range(256)), "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "application/octet-stream"),
    ],
)
def test_the_media_type(content, media_type):
    assert detect_media_type(content) == media_type


def test_no_bytes_are_no_document():
    with pytest.raises(UnreadableDocumentError) as caught:
        detect_media_type(b"")
    assert caught.value.finding.code == "R001"


@pytest.mark.parametrize("content", [archive("readme.txt"), bytes(range(256))])
def test_an_unknown_format_is_named(content):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(content)
    assert caught.value.finding.code == "R002"
    assert detect_media_type(content) in caught.value.finding.message("en")


def test_a_workbook_with_macros_is_read():
    content = saved(progress_book())
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\0")
    document = read_document(file.getvalue())
    assert document.media_type == "application/vnd.ms-excel.sheet.macroEnabled.12"
    assert document.media_type in READERS
    assert len(document.tables) == 1


@pytest.mark.parametrize("name", ["EncryptedPackage", "WordDocument"])
def test_an_encrypted_or_old_document_is_no_workbook(name):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le")
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(content)
    expected = {"EncryptedPackage": "R013", "WordDocument": "R018"}
    assert caught.value.finding.code == expected[name]
