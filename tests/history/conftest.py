"""Runs over made editions, in this process."""

import pytest

from ingest.history.files import read_rows
from ingest.history.schema import HISTORY_TABLES
from ingest.pipeline import run

TABLES = {table.name: table for table in HISTORY_TABLES}


@pytest.fixture
def history(tmp_path):
    """Writes issues, runs over them, and gives the rows of the tables that span documents."""

    def follow(*issues, corrections=None, out="out"):
        folder = tmp_path / "documents"
        for number, issue in enumerate(issues):
            issue.write(folder / f"{number}")
        done = run([folder], tmp_path / out, corrections=corrections)
        rows = {name: list(read_rows(tmp_path / out, table)) for name, table in TABLES.items()}
        return done, rows

    return follow
