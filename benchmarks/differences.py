"""Where cells of ruled tables differ from pdfplumber's, page by page, for people to look at.

    python benchmarks/differences.py FOLDER OR PDF … [--pages 40]

White space is removed and widths are folded first. `-` is pdfplumber's cell, `+` ours; behind it what
it is to a cell of the other reader: the same characters in another `order`, a `part` of one, several
`joined`, or nothing. Tables over pages are compared page by page.
"""

import argparse
import io
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pdfplumber
import pypdfium2
from score import fold

from parsers.document import Box, Table
from parsers.readers.pdf.pdfium import read_page
from parsers.tables.assemble import assemble


def page_differences(plumber: pdfplumber.page.Page, page: pypdfium2.PdfPage) -> Iterator[str]:
    blocks = assemble([read_page(page, plumber.page_number)]).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    left, upper = plumber.cropbox[
        :2
    ]  # pdfplumber's places are those of the paper, ours of what shows
    for table in plumber.find_tables():
        theirs = Counter(filter(None, (fold(c) for row in table.extract() for c in row)))
        if len(theirs) < 2:
            continue
        x0, top, x1, bottom = table.bbox
        box = (x0 - left, top - upper, x1 - left, bottom - upper)
        near = [own for own in tables if overlap(box, own.boxes[0])]
        cells = [cell for own in near for cell in own.cells if cell.box and overlap(box, cell.box)]
        ours = Counter(filter(None, (fold(cell.text) for cell in cells)))
        if ours != theirs:
            missing, more = theirs - ours, ours - theirs
            place = tuple(map(round, box))
            yield f"  page {plumber.page_number} {place}: {missing.total()} - {more.total()} +"
            yield from (f"    - {kind(text, more):6} {text[:90]}" for text in missing)
            yield from (f"    + {kind(text, missing):6} {text[:90]}" for text in more)


def kind(text: str, others: Iterable[str]) -> str:
    """What a cell's text is to one of the other reader: the same in another order, a part of it."""
    if any(sorted(text) == sorted(other) for other in others):
        return "order"
    if any(text in other for other in others):
        return "part"
    return "joined" if any(other in text for other in others) else ""


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
