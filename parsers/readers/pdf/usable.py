"""Whether a page's text can be used, or must be recognised from its picture."""

import numpy as np

from parsers.tables.blanks import is_blank
from parsers.tables.page import PageContent

STRANGE = 0.15
"""A page with this part of its characters unknown, or of scripts that nobody writes, has no usable text.

A font without a map numbers its glyphs: only those from 1 to 31 are no characters, the others pass
for Latin letters.
"""

CODE = "(cid:"
"""How some engines spell a character that the font does not name."""

WRITTEN = (
    (0x20, 0x7F),
    (0xA0, 0x700),  # Latin to Arabic
    (0x900, 0x980),  # Devanagari
    (0xE00, 0xE80),  # Thai
    (0x1000, 0x10A0),  # Burmese
    (0x1100, 0x1200),  # Korean
    (0x1780, 0x1800),  # Khmer
    (0x1E00, 0xA000),  # Vietnamese, signs, kana, kanji
    (0xAC00, 0xD7B0),  # Korean
    (0xF900, 0xFE00),  # kanji, Hebrew and Arabic once more
    (0xFE30, 0xFE50),
    (0xFE70, 0xFFF0),
    (0x1F000, 0x30000),
)
"""Code points that documents are written in where Japanese is spoken, from and to."""


_IS_WRITTEN = np.zeros(WRITTEN[-1][1] + 1, dtype=bool)
for _first, _end in WRITTEN:
    _IS_WRITTEN[_first:_end] = True


def has_usable_text(page: PageContent) -> bool:
    """Whether the page has no need of recognition: readable text, or nothing to read at all."""
    codes = page.glyphs.codes[~is_blank(page.glyphs.codes)]
    if not len(codes):
        return not len(page.images)
    known = np.count_nonzero(_IS_WRITTEN.take(codes, mode="clip"))
    spelled = page.glyphs.text.count(CODE) * len("(cid:000)")
    return bool(len(codes) - known + spelled < STRANGE * len(codes))
