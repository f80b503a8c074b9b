"""Text whose font is not in the document is read alike on every machine."""

import sys

import pypdfium2
import pytest
from paths import ROOT
from pypdfium2 import raw

from parsers.readers.pdf import read_pdf
from parsers.readers.pdf.fonts import FONTS

sys.path.insert(0, str(ROOT / "docs"))
from make_standin import TARGET, make_font


def test_the_stand_in_is_what_its_script_makes():
    assert TARGET.read_bytes() == make_font()


@pytest.mark.parametrize(
    "name", ["HeiseiMin-W3", "STSong-Light", "MSung-Light", "HYSMyeongJo-Medium"]
)
def test_a_cell_of_one_character_is_read_without_its_font(sheet, name):
    rows = [["人口", "回"], ["人", "3"]]
    sheet.set_in(name).table((50, 150, 250), 100, rows, [20, 20])
    (table,) = read_pdf(sheet.bytes()).tables
    assert [cell.text for cell in table.cells] == ["人口", "回", "人", "3"]


class Machine:
    """What the machine answers for fonts, with a note of the sets of characters that it is asked for."""

    def __init__(self, fonts):
        self.asked = []
        self._fonts = fonts

    def __getattr__(self, name):
        def ask(_, *request):
            if name == "MapFont":
                self.asked.append(request[2])
            return getattr(self._fonts, name)(self._fonts, *request)

        return ask


def test_the_machine_is_asked_for_fonts_only_to_draw(sheet, monkeypatch):
    machine = Machine(FONTS.default)
    monkeypatch.setattr(FONTS, "default", machine)
    content = sheet.text(50, 80, "進捗").bytes()
    read_pdf(content)
    assert not machine.asked
    with pypdfium2.PdfDocument(content) as document:
        document[0].render()
    assert raw.FXFONT_SHIFTJIS_CHARSET in machine.asked
