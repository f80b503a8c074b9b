"""Writes the pages of docs/ that are made of the program itself: tables, codes, findings, notations.

python docs/make_reference.py            rewrite docs/tables.md, findings.md and notations.md
python docs/make_reference.py --check    end with 1 where one is not up to date
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from ingest import schema
from ingest.codes import CODES
from ingest.history.schema import HISTORY_TABLES
from parsers.findings import FindingKind, read_catalogue

DOCS = Path(__file__).parent
CORPORA = DOCS.parent / "parsers" / "notation" / "corpora"
MADE = "<!-- docs/make_reference.py が作る。手で直さない。 Made by docs/make_reference.py. -->"
TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "真偽",
    "date": "日付",
}
FAMILIES = {
    "A": "訂正 / corrections",
    "D": "日付 / dates",
    "E": "実行を続けられない理由 / why a run cannot go on",
    "F": "取得 / fetching",
    "H": "版をまたいで / across editions",
    "K": "機械と出力の確認 / checks of the machine and of the output",
    "N": "数 / numbers",
    "P": "表の意味 / what a table means",
    "R": "文書の読み取り / reading a document",
    "T": "表の形 / the shape of tables",
    "U": "単位 / units",
}


def tables() -> Iterator[str]:
    """Every column of every table."""
    yield "# 表と列 / Tables and columns\n"
    yield (
        "`run` が書く表です。CSV と Parquet に同じ行が同じ順で入ります。"
        " The tables that `run` writes; the same rows in CSV and Parquet.\n"
    )
    for table in (*schema.TABLES, *HISTORY_TABLES):
        key = "、".join(f"`{name}`" for name in table.key) or "なし none"
        yield f"## {table.name}：{table.title}\n\n{table.description}（鍵 key：{key}）\n"
        yield "| 列 column | 型 | 名前 | 説明 |\n|---|---|---|---|"
        for column in table.columns:
            unit = f"（{column.unit}）" if column.unit else ""
            codes = f" [{column.codes}](#{column.codes})" if column.codes else ""
            about = (
                f"{TYPES[column.type]}{unit} | {column.title} | {cell(column.description)}{codes}"
            )
            yield f"| `{column.name}` | {about} |"
        yield ""
    yield "## 語彙 / Codes\n"
    for name, meanings in CODES.items():
        yield f"### {name}\n\n| コード code | 意味 | Meaning |\n|---|---|---|"
        yield from (f"| `{code}` | {ja} | {en} |" for code, (ja, en) in meanings.items())
        yield ""


def findings() -> Iterator[str]:
    """Every code with what it means and what to do."""
    yield "# 気づきのコード / Findings\n"
    yield "`shinchoku explain D101` でも読めます。 The same as `shinchoku explain CODE`.\n"
    catalogue = sorted(read_catalogue().items())
    heads = {letter: f"{letter} {about}" for letter, about in FAMILIES.items()}
    for head in heads.values():
        yield f"- [{head}](#{head.lower().replace('/', '').replace(' ', '-')})"
    yield ""
    for family, kinds in groupby(catalogue, key=lambda entry: entry[0][0]):
        yield f"## {heads[family]}\n"
        yield from describe_codes(kinds)


def describe_codes(kinds: Iterable[tuple[str, FindingKind]]) -> Iterator[str]:
    """What each code of a family means."""
    for code, kind in kinds:
        yield f"### {code} {kind.title_ja} / {kind.title_en}\n\n`{kind.severity}`\n"
        yield f"{kind.explanation_ja}\n\n{kind.explanation_en}\n"


def notations() -> Iterator[str]:
    """Every row of the corpora with its expected reading."""
    yield "# 読める書き方 / Notations\n"
    yield (
        "テストが一行ずつ確かめる全例です。規則ごとの要約は README にあります。"
        " Every example that the tests hold, row by row; README has one for each rule.\n"
    )
    for name, title in (("indicators", "指標"), ("values", "値"), ("dates", "日付")):
        rows = read_rows(name)
        yield f"## {title} / {name} ({len(rows)})\n\n| 書き方 | 読み |\n|---|---|"
        yield from (f"| {cell(row['text'])} | {cell(reading(name, row))} |" for row in rows)
        yield ""


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a corpus that must be read."""
    text = (CORPORA / f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row["verdict"] == "pass"]


def reading(name: str, row: dict[str, str]) -> str:
    """The expected reading of a row in few words."""
    if name == "dates":
        return row["edtf"] or f"{row['start'] or '..'} – {row['end'] or '..'}"
    if name == "values":
        ends = f"{row['minimum']}–{row['maximum']}" if row["minimum"] or row["maximum"] else ""
        told = (row["qualifier"], row["number"] or ends or row["status"], row["unit"])
        return " ".join(filter(None, told))
    return " / ".join(filter(None, (row["actual"], row["target"])))


def cell(text: str) -> str:
    """A text as a cell of a Markdown table shows it."""
    plain = text.replace("\\n", "⏎").replace("\n", " ")
    for mark in "\\|*_<>`[]~":
        plain = plain.replace(mark, "\\" + mark)
    return plain


PAGES = {"tables.md": tables, "findings.md": findings, "notations.md": notations}


def main() -> None:
    """Rewrite or check the pages."""
    stale = 0
    for name, make in PAGES.items():
        path, text = DOCS / name, f"{MADE}\n\n" + "\n".join(make()).rstrip() + "\n"
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        stale += old != text
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
    sys.exit(int(bool(stale)) if "--check" in sys.argv[1:] else 0)


if __name__ == "__main__":
    main()
