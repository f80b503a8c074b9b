"""Pictures of pages show rules and cells."""

from parsers.readers.pdf.picture import draw_pages


def test_cells_are_drawn_where_they_stand(sheet):
    content = sheet.table([50, 200, 350], 100, [["指標", "実績"], ["甲", "1"]], [20, 20]).bytes()
    (picture,) = draw_pages(content, scale=1)
    assert picture.size == (595, 842)
    red, _, blue = picture.getpixel((200, 110))
    assert blue > red
    assert picture.getpixel((400, 300)) == (255, 255, 255)
