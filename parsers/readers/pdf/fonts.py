"""A font for documents that bring none, so that pdfium gives their text on every machine.

A document may name a Japanese font that it does not bring. Where the machine has none either, pdfium
finds no glyphs: a text object of a single character has no width then, and pdfium passes over it. So
it is offered a font that has one glyph, a hollow box, for whatever is asked of it.
"""

import ctypes
import struct
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from pypdfium2 import raw

CHINESE_JAPANESE_KOREAN = frozenset(
    {
        raw.FXFONT_SHIFTJIS_CHARSET,
        raw.FXFONT_GB2312_CHARSET,
        raw.FXFONT_CHINESEBIG5_CHARSET,
        raw.FXFONT_HANGEUL_CHARSET,
    }
)

FACE = b"Box for any character\0"
HANDLE = 0x5E1F
"""What pdfium knows the font by; the fonts of the machine are addresses."""

EM, ASCENT, DESCENT = 1000, 880, -120
LEFT, RIGHT, STROKE = 50, 200, 40
"""Sides of the box, and how thick they are: pdfium takes no character for narrower than its glyph."""

PRINTED = ((0x21, 0x9F), (0xA1, 0x2FFF), (0x3001, 0x10FFFF))
"""Code points that the box stands for: all but blanks."""

_Corners = list[tuple[int, int]]


def make_font() -> bytes:
    """A TrueType font: nothing for blanks, and a hollow box as high as the em for all else."""
    frame = (LEFT, DESCENT, RIGHT, ASCENT)
    inner = (LEFT + STROKE, DESCENT + STROKE, RIGHT - STROKE, ASCENT - STROKE)
    glyph = _draw(frame, [_corners(*frame), _corners(*inner)[::-1]])
    groups = b"".join(struct.pack(">3I", first, last, 1) for first, last in PRINTED)
    head = (0x10000, 0, 0, 0x5F0F3CF5, 0, EM, *frame, 0, 8, 2, 1, 0)
    tables = {
        b"cmap": struct.pack(">4HI2H3I", 0, 1, 3, 10, 12, 13, 0, 16 + len(groups), 0, len(PRINTED))
        + groups,
        b"glyf": glyph,
        b"head": struct.pack(">4I2H16x4h2H3h", *head),
        b"hhea": struct.pack(">I3hH22xH", 0x10000, ASCENT, DESCENT, 0, EM, 1),
        b"hmtx": struct.pack(">H2h", EM, 0, LEFT),
        b"loca": struct.pack(">3I", 0, 0, len(glyph)),
        b"maxp": struct.pack(">I5H18x", 0x10000, 2, 8, 2, 0, 0),
    }
    return _pack(tables)


def _corners(x0: int, y0: int, x1: int, y1: int) -> _Corners:
    return [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]


def _draw(frame: tuple[int, int, int, int], contours: list[_Corners]) -> bytes:
    """A glyph of straight lines."""
    points = [(0, 0), *(point for contour in contours for point in contour)]
    steps = [(b[axis] - a[axis]) for axis in (0, 1) for a, b in pairwise(points)]
    ends = [4 * number + 3 for number in range(len(contours))]
    return (
        struct.pack(f">5h{len(ends)}HH", len(ends), *frame, *ends, 0)
        + bytes([1] * (len(points) - 1))
        + struct.pack(f">{len(steps)}h", *steps)
    )


def _pack(tables: dict[bytes, bytes]) -> bytes:
    """The file that holds these tables."""
    place = 12 + 16 * len(tables)
    records, contents = b"", b""
    for tag, table in tables.items():
        records += struct.pack(">4s3I", tag, 0, place + len(contents), len(table))
        contents += table + bytes(-len(table) % 4)
    return struct.pack(">I4H", 0x10000, len(tables), 64, 2, 48) + records + contents


def offer_font() -> list[Any]:
    """Have pdfium take the font where it asks for an East Asian one that the machine lacks.

    Returns:
        What pdfium calls from now on: it must be kept as long as pdfium is used.
    """
    info = raw.FPDF_GetDefaultSystemFontInfo()
    if not info:
        return []
    kept = [info, *_replace(info.contents, make_font())]
    raw.FPDF_SetSystemFontInfo(info)
    return kept


def _replace(info: Any, font: bytes) -> list[Any]:  # noqa: ANN401 pypdfium2 is untyped
    """Put our answers before those of the machine, in place; gives both."""
    kinds = dict(info._fields_)
    answers: dict[str, Callable[..., int | None]] = {
        "GetFontData": lambda table, to, size: 0 if table else _copy(font, to, size),
        "GetFaceName": lambda to, size: _copy(FACE, to, size),
        "GetFontCharset": lambda: raw.FXFONT_SHIFTJIS_CHARSET,
        "DeleteFont": lambda: None,
    }
    machine = {
        name: ctypes.cast(ctypes.cast(getattr(info, name), ctypes.c_void_p), kinds[name])
        for name in ("MapFont", *answers)
    }

    def find(this: object, weight: int, italic: int, charset: int, *rest: object) -> int | None:
        found: int | None = machine["MapFont"](this, weight, italic, charset, *rest)
        return HANDLE if not found and charset in CHINESE_JAPANESE_KOREAN else found

    def about(name: str) -> Callable[..., int | None]:
        def answer(this: object, font: int, *rest: object) -> int | None:
            if font == HANDLE:
                return answers[name](*rest)
            told: int | None = machine[name](this, font, *rest)
            return told

        return answer

    ours = {"MapFont": kinds["MapFont"](find)}
    ours |= {name: kinds[name](about(name)) for name in answers}
    for name, function in ours.items():
        setattr(info, name, function)
    return [machine, ours]


def _copy(data: bytes, to: Any, size: int) -> int:  # noqa: ANN401
    """Write data where there is room for it; gives its length."""
    if to and size >= len(data):
        ctypes.memmove(to, data, len(data))
    return len(data)
