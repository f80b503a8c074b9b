"""Plain text to a `Document`: tab-separated tables, their cells perhaps HTML fragments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex
from lxml import html

from parsers.document import (
    Document,
    Locator,
    Passage,
    SetAside,
    Table,
    count_characters,
)
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.encoding import decode_text, find_mojibake
from parsers.readers.grid import DraftCell, build_table
from parsers.readers.markup import shown_text

_TAG = regex.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")


@dataclass(slots=True)
class _Draft:
    """A table while its lines are met."""

    rows: list[list[str]] = field(default_factory=list)


def read_text(content: bytes) -> Document:
    """Read plain text; a line with a tab is a row, and rows of as many columns are one table.

    A blank line or a repeated heading row within a table does not end it: such text is what is left
    of printed pages. The repeated heading is set aside.

    Raises:
        UnreadableDocumentError: The bytes are no text in a known encoding.
    """
    text = decode_text(content)
    if text is None:
        raise UnreadableDocumentError(Finding("R011", "text"))
    lines = [[_plain(part) for part in line.split("\t")] for line in text.splitlines()]
    drafts, set_aside = _gather(lines)
    return Document(
        media_type="text/plain",
        blocks=tuple(_blocks(drafts)),
        characters=count_characters(part for line in lines for part in line),
        set_aside=tuple(set_aside),
        findings=tuple(filter(None, [find_mojibake(text)])),
    )


def _plain(part: str) -> str:
    """The text of a field; where it holds markup, what the markup shows."""
    if not _TAG.search(part):
        return part.strip()
    return shown_text(html.fragment_fromstring(part, create_parent="div"))


def _gather(lines: Sequence[list[str]]) -> tuple[list[_Draft | str], list[SetAside]]:
    """Tables and paragraphs in order; a heading row met again is set aside."""
    blocks: list[_Draft | str] = []
    set_aside: list[SetAside] = []
    table: _Draft | None = None
    for number, line in enumerate(lines, start=1):
        if len(line) == 1:
            if line[0]:
                blocks.append(line[0])
                table = None
        elif table is not None and line == table.rows[0]:
            place = Locator(line=number)
            set_aside.append(SetAside(Passage(" ".join(line), place), "repeated_header"))
        elif table is not None and len(line) == len(table.rows[0]):
            table.rows.append(line)
        else:
            table = _Draft([line])
            blocks.append(table)
    return blocks, set_aside


def _blocks(drafts: Sequence[_Draft | str]) -> Iterator[Table | Passage]:
    tables = paragraphs = 0
    for draft in drafts:
        if isinstance(draft, str):
            paragraphs += 1
            yield Passage(draft, Locator(paragraph=paragraphs))
        else:
            tables += 1
            yield build_table(tables, [[DraftCell(text) for text in row] for row in draft.rows])
