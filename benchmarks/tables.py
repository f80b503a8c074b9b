"""Right cells of PDF tables, side by side, over folders of PDFs with truth.

    python benchmarks/tables.py FOLDER … [--truth FOLDER] [--peers PYTHON] [--differences]

A truth is NAME.json or NAME.csv beside NAME.pdf, or in the folder `--truth`:
`{"tables": [{"rows": [[text, …], …]}], "logical": …}`, where `logical`, if there, is what tables over
pages become and is compared with structure; tabula's JSON; or the rows of the tables as CSV.
Peers (pdfplumber, camelot, tabula) are those installed for PYTHON:
    python -m venv peers && peers/bin/pip install pdfplumber camelot-py tabula-py jpype1

A cell is right when its text is, white space removed and widths folded; empty ones do not count.
Where the truth covers only part of a document (CSV and tabula's JSON) its cells are counted and the
others are no error.
"""

import argparse
import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from score import fold

if TYPE_CHECKING:
    from parsers.document import Table

Rows = list[list[str]]


@dataclass(frozen=True)
class Truth:
    """The tables of a PDF, whether they are all of it, and what they are joined over pages."""

    tables: list[Rows]
    whole: bool
    logical: list[Rows] | None = None

    def cells(self) -> "Counter[str]":
        return count_all(self.tables)


def count(cells: Iterable[object]) -> "Counter[str]":
    return Counter(filter(None, map(fold, cells)))


def count_all(tables: Sequence[Rows]) -> "Counter[str]":
    return count(cell for rows in tables for row in rows for cell in row)


def read_truth(path: Path) -> Truth:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return Truth([list(csv.reader(io.StringIO(text)))], whole=False)
    content = json.loads(text)
    if isinstance(content, dict) and "tables" in content:
        logical = content.get("logical")
        return Truth([table["rows"] for table in content["tables"]], whole=True, logical=logical)
    tables = [content] if isinstance(content, dict) else content
    rows = [[[cell["text"] for cell in row] for row in t["data"]] for t in tables if "data" in t]
    return Truth(rows, whole=False)


def find_pairs(folders: Sequence[Path], truths: Path | None) -> Iterator[tuple[Path, Truth]]:
    for folder in folders:
        for pdf in sorted(folder.rglob("*.pdf")):
            beside = (truths or pdf.parent) / pdf.stem
            for suffix in (".csv", ".json"):
                path = beside.with_name(beside.name + suffix)
                if path.exists() and (truth := read_truth(path)).tables:
                    yield pdf, truth
                    break


def read_pdfplumber(path: str) -> list[Any]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [cell for table in tables for row in table for cell in row]


def read_camelot(path: str, flavor: str) -> list[Any]:
    import camelot

    tables = camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True)
    return [cell for table in tables for row in table.data for cell in row]


def read_tabula(path: str) -> list[Any]:
    import tabula

    tables = tabula.read_pdf(path, pages="all", output_format="json")
    return [cell["text"] for table in tables for row in table["data"] for cell in row]


PEERS: dict[str, Callable[[str], list[Any]]] = {
    "pdfplumber": read_pdfplumber,
    "camelot lattice": lambda path: read_camelot(path, "lattice"),
    "camelot stream": lambda path: read_camelot(path, "stream"),
    "tabula": read_tabula,
}


def ours(content: bytes) -> tuple[list[str], list[Rows]]:
    from parsers.readers.pdf import read_pdf

    document = read_pdf(content)
    cells = [cell.text for table in document.tables for cell in table.cells]
    return cells, [laid_out(table) for table in document.tables]


def laid_out(table: "Table") -> Rows:
    """Rows with the text of a merged cell in each of its places, as the truth writes them."""
    cells = table.grid()
    return [[cells[r, c].text for c in range(table.columns)] for r in range(table.rows)]


def folded(tables: Sequence[Rows]) -> list[Rows]:
    return [[[fold(cell) for cell in row] for row in rows] for rows in tables]


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

    def read(self, pdf: Path) -> dict[str, list[str]]:
        print(pdf, file=self._child.stdin, flush=True)
        answer: dict[str, list[str]] = json.loads(self._child.stdout.readline())
        return answer

    def close(self) -> None:
        self._child.stdin.close()
        self._child.wait()


def child() -> None:
    replies, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answer = {}
        for name, read in PEERS.items():
            try:
                answer[name] = [str(cell or "") for cell in read(line.rstrip("\n"))]
            except Exception:  # noqa: BLE001 - a peer may break on a document or not be there
                answer[name] = []
        print(json.dumps(answer), file=replies, flush=True)


def score(expected: "Counter[str]", found: "Counter[str]", *, whole: bool) -> float:
    """F1 where the truth is whole, else the part of the truth that was found."""
    right = (expected & found).total()
    total = (expected.total() + found.total()) / 2 if whole else expected.total()
    return right / total if total else 1.0


def show_differences(expected: "Counter[str]", found: "Counter[str]", *, whole: bool) -> None:
    for text in expected - found:
        print(f"    - {text[:100]}")
    for text in found - expected if whole else ():
        print(f"    + {text[:100]}")


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
    names = ["shinchoku", *(peers.names if peers else [])]
    print(f"{'cells right (F1)':48}{'of':>6}" + "".join(f"{name:>16}" for name in names))
    scores: dict[str, list[float]] = {name: [] for name in names}
    for pdf, truth in find_pairs(arguments.folders, arguments.truth):
        cells, tables = ours(pdf.read_bytes())
        results = {"shinchoku": cells, **(peers.read(pdf) if peers else {})}
        expected = truth.cells()
        line = f"{pdf.name[:46]:48}{expected.total():6}"
        for name, result in results.items():
            found = count(result)
            if name == "shinchoku" and truth.logical:
                expected, found = count_all(truth.logical), count_all(tables)
            else:
                expected = truth.cells()
            scores[name].append(score(expected, found, whole=truth.whole))
            line += f"{(expected & found).total():9} {scores[name][-1]:6.3f}"
        same = truth.logical is None or folded(truth.logical) == folded(tables)
        print(line + ("" if same else "  structure differs"))
        if arguments.differences:
            show_differences(expected, count(cells), whole=truth.whole)
    means = (f"{sum(s) / max(len(s), 1):16.3f}" for s in scores.values())
    print(f"{'mean':54}" + "".join(means))
    if peers:
        peers.close()


if __name__ == "__main__":
    main()
