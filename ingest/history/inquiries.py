"""問い合わせ文: what looks like a publisher's error, as a letter that can be sent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest import schema
from ingest.history.complete import Dataset
from ingest.history.folders import find_folders
from ingest.history.model import Row

ERRORS = ("D104", "D105", "D106", "D110", "H103", "H104", "H105", "H106")
"""Codes of what a publisher, not the program, is to mend."""

_LETTER = """\
件名：「{title}」の記載について（お尋ね）

{publisher}　ご担当者様

貴団体が公表されている「{title}」を拝見しております。
次の箇所について、誤記の可能性があるように見えましたので、お尋ねいたします。

{items}

お忙しいところ恐縮ですが、正しい記載をご教示いただけますと幸いです。
資料：{source}（SHA-256 {sha256}）
"""
_ITEM = """\
{number}. {place}
   記載：「{text}」
   お尋ねの理由：{message}"""


def write_inquiries(path: Path) -> Iterator[str]:
    """A letter for each document that seems to hold an error.

    Raises:
        UsageError: No output folder is there.
    """
    folders = find_folders(path)
    dataset = Dataset(folders)
    ids = frozenset(str(d["document_id"]) for d in dataset.documents)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in dataset.rows(schema.FINDINGS, ids):
        if row["code"] in ERRORS:
            found[str(row["document_id"])].append(row)
    for document in dataset.documents:
        rows = found.get(str(document["document_id"]))
        if rows:
            yield _write(document, rows)


def _write(document: Row, rows: Iterable[Row]) -> str:
    items = (
        _ITEM.format(number=number, place=_place(row), text=row["text"], message=row["message_ja"])
        for number, row in enumerate(rows, 1)
    )
    return _LETTER.format(
        title=document["title"] or document["source"],
        publisher=document["publisher"] or "（発行者）",
        items="\n".join(items),
        source=document["source"],
        sha256=str(document["sha256"])[:12],
    )


def _place(row: Row) -> str:
    """A locator in words: p1.t1.r3.c2 → 1ページ、表1、3行目、2列目."""
    names = {"p": "{}ページ", "t": "表{}", "r": "{}行目", "c": "{}列目", "l": "{}つ目の項目"}
    locator = str(row["locator"] or "")
    sheet, mark, cell = locator.partition("!")
    if mark:
        return f"シート「{sheet}」の {cell}"
    parts = [
        names[p[0]].format(p[1:]) for p in locator.split(".") if p[1:].isdigit() and p[0] in names
    ]
    return "、".join(parts) or locator or "資料全体"
