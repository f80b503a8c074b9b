"""The fonts of text whose own font is not in the document.

pdfium takes them from the machine, and its boxes of characters reach around their shapes. Where a
font has no shape for a character, pdfium leaves out a text that is nothing else: on a machine
without Japanese fonts, cells of one character would be lost. What is read must not hang on the
machine. So while pages are read none of its fonts is taken: pdfium has Latin ones of its own, and
for other scripts `standin.ttf` (made by docs/make_standin.py) gives every character the same tiny
shape. When pages are drawn, the machine's fonts are taken.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import Any

import pypdfium2
from pypdfium2 import raw

_OWN = frozenset({raw.FXFONT_ANSI_CHARSET, raw.FXFONT_DEFAULT_CHARSET, raw.FXFONT_SYMBOL_CHARSET})
"""Sets of characters that pdfium has fonts of its own for."""

_STAND_IN = 1
"""What pdfium knows the stand-in by; others are addresses."""
_NAME = b"Shinchoku Stand-in\0"


class Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 is untyped
    """What pdfium asks for fonts; the methods' names are its own."""

    def __init__(self) -> None:
        super().__init__()
        self._reads = False

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """While pages are read."""
        self._reads = True
        try:
            yield
        finally:
            self._reads = False

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, *face: Any) -> Any:  # noqa: ANN401, N802
        """The font for a set of characters; none where pdfium is to take its own."""
        if not self._reads:
            return self.default.MapFont(self.default, weight, italic, charset, *face)
        return None if charset in _OWN else _STAND_IN

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        """Write the bytes of a font, or of one of its tables; gives how many they are."""
        if font != _STAND_IN:
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        return 0 if table else _write(_load(), buffer, size)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        """Write the name of a font; gives its length."""
        if font != _STAND_IN:
            return int(self.default.GetFaceName(self.default, font, buffer, size))
        return _write(_NAME, buffer, size)

    def GetFontCharset(self, _: Any, font: int) -> int:  # noqa: ANN401, N802
        """The set of characters that a font is for."""
        if font != _STAND_IN:
            return int(self.default.GetFontCharset(self.default, font))
        return int(raw.FXFONT_SHIFTJIS_CHARSET)

    def DeleteFont(self, _: Any, font: int) -> None:  # noqa: ANN401, N802
        """Let a font go."""
        if font != _STAND_IN:
            self.default.DeleteFont(self.default, font)


@cache
def _load() -> bytes:
    return resources.files("parsers.readers.pdf").joinpath("standin.ttf").read_bytes()


def _write(content: bytes, buffer: Any, size: int) -> int:  # noqa: ANN401
    """Write to a buffer of pdfium if it is long enough; gives the length needed."""
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)


FONTS = Fonts()
FONTS.setup()
