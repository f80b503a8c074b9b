"""Text of which people see a part: what they see is read, and the whole is told."""

import pytest

from parsers.readers.pdf import read_pdf


def clip(sheet, x0, x1):
    path = sheet.canvas.beginPath()
    path.rect(x0, 0, x1 - x0, 842)
    sheet.canvas.clipPath(path, stroke=0, fill=0)


def cut_off(document):
    return [(f.text, f.details["whole"]) for f in document.findings if f.code == "T105"]


@pytest.mark.parametrize(
    ("x0", "x1", "seen"), [(40, 98, "１，２３４"), (72, 200, "２３４，５６７"), (72, 98, "２３４")]
)
def test_a_figure_that_its_cell_cuts_off_is_told_with_all_its_digits(sheet, x0, x1, seen):
    sheet.text(50, 200, "企業誘致件数")
    sheet.canvas.saveState()
    clip(sheet, x0, x1)
    sheet.set_in("HeiseiKakuGo-W5").text(50, 100, "１，２３４，５６７")
    sheet.canvas.restoreState()
    document = read_pdf(sheet.bytes())
    assert cut_off(document) == [(seen, "１，２３４，５６７")]
    assert seen in {passage.text for passage in document.paragraphs}
    (finding,) = (f for f in document.findings if f.code == "T105")
    assert finding.box.page == 1
    assert 49 < finding.box.x0 < finding.box.x1 < x1 + 6


def test_a_figure_cut_off_in_a_table_is_told_with_its_cell(sheet):
    sheet.table([50, 200, 260], 100, [["指標", "実績"], ["企業誘致件数", ""]], [20, 20])
    sheet.canvas.saveState()
    clip(sheet, 200, 260)
    sheet.set_in("HeiseiKakuGo-W5").text(180, 124, "１，２３４，５６７")
    sheet.canvas.restoreState()
    document = read_pdf(sheet.bytes())
    (finding,) = (f for f in document.findings if f.code == "T105")
    assert str(finding.locator) == "p1.t1.r2.c2"
    assert document.tables[0].grid()[1, 1].text == finding.text == "２３４，５６"


def test_a_text_that_runs_off_the_page_is_told(sheet):
    sheet.text(50, 200, "企業誘致件数").text(560, 100, "さいたま市浦和区")
    ((text, whole),) = cut_off(read_pdf(sheet.bytes()))
    assert (text, whole) == ("さいたま", "さいたま市浦和区")


def test_texts_that_are_seen_or_hidden_as_a_whole_are_not_cut_off(sheet):
    sheet.text(50, 100, "企業誘致件数").text(120, 100, "42件", mode=3).text(400, 100, "30件")
    document = read_pdf(sheet.bytes())
    assert [entry.passage.text for entry in document.set_aside] == ["42件"]
    assert not cut_off(document)


def test_blanks_that_are_hidden_are_nothing(sheet):
    assert not cut_off(read_pdf(sheet.text(50, 100, "   ", mode=3).bytes()))


def test_on_a_page_that_lies_on_its_side_the_place_is_that_of_the_page_as_shown(sheet):
    sheet.canvas.translate(595, 0)
    sheet.canvas.rotate(90)
    for number in range(8):
        sheet.text(50, 400 + 20 * number, "企業誘致件数の推移について")
    clip(sheet, 40, 98)
    sheet.set_in("HeiseiKakuGo-W5").text(50, 600, "１，２３４，５６７")
    document = read_pdf(sheet.bytes())
    (finding,) = (f for f in document.findings if f.code == "T105")
    (box,) = {(b.x0, b.x1) for p in document.paragraphs if p.text == finding.text for b in p.boxes}
    assert (finding.box.x0, finding.box.x1) == pytest.approx(box, abs=0.5)
    assert finding.box.bottom - finding.box.top > 2 * (finding.box.x1 - finding.box.x0)


def test_a_label_that_is_read_upward_is_told_too(sheet):
    for number in range(4):
        sheet.text(150, 100 + 20 * number, "企業誘致件数の推移について")
    clip(sheet, 40, 98)
    sheet.canvas.translate(60, 500)
    sheet.canvas.rotate(90)
    path = sheet.canvas.beginPath()
    path.rect(0, -100, 48, 200)
    sheet.canvas.clipPath(path, stroke=0, fill=0)
    sheet.canvas.setFont("HeiseiKakuGo-W5", 10)
    sheet.canvas.drawString(0, 0, "１，２３４，５６７")
    assert cut_off(read_pdf(sheet.bytes())) == [("１，２３４", "１，２３４，５６７")]


@pytest.mark.parametrize(
    ("text", "font", "part", "seen"),
    [
        ("Ebb", "Helvetica", 0.65, "Eb"),
        ("Ebb", "Helvetica", 0.8, "Ebb"),
        ("Eb.", "Helvetica", 0.65, "Eb."),
        ("さいたま", "HeiseiKakuGo-W5", 0.55, "さいたま"),
    ],
)
def test_a_letter_that_lacks_a_third_could_be_another_one(sheet, text, font, part, seen):
    sheet.text(50, 200, "企業誘致件数")
    before, last = (sheet.canvas.stringWidth(own, font, 10) for own in (text[:-1], text[-1]))
    clip(sheet, 40, 50 + before + part * last)
    sheet.canvas.setFont(font, 10)
    sheet.canvas.drawString(50, 700, text)
    assert seen in {passage.text for passage in read_pdf(sheet.bytes()).paragraphs}


def test_a_letter_is_whole_where_the_next_one_begins_at_the_cut(sheet):
    sheet.text(50, 200, "企業誘致件数")
    canvas = sheet.canvas
    before, last = (canvas.stringWidth(own, "Helvetica", 10) for own in ("20", "1"))
    canvas.saveState()
    clip(sheet, 40, 50 + before + 0.65 * last)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 700, "201")
    canvas.restoreState()
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50 + before + 0.65 * last, 700, "3")
    assert "2013" in {passage.text for passage in read_pdf(sheet.bytes()).paragraphs}
