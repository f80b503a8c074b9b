"""Characters of a page that are not part of what people read: hidden ones and doubled ones."""

import numpy as np

from parsers.tables.blanks import is_blank
from parsers.tables.page import Flags, Floats, Glyphs, Integers, PageContent, stand_on

DOUBLE = 0.2
"""The same character again within this part of its size is the same one, printed twice for bold."""

NARROW = 0.6
"""Two letters of a narrow kind (ll) stand farther apart than this part of their width."""

FARTHEST = 100_000
"""Places that lie farther away than this (points) are not told apart."""

BURIED = 0.05
"""A blank that begins so many font sizes from where the letter before it does stands on it."""

SPECK, SLIM = 1.5, 1.5
"""Characters smaller than this (points), and not wider than so many times as much, are specks."""

PALE = 0.97
"""Ink of this lightness cannot be seen on paper."""


def find_duplicates(glyphs: Glyphs, among: Flags) -> Flags:
    """Characters that repeat an earlier one in nearly the same place, `among` those flagged."""
    doubled = np.zeros(len(glyphs), dtype=bool)
    order = (among & ~is_blank(glyphs.codes)).nonzero()[0]
    order = order[_by_code_and_place(glyphs.codes.take(order), glyphs.boxes[:, 0][order])]
    codes = glyphs.codes.take(order)
    left, top = np.ascontiguousarray(glyphs.boxes.take(order, axis=0)[:, :2].T)
    reach = DOUBLE * np.maximum(glyphs.sizes.take(order), 1)
    for step in (1, 2, 3):
        near = codes[step:] == codes[:-step]
        near &= np.abs(left[step:] - left[:-step]) < reach[:-step]
        near &= np.abs(top[step:] - top[:-step]) < reach[:-step]
        at = near.nonzero()[0]
        if not len(at):
            continue
        first, second = order[at], order[at + step]
        apart = np.abs(glyphs.boxes[first] - glyphs.boxes[second]).max(axis=1)
        width = glyphs.boxes[first, 2] - glyphs.boxes[first, 0]
        limit = np.where(width > 0, np.minimum(NARROW * width, reach[at]), reach[at])
        same = (apart < limit) & ~doubled[first]
        same &= ~((glyphs.codes[first] == ord("f")) & (apart == 0))  # a ligature taken apart: ffi
        doubled[second[same]] = True
    if doubled.any():
        doubled |= _blanks_between(glyphs, doubled)
    return doubled


def _blanks_between(glyphs: Glyphs, doubled: Flags) -> Flags:
    """Blanks that stand between doubled characters in the content: they are printed twice, too."""
    blank = is_blank(glyphs.codes)
    ink, own = (~blank).nonzero()[0], blank.nonzero()[0]
    after = ink.searchsorted(own).clip(1, len(ink) - 1)
    between = np.zeros(len(glyphs), dtype=bool)
    between[own] = doubled[ink[after - 1]] & doubled[ink[after]]
    return between


def _by_code_and_place(codes: Integers, left: Floats) -> Integers:
    """The order of characters by code, then by where they begin, in tenths of a point.

    All in one whole number, with their own one in the last bits: such are sorted ten times as fast
    as by keys, and tell the order by themselves.
    """
    places = (10 * np.fmin(np.fmax(left, -FARTHEST), FARTHEST)).round().astype(np.int64)
    bits = len(codes).bit_length()
    keys = (codes * (20 * FARTHEST) + places) << bits
    keys |= np.arange(len(codes))
    keys.sort()
    order: Integers = keys & ((1 << bits) - 1)
    return order


def find_hidden(page: PageContent) -> Flags:
    """Characters that nobody sees: invisible, beside the page, as small as a speck, or pale on paper."""
    glyphs = page.glyphs
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    hidden = (x < 0) | (x > page.width) | (y < 0) | (y > page.height)
    if not glyphs.visible.any() and not is_blank(glyphs.codes).any():
        return hidden  # a scan with the text behind it: what is recognised is all there is
    hidden |= ~glyphs.visible
    speck = glyphs.sizes < SPECK
    if speck.any() and not speck.all():
        hidden |= speck & (glyphs.boxes[:, 2] - glyphs.boxes[:, 0] < SLIM * glyphs.sizes)
    pale = ((glyphs.lightness > PALE) & ~hidden).nonzero()[0]
    pale = pale[~is_blank(glyphs.codes[pale])]
    if len(pale):
        x, y = x[pale], y[pale]
        colour = page.fills[page.fills[:, 4] <= PALE]
        hidden[pale] = ~(stand_on(x, y, colour) | stand_on(x, y, page.images))
    return hidden


def find_buried(glyphs: Glyphs) -> Flags:
    """Blanks that stand on the letter before them: nobody sees a gap there."""
    buried = np.zeros(len(glyphs), dtype=bool)
    own = (glyphs.codes[1:] == ord(" ")).nonzero()[0] + 1
    left = glyphs.boxes[:, 0]
    own = own[np.abs(left[own] - left[own - 1]) < BURIED * glyphs.sizes[own]]
    if not len(own):
        return buried
    blanks, letters = glyphs.boxes[own], glyphs.boxes[own - 1]
    near = BURIED * glyphs.sizes[own]
    on = (np.abs(blanks[:, 1] - letters[:, 1]) < near) & (glyphs.angles[own] == 0)
    on &= (blanks[:, 2] > blanks[:, 0]) & (blanks[:, 2] < letters[:, 2] + near)
    buried[own[on]] = True
    return buried
