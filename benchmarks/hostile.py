"""One run over a folder of hostile documents with a manifest of what is expected of each.

    python benchmarks/hostile.py FOLDER [--timeout 20] [--max-memory 1024]

FOLDER holds `manifest.json`: `{"cases": [{"path_pct": …, "expected": …, "group": …, "cls": …}]}`
with percent-encoded paths and the words of `CHECKS`. The run has to end by itself, each case has to
behave as expected, and the control documents have to come out as they do alone. While it runs, the
dynamic cases change: one file again and again, one grows, one is deleted after it has been listed.
"""

import argparse
import csv
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pandas as pd

COMMAND = Path(sys.executable).with_name("shinchoku")
READ = {"read", "no_table", "no_indicator"}
LIMITS = {"R045", "R051", "R052", "R053", "R055", "R057", "R058", "R059", "R060"}
PASSWORD = {"R013", "R031"}
DAMAGE = {"R131", "R132", "R135", "R136", "R137", "R138"}
WHOLE = {"truncated", "bitflip"}
CONTROLS = ("pdf/00_clean_twin.pdf", "pdf/01_clean_objstm.pdf", "xlsx/00_clean_twin.xlsx")
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+@＝＋＠](?![\d,.]+$)|[\s\u200b\ufeff]*[-－](?![\d,.]*$)")
CANARY = "CANARY-7f3a91"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--timeout", default="20")
    parser.add_argument("--max-memory", default="1024")
    parser.add_argument("--list", action="store_true", help="list each case")
    told = parser.parse_args()
    limits = ["--timeout", told.timeout, "--max-memory", told.max_memory]
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(told.folder, Path(scratch) / "all", limits)
        alone = [Run(told.folder / name, Path(scratch) / "alone", limits) for name in CONTROLS]
        return judge(told.folder, run, alone, each=told.list)


class Run:
    """One run of the command, and what it wrote."""

    def __init__(self, what: Path, out: Path, limits: list[str]) -> None:
        report = out.with_suffix(".jsonl")
        started = time.perf_counter()
        command = [COMMAND, "run", what, "--out", out, "--jobs", "2", "--report", report, *limits]
        with changing(what / "fs", out):
            self.done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        self.out = out
        self.seconds = time.perf_counter() - started
        self.outcomes = {
            unquote_to_bytes(o["path"]): o
            for o in map(json.loads, report.read_text(encoding="utf-8").splitlines())
        }
        self.tables = {p.stem: pd.read_parquet(p) for p in out.glob("*.parquet")}

    def outcome(self, path: bytes) -> dict[str, str] | None:
        """What came of a file; of an archive, what came of a document in it: one that failed, if any did."""
        told = self.outcomes.get(path)
        if told is None or told["status"] != "opened":
            return told
        inside = [o for p, o in self.outcomes.items() if p.startswith(path + b"/")]
        return max(inside, key=lambda o: o["status"] == "unreadable")

    def excel(self) -> Iterator[str]:
        """The fields of the CSV for Excel."""
        command = [COMMAND, "export", self.out, "--to", "csv-excel", "--out", f"{self.out}-excel"]
        subprocess.run(command, capture_output=True, check=True)  # noqa: S603
        for file in Path(f"{self.out}-excel").rglob("*.csv"):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                yield from (field for row in csv.reader(lines) for field in row)

    def rows(self, table: str, sha256: str) -> pd.DataFrame:
        found = self.tables[table]
        return found[found["document_id"] == sha256[:16]].reset_index(drop=True)

    def plain_rows(self, table: str, sha256: str) -> list[dict[str, object]]:
        named = ["source"] if table == "documents" else []
        named += ["text", "message_ja", "message_en"] if table == "findings" else []
        rows = self.rows(table, sha256).drop(columns=named)
        return rows.astype(object).where(rows.notna(), None).to_dict("records")

    def texts(self, sha256: str) -> list[str]:
        return [str(text) for text in self.rows("cells", sha256)["text"].fillna("")]

    def codes(self, sha256: str) -> set[str]:
        return set(self.rows("findings", sha256)["code"])


def judge(folder: Path, run: Run, alone: list[Run], *, each: bool) -> int:
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    for case in cases:
        path = bytes(folder) + b"/" + unquote_to_bytes(case["path_pct"])
        outcome = run.outcome(path)
        fault = CHECKS[expectation(case)](run, case, outcome) if outcome else missing(case, path)
        counts[case["expected"], "as expected" if not fault else "WRONG"] += 1
        told = f"{outcome['status']} {outcome['code'] or ''}" if outcome else "-"
        if each:
            print(f"{case['expected']:14}{told:24}{case['path_pct'][:80]}")
        if fault:
            wrong.append(f"{case['path_pct'][:80]}: {fault} ({told}; {case['why']})")
    for (expected, how), count in sorted(counts.items()):
        print(f"{expected:14} {how:12} {count:4}")
    print(*wrong, sep="\n")
    faults = [*differences(run, alone), *leaks(run), *formulas(run)]
    print(*faults, sep="\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{len(cases)} cases, {len(wrong)} wrong; exit {run.done.returncode} after {run.seconds:.0f} s;"
    )
    print(f"control documents as alone: {not faults}; largest process {peak:.0f} MiB")
    traced = b"Traceback" in run.done.stderr
    return bool(wrong or faults or traced or run.done.returncode not in {0, 3})


def expectation(case: dict[str, str]) -> str:
    """What has to hold here: root may read all files."""
    if case["path_pct"].endswith("noperm.pdf") and not os.getuid():
        return "ok_or_reject"
    return case["expected"]


def missing(case: dict[str, str], path: bytes) -> str:
    """A folder has no outcome: it is walked, or passed over where it is a link."""
    is_folder = Path(path.decode("utf-8", "surrogateescape")).is_dir()
    return "" if case["expected"] == "skip" and is_folder else "no outcome"


def processed(outcome: dict[str, str]) -> bool:
    return outcome["status"] in READ


def check_ok(run: Run, case: dict[str, str], outcome: dict[str, str]) -> str:
    if not processed(outcome):
        return "not processed"
    sha = outcome["sha256"]
    twin = next(o for p, o in run.outcomes.items() if p.endswith(b"/pdf/00_clean_twin.pdf"))[
        "sha256"
    ]
    like_twin = case["group"] in {"names", "fs", "archive"} or "enc_" in case["path_pct"]
    if like_twin and "text/" not in case["path_pct"] and run.texts(sha) != run.texts(twin):
        return "other rows than the clean twin"
    return ""


def check_reject(run: Run, _: dict[str, str], outcome: dict[str, str]) -> str:
    if outcome["status"] != "unreadable":
        return "not rejected"
    return published(run, outcome) or ("" if outcome["code"] else "no code")


def published(run: Run, outcome: dict[str, str]) -> str:
    tables = ("progress", "observations", "cells", "events", "activities")
    counts = {t: len(run.rows(t, outcome["sha256"])) for t in tables} if outcome["sha256"] else {}
    return "" if not any(counts.values()) else f"rows published {counts}"


def check_either(run: Run, case: dict[str, str], outcome: dict[str, str]) -> str:
    if not processed(outcome):
        return published(run, outcome) or ("" if outcome["code"] else "no code")
    sha = outcome["sha256"]
    if case["cls"] in WHOLE and "third" not in case["path_pct"]:
        whole = any(run.texts(sha) == run.texts(c["sha256"]) for c in controls(run))
        if not whole and not run.codes(sha) & DAMAGE:
            return "damaged rows without a word"
    return ""


def controls(run: Run) -> list[dict[str, str]]:
    return [o for p, o in run.outcomes.items() if p.endswith(tuple(c.encode() for c in CONTROLS))]


def check_limit(run: Run, _: dict[str, str], outcome: dict[str, str]) -> str:
    stopped = outcome["status"] == "unreadable" and outcome["code"] in LIMITS
    return published(run, outcome) if stopped else "not stopped by a limit"


def check_limit_or_ok(run: Run, case: dict[str, str], outcome: dict[str, str]) -> str:
    passed_over = outcome["status"] == "skipped" and outcome["code"]
    return "" if processed(outcome) or passed_over else check_limit(run, case, outcome)


def check_inert(_: Run, __: dict[str, str], outcome: dict[str, str]) -> str:
    return "" if processed(outcome) else "not processed"


def check_skip(_: Run, __: dict[str, str], outcome: dict[str, str]) -> str:
    return "" if outcome["status"] == "skipped" and outcome["code"] else "not skipped"


def check_password(_: Run, __: dict[str, str], outcome: dict[str, str]) -> str:
    return "" if outcome["code"] in PASSWORD else "password not told"


CHECKS = {
    "ok": check_ok,
    "ok_or_reject": check_either,
    "reject": check_reject,
    "limit": check_limit,
    "limit_or_ok": check_limit_or_ok,
    "inert": check_inert,
    "skip": check_skip,
    "password": check_password,
}


def differences(run: Run, alone: list[Run]) -> list[str]:
    """Rows of the control documents that are not as they are alone."""
    return [
        f"{name}: {table} differs from the same document alone"
        for single, name in zip(alone, CONTROLS, strict=True)
        for outcome in single.outcomes.values()
        for table, rows in sorted(run.tables.items())
        if "document_id" in rows and not same_rows(single, run, table, outcome["sha256"])
    ]


def same_rows(one: Run, other: Run, table: str, sha256: str) -> bool:
    """Whether a document has the same rows, its name apart: a copy may have brought it."""
    return one.plain_rows(table, sha256) == other.plain_rows(table, sha256)


def formulas(run: Run) -> list[str]:
    """Fields of the CSV for Excel that a spreadsheet program would run."""
    return [f"runs in Excel: {field[:60]!r}" for field in run.excel() if FORMULA.match(field)]


@contextmanager
def changing(folder: Path, out: Path) -> Iterator[None]:
    """Change the dynamic cases of a folder while it is read, and bring them back."""
    cases = [folder / f"{name}.pdf" for name in ("changing", "growing", "vanishing")]
    if not all(case.is_file() for case in cases):
        yield
        return
    before = [case.read_bytes() for case in cases]
    over = threading.Event()
    changer = threading.Thread(target=change, args=(*cases, out, over))
    changer.start()
    try:
        yield
    finally:
        over.set()
        changer.join()
        for case, content in zip(cases, before, strict=True):
            case.write_bytes(content)


def change(moving: Path, growing: Path, vanishing: Path, out: Path, over: threading.Event) -> None:
    whole, grown = moving.read_bytes(), False
    while not over.wait(0.01):
        moving.write_bytes(whole[: len(whole) // 2])
        moving.write_bytes(whole)
        if not grown and any(out.glob(".shinchoku/parts/*/*.part")):  # all files have been listed
            growing.write_bytes(whole)
            vanishing.unlink()
            grown = True


def leaks(run: Run) -> list[str]:
    """Text of a file that only an entity of another document points to."""
    return [
        f"{name}: holds the text of a file that it must not read"
        for name, table in run.tables.items()
        if any(table[c].astype(str).str.contains(CANARY).any() for c in table.columns)
    ]


if __name__ == "__main__":
    sys.exit(main())
