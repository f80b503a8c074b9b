"""Speed of PDF reading, side by side: the same pages, one run, one core, processor time.

    python benchmarks/pdf.py [--peers PYTHON] [FOLDER OR PDF …]

Without paths the sample PDFs of the repository are read. Documents are read by all readers in turn,
so that a slow minute of the machine hits them all. Peers are read in an interpreter of their own,
where they are installed: `python -m venv peers && peers/bin/pip install camelot-py tabula-py
tablers pymupdf`; those that are not installed are left out. tabula's time is that of its Java
process.
"""

import argparse
import importlib.util
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"


def read_ours(content: bytes, engine: str = "pdfium") -> list[str]:
    from parsers.readers.pdf import read_pdf

    document = read_pdf(content, engine=engine)
    return [cell.text for table in document.tables for cell in table.cells]


def read_ours_by_pdfplumber(content: bytes) -> list[str]:
    return read_ours(content, "pdfplumber")


def read_bare(content: bytes) -> None:
    """The limit: pdfium loads each page and its text page, and nothing is asked of them."""
    import pypdfium2

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


Reader = Callable[[bytes], list[str] | None]
READERS: dict[str, tuple[str, Reader]] = {
    "pdfium, bare": ("pypdfium2", read_bare),
    "shinchoku": ("parsers", read_ours),
    "shinchoku --engine pdfplumber": ("parsers", read_ours_by_pdfplumber),
    "pdfplumber": ("pdfplumber", read_pdfplumber),
}
PEERS: dict[str, tuple[str, Reader]] = {
    "camelot lattice": ("camelot", read_camelot),
    "tabula": ("tabula", read_tabula),
    "tablers": ("tablers", read_tablers),
    "pymupdf": ("pymupdf", read_pymupdf),
}
Reading = dict[str, tuple[float, list[str] | None]]


def find_files(paths: list[Path]) -> list[Path]:
    files = [
        p for path in paths for p in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])
    ]
    return [file for file in files if is_readable(file.read_bytes())]


def is_readable(content: bytes) -> bool:
    from parsers.findings import UnreadableDocumentError

    try:
        read_ours(content)
    except UnreadableDocumentError:
        return False
    return True


def installed(readers: dict[str, tuple[str, Reader]]) -> dict[str, Reader]:
    return {n: read for n, (module, read) in readers.items() if importlib.util.find_spec(module)}


def take_turns(file: Path, readers: dict[str, Reader]) -> Reading:
    """For each reader processor seconds, those of its child processes included, and its cells."""
    content = file.read_bytes()
    reading: Reading = {}
    for name, read in readers.items():
        start = os.times()
        try:
            cells = read(content)
            failed = False
        except Exception:  # noqa: BLE001 a peer may break on a document; that is counted
            cells, failed = None, True
        spent = sum(os.times()[:4]) - sum(start[:4])
        reading[name] = spent, None if failed else cells or []
    return reading


def serve_peers() -> None:
    """Read the files named on standard input; one JSON object a line on standard output."""
    readers = installed(PEERS)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what peers print is no answer
    for line in sys.stdin:
        answers.write(json.dumps(take_turns(Path(line.strip()), readers)) + "\n")
        answers.flush()


class Peers:
    """The peers, in an interpreter of their own."""

    def __init__(self, python: Path) -> None:
        command = [str(python), __file__, "--serve"]
        self._process = subprocess.Popen(  # noqa: S603 the user's own interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def read(self, file: Path) -> Reading:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{file.resolve()}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def measure(files: list[Path], peers: Peers | None) -> dict[str, tuple[float, float, int]]:
    """For each reader seconds, mean likeness of its cells to ours, and failures."""
    from score import f1

    readers = installed(READERS)
    results: dict[str, tuple[float, float, int]] = {}
    take_turns(files[0], readers)  # imports and first uses are not measured
    if peers:
        peers.read(files[0])
    for file in files:
        reading = take_turns(file, readers) | (peers.read(file) if peers else {})
        ours = reading["shinchoku"][1] or []
        for name, (spent, cells) in reading.items():
            seconds, likeness, failures = results.get(name, (0.0, 0.0, 0))
            like = likeness + f1(ours, cells or []) / len(files)
            results[name] = seconds + spent, like, failures + (cells is None)
    return results


def peak_memory(pages: int) -> float:
    """Megabytes that a process takes at most which reads so many pages (the first sample's)."""
    code = (
        "import io, resource, sys, pypdf; from parsers.readers.pdf import read_pdf\n"
        "page = pypdf.PdfReader(sys.argv[1]).pages[0]; writer = pypdf.PdfWriter()\n"
        "for _ in range(int(sys.argv[2])): writer.add_page(page)\n"
        "file = io.BytesIO(); writer.write(file); content = file.getvalue(); del writer, file\n"
        "read_pdf(content); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    sample = next(SAMPLES.rglob("*.pdf"))
    command = [sys.executable, "-c", code, str(sample), str(pages)]
    return int(subprocess.check_output(command)) / 1e3  # noqa: S603 our own interpreter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if arguments.serve:
        serve_peers()
        return
    import pypdfium2

    files = find_files(arguments.paths)
    pages = sum(len(pypdfium2.PdfDocument(file.read_bytes())) for file in files)
    peers = Peers(arguments.peers) if arguments.peers else None
    results = measure(files, peers)
    if peers:
        peers.close()
    bare, plumber = results["pdfium, bare"][0], results["pdfplumber"][0]
    print(f"{len(files)} documents, {pages} pages, one core, processor time")
    print(f"{'reader':32}{'s':>8}{'ms/page':>9}{'× pdfplumber':>14}{'÷ bare':>8}{'as ours':>9}")
    for name, (spent, like, failed) in results.items():
        note = f"  {failed} failed" if failed else ""
        print(
            f"{name:32}{spent:8.2f}{1000 * spent / pages:9.1f}{plumber / spent:14.1f}"
            f"{spent / bare:8.1f}{like:9.3f}{note}"
        )
    few, many = peak_memory(100), peak_memory(1000)
    print(f"peak memory of the process: {few:.0f} MB for 100 pages, {many:.0f} MB for 1,000")


if __name__ == "__main__":
    main()
