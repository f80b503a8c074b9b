"""The founding document typeset anew: other pages, fonts, rules and breaks, the same truth."""

import io
import random
import tomllib
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

CONTENT = Path(__file__).parents[2] / "samples" / "sangyo-senryaku-2019-08.toml"
FONTS = ("HeiseiKakuGo-W5", "HeiseiMin-W3")
SIZES = ((595, 842), (842, 595), (612, 792), (729, 1032), (516, 729))
RULES = ("solid", "dashed", "dotted", "double", "slivers", "open", "flat", "white", "bands", "none")
Cell = list[str]
GREY = Color(0.88, 0.9, 0.94)


@dataclass
class Style:
    """How a variant is set; `rules` says how rows and columns are parted."""

    rules: str
    size: tuple[int, int]
    font: str
    points: float
    margin: int
    shares: tuple[float, ...]
    padding: float
    cut: bool
    repeat: bool
    closed: bool
    bold: bool
    spaced: bool
    shuffled: bool
    furniture: bool
    turned: bool


@dataclass
class Setter:
    """A page in the making."""

    style: Style
    rng: random.Random
    file: io.BytesIO = field(default_factory=io.BytesIO)
    page: int = 1
    texts: list[tuple[float, float, str, bool]] = field(default_factory=list)

    def __post_init__(self):
        pdfmetrics.registerFont(UnicodeCIDFont(self.style.font))
        self.canvas = Canvas(self.file, pagesize=self.style.size, invariant=True)

    def width(self, text):
        return pdfmetrics.stringWidth(text, self.style.font, self.style.points)

    def wrap(self, text, room):
        lines = [""]
        for character in text:
            if lines[-1] and self.width(lines[-1] + character) > room:
                lines.append("")
            lines[-1] += character
        return lines

    def flush(self):
        """Draw the page's texts, in another order than they are read where the style says so."""
        if self.style.shuffled:
            self.rng.shuffle(self.texts)
        self.canvas.setFillColor(black)
        for x, top, text, bold in self.texts:
            y = self.style.size[1] - top - 0.88 * self.style.points
            self.canvas.setFont(self.style.font, self.style.points)
            for shift in (0, 0.3) if bold and self.style.bold else (0,):
                self.canvas.drawString(x + shift, y, text)
        self.texts = []
        if self.style.furniture:
            self.canvas.setFont(self.style.font, 8)
            self.canvas.drawRightString(
                self.style.size[0] - 40, self.style.size[1] - 24, "産業戦略本部"
            )
            self.canvas.drawCentredString(self.style.size[0] / 2, 18, f"- {self.page} -")
        self.canvas.showPage()
        self.page += 1

    def line(self, x0, top, x1, bottom):
        canvas, high = self.canvas, self.style.size[1]
        rules = self.style.rules
        canvas.setStrokeColor(white if rules == "white" else black)
        canvas.setLineWidth(0.6)
        canvas.setDash(*{"dashed": ([3, 2],), "dotted": ([0.6, 1.4],)}.get(rules, ([],)))
        if rules == "slivers":
            canvas.setFillColor(black)
            canvas.rect(x0 - 0.3, high - bottom - 0.3, x1 - x0 + 0.6, bottom - top + 0.6, 0, 1)
            return
        for shift in (-0.8, 0.8) if rules == "double" else (0,):
            if top == bottom:
                canvas.line(x0, high - top + shift, x1, high - bottom + shift)
            else:
                canvas.line(x0 + shift, high - top, x1 + shift, high - bottom)

    def area(self, x0, top, x1, bottom):
        self.canvas.setFillColor(GREY)
        self.canvas.rect(x0, self.style.size[1] - bottom, x1 - x0, bottom - top, 0, 1)


def random_style(rng, rules):
    points = rng.choice([7.5, 8, 9, 10, 10.5])
    shares = [rng.uniform(0.24, 0.31), rng.uniform(0.34, 0.38)]
    return Style(
        rules=rules,
        size=rng.choice(SIZES),
        font=rng.choice(FONTS),
        points=points,
        margin=rng.choice([40, 54, 70]),
        shares=(*shares, 1 - sum(shares)),
        padding=rng.choice([3.0, 4.5, 6.0]) + (points * 0.4 if rules in ("none", "bands") else 0),
        cut=rules not in ("none", "bands") and rng.random() < 0.5,
        repeat=rng.random() < 0.6,
        closed=rng.random() < 0.6 or rules in ("none", "bands", "flat"),
        bold=rng.random() < 0.3,
        spaced=rng.random() < 0.3,
        shuffled=rng.random() < 0.3,
        furniture=rng.random() < 0.6,
        turned=rng.random() < 0.2,
    )


def read_rows():
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    names = ("project", "activities", "progress")
    return (
        content["title"],
        content["headings"],
        [[row[n] for n in names] for row in content["rows"]],
    )


def typeset(style, rng):
    """The bytes of a PDF, and the rows of its one table."""
    title, headings, rows = read_rows()
    setter = Setter(style, rng)
    width = style.size[0] - 2 * style.margin
    xs = [style.margin]
    for share in style.shares:
        xs.append(xs[-1] + share * width)
    top = style.margin
    setter.texts.append((style.margin, top, title, False))
    top += style.points * 3
    shown = ["　".join(h) if style.spaced and len(h) < 6 else h for h in headings]
    head = [[text] for text in shown]
    pending = [split_lines(setter, row, xs) for row in rows]
    first = True
    while pending:
        page = [head] if first or style.repeat else []
        room = style.size[1] - style.margin - top - sum(height(setter, row) for row in page)
        broken = False
        while pending and not broken:
            row = pending[0]
            if height(setter, row) <= room:
                page.append(pending.pop(0))
                room -= height(setter, row)
                continue
            above, below = cut_row(setter, row, room)
            if style.cut and all(any(part) for part in (above, below)) and min(map(len, above)) > 0:
                page.append(above)
                pending[0] = below
            broken = True
        draw(
            setter,
            page,
            xs,
            top,
            headed=first or style.repeat,
            open_end=broken and not style.closed,
        )
        setter.flush()
        top, first = style.margin, False
    setter.canvas.save()
    content = setter.file.getvalue()
    return turn(content) if style.turned else content, [headings, *rows]


def turn(content):
    """The pages turned on their side."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        page.rotate(90)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def leading(setter):
    return setter.style.points * 1.3


def split_lines(setter, row, xs):
    return [
        [line for text in cell.split("\n") for line in setter.wrap(text, x1 - x0 - 12)]
        for cell, (x0, x1) in zip(row, pairwise(xs), strict=True)
    ]


def height(setter, row):
    return max(map(len, row)) * leading(setter) + 2 * setter.style.padding


def cut_row(setter, row, room):
    count = int((room - 2 * setter.style.padding) / leading(setter))
    return [cell[:count] for cell in row], [cell[count:] for cell in row]


def draw(setter, page, xs, top, *, headed, open_end):
    rules = setter.style.rules
    ys = [top]
    for row in page:
        ys.append(ys[-1] + height(setter, row))
    for number, (y0, y1) in enumerate(pairwise(ys)):
        if rules == "white" or (rules == "bands" and number % 2 == 0):
            setter.area(xs[0], y0, xs[-1], y1)
    for y in ys[: len(ys) - open_end] if rules not in ("none", "bands") else ():
        setter.line(xs[0], y, xs[-1], y)
    columns = {"none": (), "bands": (), "flat": (), "open": xs[1:-1]}.get(rules, xs)
    for x in columns:
        setter.line(x, ys[0], x, ys[-1])
    for number, (row, y) in enumerate(zip(page, ys, strict=False)):
        for cell, x in zip(row, xs, strict=False):
            for at, line in enumerate(cell):
                place = (x + 6, y + setter.style.padding + at * leading(setter))
                setter.texts.append((*place, line, headed and number == 0))


def fold(text):
    return "".join(unicodedata.normalize("NFKC", text).split())
