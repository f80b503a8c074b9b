"""Conservation: every character of the source is in a record or in the residue.

`Placement` remembers which characters of which cell or paragraph stand in a record. What is left is
residue. The characters that the reader counted when it first met the text are compared with what
arrived here; a difference is text that was lost on the way.
"""

from collections import Counter
from collections.abc import Iterator

from parsers.document import Document, Locator, Passage, Table, count_characters

_Key = tuple[object, ...]


class Placement:
    """Which characters of a document's blocks stand in a record."""

    def __init__(self) -> None:
        self._placed: dict[_Key, list[tuple[int, int]]] = {}

    def place(self, passage: Passage) -> None:
        """Say that the passage, as it stands in its cell or paragraph, is in a record.

        The passage must be a slice of the block, not a joined one.
        """
        self._placed.setdefault(_key(passage.locator), []).append((passage.start, passage.end))

    def rest(self, block: Passage) -> Iterator[Passage]:
        """The runs of a cell or paragraph that are in no record, white space apart."""
        at = 0
        for start, end in sorted(self._placed.get(_key(block.locator), [])):
            yield from _printed(block.slice(at, max(at, start)))
            at = max(at, end)
        yield from _printed(block.slice(at, len(block.text)))


def count_unplaced(document: Document) -> int:
    """How many characters the reader met that are neither in a block nor set aside."""
    kept: Counter[str] = Counter()
    for block in document.blocks:
        texts = (cell.text for cell in block.cells) if isinstance(block, Table) else (block.text,)
        kept += count_characters(texts)
    kept += count_characters(aside.passage.text for aside in document.set_aside)
    return (Counter(document.characters) - kept).total()


def _printed(passage: Passage) -> Iterator[Passage]:
    stripped = passage.strip()
    if stripped.text:
        yield stripped


def _key(locator: Locator) -> _Key:
    """The cell or paragraph that a locator points into, whatever line of it."""
    if locator.table is not None:
        return ("table", locator.table, locator.row, locator.column)
    return ("paragraph", locator.sheet, locator.address, locator.page, locator.paragraph)
