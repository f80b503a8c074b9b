"""The characters of a page from pdfium, with boxes that can be trusted.

pdfium's own loose boxes go wrong with rotation, ActualText and Type 3 fonts. A character's box here
is its advance along the line, and across it one font size about the baseline.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from parsers.readers.pdf.bulk import ADDRESS, DOUBLE, FLOAT, INT, UNSIGNED, Function, lightness
from parsers.readers.pdf.clips import find_clipped
from parsers.readers.pdf.covers import Covers, find_covered
from parsers.readers.pdf.view import View
from parsers.tables.page import Flags, Floats, Glyphs, Integers

DESCENT = 0.12
"""How far the em box reaches below the baseline where the font does not say: usual of CJK fonts."""

DEEPEST = 0.5
"""A font that claims to reach farther down, in parts of its size, is not believed."""

WIDEST = 3.0
"""An advance of more than this many font sizes is a mistake of pdfium."""

TURNED_ADVANCE = 1.2
"""The next turned character of a word begins within so many font sizes."""

INVISIBLE = 3
"""Text render mode of invisible text (7 only clips)."""
CLIPPING = 7

SURROGATES = (0xD800, 0xDC00, 0xE000)
HYPHENS = (2, 0xFFFE)
"""pdfium's codes for a hyphen at the end of a line, one by one and in a text."""

REPLACEMENT = 0xFFFD
BLANK = ord(" ")

_unicode = Function("FPDFText_GetUnicode", UNSIGNED, ADDRESS, INT)
_origin = Function("FPDFText_GetCharOrigin", INT, ADDRESS, INT, writes=DOUBLE, pointers=2)
_loose_box = Function("FPDFText_GetLooseCharBox", INT, ADDRESS, INT, writes=FLOAT, width=4)
_tight_box = Function("FPDFText_GetCharBox", INT, ADDRESS, INT, writes=DOUBLE, pointers=4)
_text_object = Function("FPDFText_GetTextObject", ADDRESS, ADDRESS, INT)
_map_error = Function("FPDFText_HasUnicodeMapError", INT, ADDRESS, INT)
_matrix = Function("FPDFText_GetMatrix", INT, ADDRESS, INT, writes=FLOAT, width=6)
_font_size = Function("FPDFText_GetFontSize", DOUBLE, ADDRESS, INT)
_fill_color = Function("FPDFText_GetFillColor", INT, ADDRESS, INT, writes=UNSIGNED, pointers=4)
_font = Function("FPDFTextObj_GetFont", ADDRESS, ADDRESS)
_descent = Function("FPDFFont_GetDescent", INT, ADDRESS, FLOAT, writes=FLOAT)
_render_mode = Function("FPDFTextObj_GetTextRenderMode", INT, ADDRESS)


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """What the characters of one text object share, an entry for each object.

    Attributes:
        objects: Address of the object.
        descents: How far the em box of its font reaches below the baseline, in parts of its size.
        sizes: Font size as it is shown.
        angles: Direction of reading, clockwise.
        lightness: Of the ink, 0 black to 1 white.
        visible: False for text drawn invisibly.
    """

    objects: Integers
    descents: Floats
    sizes: Floats
    angles: Integers
    lightness: Floats
    visible: Flags


def read_glyphs(
    text: Any,  # noqa: ANN401 a pointer of ctypes
    view: View,
    covers: Covers | None = None,
) -> Glyphs:
    """The characters of a text page of pdfium, in the order of the content.

    Args:
        text: The text page.
        view: What shows of the page.
        covers: What is drawn over its text.
    """
    page = ctypes.cast(text, ctypes.c_void_p).value or 0
    every = np.arange(pdfium.FPDFText_CountChars(text))
    objects, said = _text_object(page, every), _unicode(page, every)
    chars = objects.nonzero()[0]  # characters that pdfium puts in have no text object
    spaced = np.zeros(len(every) + 1, dtype=bool)
    spaced[1:] = (said == BLANK) & (objects == 0)
    objects, codes = objects.take(chars), said.take(chars)
    new = _changes(objects)
    run, firsts = new.cumsum() - 1, new.nonzero()[0]
    runs = _read_runs(page, objects.take(firsts), chars.take(firsts))
    codes = _mend_codes(codes, _map_error(page, chars) > 0)
    boxes = _boxes(page, chars, codes, runs, run)
    visible = runs.visible.take(run)
    visible &= ~find_clipped(runs.objects, run, boxes, codes, runs.angles % 180 != 0)
    if covers is not None:
        visible &= ~find_covered(covers, runs.objects, run, boxes)
    glyphs = Glyphs(
        codes=codes,
        boxes=view.boxes(boxes),
        sizes=runs.sizes.take(run),
        angles=view.angles(runs.angles).take(run),
        lightness=runs.lightness.take(run),
        visible=visible,
        spaced=spaced.take(chars),
    )
    return glyphs if glyphs.codes.all() else glyphs.take(glyphs.codes > 0)


def _changes(values: Integers) -> Flags:
    """Which values differ from the one before; the first does."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def _read_runs(page: int, objects: Integers, chars: Integers) -> _Runs:
    """What pdfium says of text objects, asked of their first characters."""
    matrices = _matrix(page, chars).astype(np.float64)
    scale = np.hypot(matrices[:, 2], matrices[:, 3])
    colors = _fill_color(page, chars)
    modes = _render_mode(objects)
    return _Runs(
        objects=objects,
        descents=_descents(_font(objects)),
        sizes=_font_size(page, chars) * np.where(scale > 0, scale, 1),
        angles=_angles(matrices),
        lightness=lightness(colors),
        visible=(modes != INVISIBLE) & (modes != CLIPPING) & (colors[:, 3] > 0),
    )


def _angles(matrices: Floats) -> Integers:
    """Direction of reading, clockwise, to the nearest quarter turn."""
    a, b = matrices[:, 0], matrices[:, 1]
    level = np.abs(a) >= np.abs(b)
    angles: Integers = np.where(level, np.where(a >= 0, 0, 180), np.where(b > 0, 270, 90))
    return angles


def _boxes(page: int, chars: Integers, codes: Integers, runs: _Runs, run: Integers) -> Floats:
    """x0, y0, x1, y1 of each character in the page's coordinates."""
    left, top, right, bottom = _loose_box(page, chars).T
    boxes = np.empty((len(chars), 4))
    boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3] = left, bottom, right, top
    origins = _origin(page, chars)
    joined = _find_ligatures(codes, boxes, origins, run)
    _set_on_baselines(page, chars, boxes, origins, runs, run)
    if joined.any():
        _share_ligatures(boxes, runs.angles.take(run), joined)
    return boxes


def _find_ligatures(codes: Integers, boxes: Floats, origins: Floats, run: Integers) -> Flags:
    """Characters that share one glyph with the one before: fi.

    The same letter twice in one place is printed twice for bold, unless it is ff.
    """
    joined = np.zeros(len(codes), dtype=bool)
    x, y = origins.T
    one = (run[1:] == run[:-1]) & (x[1:] == x[:-1]) & (y[1:] == y[:-1])
    at = one.nonzero()[0]
    if len(at):
        before, after = codes[at], codes[at + 1]
        letters = ((before != after) | (before == ord("f"))) & (after > BLANK)
        same = (boxes[at] == boxes[at + 1]).all(axis=1) & (boxes[at, 2] > boxes[at, 0])
        joined[at + 1] = letters & same
    return joined


def _share_ligatures(boxes: Floats, angles: Integers, joined: Flags) -> None:
    """Give each letter of a ligature its part of the glyph's box."""
    group = (~joined).cumsum() - 1
    size = np.bincount(group)
    last = size.cumsum() - 1
    some = (size[group] > 1).nonzero()[0]
    own = group[some]
    part = last[own] - some
    part = np.where(np.isin(angles[some], (90, 180)), part, size[own] - 1 - part)
    axis = np.where(angles[some] % 180 == 0, 0, 1)
    whole = boxes[last[own]]
    rows = np.arange(len(some))
    low = whole[rows, axis]
    step = (whole[rows, axis + 2] - low) / size[own]
    whole[rows, axis], whole[rows, axis + 2] = low + part * step, low + (part + 1) * step
    boxes[some] = whole


def _set_on_baselines(
    page: int, chars: Integers, boxes: Floats, origins: Floats, runs: _Runs, run: Integers
) -> None:
    """Give the boxes of pdfium, in place, their extent across the line, and turned ones theirs along it."""
    down = (runs.descents * runs.sizes).take(run)
    sizes = runs.sizes.take(run)
    up = sizes - down
    width = boxes[:, 2] - boxes[:, 0]
    turned = runs.angles.any()
    odd = (width <= 0) | (width > WIDEST * np.maximum(sizes, 1))
    if turned:
        odd |= runs.angles[run] != 0
    strange = odd.nonzero()[0]
    if len(strange):
        boxes[strange] = _tight_box(page, chars[strange])[:, [0, 2, 1, 3]]
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    own = np.abs(middle - origins[:, 1] - (up - down) / 2) < sizes  # else set downward
    if not turned and own.all():
        np.subtract(origins[:, 1], down, out=boxes[:, 1])
        np.add(origins[:, 1], up, out=boxes[:, 3])
        return
    if not turned:
        np.subtract(origins[:, 1], down, out=boxes[:, 1], where=own)
        np.add(origins[:, 1], up, out=boxes[:, 3], where=own)
        return
    angles = runs.angles[run]
    for angle, low, high, base in (
        (0, down, up, 1),
        (180, up, down, 1),
        (90, down, up, 0),
        (270, up, down, 0),
    ):
        some = (angles == angle) & (own | (angle != 0))
        boxes[some, base] = origins[some, base] - low[some]
        boxes[some, base + 2] = origins[some, base] + high[some]
    _widen_turned(boxes, origins, sizes, angles)


def _descents(fonts: Integers) -> Floats:
    """How far the em box of each font reaches down, in parts of its size."""
    new = _changes(fonts)  # a font is most often that of the text before
    depth = -_descent(fonts.compress(new), 1)[:, 0].astype(np.float64)
    return np.where((depth > 0) & (depth < DEEPEST), depth, DESCENT).take(new.cumsum() - 1)


def _widen_turned(boxes: Floats, origins: Floats, sizes: Floats, angles: Integers) -> None:
    """Give turned characters their advance, which pdfium does not tell: up to the next origin."""
    for turned, axis, sign in ((180, 0, -1), (270, 1, 1), (90, 1, -1)):
        some = np.flatnonzero((angles[:-1] == turned) & (angles[1:] == turned))
        here, there = origins[some, axis], origins[some + 1, axis]
        step = (there - here) * sign
        level = np.abs(origins[some, 1 - axis] - origins[some + 1, 1 - axis]) < sizes[some] / 4
        close = level & (step > 0) & (step < TURNED_ADVANCE * sizes[some])
        near, far = np.minimum(here, there)[close], np.maximum(here, there)[close]
        boxes[some[close], axis] = near
        boxes[some[close], axis + 2] = far


def _mend_codes(codes: Integers, guessed: Flags) -> Integers:
    """Code points for what pdfium says: halves of pairs joined, its own marks put back."""
    mended = codes.copy()
    halves = (codes >= SURROGATES[0]) & (codes < SURROGATES[2])
    if halves.any():
        high, low = halves & (codes < SURROGATES[1]), halves & (codes >= SURROGATES[1])
        first = (high[:-1] & low[1:]).nonzero()[0]
        mended[halves] = REPLACEMENT
        mended[first] = 0x10000 + ((codes[first] - 0xD800) << 10) + (codes[first + 1] - 0xDC00)
        mended[first + 1] = 0
    mended[(codes == HYPHENS[0]) | (codes == HYPHENS[1])] = ord("-")
    mended[guessed & (mended >= BLANK)] = REPLACEMENT
    return mended
