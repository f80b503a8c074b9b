"""All tables of the output folders that a path holds, and bringing them to Delta Lake."""

from functools import partial
from pathlib import Path

from ingest import schema
from ingest.history.folders import find_folders, relate
from ingest.history.schema import HISTORY_TABLES
from ingest.stores.batches import Tables, of_folders, of_rows


def collect(path: Path) -> Tables:
    """The documents' tables, each document once, and those that span documents.

    Raises:
        UsageError: No output folder is there.
    """
    history = relate(path)
    across = {
        table.name: partial(of_rows, table, history.tables[table.name]) for table in HISTORY_TABLES
    }
    return {**across, **of_folders(find_folders(path), schema.TABLES)}
