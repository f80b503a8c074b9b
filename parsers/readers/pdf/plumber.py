"""Pages through pdfplumber: slow and well known, the second engine and the oracle in tests."""

import logging
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from parsers.document import Locator
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.pdf.pdfium import OpenPdf
from parsers.tables.page import Glyphs, PageContent, rows

REPLACEMENT = 0xFFFD

BROKEN = (
    PdfminerException,
    PDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What pdfminer raises on broken content: its own errors, and those it does not foresee."""


def read_pages(source: OpenPdf) -> Iterator[PageContent | Finding]:
    """Each page, or a finding for one that breaks.

    Raises:
        UnreadableDocumentError: The document needs a password or does not open.
    """
    with _quiet(), _open(source.content) as pdf:
        for number, page in enumerate(_pages(pdf), start=1):
            try:
                yield read_page(page)
            except BROKEN as error:
                details = {"page": str(number), "reason": _reason(error)}
                yield Finding("R131", "", details, locator=Locator(page=number))
            page.close()


def _open(content: bytes) -> PDF:
    try:
        return pdfplumber.open(BytesIO(content))
    except PdfminerException as error:
        if isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableDocumentError(Finding("R031", "")) from error
        raise UnreadableDocumentError(Finding("R032", "", {"reason": _reason(error)})) from error
    except BROKEN as error:
        raise UnreadableDocumentError(Finding("R032", "", {"reason": _reason(error)})) from error


def _pages(pdf: PDF) -> Sequence[Any]:
    try:
        return pdf.pages
    except BROKEN as error:
        raise UnreadableDocumentError(Finding("R032", "", {"reason": _reason(error)})) from error


def _reason(error: Exception) -> str:
    """One short line about what broke."""
    return (str(error) or type(error).__name__).splitlines()[0][:80]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer from logging a line for each oddity of a font: what matters is a finding."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def read_page(page: Any) -> PageContent:  # noqa: ANN401 pdfplumber is untyped
    """What pdfplumber says of the page, moved so that its corner is the origin."""
    left, top = page.bbox[:2]
    shift = np.array([left, top, left, top])
    strokes = [_ink(line, _frame(line)) for line in page.lines if line.get("stroke", True)]
    for rect in page.rects:
        if rect.get("stroke"):
            strokes.extend(_ink(rect, edge) for edge in _edges(_frame(rect)))
    fills = [(*_frame(r), _lightness(r["non_stroking_color"])) for r in page.rects if r.get("fill")]
    images = [_frame(image) for image in page.images]
    return PageContent(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        glyphs=_read_glyphs(page.chars, shift),
        strokes=rows(strokes, 5) - np.append(shift, 0),
        fills=rows(fills, 5) - np.append(shift, 0),
        images=rows(images, 4) - shift,
    )


def _frame(thing: dict[str, Any]) -> tuple[float, ...]:
    return thing["x0"], thing["top"], thing["x1"], thing["bottom"]


def _ink(thing: dict[str, Any], frame: tuple[float, ...]) -> tuple[float, ...]:
    return *frame, _lightness(thing["stroking_color"])


def _edges(frame: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    x0, top, x1, bottom = frame
    yield from ((x0, top, x1, top), (x0, bottom, x1, bottom))
    yield from ((x0, top, x0, bottom), (x1, top, x1, bottom))


def _read_glyphs(chars: Sequence[dict[str, Any]], shift: np.ndarray) -> Glyphs:
    codes: list[int] = []
    numbers: list[tuple[float, ...]] = []
    for char in chars:
        text = char["text"]
        points = [REPLACEMENT] if text.startswith("(cid:") else [ord(c) for c in text]
        codes.extend(points)
        numbers.extend(
            (*box, char["size"], _angle(char["matrix"]), _lightness(char["non_stroking_color"]))
            for box in _share(_frame(char), len(points))
        )
    table = rows(numbers, 7)
    return Glyphs(
        codes=np.array(codes, dtype=np.int64),
        boxes=table[:, :4] - shift,
        sizes=table[:, 4],
        angles=table[:, 5].astype(np.int64),
        lightness=table[:, 6],
        visible=np.ones(len(codes), dtype=np.bool_),
        spaced=np.zeros(len(codes), dtype=np.bool_),
    )


def _share(frame: tuple[float, ...], parts: int) -> Iterator[tuple[float, ...]]:
    """The box of each letter of a ligature."""
    x0, top, x1, bottom = frame
    step = (x1 - x0) / max(parts, 1)
    for part in range(parts):
        yield x0 + part * step, top, x0 + (part + 1) * step, bottom


def _angle(matrix: Sequence[float]) -> int:
    a, b = matrix[:2]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 270 if b > 0 else 90


def _lightness(color: object) -> float:
    """From 0 black to 1 white; 0 where the colour is a pattern or not said."""
    parts = [color] if isinstance(color, int | float) else list(color or ())  # type: ignore[call-overload]
    numbers = [float(part) for part in parts if isinstance(part, int | float)]
    if len(numbers) == 4:
        return max(0.0, 1 - max(numbers[:3]) - numbers[3])
    return min(numbers, default=0.0)
