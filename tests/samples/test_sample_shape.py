"""The August 2019 edition has one shape in every format."""

import pytest
from paths import EDITION

from parsers.readers import read_document

FORMATS = ["txt", "html", "docx", "xlsx"]


def read(suffix):
    return read_document((EDITION / f"sangyo-senryaku.{suffix}").read_bytes())


def squeezed(table):
    """Texts without white space and bullets, which the text as given has lost in some rows."""
    return [
        (cell.row, cell.column, "".join(cell.text.split()).replace("・", ""))
        for cell in table.cells
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_table_of_ten_projects(suffix):
    (table,) = read(suffix).tables
    assert (table.rows, table.columns, table.header_rows) == (11, 3, 1)
    assert [table.grid()[row, 0].text[0] for row in range(1, 11)] == list("①②③④⑤⑥⑦⑧⑨⑩")


@pytest.mark.parametrize("suffix", FORMATS[1:])
def test_cells_are_those_of_the_text_as_given(suffix):
    assert squeezed(read(suffix).tables[0]) == squeezed(read("txt").tables[0])


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_title_stands_above(suffix):
    assert (
        read(suffix).paragraphs[0].text == "産業戦略プロジェクトの進捗状況について（令和元年8月）"
    )
