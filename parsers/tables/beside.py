"""Running text that stands beside a table, as a column of its own: it is no cell of the table.

Such text goes its own way: its lines follow each other evenly and fill their measure, the rows of the
table stand at heights of their own, or rules run over the table alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.tables.columns import is_running
from parsers.tables.lines import Line
from parsers.tables.page import Floats
from parsers.tables.rowsets import Row, make_rows

LINES, ROWS = 3, 3
"""So many lines beside so many rows of several pieces are text beside a table."""

FLUSH, INDENT = 0.5, 3.0
"""Lines begin within so many font sizes of each other, the first one so much farther in."""

LEADING, EVEN = 1.0, 0.15
"""The space between lines in font sizes, and how much it may differ."""

PARAGRAPHS = 2.0
"""The space between paragraphs in font sizes."""

REACH = 2.0
"""Rows of the table stand so many font sizes above and below the text, too."""

LEVEL = 0.15
"""A row less than so many font sizes higher or lower than a line is level with it."""

FILLED, MOST = 0.75, 0.6
"""So many lines of running text fill at least this part of its measure."""


@dataclass(slots=True)
class Block:
    """Lines of running text, one below the other."""

    lines: list[Line]

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.lines[-1].bottom

    @property
    def start(self) -> float:
        """Where its lines begin."""
        return min([line.start for line in self.lines])

    @property
    def end(self) -> float:
        """Where the longest of its lines ends."""
        return max([line.end for line in self.lines])

    def holds(self, piece: Line) -> bool:
        """Whether a piece stands where the block does, as parts of lines that are set wide do."""
        level = self.top < (piece.top + piece.bottom) / 2 < self.bottom
        return level and self.start - 1 < piece.start and piece.end < self.end + 1


def rows_without_text_beside(pieces: Sequence[Line], rules: Floats) -> list[Row]:
    """The rows of pieces without running text that stands beside a table.

    Args:
        pieces: Pieces of text.
        rules: n × 3 horizontal rules: height, start and end.
    """
    rows = make_rows(pieces)
    level = [row.pieces for row in rows if len(row.pieces) > 2]
    if not any(is_running(own[0]) or is_running(own[-1]) for own in level):
        return rows
    left = list(pieces)
    for block in _find_blocks(pieces):
        if _stands_beside_table(block, left, rules) and _is_filled(block, left):
            _extend(block, left)
            left = [piece for piece in left if not block.holds(piece)]
    return rows if len(left) == len(pieces) else make_rows(left)


def _find_blocks(pieces: Sequence[Line]) -> list[Block]:
    """Lines of running text that follow each other evenly, several of them."""
    running = sum(map(is_running, pieces))
    if running < LINES - 1 or len(pieces) - running < 2 * ROWS:
        return []
    blocks: list[Block] = []
    near: list[Block] = []
    for piece in sorted(pieces, key=lambda piece: piece.top):
        near = [b for b in near if piece.top - b.lines[-1].bottom < LEADING * piece.size]
        own = next((block for block in reversed(near) if _goes_on(block, piece)), None)
        if own is not None:
            own.lines.append(piece)
        elif is_running(piece):
            near.append(Block([piece]))
            blocks.append(near[-1])
    return [block for block in blocks if len(block.lines) >= LINES]


def _goes_on(block: Block, piece: Line) -> bool:
    """Whether a piece is the next line of a block: below the last one, as far as the others."""
    lines, size = block.lines, piece.size
    gap = piece.top - lines[-1].bottom
    if not -size < gap < LEADING * size:
        return False
    if len(lines) > 1 and abs(gap - (lines[1].top - lines[0].bottom)) > EVEN * size:
        return False
    inside = INDENT if len(lines) == 1 else FLUSH
    return -FLUSH * size < lines[-1].start - piece.start < inside * size


def _is_filled(block: Block, pieces: Sequence[Line]) -> bool:
    """Whether most lines but the last one reach nearly as far as the longest, in one piece or more."""
    least = block.start + FILLED * (block.end - block.start)
    inner = [piece for piece in pieces if piece.end > least and block.holds(piece)]
    full = sum(
        any(p.top < line.bottom and line.top < p.bottom for p in inner) for line in block.lines[:-1]
    )
    return full >= MOST * (len(block.lines) - 1)


def _stands_beside_table(block: Block, pieces: Sequence[Line], rules: Floats) -> bool:
    """Whether rows of several pieces stand left or right of a block, apart from its lines."""
    reach = REACH * block.lines[0].size
    top, bottom = block.top - reach, block.bottom + reach
    level = [p for p in pieces if top < (p.top + p.bottom) / 2 < bottom]
    start, end = block.start, block.end
    for side in ([p for p in level if p.start > end], [p for p in level if p.end < start]):
        if len(side) < 2 * ROWS:
            continue
        rows = [row for row in make_rows(side) if len(row.pieces) > 1]
        prose = sum(map(is_running, side))
        if len(rows) >= max(ROWS, 2 * prose) and _is_apart(block, rows, rules):
            return True
    return False


def _is_apart(block: Block, rows: Sequence[Row], rules: Floats) -> bool:
    """Whether rules run over the rows and not over the block, or the rows keep no line's height."""
    start = min([row.pieces[0].start for row in rows])
    end = max([row.pieces[-1].end for row in rows])
    near = rules[(rules[:, 0] > block.top) & (rules[:, 0] < block.bottom)]
    over_rows = (near[:, 1] < end) & (near[:, 2] > start)
    over_block = (near[:, 1] < block.end) & (near[:, 2] > block.start)
    if over_block.any():
        return False
    if over_rows.any():
        return True
    heights = [(line.top + line.bottom) / 2 for line in block.lines]
    every = [(row.top + row.bottom) / 2 for row in rows]
    middles = [middle for middle in every if block.top < middle < block.bottom]
    away = [min([abs(height - middle) for height in heights]) for middle in middles]
    return sum(d > LEVEL * rows[0].size for d in away) * 2 >= len(middles) > 1


def _extend(block: Block, pieces: Sequence[Line]) -> None:
    """Add the paragraphs above and below that are set to the same measure."""
    measure = block.end + block.lines[0].size
    own = [
        p
        for p in sorted(pieces, key=lambda piece: piece.top)
        if abs(p.start - block.start) < FLUSH * p.size and p.end < measure
    ]
    for above, below in pairwise(own):
        near = below.top - above.bottom < PARAGRAPHS * below.size
        if near and above is block.lines[-1] and below.top > above.top:
            block.lines.append(below)
    for below, above in pairwise(reversed(own)):
        near = below.top - above.bottom < PARAGRAPHS * below.size
        if near and below is block.lines[0]:
            block.lines.insert(0, above)
