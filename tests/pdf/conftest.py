"""Tiny PDFs, drawn by the tests themselves."""

import io
from itertools import pairwise

import pytest
from reportlab.lib.colors import black
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842
SIZE = 10


class Sheet:
    """A PDF with coordinates from the top left, as the documents have them."""

    def __init__(self):
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=(WIDTH, HEIGHT), invariant=True)
        self.set_in("HeiseiKakuGo-W5")

    def set_in(self, font):
        """What is written from now on is set in a font that is not in the document."""
        pdfmetrics.registerFont(UnicodeCIDFont(font))
        self.font = font
        self.canvas.setFont(font, SIZE)
        return self

    def text(self, x, top, text, color=black, mode=None):
        self.canvas.setFont(self.font, SIZE)
        self.canvas.setFillColor(color)
        for number, line in enumerate(text.split("\n")):
            y = HEIGHT - top - 0.88 * SIZE - 14 * number
            self.canvas.drawString(x, y, line, mode=mode)
        return self

    def line(self, x0, top, x1, bottom):
        self.canvas.line(x0, HEIGHT - top, x1, HEIGHT - bottom)
        return self

    def area(self, x0, top, x1, bottom, color):
        self.canvas.setFillColor(color)
        self.canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        return self

    def table(self, xs, top, rows, heights, *, skip=()):
        """A ruled table; `skip` names pieces of rules left out: ("h" or "v", row, column)."""
        ys = [top]
        for height in heights:
            ys.append(ys[-1] + height)
        for r, y in enumerate(ys):
            for c, (x0, x1) in enumerate(pairwise(xs)):
                if ("h", r, c) not in skip:
                    self.line(x0, y, x1, y)
        for c, x in enumerate(xs):
            for r, (y0, y1) in enumerate(pairwise(ys)):
                if ("v", r, c) not in skip:
                    self.line(x, y0, x, y1)
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                self.text(x + 4, y + 4, text)
        return self

    def page(self):
        self.canvas.showPage()
        return self

    def bytes(self):
        self.canvas.save()
        return self.file.getvalue()


@pytest.fixture
def sheet():
    return Sheet()


@pytest.fixture(params=["pdfium", "pdfplumber"])
def engine(request):
    return request.param
