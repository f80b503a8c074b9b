"""Pages to the blocks of a document, in order: clean, find tables, find lines, join over pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from parsers.document import Locator, Page, Passage, SetAside, Table
from parsers.findings import Finding
from parsers.tables.blanks import is_blank
from parsers.tables.cleaning import find_buried, find_duplicates, find_hidden
from parsers.tables.continuation import continue_table, same_columns, says_continued
from parsers.tables.cutoff import find_cut_off, place_in_cells
from parsers.tables.draft import (
    DraftCell,
    DraftTable,
    draft_table,
    finish_cell,
    finish_table,
    locate_findings,
)
from parsers.tables.finder import find_tables
from parsers.tables.furniture import RimLine, find_furniture, find_rim
from parsers.tables.lines import OUTSIDE, Line
from parsers.tables.page import Flags, Glyphs, PageContent
from parsers.tables.paragraphs import group_lines, make_passages
from parsers.tables.places import Places
from parsers.tables.regions import PageText
from parsers.tables.shelf import FEW, Shelf
from parsers.tables.turned import (
    Turn,
    find_turn,
    turn_back,
    turn_finding,
    turn_page,
    turn_set_aside,
)


@dataclass(slots=True)
class DraftPage:
    """A page while it is assembled, as it is read: its tables, and its lines outside them."""

    page: Page
    turn: Turn | None = None
    tables: list[DraftTable] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    cut_off: list[Finding] = field(default_factory=list)

    def pack(self) -> None:
        """Keep the places of its characters in less room: hardly any will be asked for."""
        cells = chain.from_iterable(table.cells for table in self.tables)
        for line in chain(self.lines, *(cell.lines for cell in cells)):
            line.held.pack()


@dataclass(frozen=True, slots=True)
class Assembly:
    """The blocks of a document in reading order, what was left out, and what was doubtful."""

    blocks: tuple[Table | Passage, ...]
    set_aside: tuple[SetAside, ...]
    findings: tuple[Finding, ...]


def assemble(pages: Iterable[PageContent]) -> Assembly:
    """Make tables and paragraphs of pages, which are taken one by one.

    Only once all pages have been seen is it known which lines are page furniture: until then what
    was found on them waits, and then goes page by page into blocks.
    """
    waiting = Shelf[DraftPage]()
    rims: list[list[RimLine]] = []
    turns: dict[int, Turn] = {}
    draft: DraftPage | None = None
    for count, page in enumerate(pages):
        draft = draft_page(page, draft)
        if count >= FEW:
            draft.pack()
        rims.append(list(find_rim(draft.page, draft.lines)))
        if draft.turn:
            turns[draft.page.number] = draft.turn
        waiting.put(draft)
    found = Found()
    drafts = take_furniture(waiting.take(), find_furniture(rims), found)
    blocks = order_blocks(join_pages(drafts, found), found)
    if not turns:
        return Assembly(tuple(blocks), tuple(found.set_aside), found.findings)
    return Assembly(
        tuple(turn_back(block, turns) for block in blocks),
        tuple(turn_set_aside(entry, turns) for entry in found.set_aside),
        tuple(turn_finding(finding, turns) for finding in found.findings),
    )


@dataclass(slots=True)
class Found:
    """What comes up beside blocks while pages become blocks, in order of pages.

    Texts that are cut off are kept by page until the tables that they stand in are known.
    """

    set_aside: list[SetAside] = field(default_factory=list)
    tables: list[Finding] = field(default_factory=list)
    cut_off: dict[int, list[Finding]] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was doubtful."""
        return *self.tables, *chain.from_iterable(self.cut_off.values())


def draft_page(page: PageContent, before: DraftPage | None = None) -> DraftPage:
    """Find the tables and lines of one page; a table of the page before may go on."""
    turn = find_turn(page)
    page = turn_page(page, turn) if turn else page
    draft = DraftPage(Page(page.number, page.width, page.height), turn)
    last = before.tables[-1] if before and before.tables else None
    sides = np.array(last.xs if last else ())
    text = PageText(_clean(page, draft), page.number)
    grids = find_tables(page, text, sides, ruled_before=last is not None and last.ruled)
    lines = text.lines(grids)
    draft.lines = lines.get(OUTSIDE, [])
    first = 0
    for grid in grids:
        draft.tables.append(draft_table(grid, lines, first, page.number))
        first += len(grid.spans)
    return draft


def visible_glyphs(page: PageContent) -> Glyphs:
    """The characters that people see, once each."""
    return _clean(page, DraftPage(Page(page.number, page.width, page.height)))


def _clean(page: PageContent, draft: DraftPage) -> Glyphs:
    """The characters that people see, once each; the others are set aside."""
    hidden = find_hidden(page)
    doubled = find_duplicates(page.glyphs, ~hidden)
    unseen = hidden | doubled | find_buried(page.glyphs)
    if not unseen.any():
        return page.glyphs
    for reason, flags in (("hidden", hidden), ("duplicate", doubled)):
        ink = flags & ~is_blank(page.glyphs.codes)
        if ink.any():
            draft.set_aside.append(SetAside(_raw_passage(page, ink), reason))
    draft.cut_off.extend(find_cut_off(page.glyphs, hidden, page.number))
    return page.glyphs.take(~unseen)


def _raw_passage(page: PageContent, flags: Flags) -> Passage:
    """Characters in the order of the content."""
    glyphs = page.glyphs.take(flags)
    places = np.column_stack([np.full(len(glyphs), page.number), glyphs.boxes])
    return Passage(glyphs.text, Locator(page=page.number), Places.of(places))


def take_furniture(
    drafts: Iterable[DraftPage], furniture: Iterable[set[int]], found: Found
) -> Iterator[DraftPage]:
    """The pages with page numbers and running heads, given by index, taken out of their lines."""
    for draft, indices in zip(drafts, furniture, strict=True):
        found.set_aside.extend(draft.set_aside)
        if draft.cut_off:
            found.cut_off[draft.page.number] = draft.cut_off
        for index in sorted(indices):
            line = draft.lines[index]
            passage = Passage(line.text, Locator(page=line.page), Places([line.places]))
            found.set_aside.append(SetAside(passage, "page_furniture"))
        draft.lines = [line for i, line in enumerate(draft.lines) if i not in indices]
        yield draft


def join_pages(drafts: Iterable[DraftPage], found: Found) -> Iterator[DraftPage]:
    """The pages with tables joined that go on over them, each once no table on it can go on.

    A table goes on where it is the last thing on its page, the next page begins with a table and
    both have the same columns.
    """
    owner: DraftPage | None = None
    open_pages: list[DraftPage] = []
    number = 0
    for draft in drafts:
        open_pages.append(draft)
        first = draft.tables[0] if draft.tables and not _text_above(draft) else None
        ends = True
        if owner and first and same_columns(owner.tables[-1], first):
            owner.tables[-1], header = continue_table(owner.tables[-1], first, number)
            found.set_aside.extend(
                SetAside(p, "repeated_header") for p in _passages(header, number)
            )
            del draft.tables[0]
            ends = bool(draft.tables) or _text_below(draft, first)
        number += len(draft.tables)
        if ends:
            owner = draft if draft.tables and not _text_below(draft, None) else None
            done = len(open_pages) - (owner is not None)
            yield from open_pages[:done]
            del open_pages[:done]
    yield from open_pages


def _passages(cells: Iterable[DraftCell], table: int) -> Iterator[Passage]:
    return (finish_cell(cell, table).passage for cell in cells if cell.lines)


def _text_above(draft: DraftPage) -> bool:
    """Whether a line of text stands above the first table that does not say that it goes on."""
    top = draft.tables[0].boxes[0].top
    above = (line for line in draft.lines if line.box[3] <= top + line.size / 2)
    return any(not says_continued(line.text) for line in above)


def _text_below(draft: DraftPage, table: DraftTable | None) -> bool:
    """Whether a line of text stands below the table, or below the last one."""
    bottom = (table or draft.tables[-1]).boxes[-1].bottom
    return any(line.box[1] >= bottom - line.size / 2 for line in draft.lines)


def order_blocks(drafts: Iterable[DraftPage], found: Found) -> Iterator[Table | Passage]:
    """Tables and paragraphs from top to bottom, page by page."""
    number = 0
    for draft in drafts:
        groups = group_lines(draft.lines)
        pieces: list[tuple[float, float, DraftTable | Passage]] = [*make_passages(groups)]
        pieces.extend((t.boxes[0].top, t.boxes[0].x0, t) for t in draft.tables)
        for _, _, piece in sorted(pieces, key=lambda piece: piece[:2]):
            if isinstance(piece, DraftTable):
                number += 1
                found.tables.extend(locate_findings(piece, number))
                table = finish_table(piece, number)
                place_in_cells(found.cut_off, table)
                yield table
            else:
                yield piece
