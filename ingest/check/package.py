"""What stands beside the tables and describes them: `datapackage.json`, `codes.csv`, `documents`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from ingest.check.problems import Problems
from ingest.check.stored import PACKAGE, Stored, csv_batches, csv_header
from ingest.codes import CODES

_WEIGHTS = (6, 5, 4, 3, 2)
_FIRST = 2


def check_package(
    folder: Path, package: dict[str, Any], stored: dict[str, Stored], problems: Problems
) -> None:
    """Every CSV file and every column of it is described, with its encoding (L1-05, L3-08)."""
    file = folder / PACKAGE
    described = {str(r.get("path")): r for r in package.get("resources", ())}
    for table in stored.values():
        if table.csv is None:
            continue
        resource = described.get(table.csv.name)
        if resource is None:
            problems.add(file, "K116", table.csv.name, reason="resources")
            continue
        fields = resource.get("schema", {}).get("fields", [])
        if [field.get("name") for field in fields] != csv_header(table.csv):
            problems.add(file, "K116", table.csv.name, reason="fields")
        if not all(field.get("title") and field.get("description") for field in fields):
            problems.add(file, "K116", table.csv.name, reason="title, description")
        if resource.get("encoding") != "utf-8-sig":
            problems.add(file, "K116", table.csv.name, reason="encoding")


def check_codes(folder: Path, problems: Problems) -> None:
    """Every code with its meaning stands in the list of codes (L2-04, L3-02)."""
    file = folder / "codes.csv"
    if not file.is_file():
        problems.add(file, "K102", file.name)
        return
    listed = {
        (vocabulary.as_py(), code.as_py())
        for batch in csv_batches(file)
        if {"vocabulary", "code"} <= set(batch)
        for vocabulary, code in zip(batch["vocabulary"], batch["code"], strict=True)
    }
    for vocabulary, codes in CODES.items():
        for code in codes:
            if (vocabulary, code) not in listed:
                problems.add(file, "K117", f"{vocabulary} {code}")


def check_documents(documents: Stored, problems: Problems) -> None:
    """Nothing is lost (coverage is 1), and publishers have their official code (L3-06)."""
    for line, row in _rows(
        documents,
        "source",
        "characters_unplaced",
        "coverage",
        "publisher_code",
        "sha256",
        "document_id",
    ):
        source = str(row["source"])
        coverage = row["coverage"]
        if (coverage is not None and coverage != 1) or row["characters_unplaced"]:
            lost = str(row["characters_unplaced"])
            problems.add(documents.file, "K301", source, line, coverage=str(coverage), count=lost)
        code = row["publisher_code"]
        if code and not is_official(code):
            problems.add(documents.file, "K302", code, line, source=source)
        if not str(row["sha256"]).startswith(str(row["document_id"])):
            problems.add(documents.file, "K303", str(row["document_id"]), line, source=source)


def is_official(code: str) -> bool:
    """Whether a 全国地方公共団体コード has six digits and the last one checks the others.

    >>> is_official("350001"), is_official("350002"), is_official("35000")
    (True, False, False)
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False))
    return int(code[5]) == (11 - total % 11) % 10


def check_rates(progress: Stored, problems: Problems) -> None:
    """The achievement rate of each row is its value over its target."""
    names = ("indicator", "value_std", "target_std", "achievement_rate")
    before = 0
    for batch in progress.batches(*names):
        if set(names) <= set(batch):
            value, target, rate = (batch[name] for name in names[1:])
            safe = pc.if_else(pc.equal(target, 0), None, target)
            off = pc.greater(pc.abs(pc.subtract(rate, pc.divide(value, safe))), 1e-6)
            for row in pc.indices_nonzero(off).to_pylist():
                told = rate[row].as_py()
                computed = f"{value[row].as_py() / target[row].as_py():.6f}"
                details = {"printed": f"{told:g}", "computed": computed}
                name = str(batch["indicator"][row].as_py())
                problems.add(progress.file, "K403", name, before + row + _FIRST, **details)
        before += len(next(iter(batch.values()), ()))


def _rows(stored: Stored, *names: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a small table with their lines."""
    line = _FIRST
    for batch in stored.batches(*names):
        for values in zip(*batch.values(), strict=True):
            row = {name: v.as_py() for name, v in zip(batch, values, strict=True)}
            yield line, dict.fromkeys(names) | row
            line += 1
