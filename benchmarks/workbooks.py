"""Workbooks: speed beside openpyxl in one run, and the share of cells equal to the truth.

    python benchmarks/workbooks.py FOLDER...

Every workbook under the folders is opened. `sheets` is what openpyxl is asked for too: values,
merged cells and number formats; `document` adds the tables that a person sees. Where a `truth.json`
stands beside a workbook, its tables are compared cell by cell with place, spans and text; where
`truth/NAME.csv` does, its rows are compared with the rows of the first table that has its heading.
"""

import argparse
import csv
import io
import json
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from parsers.document import Document, Table
from parsers.findings import UnreadableDocumentError
from parsers.readers import read_document
from parsers.readers.encoding import decode_text
from parsers.readers.workbook.ooxml import read_ooxml

KINDS = (".xlsx", ".xlsm", ".xls", ".ods")
OPENPYXL = (".xlsx", ".xlsm")


def squeeze(text: str) -> str:
    """A text without white space and differences of width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def seconds(call: Callable[[], object], times: int = 2) -> float:
    """The fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def read_with_openpyxl(content: bytes) -> int:
    """Every value with its number format, and the merged cells."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    cells = 0
    for sheet in book.worksheets:
        cells += len(sheet.merged_cells.ranges)
        for row in sheet.iter_rows():
            cells += sum(cell.value is not None and bool(cell.number_format) for cell in row)
    return cells


def cells_of(table: Table) -> Counter[tuple[object, ...]]:
    return Counter(
        (table.number, c.row, c.column, c.row_span, c.column_span, squeeze(c.text))
        for c in table.cells
    )


def compare_with_tables(document: Document, truth: dict) -> tuple[int, int]:
    """The cells of the truth, and how many of them are there with place, spans and text."""
    wanted = Counter(
        (t["table"], c["row"], c["column"], c["row_span"], c["column_span"], squeeze(c["text"]))
        for t in truth["tables"]
        for c in t["cells"]
    )
    given: Counter[tuple[object, ...]] = Counter()
    for table in document.tables:
        given += cells_of(table)
    return wanted.total(), (wanted & given).total()


def compare_with_rows(document: Document, path: Path) -> tuple[int, int]:
    """The fields of a published CSV, and how many of them the tables and lines of text show."""
    text = decode_text(path.read_bytes()) or ""
    wanted = Counter(squeeze(field) for row in csv.reader(io.StringIO(text)) for field in row)
    del wanted[""]
    given = Counter(squeeze(c.text) for table in document.tables for c in table.cells)
    given += Counter(squeeze(passage.text) for passage in document.paragraphs)
    return wanted.total(), (wanted & given).total()


def compare(document: Document, path: Path) -> tuple[int, int]:
    """Cells of the truth beside a workbook, and how many of them are right."""
    beside, published = path.with_name("truth.json"), path.parent / "truth" / f"{path.stem}.csv"
    if beside.exists():
        return compare_with_tables(document, json.loads(beside.read_text(encoding="utf-8")))
    if published.exists():
        return compare_with_rows(document, published)
    return 0, 0


def measure(path: Path) -> tuple[float, float, float, int, int] | None:
    """Seconds of openpyxl, of sheets, of the document; cells of the truth, and right ones."""
    content = path.read_bytes()
    try:
        document = read_document(content)
    except UnreadableDocumentError as error:
        print(f"{path.name:44} unreadable: {error}")
        return None
    whole = seconds(lambda: read_document(content))
    peer = sheets = 0.0
    if path.suffix in OPENPYXL:
        peer = seconds(lambda: read_with_openpyxl(content), times=1)
        sheets = seconds(lambda: read_ooxml(content))
    return peer, sheets, whole, *compare(document, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    folders = parser.parse_args().folders
    paths = sorted(p for f in folders for p in f.rglob("*") if p.suffix in KINDS)
    if not paths:
        print("no folder with workbooks was given; nothing was measured")
        return
    print(f"{'workbook':44} openpyxl   sheets  document   ratio  cells right")
    total = [0.0, 0.0, 0.0, 0, 0]
    for path in paths:
        if (measured := measure(path)) is None:
            continue
        peer, sheets, whole, wanted, right = measured
        ratio = f"{peer / sheets:5.1f}x" if peer else "     -"
        share = f"{right}/{wanted}" if wanted else "-"
        print(f"{path.name[:40]:44} {peer:7.2f}s {sheets:7.2f}s {whole:7.2f}s  {ratio}  {share}")
        timed = (peer, sheets, whole if peer else 0.0, wanted, right)
        total = [a + b for a, b in zip(total, timed, strict=True)]
    peer, sheets, whole, wanted, right = total
    print(
        f"\nsheets {peer / max(sheets, 1e-9):.1f} times as fast as openpyxl, whole documents "
        f"{peer / max(whole, 1e-9):.1f} times; "
        f"{right / max(wanted, 1):.2%} of {wanted} cells as in the truth"
    )


if __name__ == "__main__":
    main()
