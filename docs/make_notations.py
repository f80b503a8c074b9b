"""Writes README's table of the notations that are read, from the corpora.

    python docs/make_notations.py            rewrite README.md
    python docs/make_notations.py --check    end with 1 where README.md is not up to date

Each rule that reads a row of the corpora gets one line, with the shortest row that it reads.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from readme_table import write_table

from ingest.reference import read_reference
from parsers.notation.dates import parse_date
from parsers.notation.indicators import parse_indicator
from parsers.notation.model import Value
from parsers.notation.values import parse_value

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "parsers" / "notation" / "corpora"
BEGIN, END = "<!-- notations: made by docs/make_notations.py -->", "<!-- /notations -->"


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a corpus that must be read."""
    text = (CORPORA / f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row["verdict"] == "pass"]


def find_examples() -> Iterator[tuple[str, str, str]]:
    """Rule, text and reading for every row that is read."""
    for row in read_rows("indicators"):
        parsed = parse_indicator(row["text"].replace("\\n", "\n"), read_reference(row["reference"]))
        if parsed and "\\n" not in row["text"]:
            told = (f"{m.measure} {show_value(m.value)}" for m in parsed.value.measurements)
            yield parsed.rule, row["text"], "; ".join(told)
    for row in read_rows("values"):
        value = parse_value(row["text"], unit=row["unit_hint"])
        if value and not row["unit_hint"]:
            yield value.rule, row["text"], show_value(value.value)
    for row in read_rows("dates"):
        period = parse_date(row["text"], read_reference(row["reference"]))
        if period and period.value.edtf:
            yield period.rule, row["text"], period.value.edtf


def show_value(value: Value) -> str:
    """A value in few words: 67 億円, ≥ 5 件, 50–60 社."""
    marks = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}
    if value.status != "number":
        return value.state
    if value.number is None:
        return f"{value.minimum}–{value.maximum} {value.unit}"
    return f"{marks.get(value.qualifier, '')}{value.number:f} {value.unit}".strip()


def make_table() -> str:
    """The table as Markdown, rules in order of their kind and first row."""
    shortest: dict[str, tuple[str, str]] = {}
    for rule, text, reading in find_examples():
        if rule not in shortest or len(text) < len(shortest[rule][0]):
            shortest[rule] = (text, reading)
    lines = ["| 書き方 rule | 例 example | 読み reading |", "|---|---|---|"]
    for rule, (text, reading) in shortest.items():
        lines.append(f"| `{rule}` | {text.replace('|', '／')} | {reading} |")
    return "\n".join(lines)


if __name__ == "__main__":
    write_table(BEGIN, END, make_table())
