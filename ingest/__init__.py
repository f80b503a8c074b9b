"""Files in, datasets out: the pipeline, its commands and the Python API.

    import ingest
    progress = ingest.read("sangyo-2019-08.pdf")    # DataFrame: the progress table
    document = ingest.open("sangyo-2019-08.pdf")    # every table, coverage, pictures of places
    panel = ingest.panel("normalized/")             # all editions, one indicator_id each

Nothing heavy is imported before one of these is called.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from ingest.opened import OpenDocument

__all__ = ["open", "panel", "read"]


def read(path: "str | PathLike[str]", *, reference: str = "") -> "pd.DataFrame":
    """The progress table of one document.

    Args:
        path: A PDF, workbook, Word, HTML or text file.
        reference: The day the document reports on (`2019-08`), where it does not say so itself.

    Raises:
        UsageError: The path does not exist or the reference is no date.
        UnreadableDocumentError: The document cannot be read.
    """
    return open(path, reference=reference).progress


def open(path: "str | PathLike[str]", *, reference: str = "") -> "OpenDocument":  # noqa: A001 - ingest.open reads as it should
    """One document with all its tables; arguments and errors as for `read`."""
    from ingest.opened import open_document
    from ingest.reference import read_reference

    return open_document(Path(path), read_reference(reference))


def panel(path: "str | PathLike[str]" = "normalized") -> "pd.DataFrame":
    """All editions of all series: one row for each indicator and edition.

    Args:
        path: The output folder of a run, or a folder with several of them.

    Raises:
        UsageError: No output folder is there.
    """
    from ingest.history.folders import read_panel

    return read_panel(Path(path))
