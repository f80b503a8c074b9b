"""Speed of PDF reading, side by side: the same pages, one run, one core, processor time.

    python benchmarks/pdf.py [FOLDER OR PDF …]

Without arguments the sample PDFs of the repository are read. Peers that are not installed are left
out. Documents are read by all readers in turn, so that a slow minute of the machine hits them all.
"""

import contextlib
import importlib.util
import io
import logging
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from score import f1

from parsers.document import Document
from parsers.findings import UnreadableDocumentError
from parsers.readers.pdf import read_pdf

SAMPLES = Path(__file__).parents[1] / "samples"


def read_ours(content: bytes) -> list[str]:
    return cell_texts(read_pdf(content))


def read_ours_by_pdfplumber(content: bytes) -> list[str]:
    return cell_texts(read_pdf(content, engine="pdfplumber"))


def cell_texts(document: Document) -> list[str]:
    return [cell.text for table in document.tables for cell in table.cells]


def read_bare(content: bytes) -> None:
    """The limit: pdfium loads each page and its text page, and nothing is asked of them."""
    pdf = pypdfium2.PdfDocument(content)
    for index in range(len(pdf)):
        page = pdf[index]
        page.get_textpage().close()
        page.close()
    pdf.close()


def read_pdfplumber(content: bytes) -> list[str]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        cells = []
        for page in pdf.pages:
            cells += [c for table in page.extract_tables() for row in table for c in row]
            page.extract_text()
            page.close()
        return [cell or "" for cell in cells]


def read_camelot(content: bytes) -> list[str]:
    import camelot

    tables = camelot.read_pdf(io.BytesIO(content), pages="all", flavor="lattice")
    return [str(cell) for table in tables for row in table.data for cell in row]


def read_tabula(content: bytes) -> list[str]:
    import tabula

    frames = tabula.read_pdf(io.BytesIO(content), pages="all", pandas_options={"header": None})
    return [str(cell) for frame in frames for row in frame.to_numpy() for cell in row]


def read_tablers(content: bytes) -> list[str]:
    import tablers

    with tablers.Document(bytes=content) as pdf:
        return [
            cell.text or ""
            for page in pdf.pages()
            for table in tablers.find_tables(page, extract_text=True)
            for cell in table.cells
        ]


def read_pymupdf(content: bytes) -> list[str]:
    import pymupdf

    with pymupdf.open(stream=content) as pdf:
        tables = [table for page in pdf for table in page.find_tables().tables]
        return [cell or "" for table in tables for row in table.extract() for cell in row]


READERS: dict[str, tuple[str, Callable[[bytes], list[str] | None]]] = {
    "pdfium, bare": ("pypdfium2", read_bare),
    "shinchoku": ("pypdfium2", read_ours),
    "shinchoku --engine pdfplumber": ("pdfplumber", read_ours_by_pdfplumber),
    "pdfplumber": ("pdfplumber", read_pdfplumber),
    "camelot lattice": ("camelot", read_camelot),
    "tabula": ("tabula", read_tabula),
    "tablers": ("tablers", read_tablers),
    "pymupdf": ("pymupdf", read_pymupdf),
}


def find_files(arguments: list[str]) -> list[Path]:
    paths = [Path(argument) for argument in arguments] or [SAMPLES]
    files = [
        p for path in paths for p in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])
    ]
    return [file for file in files if is_readable(file.read_bytes())]


def is_readable(content: bytes) -> bool:
    try:
        read_pdf(content)
    except UnreadableDocumentError:
        return False
    return True


def measure(files: list[Path]) -> dict[str, tuple[float, float, int]]:
    """For each reader seconds, mean likeness of its cells to ours, and failures."""
    readers = {n: r for n, (module, r) in READERS.items() if importlib.util.find_spec(module)}
    seconds, likeness, failures = dict.fromkeys(readers, 0.0), dict.fromkeys(readers, 0.0), {}
    for read in readers.values():
        with contextlib.suppress(Exception):
            read(files[0].read_bytes())  # imports and first uses are not measured
    for file in files:
        content = file.read_bytes()
        ours = read_ours(content)
        for name, read in readers.items():
            start = time.process_time()
            try:
                cells = read(content)
            except Exception:  # noqa: BLE001 a peer may break on a document; that is counted
                failures[name] = failures.get(name, 0) + 1
                cells = None
            seconds[name] += time.process_time() - start
            likeness[name] += f1(ours, cells or []) / len(files)
    return {n: (seconds[n], likeness[n], failures.get(n, 0)) for n in readers}


def peak_memory(content: bytes) -> float:
    """Megabytes that Python and numpy hold at most while a document is read."""
    tracemalloc.start()
    read_pdf(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    files = find_files(sys.argv[1:])
    pages = sum(len(pypdfium2.PdfDocument(file.read_bytes())) for file in files)
    results = measure(files)
    bare, plumber = results["pdfium, bare"][0], results["pdfplumber"][0]
    print(f"{len(files)} documents, {pages} pages, one core, processor time")
    print(f"{'reader':32}{'s':>8}{'ms/page':>9}{'× pdfplumber':>14}{'÷ bare':>8}{'as ours':>9}")
    for name, (spent, like, failed) in results.items():
        note = f"  {failed} failed" if failed else ""
        print(
            f"{name:32}{spent:8.2f}{1000 * spent / pages:9.1f}{plumber / spent:14.1f}"
            f"{spent / bare:8.1f}{like:9.3f}{note}"
        )
    largest = max(files, key=lambda file: file.stat().st_size)
    print(f"peak memory, largest document: {peak_memory(largest.read_bytes()):.0f} MB")


if __name__ == "__main__":
    main()
