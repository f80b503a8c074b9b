"""Text that lies under an area drawn later: it is in the file, but nobody sees it."""

from dataclasses import dataclass

import numpy as np

from parsers.readers.pdf.bulk import ADDRESS, INT, UNSIGNED, Function
from parsers.readers.pdf.clips import clip_boxes
from parsers.tables.page import Flags, Floats, Integers

_draw_mode = Function("FPDFPath_GetDrawMode", INT, ADDRESS, writes=INT, pointers=2)
_fill_color = Function("FPDFPageObj_GetFillColor", INT, ADDRESS, writes=UNSIGNED, pointers=4)
_see_through = Function("FPDFPageObj_HasTransparency", INT, ADDRESS)

OPAQUE = 255

RIM = 0.2
"""A character is covered where an area reaches over it, but for this part at each side."""

SAME = 0.5
"""Texts whose sides differ by less than this (points) are at one height."""

MOST = 1 << 20
"""Pairs of a text object and an area that are looked at; a page with more is a drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Objects of a page in the page's coordinates.

    Attributes:
        pointers: Their addresses.
        boxes: n × 4: x0, y0, x1, y1.
        orders: When each is drawn.
    """

    pointers: Integers
    boxes: Floats
    orders: Integers

    def take(self, index: Integers | Flags) -> "Drawn":
        """Some of them."""
        return Drawn(self.pointers[index], self.boxes[index], self.orders[index])


@dataclass(frozen=True, slots=True, eq=False)
class Covers:
    """Rectangles that are drawn after some text, and the text objects of the page."""

    areas: Drawn
    texts: Drawn


def find_covered(covers: Covers | None, objects: Integers, run: Integers, boxes: Floats) -> Flags:
    """Characters under an area that is drawn later and that nothing shows through.

    Programs that flatten transparency draw text, an area over it and the text once more, and pdfium
    tells of characters in one place only once. Where all characters of a page are covered, none is:
    their picture is all there is to see.

    Args:
        covers: What is drawn over text.
        objects: Addresses of text objects.
        run: For each character the index of its object.
        boxes: For each character x0, y0, x1, y1.
    """
    covered = np.zeros(len(run), dtype=np.bool_)
    if covers is None or not len(run) or len(objects) * len(covers.areas.orders) > MOST:
        return covered
    own = _find_texts(covers.texts, objects)
    areas = _solid(covers.areas.take(_meet(covers.areas, own)))
    rim = RIM * (boxes[:, 2:] - boxes[:, :2])
    inner = np.concatenate([boxes[:, :2] + rim, boxes[:, 2:] - rim], axis=1)
    for (left, bottom, right, top), order in zip(areas.boxes, areas.orders, strict=True):
        under = (left < inner[:, 0]) & (inner[:, 2] < right) & (own.orders[run] < order)
        under &= (bottom < inner[:, 1]) & (inner[:, 3] < top) & ~covered
        some = under.nonzero()[0]
        if len(some):
            later = covers.texts.take(covers.texts.orders > order)
            anew = _drawn_again(boxes[some], run[some], own.boxes, later.boxes)
            covered[some[~anew]] = True
    return covered if not covered.all() else np.zeros_like(covered)


def _find_texts(texts: Drawn, objects: Integers) -> Drawn:
    """The text objects with these addresses; one that is not known is drawn after everything."""
    ranks = texts.pointers.argsort()
    at = ranks[np.searchsorted(texts.pointers, objects, sorter=ranks).clip(max=len(ranks) - 1)]
    known = texts.pointers[at] == objects
    orders = np.where(known, texts.orders[at], np.iinfo(np.int64).max)
    return Drawn(objects, texts.boxes[at], orders)


def _meet(areas: Drawn, texts: Drawn) -> Flags:
    """Which areas overlap a text that is drawn before."""
    x0, y0, x1, y1 = texts.boxes.T[:, :, None]
    left, bottom, right, top = areas.boxes.T
    before = texts.orders[:, None] < areas.orders
    meet = before & (x0 < right) & (x1 > left) & (y0 < top) & (y1 > bottom)
    found: Flags = np.asarray(meet.any(axis=0))
    return found


def _solid(areas: Drawn) -> Drawn:
    """Those filled with a colour that nothing shows through, as far as they are not clipped."""
    if not len(areas.orders):
        return areas
    filled = _draw_mode(areas.pointers)[:, 0] > 0
    filled &= _fill_color(areas.pointers)[:, 3] == OPAQUE
    areas = areas.take(filled & (_see_through(areas.pointers) == 0))
    if not len(areas.orders):
        return areas
    shown = clip_boxes(areas.pointers)
    low, high = (
        np.maximum(areas.boxes[:, :2], shown[:, :2]),
        np.minimum(areas.boxes[:, 2:], shown[:, 2:]),
    )
    return Drawn(areas.pointers, np.concatenate([low, high], axis=1), areas.orders)


def _drawn_again(boxes: Floats, run: Integers, texts: Floats, later: Floats) -> Flags:
    """Which characters are of a text that later ones are drawn over, at its height.

    Texts of one line differ in height by what letters they have: one lies within the other. The last
    letter may be drawn less wide than its advance, so most of them tell for all.

    Args:
        boxes: Those of the characters.
        run: For each character the index of its text.
        texts: Boxes of the texts.
        later: Boxes of those drawn later.
    """
    own = texts[run]
    x = (boxes[:, :1] + boxes[:, 2:3]) / 2
    below, above = own[:, 1:2] - later[:, 1], own[:, 3:] - later[:, 3]
    level = (below > -SAME) & (above < SAME) | (below < SAME) & (above > -SAME)
    over = (later[:, 0] < x) & (x < later[:, 2])
    again = np.asarray((over & level).any(axis=1))
    most: Flags = (np.bincount(run, again) * 2 > np.bincount(run))[run]
    return most
