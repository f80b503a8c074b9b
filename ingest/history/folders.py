"""All editions at once, from the output folders that a path holds: the panel and what belongs to it.

A path may be the output folder of one run over many documents, or a tree with a folder for each
edition; a document that several folders have counts once.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from ingest import schema
from ingest.corrections import DIFFERENT, SAME, Correction
from ingest.errors import UsageError
from ingest.history.complete import Dataset, History, find_history, write_history
from ingest.history.files import exact, find_table, read_rows
from ingest.history.model import Row
from ingest.history.schema import CORRECTIONS, HISTORY_TABLES, PANEL
from ingest.tidy import to_frame
from ingest.write import write_about


def read_panel(path: Path) -> pd.DataFrame:
    """One row for each indicator and edition.

    Raises:
        UsageError: No output folder is there.
    """
    return to_frame(PANEL, map(exact, relate(path).tables[PANEL.name]))


def find_folders(path: Path) -> tuple[Path, ...]:
    """The output folders at or below a path.

    Raises:
        UsageError: There is none.
    """
    if not path.exists():
        raise UsageError("E201", str(path))
    places = [path, *sorted(p for p in path.rglob("*") if p.is_dir() and not _hidden(p, path))]
    folders = tuple(place for place in places if find_table(place, schema.DOCUMENTS))
    if not folders:
        raise UsageError("E208", str(path))
    return folders


def relate(path: Path) -> History:
    """Follow the indicators of all output folders at or below a path."""
    folders = find_folders(path)
    told = list(_told_corrections(folders))
    confirmed = tuple(_confirmations(told))
    history = find_history(Dataset(folders), confirmed)
    history.tables[CORRECTIONS.name] = told
    return history


def write_panel(path: Path, formats: Iterable[str]) -> History:
    """Write the tables that span the output folders below a path, at its top."""
    chosen = tuple(formats)
    history = relate(path)
    tables = HISTORY_TABLES
    with TemporaryDirectory(prefix=".shinchoku-", dir=path) as aside:
        write_history(Path(aside), history, chosen)
        write_about(Path(aside), chosen, tables)
        for file in sorted(Path(aside).iterdir()):
            file.replace(path / file.name)
    return history


def _hidden(folder: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in folder.relative_to(root).parts)


def _told_corrections(folders: Iterable[Path]) -> Iterator[Row]:
    """The rows of `corrections` of all folders, each once."""
    met: set[tuple[object, ...]] = set()
    for folder in folders:
        for row in read_rows(folder, CORRECTIONS):
            key = tuple(row.values())
            if key not in met:
                met.add(key)
                yield row


def _confirmations(rows: Iterable[Row]) -> Iterator[Correction]:
    """Confirmed identities; set values stand in the tables already."""
    names = ("kind", "series", "indicator", "who", "why", "other")
    for row in rows:
        if row["kind"] in (SAME, DIFFERENT):
            yield Correction(**{name: str(row.get(name) or "") for name in names})
