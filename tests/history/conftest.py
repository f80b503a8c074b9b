"""Runs over made editions in this very process: what a run does, without its pool of workers."""

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from ingest import schema
from ingest.cli import app
from ingest.corrections import read_corrections
from ingest.errors import IngestError
from ingest.history.complete import complete
from ingest.history.files import read_rows, write_rows
from ingest.history.schema import HISTORY_TABLES
from ingest.reading import read_one
from ingest.rows import make_rows
from ingest.sources import find_sources, read_source

_DOCUMENTS = {".html", ".pdf", ".xlsx"}
TABLES = {table.name: table for table in HISTORY_TABLES}


def run_here(folder, out, corrections=None, formats=("csv", "parquet")):
    """The tables of the documents in a folder, completed; gives the history."""
    out.mkdir(parents=True, exist_ok=True)
    sources = (s for s in find_sources([folder]) if s.path.suffix in _DOCUMENTS)
    parts = [make_rows(read_one(read_source(source))) for source in sources]
    for table in schema.TABLES:
        rows = [row for part in parts for row in part.get(table.name, ())]
        write_rows(out, table, rows, formats)
    known = read_corrections(corrections) if corrections else ()
    return complete(out, formats, known)


@pytest.fixture(name="run_here")
def run_here_fixture():
    return run_here


@pytest.fixture
def history(tmp_path):
    """Writes issues, reads them, and gives the history with the rows of its tables."""

    def follow(*issues, corrections=None):
        for number, issue in enumerate(issues):
            issue.write(tmp_path / "documents" / f"{number}")
        done = run_here(tmp_path / "documents", tmp_path / "out", corrections, ("parquet",))
        rows = {n: list(read_rows(tmp_path / "out", table)) for n, table in TABLES.items()}
        return done, rows

    return follow


@pytest.fixture
def command():
    """A command in this very process, with its exit code and what it says."""

    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        failed = result.exception
        code = failed.exit_code if isinstance(failed, IngestError) else result.exit_code
        if failed is not None and not isinstance(failed, IngestError | SystemExit):
            raise failed
        return SimpleNamespace(returncode=code, stdout=result.stdout, stderr=result.stderr)

    return call
