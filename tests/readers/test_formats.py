"""Kin of the formats that are read, and formats that are told but not read."""

import gzip
import io
import struct
import tarfile
import zipfile

import docx
import pytest
from books import progress_book, saved
from msoffcrypto.format.ooxml import OOXMLFile

from ingest.reading import read_one
from ingest.sources import find_one, read_source
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document
from parsers.readers.sniff import OLE, detect_media_type

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KIN_OF_WORD = [
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
]
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
KIN_OF_EXCEL = [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
]


def retyped(content, old, new):
    """An Office document whose main part is of another kind."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            is_list = name == "[Content_Types].xml"
            assert not is_list or old.encode() in part
            after.writestr(name, part.replace(old.encode(), new.encode()) if is_list else part)
    return made.getvalue()


def letter():
    word = docx.Document()
    word.add_paragraph("企業誘致件数：42件/75件")
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


@pytest.mark.parametrize("kind", KIN_OF_WORD)
def test_word_documents_with_macros_and_templates_are_read(kind):
    document = read_document(retyped(letter(), WORD, kind))
    assert [block.text for block in document.blocks] == ["企業誘致件数：42件/75件"]


def test_a_word_document_of_the_strict_kind_is_read():
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letter())) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            for area in (b"officeDocument", b"wordprocessingml", b"drawingml"):
                common = b"http://schemas.openxmlformats.org/" + area + b"/2006/"
                part = part.replace(common, b"http://purl.oclc.org/ooxml/" + area + b"/")
            after.writestr(name, part)
    document = read_document(made.getvalue())
    assert [block.text for block in document.blocks] == ["企業誘致件数：42件/75件"]


@pytest.mark.parametrize("kind", KIN_OF_EXCEL)
def test_workbooks_with_macros_and_templates_are_read(kind):
    content = saved(progress_book())
    assert read_document(retyped(content, BOOK, kind)).tables == read_document(content).tables


def record(number, *parts):
    data = b"".join(parts)
    return struct.pack("<HH", number, len(data)) + data


def text_cell(row, column, text):
    told = text.encode("cp932")
    return record(0x0204, struct.pack("<HHHH", row, column, 0, len(told)), told)


def number_cell(row, column, number):
    return record(0x0203, struct.pack("<HHHd", row, column, 0, number))


def excel_4(*, codepage=None):
    """A workbook of Excel 4: one sheet, without a container."""
    told = [record(0x0042, struct.pack("<H", codepage))] if codepage else []
    cells = [
        *(text_cell(0, 0, "指標"), text_cell(0, 1, "実績")),
        *(text_cell(1, 0, "企業誘致件数"), number_cell(1, 1, 42.0)),
        *(text_cell(2, 0, "新規雇用者数"), number_cell(2, 1, 3.5)),
    ]
    return b"".join(
        [record(0x0409, struct.pack("<HHH", 0, 0x10, 0)), *told, *cells, record(0x000A)]
    )


@pytest.mark.parametrize("codepage", [932, None])
def test_a_workbook_without_a_container_is_read(codepage):
    (table,) = read_document(excel_4(codepage=codepage)).tables
    assert [cell.text for cell in table.cells] == [
        *("指標", "実績", "企業誘致件数", "42", "新規雇用者数", "3.5")
    ]


def test_a_broken_workbook_without_a_container_is_refused():
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(excel_4()[:40])
    assert refused.value.finding.code == "R012"


def locked(content, password):
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("password", "code", "status"),
    [("VelvetSweatshop", "R118", "read"), ("秘密", "R013", "unreadable")],
)
def test_only_the_password_that_excel_has_built_in_opens_a_workbook(
    password, code, status, tmp_path
):
    file = tmp_path / "progress.xlsx"
    file.write_bytes(locked(saved(progress_book()), password))
    reading = read_one(read_source(find_one(file)))
    assert (reading.findings[0].code, reading.status) == (code, status)


def ole(*names):
    """The least that is an OLE file: a directory with streams that hold nothing."""
    free, end, in_table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", in_table, end, *[free] * 126)
    entries = b"".join(entry(n, 2, i, len(names)) for i, n in enumerate(names))
    return head + table + (entry("Root Entry", 5, -1, len(names)) + entries).ljust(512, b"\0")


def entry(name, kind, index, count):
    """A directory entry; the streams hang on each other in a row."""
    none = 0xFFFFFFFF
    beside = index + 2 if 0 <= index < count - 1 else none
    child = 1 if kind == 5 else none
    told = name.encode("utf-16-le")
    data = told.ljust(64, b"\0") + struct.pack("<HBB", len(told) + 2, kind, 1)
    data += struct.pack("<III", none, beside, child) + bytes(36)
    return data + struct.pack("<III", 0xFFFFFFFE, 0, 0)


def packed(*names):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return made.getvalue()


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


ODF = "application/vnd.oasis.opendocument"
UNREAD = [
    (b"7z\xbc\xaf\x27\x1c" + bytes(40), "R017", "7-Zip"),
    (gzip.compress(b"%PDF-1.7"), "R017", "gzip"),
    (packed("資料.pdf"), "R017", "tar"),
    (b"\x22\x4a-lh5-" + bytes(40), "R017", "LZH"),
    (b"Rar!\x1a\x07\x01\0" + bytes(40), "R017", "RAR"),
    (rb"{\rtf1\ansi <html>}", "R018", "RTF"),
    (ole("WordDocument"), "R018", "Word 97–2003"),
    (ole("Pictures", "PowerPoint Document"), "R018", "PowerPoint 97–2003"),
    (ole("DocumentText"), "R018", "一太郎"),
    (zipped(mimetype=f"{ODF}.text"), "R018", "OpenDocument Text"),
    (zipped(**{"ppt/presentation.xml": "<p/>"}), "R018", "PowerPoint"),
    (zipped(**{"Index/Document.iwa": ""}), "R018", "Numbers"),
    (b'<?xml version="1.0"?>\n<office:document xmlns:office="x">', "R018", ".fods"),
    (b"From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n", "R018", "MHTML"),
    (ole("SomethingElse"), "R002", OLE),
]


@pytest.mark.parametrize(("content", "code", "name"), UNREAD, ids=[name for *_, name in UNREAD])
def test_a_format_that_is_not_read_is_called_by_its_name(content, code, name):
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(content)
    assert refused.value.finding.code == code
    assert name in refused.value.finding.message("ja")


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "book"])
def test_a_workbook_is_told_by_its_stream_however_that_is_written(name):
    assert detect_media_type(ole("WordDocument", name)) == "application/vnd.ms-excel"


def test_an_unread_document_in_a_folder_is_a_failure_and_no_chance_file(shinchoku, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "slides.pps").write_bytes(ole("PowerPoint Document"))
    (tmp_path / "in" / "note.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    done = shinchoku("run", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 3
    assert "R018 slides.pps" in done.stderr
    listed = (tmp_path / "out" / "documents.csv").read_text("utf-8-sig").splitlines()
    assert len(listed) == 2
