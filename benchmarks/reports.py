"""Typeset reports with tables of every kind, and their truth, to measure `tables.py` on.

    python benchmarks/reports.py FOLDER [--count 40] [--seed 1]

Pages as governments print them: running text in one or two columns, captions, notes, lists, bar
charts, and tables without rules, with a few, with shaded bands or fully ruled; headings over
several columns, wrapped cells, groups of rows, figures set right or at the decimal point, empty
cells. English and Japanese. The same seed gives the same documents.
"""

import argparse
import json
import random
import tomllib
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

IPA = Path("/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf")
WIDTH, HEIGHT = 595, 842
WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
Rows = list[list[str]]


@dataclass
class Page:
    """Where the next thing is set, and what tables were set so far."""

    canvas: Canvas
    rng: random.Random
    japanese: bool
    font: str
    size: float
    top: float = 70
    number: int = 1
    tables: list[dict[str, object]] = field(default_factory=list)

    def text(self, x: float, top: float, text: str, *, bold: bool = False) -> None:
        self.canvas.setFont(self.bold(bold=bold), self.size)
        self.canvas.drawString(x, HEIGHT - top - 0.8 * self.size, text)

    def bold(self, *, bold: bool) -> str:
        if not bold or self.font == "IPA":
            return self.font
        return {"Times-Roman": "Times-Bold"}.get(self.font, self.font + "-Bold")

    def width(self, text: str, *, bold: bool = False) -> float:
        return pdfmetrics.stringWidth(text, self.bold(bold=bold), self.size)

    def words(self, count: int) -> list[str]:
        return self.rng.choices(WORDS["japanese" if self.japanese else "english"], k=count)

    def joined(self, words: list[str]) -> str:
        return ("" if self.japanese else " ").join(words)

    def wrap(self, text: str, room: float) -> list[str]:
        """Lines no wider than the room."""
        units = list(text) if self.japanese else [w + " " for w in text.split(" ")]
        lines = [""]
        for unit in units:
            if lines[-1] and self.width((lines[-1] + unit).rstrip()) > room:
                lines.append("")
            lines[-1] += unit
        return [line.rstrip() for line in lines]


def set_paragraphs(page: Page, count: int, columns: int) -> None:
    left, right, gap = 60, WIDTH - 60, 24
    room = (right - left - gap * (columns - 1)) / columns
    bottoms = []
    for column in range(columns):
        top = page.top
        for _ in range(count):
            text = page.joined(page.words(page.rng.randint(25, 60))).capitalize()
            for line in page.wrap(text + ("。" if page.japanese else "."), room):
                page.text(left + column * (room + gap), top, line)
                top += page.size * 1.25
            top += page.size * 0.6
        bottoms.append(top)
    page.top = max(bottoms) + page.size


def set_list(page: Page) -> None:
    mark = page.rng.choice(["•", "–", "1.", "(a)"])
    for number in range(page.rng.randint(3, 6)):
        page.text(72, page.top, mark.replace("1", str(number + 1)))
        page.text(90, page.top, page.joined(page.words(page.rng.randint(3, 9))))
        page.top += page.size * 1.5
    page.top += page.size


def set_chart(page: Page) -> None:
    """Bars with labels, values and an axis."""
    page.text(
        60, page.top, ("図1 " if page.japanese else "Figure 1. ") + page.joined(page.words(5))
    )
    page.top += page.size * 2
    left, bars, height = 180, page.rng.randint(4, 8), page.size * 2
    framed = page.rng.random() < 0.5
    for number in range(bars):
        top = page.top + number * height
        label = page.rng.choice(WORDS["things" if page.japanese else "places"])
        page.text(left - 6 - page.width(label), top + height / 4, label)
        length = page.rng.uniform(40, 300)
        page.canvas.setFillColor(Color(0.4, 0.5, 0.7))
        page.canvas.rect(left, HEIGHT - top - height * 0.8, length, height * 0.6, 1, 1)
        page.canvas.setFillColor(black)
        page.text(left + length + 4, top + height / 4, f"{length / 4:.1f}")
    bottom = page.top + bars * height
    for step in range(6):
        x = left + step * 64
        page.canvas.line(x, HEIGHT - page.top, x, HEIGHT - bottom)
        page.text(x - 4, bottom + 3, str(step * 20))
    if framed:
        page.canvas.rect(left, HEIGHT - bottom, 320, bottom - page.top)
    page.top = bottom + page.size * 3


def make_column(page: Page, rows: int) -> tuple[str, list[str]]:
    """How a column is set, and its cells."""
    rng = page.rng
    kind = rng.choice(["count", "count", "decimal", "percent", "money", "short", "signed"])
    makers = {
        "count": lambda: f"{rng.randint(1, 10 ** rng.randint(1, 6)):,}",
        "decimal": lambda: f"{rng.uniform(0, 200):.{rng.choice([1, 2])}f}",
        "percent": lambda: f"{rng.uniform(0, 100):.1f}%",
        "money": lambda: f"${rng.randint(1, 99999):,}",
        "short": lambda: rng.choice(["NSF", "Yes", "No", "Interagency", "継続", "終了"][:4]),
        "signed": lambda: f"{rng.choice('+-')}{rng.uniform(0, 9):.2f}",
    }
    missing = rng.choice([0, 0, 0.1, 0.3])
    blank = rng.choice(["", "–", "NA", "..."])
    cells = [blank if rng.random() < missing else makers[kind]() for _ in range(rows)]
    align = "left" if kind == "short" else rng.choice(["right", "right", "decimal", "center"])
    return align, cells


@dataclass
class Table:
    """Rows of cells of lines; the first `heads` head the columns; groups are lone labels."""

    rows: list[list[list[str]]]
    aligns: list[str]
    heads: int
    spans: dict[tuple[int, int], int]
    groups: set[int]


def make_table(page: Page) -> Table:
    rng = page.rng
    count, columns = rng.randint(3, 16), rng.randint(1, 6)
    names = rng.sample(WORDS["things" if page.japanese else "places"], min(count, 15))
    if not page.japanese and rng.random() < 0.4:
        names = [page.joined(page.words(rng.randint(1, 6))).capitalize() for _ in names]
    stub = names
    made = [make_column(page, len(stub)) for _ in range(columns)]
    aligns = ["left", *(align for align, _ in made)]
    body = [[label, *(cells[row] for _, cells in made)] for row, label in enumerate(stub)]
    if rng.random() < 0.25:
        for row in body:
            row.append(page.joined(page.words(rng.randint(4, 9))))
        aligns.append("wrap")
    words = rng.sample(WORDS["heads_ja" if page.japanese else "heads"], len(aligns) - 1)
    head = [rng.choice(["", "Country", "Category"]) if not page.japanese else "指標"]
    head += words
    rows, spans, groups = [head, *body], {}, set()
    if len(aligns) > 3 and rng.random() < 0.35:
        upper = [""] * len(aligns)
        first = rng.randint(1, len(aligns) - 3)
        span = rng.randint(2, len(aligns) - first - 1)
        upper[first] = page.joined(page.words(2)).capitalize()
        spans[0, first] = span
        rows.insert(0, upper)
    heads = len(rows) - len(body)
    if len(body) > 6 and rng.random() < 0.35:
        for at in (heads + len(body) // 2, heads):
            rows.insert(at, [page.joined(page.words(2)).capitalize()] + [""] * (len(aligns) - 1))
        groups = {heads, heads + len(body) // 2 + 1}
    wide = {0: rng.uniform(90, 170), len(aligns) - 1: rng.uniform(90, 140)}
    lines = [
        [
            page.wrap(cell, wide[c])
            if (c == 0 or aligns[c] == "wrap") and cell and r not in groups
            else (page.wrap(cell, 50) if r < heads and (r, c) not in spans and c else [cell])
            for c, cell in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]
    return Table(lines, aligns, heads, spans, groups)


def column_widths(page: Page, table: Table, gutter: float) -> list[float]:
    widths = [12.0] * len(table.aligns)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if r not in table.groups and (r, c) not in table.spans:
                bold = r < table.heads
                widths[c] = max(widths[c], *(page.width(line, bold=bold) for line in cell))
    return [width + gutter for width in widths]


def set_table(page: Page) -> None:
    rng = page.rng
    table = make_table(page)
    style = rng.choice(["none", "none", "book", "book", "lines", "bands", "header", "grid", "ends"])
    gutter = rng.choice([10, 14, 20, 36])
    widths = column_widths(page, table, gutter)
    tallest = sum(max(len(c) for c in row) * 1.15 + 2 for row in table.rows) * page.size
    if sum(widths) > WIDTH - 100 or tallest > HEIGHT - 200:
        return
    left = rng.choice([60.0, (WIDTH - sum(widths)) / 2])
    if rng.random() < 0.4:
        spare = (WIDTH - 120 - sum(widths)) / len(widths)
        widths, left = [w + max(0, spare) for w in widths], 60.0
    leading = page.size * 1.15
    space = page.size * rng.choice([0.15, 0.4, 0.8]) + (1.5 if style in ("grid", "lines") else 0)
    heights = [max(len(c) for c in row) * leading + space * 2 for row in table.rows]
    if page.top + sum(heights) + 60 > HEIGHT - 60:
        new_page(page)
    caption = f"表{page.number}　" if page.japanese else f"Table {page.number}. "
    page.text(left, page.top, caption + page.joined(page.words(6)), bold=True)
    page.top += page.size * 1.8
    ys = [page.top]
    for height in heights:
        ys.append(ys[-1] + height)
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    draw_rules(page, table, style, xs, ys)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            place = (xs[c], xs[c + table.spans.get((r, c), 1)], ys[r] + space)
            middle = r < table.heads and (r, c) in table.spans
            set_cell(
                page, cell, place, "center" if middle else table.aligns[c], gutter, r < table.heads
            )
    rows = [[join(page, cell) for cell in row] for row in table.rows]
    page.tables.append({"page": page.number, "style": style, "rows": rows})
    page.top = ys[-1] + 4
    if rng.random() < 0.5:
        note = "注：" if page.japanese else "Source: "
        page.text(left, page.top, note + page.joined(page.words(8)) + ".")
        page.top += page.size * 1.4
    page.top += page.size * 1.8


def join(page: Page, lines: list[str]) -> str:
    return ("" if page.japanese else " ").join(lines)


def set_cell(
    page: Page,
    lines: list[str],
    place: tuple[float, float, float],
    align: str,
    gutter: float,
    bold: bool,
) -> None:
    x0, x1, top = place
    for line in lines:
        width = page.width(line, bold=bold)
        x = {
            "right": x1 - gutter / 2 - width,
            "center": (x0 + x1 - width) / 2,
            "decimal": x1 - gutter / 2 - width,
        }.get(align, x0 + gutter / 2)
        if line:
            page.text(x, top, line, bold=bold)
        top += page.size * 1.15


def draw_rules(page: Page, table: Table, style: str, xs: list[float], ys: list[float]) -> None:
    canvas, heads = page.canvas, table.heads
    shades = {"bands": range(heads, len(table.rows), 2), "header": range(heads)}.get(style, ())
    canvas.setFillColor(Color(0.85, 0.88, 0.93))
    for row in shades:
        canvas.rect(xs[0], HEIGHT - ys[row + 1], xs[-1] - xs[0], ys[row + 1] - ys[row], 0, 1)
    canvas.setFillColor(black)
    levels = {
        "book": [0, heads, -1],
        "lines": range(len(ys)),
        "grid": range(len(ys)),
        "header": [0, -1],
        "ends": [0, -1],
    }.get(style, ())
    for level in levels:
        for c, (x0, x1) in enumerate(pairwise(xs)):
            covered = any(
                level == r and first < c < first + n for (r, first), n in table.spans.items()
            )
            if not (covered and style == "grid"):
                canvas.line(x0, HEIGHT - ys[level], x1, HEIGHT - ys[level])
    for (row, first), span in table.spans.items():
        if style in ("book", "lines", "header"):
            y = HEIGHT - ys[row + 1]
            canvas.line(xs[first] + 3, y, xs[first + span] - 3, y)
    for c, x in enumerate(xs if style == "grid" else ()):
        for r, (top, bottom) in enumerate(pairwise(ys)):
            inside = any(r == row and f < c < f + n for (row, f), n in table.spans.items())
            group = r in table.groups and 0 < c < len(xs) - 1
            if not inside and not group:
                canvas.line(x, HEIGHT - top, x, HEIGHT - bottom)


def new_page(page: Page) -> None:
    page.canvas.setFillColor(white)
    page.canvas.setFillColor(black)
    page.text(WIDTH / 2, HEIGHT - 40, str(page.number))
    page.canvas.showPage()
    page.number += 1
    page.top = 70


def set_report(path: Path, rng: random.Random) -> None:
    japanese = rng.random() < 0.35
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    font = "IPA" if japanese else rng.choice(["Times", "Helvetica"])
    font = {"Times": "Times-Roman"}.get(font, font)
    page = Page(canvas, rng, japanese, font, rng.choice([8.0, 9.0, 10.0, 11.0]))
    columns = rng.choice([1, 1, 2])
    for _ in range(rng.randint(2, 5)):
        thing = rng.choice(["text", "text", "table", "table", "list", "chart"])
        if page.top > HEIGHT - 260:
            new_page(page)
        if thing == "text":
            set_paragraphs(page, rng.randint(1, 2), columns)
        {"table": set_table, "list": set_list, "chart": set_chart}.get(thing, lambda _: None)(page)
    while not page.tables:
        set_table(page)
    new_page(page)
    canvas.save()
    truth = json.dumps({"tables": page.tables}, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(truth, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    pdfmetrics.registerFont(TTFont("IPA", str(IPA)))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.count):
        rng = random.Random(f"{arguments.seed}-{number}")  # noqa: S311 - the same seed, the same pages
        set_report(arguments.folder / f"r{number:03}.pdf", rng)


if __name__ == "__main__":
    main()
