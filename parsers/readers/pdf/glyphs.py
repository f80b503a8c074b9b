"""The characters of a page from pdfium, with boxes that can be trusted.

pdfium's own loose boxes go wrong with rotation, ActualText and Type 3 fonts. A character's box here
is its advance along the line, and across it one font size about the baseline.
"""

import ctypes
from typing import Any

import numpy as np

from parsers.readers.pdf.bulk import DOUBLE, FLOAT, INT, POINTER, UNSIGNED, ask, bind, fill, same
from parsers.readers.pdf.clips import find_clipped
from parsers.readers.pdf.view import View
from parsers.tables.page import Flags, Floats, Glyphs, Integers

DESCENT = 0.12
"""How far the em box reaches below the baseline where the font does not say: usual of CJK fonts."""

DEEPEST = 0.5
"""A font that claims to reach farther down, in parts of its size, is not believed."""

WIDEST = 3.0
"""An advance of more than this many font sizes is a mistake of pdfium."""

SAME_HEIGHT = 0.01
"""Loose boxes of one run differ in height by less than this part."""

TURNED_ADVANCE = 1.2
"""The next turned character of a word begins within so many font sizes."""

INVISIBLE = 3
"""Text render mode of invisible text (7 only clips)."""
CLIPPING = 7

SURROGATES = (0xD800, 0xDC00, 0xE000)
HYPHENS = (2, 0xFFFE)
"""pdfium's codes for a hyphen at the end of a line, one by one and in a text."""

REPLACEMENT = 0xFFFD

_unicode = bind("FPDFText_GetUnicode", ctypes.c_uint, POINTER, INT)
_text = bind("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_origin = bind("FPDFText_GetCharOrigin", INT, POINTER, INT, POINTER, POINTER)
_loose_box = bind("FPDFText_GetLooseCharBox", INT, POINTER, INT, POINTER)
_tight_box = bind("FPDFText_GetCharBox", INT, POINTER, INT, POINTER, POINTER, POINTER, POINTER)
_text_object = bind("FPDFText_GetTextObject", POINTER, POINTER, INT)
_map_error = bind("FPDFText_HasUnicodeMapError", INT, POINTER, INT)
_matrix = bind("FPDFText_GetMatrix", INT, POINTER, INT, POINTER)
_font_size = bind("FPDFText_GetFontSize", ctypes.c_double, POINTER, INT)
_fill_color = bind("FPDFText_GetFillColor", INT, POINTER, INT, *[POINTER] * 4)
_font = bind("FPDFTextObj_GetFont", POINTER, POINTER)
_descent = bind("FPDFFont_GetDescent", INT, POINTER, ctypes.c_float, POINTER)
_render_mode = bind("FPDFTextObj_GetTextRenderMode", INT, POINTER)


def read_glyphs(textpage: Any, view: View) -> Glyphs:  # noqa: ANN401 pypdfium2 is untyped
    """The characters of a text page of pypdfium2, in the order of the content."""
    page = same(ctypes.cast(textpage.raw, POINTER))
    every = range(textpage.count_chars())
    objects = np.array([pointer or 0 for pointer in map(_text_object, page, every)], dtype=np.int64)
    index = np.flatnonzero(objects)  # characters that pdfium puts in have no text object
    said = _read_codes(page, every)
    put_in = np.append([False], (said == ord(" ")) & (objects == 0))
    codes = _mend_codes(said[index])
    objects, chars = objects[index], index.tolist()
    runs, run = _runs(objects)
    firsts, pointers = index[runs].tolist(), objects[runs].tolist()
    matrices = fill(_matrix, FLOAT, -6, page, firsts, count=len(runs)).astype(np.float64)
    scale = np.hypot(matrices[:, 2], matrices[:, 3])
    sizes = ask(_font_size, page, firsts, kind=DOUBLE) * np.where(scale > 0, scale, 1)
    angles = _angles(matrices)
    colors = fill(_fill_color, UNSIGNED, 4, page, firsts, count=len(runs))
    modes = ask(_render_mode, pointers)
    visible = (modes != INVISIBLE) & (modes != CLIPPING) & (colors[:, 3] > 0)
    descents = find_descents(pointers)[run]
    boxes = _boxes(page, chars, runs, sizes[run], angles[run], descents)
    glyphs = Glyphs(
        codes=codes,
        boxes=view.boxes(boxes),
        sizes=sizes[run],
        angles=view.angles(angles)[run],
        lightness=(colors[:, :3].min(axis=1, initial=255) / 255.0)[run],
        visible=visible[run] & ~find_clipped(pointers, run, boxes),
        spaced=put_in[index],
    )
    return glyphs.take(_readable(glyphs.codes, page, chars))


def _read_codes(page: Any, every: range) -> Integers:  # noqa: ANN401
    """What pdfium says each character is: UTF-16, a half of a pair counts as one."""
    buffer = np.zeros(len(every) + 1, dtype="<u2")
    written = _text(next(page), 0, len(every), buffer.ctypes.data)
    if written == len(every) + 1:
        return buffer[:-1].astype(np.int64)
    return ask(_unicode, page, every)  # some have no character: the text is shorter than its parts


def _runs(objects: Integers) -> tuple[Integers, Integers]:
    """Index of the first character of each text object, and each character's object."""
    starts = np.ones(len(objects), dtype=bool)
    starts[1:] = objects[1:] != objects[:-1]
    return np.flatnonzero(starts), np.cumsum(starts) - 1


def _angles(matrices: Floats) -> Integers:
    """Direction of reading, clockwise, to the nearest quarter turn."""
    a, b = matrices[:, 0], matrices[:, 1]
    level = np.abs(a) >= np.abs(b)
    angles: Integers = np.where(level, np.where(a >= 0, 0, 180), np.where(b > 0, 270, 90)).astype(
        np.int64
    )
    return angles


def _boxes(
    page: Any,  # noqa: ANN401
    chars: list[int],
    runs: Integers,
    sizes: Floats,
    angles: Integers,
    descents: Floats,
) -> Floats:
    """x0, y0, x1, y1 of each character in the page's coordinates."""
    count = len(chars)
    loose = fill(_loose_box, FLOAT, -4, page, chars, count=count).astype(np.float64)
    boxes = loose[:, [0, 3, 2, 1]]
    origins = _origins(page, chars, runs, boxes, angles)
    width = boxes[:, 2] - boxes[:, 0]
    odd = (angles != 0) | (width <= 0) | (width > WIDEST * np.maximum(sizes, 1))
    strange = np.flatnonzero(odd)
    if len(strange):
        wanted = [chars[i] for i in strange.tolist()]
        tight = fill(_tight_box, DOUBLE, 4, page, wanted, count=len(wanted))
        boxes[strange] = tight[:, [0, 2, 1, 3]]
    up, down = (1 - descents) * sizes, descents * sizes
    middle = boxes[:, [1, 3]].mean(axis=1)
    own = np.abs(middle - origins[:, 1] - (up - down) / 2) < sizes  # else set downward
    for turned, low, high, base in (
        (0, down, up, 1),
        (180, up, down, 1),
        (90, down, up, 0),
        (270, up, down, 0),
    ):
        some = (angles == turned) & (own | (turned != 0))
        boxes[some, base] = origins[some, base] - low[some]
        boxes[some, base + 2] = origins[some, base] + high[some]
    _widen_turned(boxes, origins, sizes, angles)
    return boxes


def find_descents(objects: list[int]) -> Floats:
    """How far the em box reaches below the baseline, for each text object, in parts of its size."""
    fonts = np.array([_font(pointer) or 0 for pointer in objects], dtype=np.int64)
    known, which = np.unique(fonts, return_inverse=True)
    depth = -fill(_descent, FLOAT, 1, known.tolist(), same(1.0), count=len(known))[:, 0]
    told = (depth > 0) & (depth < DEEPEST)
    descents: Floats = np.where(told, depth, DESCENT).astype(np.float64)[which]
    return descents


def _origins(
    page: Any,  # noqa: ANN401
    chars: list[int],
    runs: Integers,
    boxes: Floats,
    angles: Integers,
) -> Floats:
    """Where each character's baseline begins.

    Along a level run the loose boxes keep their distance from the baseline, so that only the first
    character is asked for; where their height changes (Type 3 fonts) and in turned text, all are.
    """
    run = np.repeat(np.arange(len(runs)), np.diff(np.append(runs, len(chars))))
    height = boxes[:, 3] - boxes[:, 1]
    uneven = (angles != 0) | (np.abs(height - height[runs][run]) > SAME_HEIGHT * height[runs][run])
    asked = np.isin(run, run[uneven])
    asked[runs] = True
    wanted = np.flatnonzero(asked)
    known = fill(_origin, DOUBLE, 2, page, [chars[i] for i in wanted.tolist()], count=len(wanted))
    first = known[np.searchsorted(wanted, runs)]
    origins = np.column_stack([boxes[:, 0], (boxes[:, 1] - boxes[runs, 1][run]) + first[run, 1]])
    origins[wanted] = known
    return origins


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


def _mend_codes(codes: Integers) -> Integers:
    """Code points for what pdfium says: halves of pairs joined, its own marks put back."""
    high = (codes >= SURROGATES[0]) & (codes < SURROGATES[1])
    low = (codes >= SURROGATES[1]) & (codes < SURROGATES[2])
    first = np.flatnonzero(high[:-1] & low[1:])
    mended = codes.copy()
    mended[first] = 0x10000 + ((codes[first] - 0xD800) << 10) + (codes[first + 1] - 0xDC00)
    mended[first + 1] = 0
    mended[np.isin(codes, HYPHENS)] = ord("-")
    mended[(mended >= SURROGATES[0]) & (mended < SURROGATES[2])] = REPLACEMENT
    return mended


def _readable(codes: Integers, page: Any, chars: list[int]) -> Flags:  # noqa: ANN401
    """Characters that are text; those that pdfium only guesses become unknown ones, in place."""
    guessed = ask(_map_error, page, chars) > 0
    codes[guessed & (codes >= ord(" "))] = REPLACEMENT
    readable: Flags = codes > 0
    return readable
