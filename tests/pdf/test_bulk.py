"""pdfium's functions called in bulk: LuaJIT and ctypes give the same answers."""

import ctypes

import numpy as np
import pypdfium2
import pytest

from parsers.readers.pdf import bulk
from parsers.readers.pdf.bulk import ADDRESS, DOUBLE, FLOAT, INT, UNSIGNED, Function

FUNCTIONS = {
    "a number": ("FPDFText_GetUnicode", UNSIGNED, {}),
    "a real number": ("FPDFText_GetFontSize", DOUBLE, {}),
    "an address": ("FPDFText_GetTextObject", ADDRESS, {}),
    "a structure": ("FPDFText_GetMatrix", INT, {"writes": FLOAT, "width": 6}),
    "several pointers": ("FPDFText_GetCharBox", INT, {"writes": DOUBLE, "pointers": 4}),
}


@pytest.fixture
def text(sheet):
    """The address of a text page, and the numbers of its characters."""
    pdf = pypdfium2.PdfDocument(sheet.text(50, 100, "進捗状況 12件").bytes())
    page = pdf[0].get_textpage()
    yield ctypes.cast(page.raw, ctypes.c_void_p).value, np.arange(page.count_chars())
    pdf.close()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_both_ways_to_call_give_the_same(name, text, monkeypatch):
    function, result, written = FUNCTIONS[name]
    compiled = Function(function, result, ADDRESS, INT, **written)(*text)
    monkeypatch.setattr(bulk, "LuaRuntime", None)
    called = Function(function, result, ADDRESS, INT, **written)(*text)
    assert compiled.any()
    assert compiled.dtype == called.dtype
    assert compiled.tolist() == called.tolist()


def test_nothing_is_asked_where_there_is_nothing(text):
    page, _ = text
    answers = Function("FPDFText_GetUnicode", UNSIGNED, ADDRESS, INT)(page, np.arange(0))
    assert answers.tolist() == []
