"""Workbooks that one library alone opens, and those that others hide in: read, or refused with a reason."""

import io
import struct
import zipfile

import pytest
import xlrd
from books import FOLDER, progress_book, saved
from reading import codes, loses_nothing
from xlrd.formula import FormulaError

from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document
from parsers.readers.sniff import detect_media_type

XLS = (FOLDER / "progress.xls").read_bytes()
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    "</Types>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    "</Relationships>"
)


def record(kind, data=b""):
    """A record of a binary workbook: kind and length in seven bits a byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(rows, *extra):
    """An .xlsb of numbers and texts."""
    sheet = record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 1)) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_text = isinstance(value, str)
            data = wide(value) if is_text else struct.pack("<d", value)
            sheet += record(6 if is_text else 5, place + data)
    sheet += record(146)
    book = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表")) + record(144)
    book += record(132)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        for name in extra:
            archive.writestr(name, b"")
    return file.getvalue()


def shown(document):
    return [cell.text for table in document.tables for cell in table.cells if cell.text]


ROWS = [("指標", "実績"), ("企業誘致件数", 42.0), ("付加価値額", 6.7)]


@pytest.mark.parametrize("extra", [(), ("xl/vbaProject.bin",)])
def test_a_binary_workbook_is_read_and_said_to_lack_its_formats(extra):
    document = read_document(binary_workbook(ROWS, *extra))
    assert shown(document)[2:] == ["企業誘致件数", "42", "付加価値額", "6.7"]
    assert "R117" in codes(document)
    loses_nothing(document)


def test_an_old_workbook_whose_formats_cannot_be_read_gives_its_values(monkeypatch):
    whole = shown(read_document(XLS))

    def fail(**_):
        raise FormulaError("Token 0x2d")

    monkeypatch.setattr(xlrd, "open_workbook", fail)
    document = read_document(XLS)
    assert "R117" in codes(document)
    assert len(shown(document)) == len(whole)
    loses_nothing(document)


def test_a_workbook_with_a_word_document_in_it_stays_a_workbook():
    assert detect_media_type(XLS + "WordDocument".encode("utf-16-le")) == "application/vnd.ms-excel"


def test_an_old_workbook_with_a_password_says_so():
    start = XLS.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    locked = bytearray(XLS)
    locked[start + 20 : start + 24] = struct.pack("<HH", 0x2F, 6)  # FILEPASS
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(bytes(locked))
    assert refused.value.finding.code == "R013"


def rewritten(content, change):
    """A workbook with its parts changed; a part changed to None is left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return file.getvalue()


def test_styles_that_are_not_there_are_plain():
    content = saved(progress_book())
    odd = rewritten(content, lambda _, part: part.replace(b' s="1"', b' s="999"', 1))
    empty = rewritten(content, lambda _, part: part.replace(b' s="1"', b' s=""', 1))
    for changed in (odd, empty):
        assert len(shown(read_document(changed))) == len(shown(read_document(content)))


def test_reasons_are_the_same_each_time():
    broken = rewritten(saved(progress_book()), lambda _, part: part[: len(part) // 2])
    word = broken.replace(b"xl/workbook.xml", b"word/document.x")
    for content in (broken, word):
        reasons = set()
        for _ in range(2):
            with pytest.raises(UnreadableDocumentError) as refused:
                read_document(bytes(bytearray(content)))
            reasons.add(refused.value.finding.message())
        assert len(reasons) == 1
        assert "0x" not in reasons.pop()


def xml_workbook(rows):
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def xml_row(*cells, index=""):
    return f"<Row{index}>{''.join(cells)}</Row>"


def xml_cell(text, kind="String", more=""):
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_a_workbook_in_xml_is_read():
    merged = ' ss:MergeAcross="1"'
    content = xml_workbook(
        xml_row(xml_cell("成果", more=merged), xml_cell("備考"))
        + xml_row(xml_cell("指標"), xml_cell("実績"), xml_cell("－"))
        + xml_row(xml_cell("企業誘致件数"), xml_cell("42", "Number"))
        + xml_row(xml_cell("6.7", "Number", ' ss:Index="2"'), index=' ss:Index="5"')
    )
    document = read_document(content)
    assert shown(document)[:5] == ["成果", "備考", "指標", "実績", "－"]
    assert "42" in shown(document)
    assert "R117" in codes(document)
    loses_nothing(document)


def test_a_vast_workbook_in_xml_is_refused():
    far = xml_row(xml_cell("x", more=' ss:Index="9999"'), index=' ss:Index="999999"')
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(xml_workbook(xml_row(xml_cell("x")) + far))
    assert refused.value.finding.code == "R059"


@pytest.mark.parametrize("index", ["-1", "99999999999", "x"])
def test_a_workbook_in_xml_with_impossible_places_is_refused(index):
    content = xml_workbook(xml_row(xml_cell("指標", more=f' ss:Index="{index}"')))
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(content)
    assert refused.value.finding.code == "R012"
