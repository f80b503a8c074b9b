"""A cell's text into items: one for each bullet, line or clause that stands on its own.

Cells are printed in three ways: a bullet a line (where a line without a bullet goes on with the
item before it), several bullets in one run of text, or items with no bullet at all, set apart by a
blank. The last is a guess and is flagged.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from parsers.document import Passage
from parsers.findings import Finding

BULLETS = "・･●○◯〇◎◆◇■□▼▽▶▷►▸★☆➢➤✓✔※*＊"
_NUMBERING = r"[①-⑳㉑-㉟㊱-㊿❶-❿]|[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.．)）](?![0-9０-９])"
_DASH = r"[-‐–—−－ー](?=\s)(?!\s*[⇒→➡/／])"  # before an arrow or a slash it is a missing value
_MARKER = regex.compile(
    rf"[\s]*(?P<marker>[{BULLETS}]|{_DASH}|[▲△](?![\s0-9０-９])|{_NUMBERING})[\s]*(?=\S)"
)
_INNER_BULLET = regex.compile(rf"\s+(?=[{BULLETS}][^\s0-9０-９])")
_CAPTION = regex.compile(r"[【＜〈《][^】＞〉》]+[】＞〉》]")
_MIDDLE_DOT = regex.compile(r"(?<=\S)[・･](?=\S)")
_BLANK = regex.compile(r"[ \t\N{IDEOGRAPHIC SPACE}]+")
_OPERATORS = "/／∕→⇒：:～〜、，,＝=&＆+＋-−－"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a cell.

    Attributes:
        marker: Its bullet or number as printed; empty where it has none.
        passage: The whole item with its marker; line feeds where the source broke the line.
    """

    marker: str
    passage: Passage

    @property
    def body(self) -> Passage:
        """The item on one line, without its marker."""
        match = _MARKER.match(self.passage.text) if self.marker else None
        start = match.end() if match else 0
        return self.passage.slice(start, len(self.passage.text)).joined()


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one cell, and what is doubtful about where one ends."""

    items: tuple[Item, ...]
    findings: tuple[Finding, ...] = ()


def without_marker(text: str) -> str:
    """The text without the bullet or number in front of it.

    >>> without_marker("①貸出冊数"), without_marker("（２）来館者"), without_marker("1日当たり")
    ('貸出冊数', '来館者', '1日当たり')
    """
    match = _MARKER.match(text)
    return text[match.end() :] if match else text


def split_items(cell: Passage, is_whole: Callable[[str], bool] | None = None) -> Items:
    """Split the text of a cell into its items.

    Args:
        cell: The text of the cell.
        is_whole: Says whether a text is a complete item by itself (an indicator with its value);
            where it is given, a run of text is split only into pieces that are.

    Returns:
        The items in order; together they hold all of the cell but white space.
    """
    blocks = list(_gather_lines(cell))
    if any(item.marker for item in blocks):
        pieces = [piece for item in blocks for piece in _split_run(item, is_whole)]
        return Items(tuple(pieces))
    if len(blocks) == 1:
        return _split_unmarked(blocks[0], is_whole)
    return Items(tuple(blocks))


def split_lines(cell: Passage) -> tuple[Item, ...]:
    """The items of a cell by its lines and bullets alone; a blank ends none."""
    return tuple(_gather_lines(cell))


def _gather_lines(cell: Passage) -> Iterator[Item]:
    """Lines that begin with a marker open an item; a line without one goes on with it."""
    opened: Passage | None = None
    marker = ""
    for line in _split_inner_bullets(cell):
        match = _MARKER.match(line.text)
        if opened is not None and marker and match is None and not _CAPTION.fullmatch(line.text):
            opened = cell.slice(opened.start - cell.start, line.end - cell.start)
            continue
        if opened is not None:
            yield _item(cell, opened, marker)
        opened, marker = line, match["marker"] if match else ""
    if opened is not None:
        yield _item(cell, opened, marker)


def _split_inner_bullets(cell: Passage) -> Iterator[Passage]:
    """The lines of a cell, cut also before a bullet that stands after a blank."""
    for line in cell.lines():
        at = 0
        for cut in [*(m.end() for m in _INNER_BULLET.finditer(line.text)), len(line.text)]:
            piece = line.slice(at, cut).strip()
            if piece.text:
                yield piece
            at = cut


def _item(cell: Passage, opened: Passage, marker: str) -> Item:
    first = next(line for line in cell.lines() if line.start <= opened.start <= line.end)
    text = cell.slice(opened.start - cell.start, opened.end - cell.start)
    placed = Passage(text.text, first.locator, text.boxes, text.start)
    return Item(marker, placed.strip())


def _split_run(item: Item, is_whole: Callable[[str], bool] | None) -> Iterator[Item]:
    """Split 「・A：1件/2件・B：3件/4件」 at each ・ before which a whole item stands."""
    if item.marker not in ("・", "･"):
        yield item
        return
    text = item.passage.text
    at = 0
    for match in _MIDDLE_DOT.finditer(text, 1):
        before = text[at : match.start()]
        if is_whole(before) if is_whole else before.endswith((")", "）", "。")):
            yield Item(item.marker, item.passage.slice(at, match.start()).strip())
            at = match.start()
    yield Item(item.marker, item.passage.slice(at, len(text)).strip())


def _split_unmarked(item: Item, is_whole: Callable[[str], bool] | None) -> Items:
    """Split one run of text without bullets at the blanks that set items apart.

    Where a whole item can be recognised, every piece must be one. Elsewhere a blank outside
    brackets is taken for a border, unless it belongs to a Latin phrase or an operator; then the
    split is a finding.
    """
    pieces = _cut_at_borders(item.passage)
    if len(pieces) == 1 or (is_whole and not all(is_whole(p.text) for p in pieces)):
        return Items((item,))
    items = tuple(Item("", piece) for piece in pieces)
    if is_whole:
        return Items(items)
    passage = item.passage
    doubt = Finding(
        "P104",
        passage.text,
        {"count": str(len(pieces))},
        locator=passage.locator,
        box=passage.box,
    )
    return Items(items, (doubt,))


def _cut_at_borders(passage: Passage) -> list[Passage]:
    text = passage.text
    pieces: list[Passage] = []
    at = 0
    for match in _BLANK.finditer(text):
        if _is_border(text, at, match.start(), match.end()):
            pieces.append(passage.slice(at, match.start()).strip())
            at = match.end()
    pieces.append(passage.slice(at, len(text)).strip())
    return [piece for piece in pieces if piece.text]


def _is_border(text: str, at: int, start: int, end: int) -> bool:
    """Whether the blank text[start:end] ends the item that begins at `at`."""
    before, after = text[at:start], text[end:]
    if not before or not after or _open_brackets(before):
        return False
    left, right = before[-1], after[0]
    if left in _OPERATORS or right in _OPERATORS or left.isdigit():
        return False
    if left.isascii() and right.isascii():
        return False
    word = _BLANK.split(after, maxsplit=1)[0]
    return not (word.isascii() and word.isalpha() and len(word) < len(after))


def _open_brackets(text: str) -> bool:
    opening = sum(text.count(c) for c in "(（「『[［【〔")
    closing = sum(text.count(c) for c in ")）」』]］】〕")
    return opening > closing
