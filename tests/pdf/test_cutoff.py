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


def test_a_text_that_runs_off_the_page_is_told(sheet):
    sheet.text(50, 200, "企業誘致件数").text(560, 100, "さいたま市浦和区")
    ((text, whole),) = cut_off(read_pdf(sheet.bytes()))
    assert (text, whole) == ("さいたま", "さいたま市浦和区")


def test_texts_that_are_seen_or_hidden_as_a_whole_are_not_cut_off(sheet):
    sheet.text(50, 100, "企業誘致件数").text(120, 100, "42件", mode=3).text(400, 100, "30件")
    document = read_pdf(sheet.bytes())
    assert [entry.passage.text for entry in document.set_aside] == ["42件"]
    assert not cut_off(document)
