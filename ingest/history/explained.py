"""What the data say about a code or an indicator: corrections with who and why, and findings."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest import schema
from ingest.corrections import squeeze
from ingest.history.complete import Dataset
from ingest.history.folders import find_folders, relate
from ingest.history.model import Row
from ingest.history.schema import CORRECTIONS, INDICATOR_NAMES

_APPLIED = ("A101", "A102", "A103")


def explain_in(subject: str, path: Path) -> Iterator[str]:
    """Lines about a finding's code, or an indicator's name or id, in the output of runs.

    Raises:
        UsageError: No output folder is there.
    """
    history = relate(path)
    dataset = Dataset(find_folders(path))
    ids = frozenset(str(row["document_id"]) for row in dataset.documents)
    titles = {str(d["document_id"]): str(d["title"] or d["source"]) for d in dataset.documents}
    names = _names(subject, history.tables[INDICATOR_NAMES.name])
    for row in history.tables[CORRECTIONS.name]:
        if subject.upper() in _APPLIED or squeeze(str(row["indicator"])) in names:
            yield from _correction_lines(row, titles)
    for row in dataset.rows(schema.FINDINGS, ids):
        if row["code"] == subject.upper() or squeeze(str(row["text"] or "")) in names:
            place = f"{titles[str(row['document_id'])]} {row['locator'] or ''}".strip()
            yield f"{row['code']}  {row['message_ja']}  [{place}]"


def _names(subject: str, rows: Iterable[Row]) -> frozenset[str]:
    """Every name that the indicator of this name or id has had."""
    known = list(rows)
    wanted = squeeze(subject)
    ids = {r["indicator_id"] for r in known if squeeze(str(r["name"])) == wanted} | {subject}
    return frozenset(squeeze(str(r["name"])) for r in known if r["indicator_id"] in ids) | {wanted}


def _correction_lines(row: Row, titles: dict[str, str]) -> Iterator[str]:
    """A correction as the source says it, as it is read, who says so and why."""
    place = f"{titles.get(str(row['document_id']), '－')} {row['locator'] or ''}".strip()
    what = f"「{row['says'] or row['other'] or ''}」→「{row['becomes'] or row['kind']}」"
    yield f"{row['indicator']}  {row['column'] or ''}  {what}  [{row['status']}]"
    yield f"  原本 source  {place}"
    yield f"  誰が who     {row['who']}"
    yield f"  なぜ why     {row['why']}"
