"""Changes for people: between two files, in a month, or into the latest editions."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest import schema
from ingest.codes import CODES
from ingest.errors import UsageError
from ingest.history.complete import Dataset, find_history
from ingest.history.files import find_table
from ingest.history.folders import relate
from ingest.history.model import Row
from ingest.history.schema import CHANGES
from parsers.findings import UnreadableDocumentError

_ORDER = tuple(CODES["change"])


def compare_paths(old: Path, new: Path) -> list[Row]:
    """What moved from one document or output folder to another, whatever series they name.

    Raises:
        UsageError: A path does not exist, holds no indicators, or OLD is the newer one.
        UnreadableDocumentError: No document of a path can be read.
    """
    with TemporaryDirectory(prefix="shinchoku-") as folder:
        homes = [_home(path, Path(folder) / name) for path, name in ((old, "old"), (new, "new"))]
        dataset = Dataset(homes)
        sides = [Dataset([home]).documents for home in homes]
        if {str(d["document_id"]) for d in sides[0]} == {str(d["document_id"]) for d in sides[1]}:
            raise UsageError("E209", str(new), reason="OLD = NEW")
        if not _are_outputs(old, new):
            dataset.documents = _as_editions(sides, new)
        history = find_history(dataset, ())
    return _sorted(history.tables[CHANGES.name])


def compare_month(path: Path, month: date | None) -> list[Row]:
    """What moved into the editions of a month, or into the latest edition of each series.

    Args:
        path: A folder with output of runs.
        month: Its last day; None for the latest editions.
    """
    rows = relate(path).tables[CHANGES.name]
    if month is not None:
        return _sorted(r for r in rows if _month(r["to_edition"]) == (month.year, month.month))
    latest: dict[object, date] = {}
    for row in rows:
        if isinstance(day := row["to_edition"], date):
            latest[row["series_id"]] = max(day, latest.get(row["series_id"], day))
    return _sorted(r for r in rows if r["to_edition"] == latest.get(r["series_id"]))


def to_json(rows: Iterable[Row]) -> str:
    """The changes as a JSON list with the columns of the table `changes`."""
    return json.dumps(list(rows), ensure_ascii=False, indent=2, default=str)


def to_markdown(rows: Sequence[Row]) -> str:
    """The changes as sentences under their series and kind, each with its place in both editions."""
    lines: list[str] = []
    heading = kind = ""
    for row in rows:
        publisher = (
            "" if str(row["series"]).startswith(str(row["publisher"] or "")) else row["publisher"]
        )
        title = f"{publisher or ''}{row['series']}"
        if title != heading:
            lines += ["", f"## {title}"]
            heading, kind = title, ""
        if row["kind"] != kind:
            kind = str(row["kind"])
            lines += ["", f"### {' / '.join(CODES['change'][kind])}", ""]
        lines.append(f"- {row['sentence']}［{_places(row)}］")
    return (
        "\n".join(lines).strip() + "\n"
        if lines
        else "変わったことはありません。 Nothing changed.\n"
    )


def _places(row: Row) -> str:
    places = (row.get("from_locator"), row.get("to_locator"))
    return " → ".join(str(place) for place in places if place) or "－"


def _home(path: Path, folder: Path) -> Path:
    """The output folder of a path: itself, or what a run makes of it."""
    if path.is_dir() and find_table(path, schema.DOCUMENTS):
        return path
    from ingest.pipeline import run

    with run([path], folder, formats=("parquet",)) as done:
        refusals = (o.finding for o in done.ledger.outcomes(told=True) if o.finding)
        if done.unreadable == done.count("documents") and (refusal := next(refusals, None)):
            raise UnreadableDocumentError(refusal)
        return folder


def _are_outputs(*paths: Path) -> bool:
    return all(path.is_dir() and find_table(path, schema.DOCUMENTS) for path in paths)


def _as_editions(sides: Sequence[Sequence[Row]], new: Path) -> list[Row]:
    """The documents as two editions of one series; days that nothing tells are made up."""
    days = [
        max((d for r in side if isinstance(d := r["edition"], date)), default=None)
        for side in sides
    ]
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError("E209", str(new), reason=f"{days[0]} > {days[1]}")
    if not all(days) or days[0] == days[1]:
        days = [date.min, date.min + timedelta(days=1)]
    last = sides[1][-1]
    about = {"series": last["series"], "publisher": last["publisher"]}
    return [
        {**row, **about, "edition": day}
        for side, day in zip(sides, days, strict=True)
        for row in side
    ]


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(
        rows,
        key=lambda r: (
            str(r["series"]),
            str(r["to_edition"]),
            _ORDER.index(str(r["kind"])),
            str(r["indicator"]),
            str(r["period_edtf"] or ""),
        ),
    )


def _month(day: object) -> tuple[int, int]:
    return (day.year, day.month) if isinstance(day, date) else (0, 0)
