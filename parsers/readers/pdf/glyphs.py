"""The characters of a page from pdfium, with boxes that can be trusted.

pdfium's own loose boxes go wrong with rotation, ActualText and Type 3 fonts. A character's box here
is its advance along the line, and across it one font size about the baseline.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from parsers.readers.pdf.bulk import (
    ADDRESS,
    DOUBLE,
    FLOAT,
    INT,
    POINTER,
    UNSIGNED,
    ask,
    bind,
    fill,
    lightness,
    same,
)
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

SAME_PLACE = 0.01
"""Points nearer to each other than this are one."""

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

FONT = 1 << 32
"""A code of pdfium's is below this."""

_unicode = bind("FPDFText_GetUnicode", ctypes.c_uint)
_text = bind("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_origin = bind("FPDFText_GetCharOrigin", INT)
_loose_box = bind("FPDFText_GetLooseCharBox", INT)
_tight_box = bind("FPDFText_GetCharBox", INT)
_text_object = bind("FPDFText_GetTextObject", ADDRESS)
_map_error = bind("FPDFText_HasUnicodeMapError", INT)
_matrix = bind("FPDFText_GetMatrix", INT)
_font_size = bind("FPDFText_GetFontSize", ctypes.c_double)
_fill_color = bind("FPDFText_GetFillColor", INT)
_font = bind("FPDFTextObj_GetFont", ADDRESS, POINTER)
_descent = bind("FPDFFont_GetDescent", INT, POINTER, ctypes.c_float, POINTER)
_render_mode = bind("FPDFTextObj_GetTextRenderMode", INT, POINTER)


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """What the characters of one text object share, an entry for each object.

    Attributes:
        objects: Address of the object.
        fonts: Number of its font.
        descents: How far the em box of its font reaches below the baseline, in parts of its size.
        starts: Number of its first character.
        matrices: From text to the page; where the first character stands is its end.
        sizes: Font size as it is shown.
        angles: Direction of reading, clockwise.
        lightness: Of the ink, 0 black to 1 white.
        visible: False for text drawn invisibly.
    """

    objects: list[int]
    fonts: Integers
    descents: Floats
    starts: Integers
    matrices: Floats
    sizes: Floats
    angles: Integers
    lightness: Floats
    visible: Flags


def read_glyphs(textpage: Any, view: View) -> Glyphs:  # noqa: ANN401 pypdfium2 is untyped
    """The characters of a text page of pypdfium2, in the order of the content."""
    page = same(ctypes.cast(textpage.raw, POINTER))
    count = textpage.count_chars()
    objects = ask(_text_object, page, range(count), count=count)
    said = _read_codes(page, count)
    index = objects.nonzero()[0]  # characters that pdfium puts in have no text object
    spaced = np.zeros(count + 1, dtype=bool)
    spaced[1:] = (said == BLANK) & (objects == 0)
    objects, codes, chars = objects[index], said[index], index.tolist()
    new = np.ones(len(index), dtype=bool)
    np.not_equal(objects[1:], objects[:-1], out=new[1:])
    run = new.cumsum() - 1
    runs = _read_runs(page, objects[new], index[new], new.nonzero()[0])
    guessed = _find_guessed(page, chars, codes, runs.fonts[run])
    boxes = _boxes(page, chars, runs, run)
    glyphs = Glyphs(
        codes=_mend_codes(codes, guessed),
        boxes=view.boxes(boxes),
        sizes=runs.sizes[run],
        angles=view.angles(runs.angles)[run],
        lightness=runs.lightness[run],
        visible=runs.visible[run] & ~find_clipped(runs.objects, run, boxes),
        spaced=spaced[index],
    )
    return glyphs if glyphs.codes.all() else glyphs.take(glyphs.codes > 0)


def _read_codes(page: Any, count: int) -> Integers:  # noqa: ANN401
    """What pdfium says each character is: UTF-16, a half of a pair counts as one."""
    buffer = np.zeros(count + 1, dtype="<u2")
    written = _text(next(page), 0, count, buffer.ctypes.data)
    if written == count + 1:
        return buffer[:-1].astype(np.int64)
    # Some have no character: the text is shorter than its parts.
    return ask(_unicode, page, range(count), count=count)


def _read_runs(page: Any, objects: Integers, firsts: Integers, starts: Integers) -> _Runs:  # noqa: ANN401
    """What pdfium says of text objects, asked of their first characters."""
    count, pointers, chars = len(objects), objects.tolist(), firsts.tolist()
    matrices = fill(_matrix, FLOAT, -6, page, chars, count=count).astype(np.float64)
    scale = np.hypot(matrices[:, 2], matrices[:, 3])
    sizes = ask(_font_size, page, chars, count=count, kind=DOUBLE)
    colors = fill(_fill_color, UNSIGNED, 4, page, chars, count=count)
    modes = ask(_render_mode, pointers, count=count)
    fonts, descents = _number_fonts(list(map(_font, pointers)))
    return _Runs(
        objects=pointers,
        fonts=fonts,
        descents=descents,
        starts=starts,
        matrices=matrices,
        sizes=sizes * np.where(scale > 0, scale, 1),
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


def _boxes(page: Any, chars: list[int], runs: _Runs, run: Integers) -> Floats:  # noqa: ANN401
    """x0, y0, x1, y1 of each character in the page's coordinates."""
    loose = fill(_loose_box, FLOAT, -4, page, chars, count=len(chars))
    boxes = loose[:, [0, 3, 2, 1]].astype(np.float64)
    down = (runs.descents * runs.sizes)[run]
    sizes = runs.sizes[run]
    up = sizes - down
    origins = _origins(page, chars, runs, run, boxes)
    width = boxes[:, 2] - boxes[:, 0]
    turned = runs.angles.any()
    odd = (width <= 0) | (width > WIDEST * np.maximum(sizes, 1))
    if turned:
        odd |= runs.angles[run] != 0
    strange = odd.nonzero()[0]
    if len(strange):
        wanted = [chars[i] for i in strange.tolist()]
        tight = fill(_tight_box, DOUBLE, 4, page, wanted, count=len(wanted))
        boxes[strange] = tight[:, [0, 2, 1, 3]]
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    own = np.abs(middle - origins[:, 1] - (up - down) / 2) < sizes  # else set downward
    if not turned:
        boxes[:, 1] = np.where(own, origins[:, 1] - down, boxes[:, 1])
        boxes[:, 3] = np.where(own, origins[:, 1] + up, boxes[:, 3])
        return boxes
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
    return boxes


def _number_fonts(fonts: list[int]) -> tuple[Integers, Floats]:
    """Number of each font among those of the page, and how far its em box reaches down."""
    known = dict.fromkeys(fonts)
    depth = -fill(_descent, FLOAT, 1, known, same(1.0), count=len(known))[:, 0]
    told = (depth > 0) & (depth < DEEPEST)
    numbers = dict(zip(known, range(len(known)), strict=True))
    number = ask(numbers.__getitem__, fonts, count=len(fonts))
    return number, np.where(told, depth, DESCENT).astype(np.float64)[number]


def _origins(
    page: Any,  # noqa: ANN401
    chars: list[int],
    runs: _Runs,
    run: Integers,
    boxes: Floats,
) -> Floats:
    """Where each character's baseline begins.

    Along a level run the loose boxes keep their distance from the baseline. The run's matrix tells
    where that begins, unless the font is a vertical one: its loose box begins elsewhere. Where the
    height of the boxes changes (Type 3 fonts) and in turned text, every character is asked for.
    """
    first = runs.starts[run]
    height = boxes[:, 3] - boxes[:, 1]
    asked = np.abs(height - height[first]) > SAME_HEIGHT * height[first]
    if runs.angles.any():
        asked |= runs.angles[run] != 0
    begin = runs.matrices[:, 5].copy()
    unsure = (np.abs(boxes[runs.starts, 0] - runs.matrices[:, 4]) > SAME_PLACE).nonzero()[0]
    numbers = [chars[i] for i in runs.starts[unsure].tolist()]
    begin[unsure] = fill(_origin, DOUBLE, 2, page, numbers, count=len(numbers))[:, 1]
    origins = boxes[:, :2].copy()
    origins[:, 1] += (begin - boxes[runs.starts, 1])[run]
    if asked.any():
        uneven = np.zeros(len(runs.starts), dtype=bool)
        uneven[run[asked]] = True
        wanted = uneven[run].nonzero()[0]
        numbers = [chars[i] for i in wanted.tolist()]
        origins[wanted] = fill(_origin, DOUBLE, 2, page, numbers, count=len(numbers))
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


def _find_guessed(page: Any, chars: list[int], codes: Integers, fonts: Integers) -> Flags:  # noqa: ANN401
    """Characters whose font does not say what they are, so that pdfium guesses.

    One of each kind is asked for; where it is guessed, so are all characters of its font.
    """
    guessed = np.zeros(len(chars), dtype=bool)
    kinds = dict(zip((fonts * FONT + codes).tolist(), chars, strict=True))
    answers = ask(_map_error, page, kinds.values(), count=len(kinds))
    if not answers.any():
        return guessed
    doubtful = [
        kind // FONT for kind, answer in zip(kinds, answers.tolist(), strict=True) if answer
    ]
    some = np.isin(fonts, doubtful).nonzero()[0]
    numbers = [chars[i] for i in some.tolist()]
    guessed[some] = ask(_map_error, page, numbers, count=len(numbers)) > 0
    return guessed


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
