"""Right cells of PDF tables, side by side, over folders of PDFs with truth.

    python benchmarks/tables.py FOLDER … [--truth FOLDER] [--peers PYTHON] [--differences]

A truth lies beside NAME.pdf, or in the folder `--truth`, in one of the forms of `truths.py`.
Peers (pdfplumber, camelot, tabula) are those installed for PYTHON:
    python -m venv peers && peers/bin/pip install pdfplumber camelot-py tabula-py jpype1

A cell is right when its text is, white space removed and widths folded; empty ones do not count.
Where the truth covers only part of a document (CSV and tabula's JSON) its cells are counted and the
others are no error. tabula writes each line of a cell without rules as a row of its own: a cell of
several lines counts for each of them there, and `lines` tells how many of ours are counted so.

`relations` is the measure of the competition ICDAR 2013: pairs of cells beside or below each other,
where the truth tells the tables page by page; precision and recall are means over documents, as there.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from score import fold
from truths import (
    Cells,
    Place,
    Rows,
    Truth,
    count_cells,
    count_lines,
    count_relations,
    count_rows,
    find_truths,
    harmonic_mean,
    precision_recall,
    to_cells,
)

OURS = "shinchoku"


def read_pdfplumber(path: str) -> list[Any]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def read_camelot(path: str, flavor: str) -> list[Any]:
    import camelot

    tables = camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True)
    return [table.data for table in tables]


def read_tabula(path: str, **mode: bool) -> list[Any]:
    import tabula

    tables = tabula.read_pdf(path, pages="all", output_format="json", **mode)
    return [[[cell["text"] for cell in row] for row in table["data"]] for table in tables]


PEERS: dict[str, Callable[[str], list[Any]]] = {
    "pdfplumber": read_pdfplumber,
    "camelot lattice": lambda path: read_camelot(path, "lattice"),
    "camelot stream": lambda path: read_camelot(path, "stream"),
    "tabula": read_tabula,
    "tabula lattice": lambda path: read_tabula(path, lattice=True),
    "tabula stream": lambda path: read_tabula(path, stream=True),
}


@dataclass(frozen=True)
class Found:
    """The tables that a reader finds: their cells, and laid out where they may span."""

    tables: list[Cells]
    laid_out: list[Rows] = field(default_factory=list)


def read_ours(content: bytes) -> Found:
    from parsers.readers.pdf import read_pdf

    tables = read_pdf(content).tables
    grids = [(table.grid(), table.rows, table.columns) for table in tables]
    return Found(
        [
            [Place(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]
            for table in tables
        ],
        [
            [[g[r, c].text for c in range(width)] for r in range(height)]
            for g, height, width in grids
        ],
    )


class Peers:
    """Readers in an interpreter of their own, all asked about one file after the other."""

    def __init__(self, python: str) -> None:
        self._child = subprocess.Popen(  # noqa: S603 - the interpreter that the user names
            [python, "-W", "ignore", __file__, "--child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.names = list(PEERS)

    def read(self, pdf: Path) -> dict[str, Found]:
        print(pdf, file=self._child.stdin, flush=True)
        answer = json.loads(self._child.stdout.readline())
        return {name: Found([*map(to_cells, tables)]) for name, tables in answer.items()}

    def close(self) -> None:
        self._child.stdin.close()
        self._child.wait()


def child() -> None:
    replies, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answer = {}
        for name, read in PEERS.items():
            try:
                tables = read(line.rstrip("\n"))
                answer[name] = [[[str(c or "") for c in row] for row in t] for t in tables]
            except Exception:  # noqa: BLE001 - a peer may break on a document or not be there
                answer[name] = []
        print(json.dumps(answer), file=replies, flush=True)


@dataclass
class Totals:
    """What one reader reaches over all documents: a value for each."""

    cells: list[float] = field(default_factory=list)
    relations: list[tuple[float, float]] = field(default_factory=list)

    def mean(self) -> float:
        return sum(self.cells) / max(len(self.cells), 1)

    def mean_relations(self) -> tuple[float, float, float]:
        """Precision, recall and their harmonic mean."""
        count = max(len(self.relations), 1)
        precision, recall = (sum(r[i] for r in self.relations) / count for i in (0, 1))
        return precision, recall, harmonic_mean(precision, recall)


def judge(truth: Truth, found: Found, totals: Totals) -> str:
    """How many cells are right and how well, as text; the totals are added to."""
    expected, cells = count_cells(truth.tables), count_cells(found.tables)
    if truth.logical and found.laid_out:
        expected, cells = count_rows(truth.logical), count_rows(found.laid_out)
    lines = 0 if truth.whole else count_lines(truth.tables, cells)
    precision, recall = precision_recall(expected, cells)
    right = (expected & cells).total() + lines
    score = right / (expected.total() or 1)
    totals.cells.append(harmonic_mean(precision, recall) if truth.whole else score)
    if truth.whole and truth.logical is None:
        pair = map(count_relations, (truth.tables, found.tables))
        totals.relations.append(precision_recall(*pair))
    return f"{right:9} {totals.cells[-1]:6.3f}"


def remarks(truth: Truth, found: Found) -> str:
    """What else is to say of ours: cells counted line by line, rows and spans that differ."""
    lines = 0 if truth.whole else count_lines(truth.tables, count_cells(found.tables))
    same = truth.logical is None or folded(truth.logical) == folded(found.laid_out)
    said = f"  lines {lines}" if lines else ""
    return said + ("" if same else "  structure differs")


def folded(tables: list[Rows]) -> list[Rows]:
    return [[[fold(cell) for cell in row] for row in rows] for rows in tables]


def show_differences(truth: Truth, found: Found) -> None:
    expected, cells = count_cells(truth.tables), count_cells(found.tables)
    for text in expected - cells:
        print(f"    - {text[:100]}")
    for text in cells - expected if truth.whole else ():
        print(f"    + {text[:100]}")


def compare(pdf: Path, truth: Truth, results: dict[str, Found], totals: dict[str, Totals]) -> None:
    """Print the line of one document."""
    name = f"{pdf.name[:46]:48}"
    if not truth.tables:
        numbers = "".join(f"{len(found.tables):9} tables" for found in results.values())
        print(f"{name}{truth.number:6}{numbers}")
        return
    line = "".join(judge(truth, found, totals[reader]) for reader, found in results.items())
    print(f"{name}{count_cells(truth.tables).total():6}{line}{remarks(truth, results[OURS])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--peers", metavar="PYTHON", default="")
    parser.add_argument("--differences", action="store_true", help="print wrong cells of ours")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child()
        return
    peers = Peers(arguments.peers) if arguments.peers else None
    totals = {name: Totals() for name in [OURS, *(peers.names if peers else [])]}
    print(f"{'cells right (F1)':48}{'of':>6}" + "".join(f"{name:>16}" for name in totals))
    for pdf, truth in find_truths(arguments.folders, arguments.truth):
        results = {OURS: read_ours(pdf.read_bytes()), **(peers.read(pdf) if peers else {})}
        compare(pdf, truth, results, totals)
        if arguments.differences:
            show_differences(truth, results[OURS])
    print(f"{'mean':54}" + "".join(f"{own.mean():16.3f}" for own in totals.values()))
    for at, name in enumerate(("precision", "recall", "F1")):
        means = (own.mean_relations()[at] for own in totals.values())
        if totals[OURS].relations:
            print(f"{'relations ' + name:54}" + "".join(f"{mean:16.3f}" for mean in means))
    if peers:
        peers.close()


if __name__ == "__main__":
    main()
