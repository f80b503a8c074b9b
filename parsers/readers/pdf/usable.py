"""Whether a page's text can be used, or must be recognised from its picture."""

import numpy as np

from parsers.tables.lines import is_blank
from parsers.tables.page import Flags, Integers, PageContent

STRANGE = 0.3
"""A page with this part of its characters unknown or of foreign scripts has no usable text."""

CODE = "(cid:"
"""How some engines spell a character that the font does not name."""

WRITTEN = (
    (0x20, 0x7F),
    (0xA0, 0x530),
    (0x2000, 0xA000),
    (0xF900, 0xFB00),
    (0xFE30, 0xFE50),
    (0xFF00, 0xFFF0),
    (0x1F000, 0x30000),
)
"""Code points that Japanese documents are written in, from and to."""


def has_usable_text(page: PageContent) -> bool:
    """Whether the page has no need of recognition: readable text, or nothing to read at all."""
    codes = page.glyphs.codes[~is_blank(page.glyphs.codes)]
    if not len(codes):
        return not len(page.images)
    spelled = page.glyphs.text.count(CODE) * len("(cid:000)")
    return bool((~_is_written(codes)).sum() + spelled < STRANGE * len(codes))


def _is_written(codes: Integers) -> Flags:
    known = np.zeros(len(codes), dtype=bool)
    for first, end in WRITTEN:
        known |= (codes >= first) & (codes < end)
    return known
