"""Pictures of pages show rules and cells."""

import pytest
from handmade import build_pdf, page, stream

from parsers.readers.pdf.picture import CELL, LARGEST, draw_pages


def test_cells_are_drawn_where_they_stand(sheet):
    content = sheet.table([50, 200, 350], 100, [["指標", "実績"], ["甲", "1"]], [20, 20]).bytes()
    (picture,) = draw_pages(content, scale=1)
    assert picture.size == (595, 842)
    red, _, blue = picture.getpixel((200, 110))
    assert blue > red
    assert picture.getpixel((400, 300)) == (255, 255, 255)


def test_cells_are_drawn_where_they_stand_on_a_page_that_lies_on_its_side(sheet):
    rows = [["指標", "実績", "目標"], ["参加者数", "11人", "30人"]]
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -842)
    (picture,) = draw_pages(sheet.table([50, 150, 250, 350], 400, rows, [20, 20]).bytes(), scale=1)
    drawn = {(x, y) for x in range(595) for y in range(842) if picture.getpixel((x, y)) == CELL[:3]}
    across, down = zip(*drawn, strict=True)
    assert (min(across), max(across)) == pytest.approx((400, 440), abs=1)
    assert max(down) - min(down) == pytest.approx(300, abs=1)


def test_a_vast_page_is_drawn_smaller():
    vast = page().replace(b"595 842", b"1000000000 500000000")
    (picture,) = draw_pages(build_pdf(vast, stream(b"")))
    assert picture.size == (LARGEST, LARGEST // 2)
