"""From a number back to its document: the picture of the page with its box, or the cell of a table.

A document's file is found by its SHA-256, so that a moved or renamed file is found and a changed one
is not taken for it. A page is pictured only where something on it is linked.
"""

import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.report.dataset import Dataset, Row

PDF = "application/pdf"
SCALE = 1.5
"""Pixels a point: A4 is 893 pixels wide, small print stays readable."""
_QUALITY = 60
_LINE = re.compile(r"\.l\d+$")
_MOST_BYTES = 512 * 2**20
_CERTAIN, _FLAGGED, _RESIDUE = "certain", "flagged", "residue"


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a page or table that the report speaks of.

    Attributes:
        anchor: Its name inside the page.
        kind: `certain`, `flagged` or `residue`.
        row: Its row of `observations` or `residue`.
        box: Left, top, width and height in per cent of the page; empty in a table of cells.
    """

    anchor: str
    kind: str
    row: Row
    box: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """What is printed there."""
        return str(self.row.get("value_text") or self.row["text"] or "")


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a PDF with what was read on it."""

    document: Row
    page: int
    image: bytes = field(repr=False)
    width: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a document as cells, each with what was read in it."""

    document: Row
    table: int
    rows: tuple[tuple[tuple[Row, tuple[Mark, ...]], ...], ...]


def find_contents(folders: Iterable[Path], documents: Iterable[Row]) -> dict[str, Path]:
    """The file of each document below the folders, by the document's id."""
    wanted = {row["sha256"]: row["document_id"] for row in documents}
    found: dict[str, Path] = {}
    for path in sorted(p for folder in folders for p in folder.rglob("*")):
        if len(found) == len(wanted):
            break
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST_BYTES:
            document_id = wanted.get(hashlib.sha256(path.read_bytes()).hexdigest())
            if document_id:
                found.setdefault(document_id, path)
    return found


def picture_pages(
    document: Row, content: bytes, dataset_marks: Sequence[Row]
) -> Iterator[PagePicture]:
    """Each page that has something to show, with its boxes.

    Args:
        document: Its row of `documents`.
        content: The bytes of the PDF.
        dataset_marks: Rows of `observations` and `residue` with a box.
    """
    import pypdfium2

    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in dataset_marks:
        if row["page"] and row["x0"] is not None:
            by_page[row["page"]].append(row)
    with closing(pypdfium2.PdfDocument(content)) as pdf:
        for number in sorted(n for n in by_page if n <= len(pdf)):
            with closing(pdf[number - 1]) as page:
                size = page.get_size()
                picture = page.render(scale=SCALE).to_pil().convert("RGB")
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=_QUALITY, method=4)
            marks = tuple(_mark(row, size) for row in by_page[number])
            wide, high = picture.size
            yield PagePicture(document, number, buffer.getvalue(), wide, high, marks)


def make_grids(document: Row, cells: Iterable[Row], rows: Iterable[Row]) -> Iterator[Grid]:
    """The tables of a document with what was read in each cell."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in rows:
        marks[_LINE.sub("", row["locator"] or "")].append(_mark(row, None))
    tables: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        tables[cell["table"]][cell["row"]].append(cell)
    for table, by_row in sorted(tables.items()):
        lines = [by_row[n] for n in sorted(by_row)]
        shown = tuple(
            tuple((cell, tuple(marks[cell["locator"]])) for cell in _in_columns(line))
            for line in lines
        )
        yield Grid(document, table, shown)


def anchor_of(row: Row) -> str:
    """The name of the mark of a row of `observations` or `residue`."""
    return f"o-{row['observation_id']}" if "observation_id" in row else f"r-{row['residue_id']}"


def _mark(row: Row, size: tuple[float, float] | None) -> Mark:
    kind = _RESIDUE if "residue_id" in row else _FLAGGED if row["flags"] else _CERTAIN
    return Mark(anchor_of(row), kind, row, _per_cent(row, size) if size else ())


def _per_cent(row: Row, size: tuple[float, float]) -> tuple[float, ...]:
    width, height = size
    left, top = row["x0"] / width, row["top"] / height
    wide, high = (row["x1"] - row["x0"]) / width, (row["bottom"] - row["top"]) / height
    return tuple(round(100 * part, 3) for part in (left, top, wide, high))


def _in_columns(cells: Iterable[Row]) -> list[Row]:
    return sorted(cells, key=lambda cell: int(cell["column"]))


def marked_rows(dataset: Dataset) -> Mapping[str, list[Row]]:
    """Rows of `observations` and `residue` by document."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in (*dataset["observations"], *dataset["residue"]):
        rows[row["document_id"]].append(row)
    return rows
