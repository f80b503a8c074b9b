"""Characters of a page that are not part of what people read: hidden ones and doubled ones."""

import numpy as np

from parsers.tables.lines import is_blank
from parsers.tables.page import Flags, Glyphs, PageContent

DOUBLE = 0.2
"""The same character again within this part of its size is the same one, printed twice for bold."""

NARROW = 0.6
"""Two letters of a narrow kind (ll) stand farther apart than this part of their width."""

PALE = 0.97
"""Ink of this lightness cannot be seen on paper."""


def find_duplicates(glyphs: Glyphs) -> Flags:
    """Characters that repeat an earlier one in nearly the same place."""
    doubled = np.zeros(len(glyphs), dtype=bool)
    order = np.lexsort((glyphs.boxes[:, 0], glyphs.boxes[:, 1].round(), glyphs.codes))
    order = order[~is_blank(glyphs.codes[order])]
    order = order[np.lexsort((order, glyphs.boxes[order, 0].round(1), glyphs.codes[order]))]
    for step in (1, 2, 3):
        first, second = order[:-step], order[step:]
        near = np.abs(glyphs.boxes[first] - glyphs.boxes[second]).max(axis=1, initial=0)
        same = (glyphs.codes[first] == glyphs.codes[second]) & ~doubled[first]
        width = glyphs.boxes[first, 2] - glyphs.boxes[first, 0]
        size = np.maximum(glyphs.sizes[first], 1)
        same &= near < np.minimum(DOUBLE * size, np.where(width > 0, NARROW * width, size))
        same &= ~((glyphs.codes[first] == ord("f")) & (near == 0))  # a ligature taken apart: ffi
        doubled[second[same]] = True
    return doubled


def find_hidden(page: PageContent) -> Flags:
    """Characters that nobody sees: drawn invisibly, beside the page, or pale on paper."""
    glyphs = page.glyphs
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    hidden = (x < 0) | (x > page.width) | (y < 0) | (y > page.height)
    if not (glyphs.visible | is_blank(glyphs.codes)).any():
        return hidden  # a scan with the text behind it: what is recognised is all there is
    hidden |= ~glyphs.visible
    pale = np.flatnonzero((glyphs.lightness > PALE) & ~hidden)
    for index in pale[~is_blank(glyphs.codes[pale])]:
        hidden[index] = not _stands_on_colour(page, float(x[index]), float(y[index]))
    return hidden


def _stands_on_colour(page: PageContent, x: float, y: float) -> bool:
    """Whether something that is not white lies under the point."""
    for areas in (page.fills[page.fills[:, 4] <= PALE], page.images):
        under = (areas[:, 0] <= x) & (x <= areas[:, 2]) & (areas[:, 1] <= y) & (y <= areas[:, 3])
        if under.any():
            return True
    return False
