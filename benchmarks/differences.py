"""Where cells of ruled tables differ from pdfplumber's, page by page, for people to look at.

    python benchmarks/differences.py FOLDER OR PDF … [--pages 40]

White space is removed and widths are folded first. `-` is pdfplumber's cell, `+` ours. Tables over
pages are compared page by page, so a row that a page break cuts is a difference.
"""

import argparse
import io
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pypdfium2
from score import fold

from parsers.document import Box
from parsers.readers.pdf.pdfium import read_page
from parsers.tables.assemble import draft_page


def page_differences(plumber: pdfplumber.page.Page, page: pypdfium2.PdfPage) -> Iterator[str]:
    draft = draft_page(read_page(page, plumber.page_number))
    for table in plumber.find_tables():
        theirs = Counter(filter(None, (fold(c) for row in table.extract() for c in row)))
        if len(theirs) < 2:
            continue
        near = [own for own in draft.tables if overlap(table.bbox, own.boxes[0])]
        cells = [cell for own in near for cell in own.cells if overlap(table.bbox, cell.box)]
        texts = ("".join(line.text for line in cell.lines) for cell in cells)
        ours = Counter(filter(None, map(fold, texts)))
        if ours != theirs:
            missing, more = theirs - ours, ours - theirs
            box = tuple(map(round, table.bbox))
            yield f"  page {plumber.page_number} {box}: {missing.total()} - {more.total()} +"
            yield from (f"    - {text[:90]}" for text in missing)
            yield from (f"    + {text[:90]}" for text in more)


def overlap(bbox: tuple[float, float, float, float], box: Box) -> bool:
    """Whether the middle of one lies in the other."""
    x0, top, x1, bottom = bbox
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    across, down = (x0 + x1) / 2, (top + bottom) / 2
    return (x0 < x < x1 and top < y < bottom) or (
        box.x0 < across < box.x1 and box.top < down < box.bottom
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="of each document at most")
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    for path in arguments.paths:
        for file in sorted(path.rglob("*.pdf")) if path.is_dir() else [path]:
            content = file.read_bytes()
            try:
                plumber = pdfplumber.open(io.BytesIO(content))
                pdf = pypdfium2.PdfDocument(content)
            except Exception as error:  # noqa: BLE001 - what does not open is not compared
                print(f"{file.name}: {error}")
                continue
            lines = []
            for index, page in enumerate(plumber.pages[: arguments.pages]):
                lines += page_differences(page, pdf[index])
                page.close()
            print(f"{file.name}: {len(plumber.pages)} pages" + ("" if lines else ", no difference"))
            print("\n".join(lines), end="\n" if lines else "")


if __name__ == "__main__":
    main()
