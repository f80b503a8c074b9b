"""Speed of PDF reading, side by side: the same pages, one run, one core, processor time.

    python benchmarks/pdf.py [--peers PYTHON] [--limit 120] [FOLDER OR PDF …]

Without paths the sample PDFs of the repository are read. Documents are read by all readers in turn,
so that a slow minute of the machine hits them all. Peers are read in an interpreter of their own,
where they are installed: `python -m venv peers && peers/bin/pip install camelot-py tabula-py jpype1
tablers pymupdf`; those that are not installed are left out, and tabula without Java. Each peer has
a process of its own; where it crashes, or takes longer than the limit for a document, that document
counts as failed and the next one finds a new process.
"""

import argparse
import importlib.util
import io
import json
import logging
import os
import resource
import selectors
import shutil
import subprocess
import sys
import tempfile
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


def spent() -> float:
    """Processor seconds of this process and of its children."""
    uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def take_turns(file: Path, readers: dict[str, Reader]) -> Reading:
    """For each reader processor seconds and its cells, None where it fails."""
    content = file.read_bytes()
    reading: Reading = {}
    for name, read in readers.items():
        start = spent()
        try:
            cells = read(content) or []
        except Exception:  # noqa: BLE001 a reader may break on a document; that is counted
            cells = None
        reading[name] = spent() - start, cells
    return reading


def serve(name: str) -> None:
    """Read with one peer the files named on standard input; one line of JSON for each."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what peers print is no answer
    for line in sys.stdin:
        reading = take_turns(Path(line.strip()), {name: PEERS[name][1]})
        answers.write(json.dumps(reading[name]) + "\n")
        answers.flush()


class Peer:
    """A peer in a process of its own."""

    def __init__(self, python: Path, name: str, limit: float) -> None:
        self._command = [str(python), __file__, "--serve", name]
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: Path) -> tuple[float, list[str] | None]:
        """Processor seconds and cells; the limit and None where it crashes or takes longer."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 the user's own interpreter
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{file.resolve()}\n".encode())
        self._process.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            answer = self._process.stdout.readline() if selector.select(self._limit) else b""
        if not answer:
            self.close()
            return self._limit, None
        seconds, cells = json.loads(answer)
        return seconds, cells

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def find_peers(python: Path, limit: float) -> dict[str, Peer]:
    """The peers that this interpreter has."""
    modules = {name: module for name, (module, _) in PEERS.items()}
    code = "import importlib.util, sys\nfor m in sys.argv[1:]: print(bool(importlib.util.find_spec(m)))"
    told = subprocess.check_output([python, "-c", code, *modules.values()], text=True)  # noqa: S603
    has = dict(zip(modules, told.split(), strict=True))
    if not shutil.which("java"):
        has["tabula"] = "no Java"
    for name, answer in has.items():
        if answer != "True":
            print(f"{name} is left out: {'not installed' if answer == 'False' else answer}")
    return {n: Peer(python, n, limit) for n, answer in has.items() if answer == "True"}


def measure(
    files: list[Path], readers: dict[str, Reader], peers: dict[str, Peer]
) -> dict[str, tuple[float, float, int]]:
    """For each reader seconds, mean likeness of its cells to ours, and failures."""
    from score import f1

    results: dict[str, tuple[float, float, int]] = {}
    take_turns(files[0], readers)  # imports and first uses are not measured
    for peer in peers.values():
        peer.read(files[0])
    for number, file in enumerate(files, start=1):
        reading = take_turns(file, readers)
        reading |= {name: peer.read(file) for name, peer in peers.items()}
        print(f"{number}/{len(files)} {file.name}", file=sys.stderr)
        ours = reading["shinchoku"][1] or []
        for name, (seconds, cells) in reading.items():
            total, likeness, failures = results.get(name, (0.0, 0.0, 0))
            like = likeness + f1(ours, cells or []) / len(files)
            results[name] = total + seconds, like, failures + (cells is None)
    return results


READ_ONE = """
import re, sys
from pathlib import Path
from parsers.readers.pdf import read_pdf
from parsers.readers.pdf.pdfium import open_pdf, read_pages
def told(name): return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
content = Path(sys.argv[2]).read_bytes()
read_pdf(Path(sys.argv[3]).read_bytes())  # what is loaded on first use is not measured
peak, now = told("VmHWM"), told("VmRSS")
for kept in read_pages(open_pdf(content)) if sys.argv[1] == "pages" else [read_pdf(content)]:
    pass
print(told("VmHWM") - peak, told("VmRSS") - now)
"""
"""Linux alone tells the peak of a process by itself: `ru_maxrss` is at least that of its parent."""


def peak_memory(pages: int) -> tuple[float, float, float]:
    """MiB that reading so many pages (the first sample's) takes.

    At most for the pages alone, at most for the document, and for the document once it is read.
    """
    from pages import repeat

    sample = next(SAMPLES.rglob("*portrait.pdf"))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(repeat(sample, pages))
        file.flush()
        commands = [
            [sys.executable, "-c", READ_ONE, what, file.name, sample] for what in ("pages", "all")
        ]
        told = [subprocess.check_output(command, text=True).split() for command in commands]  # noqa: S603
    return float(told[0][0]), float(told[1][0]), float(told[1][1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    parser.add_argument("--limit", type=float, default=120, help="seconds for a peer's document")
    parser.add_argument("--no-memory", action="store_true", help="measure time only")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    told = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if told.serve:
        serve(told.serve)
        return
    import pypdfium2

    files = find_files(told.paths)
    pages = sum(len(pypdfium2.PdfDocument(file.read_bytes())) for file in files)
    peers = find_peers(told.peers, told.limit) if told.peers else {}
    try:
        results = measure(files, installed(READERS), peers)
    finally:
        for peer in peers.values():
            peer.close()
    print(f"{len(files)} documents, {pages} pages, one core, processor time")
    report(results, pages)
    if not told.no_memory:
        print(f"{'memory above the file, MiB':32}{'pages':>8}{'document':>10}{'kept':>8}")
        for count in (100, 300, 1000):
            alone, whole, kept = peak_memory(count)
            print(f"{f'{count} pages':32}{alone:8.1f}{whole:10.1f}{kept:8.1f}")


def report(results: dict[str, tuple[float, float, int]], pages: int) -> None:
    bare, plumber = results["pdfium, bare"][0], results["pdfplumber"][0]
    print(f"{'reader':32}{'s':>8}{'ms/page':>9}{'× pdfplumber':>14}{'÷ bare':>8}{'as ours':>9}")
    for name, (seconds, like, failed) in results.items():
        note = f"  {failed} failed" if failed else ""
        print(
            f"{name:32}{seconds:8.2f}{1000 * seconds / pages:9.1f}{plumber / seconds:14.1f}"
            f"{seconds / bare:8.1f}{like:9.3f}{note}"
        )


if __name__ == "__main__":
    main()
