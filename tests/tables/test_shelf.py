"""What is found on the pages of a long document waits in little room and comes out as it was."""

import pytest
from paths import EDITION

from parsers.readers.pdf import read_pdf
from parsers.tables import shelf


@pytest.mark.parametrize("few", [0, 1])
def test_a_document_is_read_alike_where_pages_wait_packed(monkeypatch, few):
    content = (EDITION / "sangyo-senryaku-portrait.pdf").read_bytes()
    at_once = read_pdf(content)
    monkeypatch.setattr(shelf, "FEW", few)
    assert read_pdf(content) == at_once


def test_things_are_taken_in_order_and_once(monkeypatch):
    monkeypatch.setattr(shelf, "FEW", 2)
    waiting = shelf.Shelf()
    for thing in range(5):
        waiting.put({"thing": thing})
    assert [thing["thing"] for thing in waiting.take()] == [0, 1, 2, 3, 4]
    assert not list(waiting.take())
