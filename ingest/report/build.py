"""The report, in order: read, arrange, lead back to the sources, write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import OutputError
from ingest.report.dataset import read_dataset
from ingest.report.pages import make_pages
from ingest.report.readability import check_tables
from ingest.report.site import write_folder, write_single
from ingest.report.sources import PDF, find_contents
from ingest.report.views import make_views
from ingest.watch import Watch


@dataclass(frozen=True, slots=True)
class Built:
    """What was written.

    Attributes:
        pages: How many pages.
        start: The file to open.
        missing: Names of PDF whose file was not found: their pages are shown as cells.
    """

    pages: int
    start: Path
    missing: tuple[str, ...]


def build_report(
    folder: Path, out: Path, sources: Sequence[Path], single_file: bool, watch: Watch
) -> Built:
    """Write the report of an output folder.

    Args:
        folder: What `run` has written: one output folder, or one that holds several.
        out: Folder of the site.
        sources: Folders that hold the documents.
        single_file: Whether one file is to hold everything.
        watch: Called after each document with the number done, of all, and its name.

    Raises:
        UsageError: The folder holds no tables.
        OutputError: The site cannot be written.
    """
    dataset = read_dataset(folder)
    documents = dataset["documents"]
    files = find_contents(sources, documents)
    pages = make_pages(dataset, make_views(dataset), files, check_tables(folder), watch)
    try:
        start = out / ("report.html" if single_file else "index.html")
        count = write_single(pages, start) if single_file else write_folder(pages, out)
    except OSError as error:
        raise OutputError("E402", str(out), reason=error.strerror or str(error)) from error
    lost = (d for d in documents if d["media_type"] == PDF and d["document_id"] not in files)
    return Built(count, start, tuple(sorted(d["source"] for d in lost)))
