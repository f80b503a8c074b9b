"""The desk: the tables as they are now, the pictures of their pages, and what people save."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.corrections import (
    CORRECTIONS_FILE,
    Correction,
    append_correction,
    find_corrections,
    read_corrections,
)
from ingest.errors import UsageError
from ingest.report.dataset import Dataset, Row, read_dataset, tables_changed_at
from ingest.report.sources import PDF, PagePicture, find_contents, marked_rows, picture_pages
from ingest.review.queue import Item, like, make_queue

_PICTURES = 64


@dataclass(frozen=True, slots=True)
class _Saved:
    """A file as it was before an entry was added and as it was left."""

    path: Path
    before: bytes | None
    after: bytes


class Desk:
    """What the review pages show and do.

    Args:
        folder: What `run` has written.
        sources: Folders that hold the documents.
        corrections: The file to write to; None for the one beside each document.
    """

    def __init__(self, folder: Path, sources: Sequence[Path], corrections: Path | None) -> None:
        self._folder = folder
        self._sources = tuple(sources)
        self._file = corrections
        self._undo: list[_Saved] = []
        self._read_at = -1.0
        self.refresh()

    def refresh(self) -> None:
        """Read the tables again if a run has written them since."""
        changed = tables_changed_at(self._folder)
        if changed == self._read_at:
            return
        self._read_at = changed
        self.dataset: Dataset = read_dataset(self._folder)
        self._documents = {row["document_id"]: row for row in self.dataset["documents"]}
        self._files = find_contents(self._sources, self._documents.values())
        self._marked = marked_rows(self.dataset)
        self._picture = lru_cache(_PICTURES)(self._draw)

    @property
    def queue(self) -> tuple[Item, ...]:
        """All items, the most doubtful first."""
        return make_queue(self.dataset, self._waiting())

    def document(self, item: Item) -> Row:
        """The row of `documents` of an item."""
        return self._documents[item.row["document_id"]]

    def picture(self, document_id: str, page: int) -> PagePicture | None:
        """A page with its boxes; None where there is none or its file is not at hand."""
        return self._picture(document_id, page)

    def preview(self, correction: Correction) -> tuple[Item, ...]:
        """What a correction would touch, in all editions."""
        return like(self.queue, correction)

    def save(self, item: Item, correction: Correction) -> Path:
        """Add an entry to the corrections of the item's document.

        Raises:
            UsageError: The entry lacks something, or the file is no TOML.
        """
        path = self.corrections_file(item)
        before = path.read_bytes() if path.is_file() else None
        append_correction(path, correction)
        self._undo.append(_Saved(path, before, path.read_bytes()))
        return path

    def undo(self) -> bool:
        """Take the last entry back; False where there is none.

        Raises:
            UsageError: The file was changed by someone else since.
        """
        if not self._undo:
            return False
        last = self._undo.pop()
        if not last.path.is_file() or last.path.read_bytes() != last.after:
            raise UsageError("E211", str(last.path))
        if last.before is None:
            last.path.unlink()
        else:
            aside = last.path.with_suffix(".toml.aside")
            aside.write_bytes(last.before)
            aside.replace(last.path)
        return True

    def corrections_file(self, item: Item) -> Path:
        """The file that holds the corrections of an item's series."""
        if self._file is not None:
            return self._file
        path = self._files.get(item.row["document_id"])
        if path is None:
            return self._sources[0] / CORRECTIONS_FILE
        known = find_corrections([path])
        if known:
            return known[0]
        folder = path.parent
        edition = (folder / "source.toml").is_file()
        return (folder.parent if edition else folder) / CORRECTIONS_FILE

    def _waiting(self) -> tuple[Correction, ...]:
        """Every entry of every file that the documents have."""
        paths = {} if self._file is None else {self._file: None}
        paths |= dict.fromkeys(find_corrections([*self._sources, *self._files.values()]))
        return tuple(c for path in paths if path.is_file() for c in read_corrections(path))

    def _draw(self, document_id: str, page: int) -> PagePicture | None:
        path, document = self._files.get(document_id), self._documents.get(document_id)
        if path is None or document is None or document["media_type"] != PDF:
            return None
        rows = [row for row in self._marked.get(document_id, []) if row["page"] == page]
        return next(picture_pages(document, path.read_bytes(), rows), None)
