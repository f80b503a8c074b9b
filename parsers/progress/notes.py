"""Notes under tables (※1 高速バスを除く。) to the indicators whose marks lead to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.document import Document, Passage, Table
from parsers.progress.cells import CellRecords
from parsers.progress.footnotes import marks_in, read_note, split_notes
from parsers.progress.records import IndicatorRow


@dataclass(frozen=True, slots=True)
class Note:
    """A note: the mark it begins with, its text, and the number of the block it stands in."""

    mark: str
    passage: Passage
    block: int


def find_notes(document: Document) -> tuple[Note, ...]:
    """Every paragraph, cell or line that begins with a footnote mark, in order."""
    return tuple(
        Note(mark, passage, index)
        for index, block in enumerate(document.blocks)
        for whole in _passages(block)
        for passage in split_notes(whole)
        if (mark := read_note(passage))
    )


def with_notes(
    records: CellRecords, notes: Sequence[Note], block: int
) -> tuple[CellRecords, tuple[Passage, ...]]:
    """The records with the notes that their marks lead to, and those notes.

    A mark leads to the first note below it; the next table may use the same mark anew.

    Args:
        records: What a row or cell holds.
        notes: All notes of the document.
        block: Number of the block that the records come from.
    """
    used: list[Passage] = []
    rows: list[IndicatorRow] = []
    for row in records.indicators:
        found = list(_notes_for(row, notes, block))
        used += found
        texts = [row.note, *(passage.joined().text for passage in found)]
        rows.append(replace(row, note=" ".join(filter(None, texts))) if found else row)
    return replace(records, indicators=tuple(rows)) if used else records, tuple(used)


def _notes_for(row: IndicatorRow, notes: Sequence[Note], block: int) -> Iterator[Passage]:
    texts = [row.passage.text, *(o.passage.text for o in row.observations)]
    for mark in dict.fromkeys(mark for text in texts for mark in marks_in(text)):
        below = (note for note in notes if note.mark == mark and note.block >= block)
        note = next(below, None)
        if note is not None:
            yield note.passage


def _passages(block: Table | Passage) -> Iterator[Passage]:
    if isinstance(block, Passage):
        yield block
    else:
        yield from (cell.passage for cell in block.cells)
