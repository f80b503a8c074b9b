"""Accuracy over documents with truth: indicators and observations, row by row.

    python benchmarks/progress.py FOLDER [--details]

FOLDER holds a `truth.json` beside each document: `progress` and `observations` with the columns of
the tables, `file` with the document's name. A row counts as right when every field that is compared
agrees; texts are compared without white space and differences of width.
"""

import argparse
import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

import ingest
from parsers.findings import UnreadableDocumentError

NUMBERS = ("value", "target", "value_std", "target_std")
TEXTS = ("value_text", "target_text", "unit", "unit_std")
CODES = ("value_status", "target_status", "value_qualifier", "target_qualifier")
OBSERVED = ("value", "value_std", "status", "qualifier", "unit", "unit_std")


@dataclass
class Score:
    """Counts of one document."""

    name: str
    wanted: int
    given: int
    found: int
    right: int
    observations_wanted: int = 0
    observations_given: int = 0
    observations_right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.found / self.given if self.given else float(not self.wanted)

    @property
    def accuracy(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def squeeze(value: object) -> str:
    """A text without white space and differences of width; missing is empty."""
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def same_number(got: object, want: str) -> bool:
    text = squeeze(got)
    if not text or not want:
        return not text and not want
    try:
        return Decimal(text) == Decimal(want)
    except InvalidOperation:
        return False


def differences(row: dict, truth: dict) -> list[str]:
    """The names of the fields of a progress row that disagree with the truth."""
    wrong = [name for name in NUMBERS if not same_number(row[name], truth[name])]
    wrong += [name for name in TEXTS if observed(row, name) != observed(truth, name)]
    for name in CODES:
        got, want = squeeze(row[name]) or "eq", truth[name] or "eq"
        if name.endswith("status"):
            got, want = squeeze(row[name]), truth[name]
        if got != want:
            wrong.append(name)
    spans = [[truth["as_of_start"], truth["as_of_end"]], *truth.get("as_of_alternatives", [])]
    if [squeeze(row["as_of_start"]), squeeze(row["as_of_end"])] not in spans:
        wrong.append("as_of")
    if squeeze(truth["project"]) not in {squeeze(row["project"]), number_and_name(row)}:
        wrong.append("project")
    return wrong


def number_and_name(row: dict) -> str:
    """The row heading with its number in front, without the marks around the number."""
    return squeeze(row["project_no"]) + squeeze(row["project"])


def plain_heading(text: str) -> str:
    """A row heading without what publishers set around its number."""
    return "".join(c for c in squeeze(text) if c not in "()-第章節")


def compare_progress(frame: pd.DataFrame, truth: dict, details: bool) -> tuple[int, int]:
    """How many indicators of the truth are found, and how many have every field right."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    found = right = 0
    unused = list(rows)
    for want in truth["progress"]:
        same = [r for r in unused if squeeze(r["indicator"]) == squeeze(want["indicator"])]
        if not same:
            if details:
                print(f"    missing   {want['indicator']}  {want['value_text']}")
            continue
        row = min(same, key=lambda r: len(differences(r, want)))
        unused.remove(row)
        found += 1
        wrong = [
            name
            for name in differences(row, want)
            if name != "project"
            or plain_heading(want["project"]) != plain_heading(number_and_name(row))
        ]
        right += not wrong
        if wrong and details:
            told = {n: (row.get(n), want.get(n)) for n in wrong if n != "as_of"}
            if "as_of" in wrong:
                told["as_of"] = (row["as_of_text"], row["as_of_start"], want["as_of_start"])
            print(f"    wrong     {want['indicator']}  {told}")
    optional = {squeeze(name) for name in truth.get("optional_indicators", ())}
    if details:
        for row in unused:
            if squeeze(row["indicator"]) not in optional:
                print(f"    invented  {row['indicator']}  {row['value_text']}")
    return found, right


def observed(row: dict, name: str) -> str:
    value = row.get(name)
    if name in NUMBERS:
        text = squeeze(value)
        return str(Decimal(text).normalize()) if text else ""
    return squeeze(value).replace("か所", "箇所").replace("ヶ所", "箇所")


def compare_observations(frame: pd.DataFrame, truth: dict) -> tuple[int, int]:
    """How many observations there are but for counts, and how many of them are in the truth."""
    kept = frame[frame["measure"] != "count"].astype(object)
    rows = kept.where(kept.notna(), None).to_dict("records")
    got = Counter(
        (
            squeeze(r["indicator"]),
            r["measure"],
            *(observed(r, n) for n in OBSERVED),
            squeeze(r["period_start"]),
            squeeze(r["period_end"]),
        )
        for r in rows
    )
    right = 0
    for want in truth["observations"]:
        spans = [[want["period_start"], want["period_end"]], *want.get("period_alternatives", [])]
        fields = (
            squeeze(want["indicator"]),
            want["measure"],
            *(observed(want, n) for n in OBSERVED),
        )
        for span in spans:
            if got[(*fields, *span)]:
                got[(*fields, *span)] -= 1
                right += 1
                break
    return len(rows), right


def score(path: Path, details: bool) -> Score:
    truth = json.loads(path.read_text(encoding="utf-8"))
    name = "/".join(path.parent.parts[-2:])
    wanted = len(truth["progress"])
    if details:
        print(f"\n{name}")
    try:
        document = ingest.open(path.parent / truth["file"])
    except UnreadableDocumentError as error:
        print(f"    unreadable  {error.finding.code} {error}")
        return Score(name, wanted, 0, 0, 0, len(truth["observations"]))
    found, right = compare_progress(document.progress, truth, details)
    optional = {squeeze(n) for n in truth.get("optional_indicators", ())}
    given = sum(squeeze(n) not in optional for n in document.progress["indicator"])
    seen, agreed = compare_observations(document.observations, truth)
    return Score(name, wanted, given, found, right, len(truth["observations"]), seen, agreed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--details", action="store_true", help="print every difference")
    arguments = parser.parse_args()
    if arguments.folder is None:
        print("no folder with truth.json was given; nothing was measured")
        return
    scores = [score(p, arguments.details) for p in sorted(arguments.folder.rglob("truth.json"))]
    print(f"\n{'document':36} rows  precision  recall  all right   observations")
    for one in scores:
        print(
            f"{one.name:36} {one.wanted:4}  {one.precision:9.1%} {one.recall:7.1%} "
            f"{one.accuracy:10.1%}   {one.observations_right}/{one.observations_wanted}"
            f" of {one.observations_given}"
        )
    rows, right = sum(s.wanted for s in scores), sum(s.right for s in scores)
    print(f"{'all':36} {rows:4}  {right / max(rows, 1):.1%} of the rows have every field right")


if __name__ == "__main__":
    main()
