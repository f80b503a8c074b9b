"""Typesets the August 2019 edition again as PDF, xlsx, docx and HTML.

    make samples

The content is in `sangyo-senryaku-2019-08.toml`. The fonts are IPAex (IPA Font License 1.0; on
Debian: fonts-ipaexfont), embedded as subsets. The landscape PDF is exported from a Word document by
LibreOffice; where that is not installed, the file that is there stays. All files but that PDF come
out byte for byte the same.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

HERE = Path(__file__).parent
CONTENT = HERE / "sangyo-senryaku-2019-08.toml"
FOLDER = HERE / "yamaguchi-pref" / "sangyo-senryaku" / "2019-08"
FONT_FILE = Path("/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf")
FONT = "IPAexMincho"
MADE = datetime(2019, 8, 30)  # noqa: DTZ001 - file formats hold naive times
WIDTHS = (0.28, 0.40, 0.32)
MARGIN = 50
PADDING = 10
STYLE = ParagraphStyle("cell", fontName=FONT, fontSize=9.5, leading=15, wordWrap="CJK")
RULES = [
    ("GRID", (0, 0), (-1, -1), 0.6, "black"),
    ("BACKGROUND", (0, 0), (-1, 0), "#e6e6e6"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
]
Cell = list[Paragraph]
Row = list[Cell]


@dataclass(frozen=True)
class Edition:
    """Title, headings and rows; a cell is a list of lines."""

    title: str
    headings: list[str]
    rows: list[list[list[str]]]


def read_edition() -> Edition:
    """The content to be set."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    names = ("project", "activities", "progress")
    rows = [[row[name].splitlines() for name in names] for row in content["rows"]]
    return Edition(content["title"], content["headings"], rows)


def set_portrait_pdf(edition: Edition, path: Path) -> None:
    """A4 portrait, ruled, the heading repeated on each page, rows cut where a page ends."""
    pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE)))
    title = ParagraphStyle("title", STYLE, fontSize=13, leading=20, alignment=1)
    head = [_set_cell([heading]) for heading in edition.headings]
    rows = [[_set_cell(lines) for lines in row] for row in edition.rows]
    width, height = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    widths = [width * share for share in WIDTHS]
    story: list[Flowable] = [Paragraph(edition.title, title), Spacer(1, 8)]
    room = height - 28 - _height(head, widths)
    while rows:
        page, rows = _fill_page(rows, widths, room)
        story += [Table([head, *page], widths, style=RULES), PageBreak()]
        room = height - _height(head, widths)
    frame = Frame(MARGIN, MARGIN, width, height, 0, 0, 0, 0)
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1, title=edition.title)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=_number_page))
    document.build(story[:-1])


def _set_cell(lines: list[str]) -> Cell:
    return [Paragraph(escape(line), STYLE) for line in lines]


def _fill_page(rows: list[Row], widths: list[float], room: float) -> tuple[list[Row], list[Row]]:
    """As many rows as a page holds; the last one is cut where the page ends."""
    page: list[Row] = []
    for number, row in enumerate(rows):
        height = _height(row, widths)
        if height > room:
            parts = [_cut(cell, w, room) for cell, w in zip(row, widths, strict=True)]
            over = [[bottom for _, bottom in parts], *rows[number + 1 :]]
            return [*page, [top for top, _ in parts]], over
        page.append(row)
        room -= height
    return page, []


def _height(row: Row, widths: list[float]) -> float:
    inner = zip(row, widths, strict=True)
    return PADDING + max(sum(p.wrap(w - 12, 9999)[1] for p in cell) for cell, w in inner)


def _cut(cell: Cell, width: float, room: float) -> tuple[Cell, Cell]:
    """The part of a cell that fits, and the rest."""
    top: Cell = []
    room -= PADDING
    for number, paragraph in enumerate(cell):
        height = paragraph.wrap(width - 12, 9999)[1]
        if height > room:
            parts = paragraph.split(width - 12, room) or [None, paragraph]
            top += [part for part in parts[:1] if part is not None]
            return top, [*parts[1:], *cell[number + 1 :]]
        top.append(paragraph)
        room -= height
    return top, []


def _number_page(canvas: object, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(A4[0] / 2, 30, f"- {document.page} -")  # type: ignore[attr-defined]


def set_word(edition: Edition, path: Path, *, landscape: bool = False) -> None:
    """A Word document with one table whose heading row repeats."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    _set_font(document)
    document.add_paragraph(edition.title)
    inner = section.page_width - section.left_margin - section.right_margin
    table = document.add_table(rows=0, cols=len(edition.headings), style="Table Grid")
    table.autofit = False
    for row in [[[heading] for heading in edition.headings], *edition.rows]:
        cells = table.add_row().cells
        for cell, lines, share in zip(cells, row, WIDTHS, strict=True):
            cell.width = int(inner * share)
            cell.paragraphs[0].text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - no public way
    properties = document.core_properties
    properties.title, properties.author = edition.title, ""
    properties.created = properties.modified = MADE
    document.save(str(path))
    _fix_times(path)


def _set_font(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "IPAex明朝")
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(16)


def set_landscape_pdf(edition: Edition, path: Path) -> None:
    """A landscape Word document as LibreOffice exports it; left alone where there is none."""
    office = shutil.which("soffice")
    if office is None:
        print(f"LibreOffice is not installed: {path.name} stays as it is", file=sys.stderr)  # noqa: T201
        return
    with tempfile.TemporaryDirectory() as folder:
        word = Path(folder) / f"{path.stem}.docx"
        set_word(edition, word, landscape=True)
        command = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(word)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own file
        shutil.copy(word.with_suffix(".pdf"), path)


def set_workbook(edition: Edition, path: Path) -> None:
    """One sheet: the title in A1, the headings in row 3."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "進捗状況"
    sheet["A1"] = edition.title
    sheet["A1"].font = Font(name="IPAexゴシック", size=14)
    thin = Side(style="thin")
    rows = [edition.headings, *(["\n".join(lines) for lines in row] for row in edition.rows)]
    for number, row in enumerate(rows, start=3):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column, text)
            cell.border = Border(thin, thin, thin, thin)
            cell.font = Font(name="IPAexゴシック", size=10)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 3:
                cell.fill = PatternFill("solid", fgColor="E6E6E6")
    for letter, share in zip("ABC", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = 160 * share
    workbook.properties.creator, workbook.properties.title = "", edition.title
    workbook.properties.created = workbook.properties.modified = MADE
    workbook.save(path)
    _fix_times(path)


def set_html(edition: Edition, path: Path) -> None:
    """A plain page with one table, items as lines."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in edition.headings)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{'<br>'.join(map(escape, cell))}</td>" for cell in row) + "</tr>"
        for row in edition.rows
    )
    title = escape(edition.title)
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n"
        f"{body}\n</tbody>\n</table>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _fix_times(path: Path) -> None:
    """Give the parts of a zip file one time and the documents' own date, so bytes repeat."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, (2019, 8, 30, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _fix_modified(name, content))


def _fix_modified(name: str, content: bytes) -> bytes:
    """Openpyxl stamps the moment of saving."""
    if name != "docProps/core.xml":
        return content
    before, tag, rest = content.partition(b"<dcterms:modified")
    attributes, _, tail = rest.partition(b">")
    _, end, after = tail.partition(b"</dcterms:modified>")
    stamp = MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return before + tag + attributes + b">" + stamp + end + after if tag else content


def main() -> None:
    """Set all files."""
    edition = read_edition()
    name = "sangyo-senryaku"
    set_portrait_pdf(edition, FOLDER / f"{name}-portrait.pdf")
    set_landscape_pdf(edition, FOLDER / f"{name}-landscape.pdf")
    set_word(edition, FOLDER / f"{name}.docx")
    set_workbook(edition, FOLDER / f"{name}.xlsx")
    set_html(edition, FOLDER / f"{name}.html")


if __name__ == "__main__":
    main()
