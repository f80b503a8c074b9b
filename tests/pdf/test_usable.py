"""Pages whose text cannot be used are told from those whose text can."""

import numpy as np
import pytest

from parsers.readers.pdf.usable import has_usable_text
from parsers.tables.page import Glyphs, PageContent, rows


def page(text, images=0):
    count = len(text)
    glyphs = Glyphs(
        codes=np.array([ord(c) for c in text], dtype=np.int64),
        boxes=np.zeros((count, 4)),
        sizes=np.ones(count),
        angles=np.zeros(count, dtype=np.int64),
        lightness=np.zeros(count),
        visible=np.ones(count, dtype=bool),
        spaced=np.zeros(count, dtype=bool),
    )
    pictures = rows([(0.0, 0.0, 595.0, 842.0)] * images, 4)
    return PageContent(1, 595.0, 842.0, glyphs, rows([], 5), rows([], 5), pictures)


@pytest.mark.parametrize(
    "text",
    [
        "企業誘致件数：42件/75件",
        "①㎡△→～",
        "Cafés in Ωmega",
        "ทุนวิจัย 42 مرحبا שלום नेपाली 진척",
        "達成\N{REPLACEMENT CHARACTER}率は 9割",
        "",
    ],
)
def test_text_that_can_be_read_is_usable(text):
    assert has_usable_text(page(text))


@pytest.mark.parametrize(
    "text",
    [
        "\N{REPLACEMENT CHARACTER}ࠉ\N{REPLACEMENT CHARACTER}᫂ࡧ年度",
        "(cid:123)(cid:45)(cid:6)",
        "\ue001\ue002\ue003年",
        "\x01\x02\x03\x04",
        "\x01\x02\x03\x04 !#$0156278?@ABCD",
    ],
)
def test_characters_without_a_meaning_are_not(text):
    assert not has_usable_text(page(text))


def test_a_picture_without_text_is_a_scan_and_an_empty_page_is_not():
    assert not has_usable_text(page("", images=1))
    assert not has_usable_text(page(" \n", images=1))
    assert has_usable_text(page("奥付", images=1))
