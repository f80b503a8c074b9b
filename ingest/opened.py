"""One document for an analyst at a prompt: its tables as DataFrames, and pictures of its places."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ingest import schema
from ingest.errors import MissingToolError
from ingest.picture import draw_box
from ingest.reading import Reading, read_path
from ingest.rows import make_rows
from ingest.tidy import to_frame
from parsers.document import Box, Table

if TYPE_CHECKING:
    from PIL.Image import Image


class OpenDocument:
    """A document that was read, with the tables of DATA.md as attributes."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rows = make_rows(reading)

    @cached_property
    def progress(self) -> pd.DataFrame:
        """One row for each indicator."""
        return self._frame(schema.PROGRESS)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """One row for each number or state."""
        return self._frame(schema.OBSERVATIONS)

    @cached_property
    def projects(self) -> pd.DataFrame:
        """One row for each row heading."""
        return self._frame(schema.PROJECTS)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """One row for each line under a row heading."""
        return self._frame(schema.MEASURES)

    @cached_property
    def activities(self) -> pd.DataFrame:
        """One row for each activity."""
        return self._frame(schema.ACTIVITIES)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row for each date in an activity."""
        return self._frame(schema.EVENTS)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row for each cell of each table."""
        return self._frame(schema.CELLS)

    @cached_property
    def residue(self) -> pd.DataFrame:
        """Text that is in no other table, with place and reason."""
        return self._frame(schema.RESIDUE)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What was doubtful, inferred or not understood."""
        return self._frame(schema.FINDINGS)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row: the document itself."""
        return self._frame(schema.DOCUMENTS)

    @property
    def coverage(self) -> float:
        """1 − unplaced characters ÷ all characters; it must be 1."""
        return float(self.documents["coverage"].iloc[0])

    @cached_property
    def tables(self) -> tuple[pd.DataFrame, ...]:
        """The raw tables; a merged cell's text stands in each place that it covers."""
        document = self._reading.document
        return tuple(map(_grid_frame, document.tables)) if document else ()

    def locate(self, index: int, table: str = "progress", *, scale: float = 2.0) -> "Image":
        """A picture of the page with the box of a row drawn.

        Args:
            index: Index of the row in that table.
            table: `progress`, `observations` or another table with places.
            scale: Pixels for each point.

        Raises:
            MissingToolError: The document is no PDF.
        """
        row = getattr(self, table).loc[index]
        source = self._reading.source
        if pd.isna(row["page"]):
            raise MissingToolError("E601", source.name)
        edges = (float(row[name]) for name in ("x0", "top", "x1", "bottom"))
        return draw_box(source.content, Box(int(row["page"]), *edges), scale)

    def _frame(self, table: schema.Table) -> pd.DataFrame:
        return to_frame(table, self._rows.get(table.name, ()))


def open_document(path: Path, edition: date | None) -> OpenDocument:
    """Read one file.

    Raises:
        UsageError: The path does not exist.
        UnreadableDocumentError: The document cannot be read.
    """
    return OpenDocument(read_path(path, edition))


def _grid_frame(table: Table) -> pd.DataFrame:
    """The grid with its heading; stacked heading cells are joined with a blank."""
    grid = table.grid()
    rows = [
        [grid[row, column].text if (row, column) in grid else "" for column in range(table.columns)]
        for row in range(table.rows)
    ]
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    names = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*head, strict=True)]
    return pd.DataFrame(body, columns=names or None)
