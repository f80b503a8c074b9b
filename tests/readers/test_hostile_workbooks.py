"""Workbooks that lie about their size, or hold what only newer programs know."""

import pytest
from handmade import workbook_of

from parsers.document import Passage
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document

ONE = b'<row r="1"><c r="A1"><v>7</v></c></row>'


def read_texts(content):
    return [b.text for b in read_document(content).blocks if isinstance(b, Passage)]


def test_a_sheet_too_vast_is_refused_before_a_grid_is_made():
    far = b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(workbook_of(ONE + far))
    assert caught.value.finding.code == "R059"


def test_empty_cells_far_away_do_no_harm():
    empty = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_texts(workbook_of(ONE + empty)) == ["7"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<c r="B1" t="e"><v>#SPILL!</v></c>', "R111"),
        (b'<c r="B1"><f>1+1</f></c>', "R116"),
    ],
)
def test_what_has_no_value_is_told(cell, code):
    content = workbook_of(b'<row r="1"><c r="A1"><v>7</v></c>%s</row>' % cell)
    assert code in {finding.code for finding in read_document(content).findings}


def test_a_number_beyond_all_numbers_is_shown_as_an_error():
    content = workbook_of(b'<row r="1"><c r="A1"><v>1e999</v></c></row>')
    assert read_texts(content) == ["#NUM!"]
