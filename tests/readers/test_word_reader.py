"""Word documents: paragraphs and tables in order, merges, tracked changes, headers."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reading import aside, covers_every_place_once, draw, loses_nothing, texts

from parsers.document import Table
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document


@pytest.fixture
def word():
    return docx.Document()


def read(word):
    file = io.BytesIO()
    word.save(file)
    document = read_document(file.getvalue())
    assert loses_nothing(document)
    assert all(covers_every_place_once(table) for table in document.tables)
    return document


def fill(table, rows):
    for cells, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, values, strict=True):
            cell.text = value
    return table


def test_paragraphs_and_tables_stand_in_order(word):
    word.add_paragraph("進捗状況")
    fill(word.add_table(2, 2), [["指標", "進捗"], ["甲", "1\n2"]])
    word.add_paragraph("※ 速報値")
    document = read(word)
    assert [isinstance(block, Table) for block in document.blocks] == [False, True, False]
    assert texts(document) == ["進捗状況", "※ 速報値"]
    assert draw(document.tables[0]) == ["指標 | 進捗", "甲 | 1/2"]


def test_merged_cells(word):
    table = fill(word.add_table(3, 3), [[""] * 3] * 3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "実績"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指標"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "甲"
    assert draw(read(word).tables[0]) == ["指標 2x1 | 実績 1x2", "甲 2x2", ""]


def test_rows_that_word_repeats_are_headings(word):
    table = fill(word.add_table(3, 2), [["指標", "実績"], ["", "R6"], ["甲", "1"]])
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    assert read(word).tables[0].header_rows == 2


def test_deleted_text_is_set_aside_and_inserted_text_is_read(word):
    paragraph = word.add_paragraph("実績は")
    for tag, text, kind in (("del", "10", "delText"), ("ins", "11", "t")):
        change = f"<w:{tag} {nsdecls('w')}><w:r><w:{kind}>{text}</w:{kind}></w:r></w:{tag}>"
        paragraph._p.append(parse_xml(change))
    document = read(word)
    assert texts(document) == ["実績は11"]
    assert aside(document) == [("hidden", "10")]


def test_moved_text_stands_where_it_was_moved_to(word):
    run = "<w:r><w:t>甲</w:t></w:r>"
    for tag in ("moveFrom", "moveTo"):
        word.add_paragraph()._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{run}</w:{tag}>"))
    document = read(word)
    assert texts(document) == ["甲"]
    assert aside(document) == [("hidden", "甲")]


def test_hidden_text_is_set_aside(word):
    paragraph = word.add_paragraph("実績")
    paragraph.add_run("（内部用）").font.hidden = True
    document = read(word)
    assert texts(document) == ["実績"]
    assert aside(document) == [("hidden", "（内部用）")]


def test_header_and_footer_are_furniture(word):
    section = word.sections[0]
    section.header.paragraphs[0].text = "丙町"
    section.footer.paragraphs[0].text = "企画課"
    word.add_paragraph("本文")
    assert aside(read(word)) == [("page_furniture", "丙町"), ("page_furniture", "企画課")]


def test_a_table_in_a_cell_is_a_table_of_its_own(word):
    table = fill(word.add_table(1, 2), [["甲", "1"]])
    inner = table.cell(0, 0).add_table(1, 2)
    fill(inner, [["乙", "2"]])
    assert [draw(table) for table in read(word).tables] == [["甲 | 1"], ["乙 | 2"]]


def test_list_marks_are_not_invented(word):
    word.add_paragraph("起業セミナーを開催", style="List Bullet")
    assert texts(read(word)) == ["起業セミナーを開催"]


def test_text_boxes_and_footnotes_are_read_once(word):
    box = (
        f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
        " xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'"
        " xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent><mc:Choice Requires='wps'>"
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>図の注</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>図の注</w:t></w:r>"
        "</w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    word.add_paragraph("本文")._p.append(parse_xml(box))
    assert texts(read(word)) == ["本文", "図の注"]


def test_a_truncated_document_is_unreadable(word):
    word.add_paragraph("本文")
    file = io.BytesIO()
    word.save(file)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(file.getvalue()[:9000])
    assert caught.value.finding.code in {"R002", "R012"}


def test_a_document_with_broken_xml_is_unreadable(word):
    file, broken = io.BytesIO(), io.BytesIO()
    word.save(file)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[:300] if name == "word/document.xml" else data)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(broken.getvalue())
    assert caught.value.finding.code == "R012"
