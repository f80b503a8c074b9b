"""The most memory that a worker holds for a PDF of many pages.

    python benchmarks/pages.py [PDF] [--pages 100,300,1000]

Repeats the pages of a PDF (by default the sample) until there are so many, reads each file in a
process of its own, and prints the peak of its resident memory and its processor time.
"""

import argparse
import io
import multiprocessing
import resource
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pikepdf

from ingest.limits import Limits
from ingest.pool import prepare_worker
from ingest.sources import find_one, read_source
from ingest.worker import make_part

ROOT = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path, nargs="?")
    parser.add_argument("--pages", default="100,300,1000")
    told = parser.parse_args()
    pdf = told.pdf or next(ROOT.glob("samples/*/*/*/*portrait.pdf"))
    spawn = multiprocessing.get_context("spawn")
    for pages in map(int, told.pages.split(",")):
        with ProcessPoolExecutor(1, spawn, initializer=prepare_worker) as pool:
            print(pool.submit(read, pdf, pages).result(), flush=True)
    return 0


def read(pdf: Path, pages: int) -> str:
    """Read so many pages as a worker does; says what it took."""
    content = repeat(pdf, pages)
    before = peak()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / pdf.name
        path.write_bytes(content)
        part = make_part(read_source(find_one(path)), Limits(seconds=3600))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    rows = part.head.rows["cells"]
    return (
        f"{pages} pages, {len(content) >> 20} MiB: {part.head.status}, {rows} cells; peak "
        f"{peak():.0f} MiB ({before:.0f} before), {used:.0f} s of processor time"
    )


def repeat(pdf: Path, pages: int) -> bytes:
    """The PDF with its pages again and again, each page an object of its own."""
    made = io.BytesIO()
    with pikepdf.open(pdf) as original, pikepdf.new() as copy:
        while len(copy.pages) < pages:
            copy.pages.extend(original.pages)
        del copy.pages[pages:]
        copy.save(made)
    return made.getvalue()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
