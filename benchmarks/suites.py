"""Accuracy of the notations on suites of rows with their expected readings, each miss with its reason.

    python benchmarks/suites.py DIRECTORY

The directory holds `notations.jsonl` (indicators and dates as progress documents write them, each with
the meaning expected) and `peers-numbers.jsonl` and `peers-dates.jsonl` (rows of other projects' tests).
Ends with 1 where a row of ours is missed or a peer's row without a reason that is given here.
"""

import argparse
import json
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from parsers.notation import describe

# Why a peer's expectation is not ours, by its text.
REASONS = {
    "元": "a word for the first year of an era, no number by itself",
    "マイナス": "a sign without a number is none",
    "-123": "the peer has no negatives and drops the sign",
    "−123": "the peer has no negatives and drops the sign",
    "15,7": "a separator that parts no thousands: 15.7 as likely as 157",
    "明治5年12月2日": "read by the calendar of the document and flagged D111, not converted to 1872-12-31",
    "安政 ７年 ３月 １７日": "an era before 1868: lunisolar calendar",
    "安政七年　\t 弥生卅日": "an era before 1868: lunisolar calendar",
    "慶応三年十二月三十日": "an era before 1868: lunisolar calendar",
    "January 2, 2018": "English",
}
_ERAS_BEFORE_1868 = ("大化",)
_VALUE_KEYS = {"value": "value_std", "unit": "unit_std", "cmp": "qualifier"}
_IGNORED = ("unit_norm", "unit_shared", "accept", "fiscal", "fy", "issue", "notes")


def read_rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def edition_of(text: str) -> date:
    year, month, *day = map(int, text.split("-"))
    return date(year, month, day[0] if day else monthrange(year, month)[1])


def is_same(expected: object, got: object) -> bool:
    """Whether two readings mean the same: numbers by their value, all else as it stands."""
    if isinstance(expected, str) and isinstance(got, str):
        try:
            return Decimal(expected) == Decimal(got)
        except ArithmeticError:
            return expected == got
    return expected == got


def value_fits(expected: dict | None, got: dict | None) -> bool:
    if expected is None or got is None:
        return expected is got
    allowed = [
        [expected.get("value"), expected.get("unit_norm", expected.get("unit"))],
        *expected.get("accept", []),
    ]
    told = {key: got.get(_VALUE_KEYS.get(key, key)) for key in expected if key not in _IGNORED}
    rest = {key: expected[key] for key in told if key not in ("value", "unit")}
    number = any(
        is_same(value, got["value_std"]) and (unit or None) == got["unit_std"]
        for value, unit in allowed
    )
    missing = "value" not in expected and "min" not in expected
    return (missing or number) and all(is_same(rest[key], told[key]) for key in rest)


def date_fits(expected: dict | None, got: dict | None) -> bool:
    if expected is None or got is None:
        return expected is got
    if expected.get("invalid"):
        return got["edtf"] is None
    return all(got.get(key) == expected[key] for key in expected if key not in _IGNORED)


def indicator_fits(expected: dict, got: dict) -> bool:
    checks = [
        got["label"] == expected["label"],
        value_fits(expected["actual"], got["actual"]),
        value_fits(expected["target"], got["target"]),
        date_fits(expected["as_of"], got["as_of"]),
        date_fits(expected.get("target_as_of"), got["target_as_of"]),
        got["cumulative"] == expected.get("cumulative", False),
        not expected.get("notes") or got["note"] is not None,
    ]
    extra = expected.get("extra", [])
    checks += [len(extra) <= len(got["extra"])]
    checks += [value_fits(*pair) for pair in zip(extra, got["extra"], strict=False)]
    return all(checks)


def fits(row: dict) -> bool:
    """Whether our reading is the one expected, or one of the alternatives and flagged as doubtful."""
    got = describe(row["kind"], row["input"], edition_of(row["context"]["doc_date"]))
    check = indicator_fits if row["kind"] == "indicator" else date_fits
    wanted = [row["expected"], *({**row["expected"], **a} for a in row.get("alternatives", []))]
    flagged = not row.get("ambiguous") or bool(got["findings"])
    return flagged and any(check(expected, got) for expected in wanted)


def number_fits(row: dict) -> bool:
    got = describe("indicator", row["input"])["actual"]
    return bool(got) and is_same(row["value"], got["value_std"])


def day_fits(row: dict) -> bool:
    got = describe("date", row["input"], edition_of(row["reference"]))
    start, end = row["expected"][0]
    return got["start"] == start and end in (None, got["end"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    directory = parser.parse_args().directory
    if directory is None:
        print("no directory of suites given")
        return
    unexplained = 0
    for name, check in (
        ("notations", fits),
        ("peers-numbers", number_fits),
        ("peers-dates", day_fits),
    ):
        rows = list(read_rows(directory / f"{name}.jsonl"))
        missed = [row for row in rows if not check(row)]
        right = len(rows) - len(missed)
        print(f"{name:15}{right:6} of {len(rows):5}{right / len(rows):8.1%}")
        for row in missed:
            old = row["input"].startswith(_ERAS_BEFORE_1868)
            reason = "an era before 1868" if old else REASONS.get(row["input"], "")
            unexplained += not reason
            print(f"    {row['input']!r}: {reason or 'MISSED'}")
    sys.exit(int(unexplained > 0))


if __name__ == "__main__":
    main()
