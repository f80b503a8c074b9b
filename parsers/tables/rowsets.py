"""Lines of text to visual rows: pieces that stand side by side, and runs of such rows.

Where no rules make a table, the eye sees it by rows of several pieces, one below the other, with
white gutters between the columns. This module finds the runs; `gutters` finds the columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from parsers.tables.columns import find_caption, is_running
from parsers.tables.figures import has_values, is_figure
from parsers.tables.frames import PROSE, Frame
from parsers.tables.lines import Line

FAR = 1.8
"""Rows that stand farther apart than this many font sizes are not of one run."""

BELOW = 4.0
"""Rows may stand so many font sizes below others that they are clearly of one table with."""

LONE = 3
"""So many rows of one piece in a row may stand inside a table (headings of groups, wraps)."""

EVEN = 1.5
"""Gaps of a justified line differ by less than this."""

SIGNS = "$€£¥￥"
"""Signs before an amount; they may stand at the other side of its column."""

UNIT = regex.compile(r"[(（\[].*[)）\]]")
"""What a table is counted in, above its end."""

MOST = 0.8
"""Most pieces of a row."""

MARK = regex.compile(
    r"[•●■▪◦○・·※＊*\-–—]|[(（]?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[ア-ン])[.)．）]|[①-⑳]",
    regex.IGNORECASE,
)
"""The mark of a list's item, by itself."""

ROOM = 2.5
"""Headings and the rows below them stand within so many font sizes of the rule between."""

TIGHT = 0.6
"""Lines of one row stand less than so many font sizes apart."""

WRAP_GAP = 0.15
"""A line that wraps stands this near (in font sizes) to the tightest gap of its run."""


class Row(Struct, frozen=True, gc=False):
    """Pieces of text at one height, from left to right; `size` is that of the largest font."""

    pieces: tuple[Line, ...]
    top: float
    bottom: float
    size: float


def make_rows(pieces: Iterable[Line]) -> list[Row]:
    """Rows from top to bottom; pieces that overlap by half their height stand in one row."""
    groups: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.start)):
        middle = (piece.top + piece.bottom) / 2
        last = groups[-1] if groups else []
        if last and last[0].top < middle < last[0].bottom and not _collides(piece, last):
            last.append(piece)
        else:
            groups.append([piece])
    return [_make_row(group) for group in groups]


def _make_row(pieces: list[Line]) -> Row:
    if len(pieces) == 1:
        only = pieces[0]
        return Row((only,), only.top, only.bottom, only.size)
    return Row(
        tuple(sorted(pieces, key=lambda piece: piece.start)),
        min([piece.top for piece in pieces]),
        max([piece.bottom for piece in pieces]),
        max([piece.size for piece in pieces]),
    )


def join_signs(row: Row) -> Row:
    """The row with a sign that stands by itself and the amount behind it as one piece."""
    if len(row.pieces) == 1 or not any(piece.text in SIGNS for piece in row.pieces):
        return row
    pieces: list[Line] = []
    for piece in row.pieces:
        amount = pieces and pieces[-1].text in SIGNS and is_figure(piece)
        pieces.append(pieces.pop().joined(piece) if amount else piece)
    return row if len(pieces) == len(row.pieces) else replace(row, pieces=tuple(pieces))


def join_justified(rows: Sequence[Row]) -> list[Row]:
    """The rows, lines of running text that are set wide to fill their measure as one piece each."""
    joined = list(rows)
    for at, row in enumerate(rows):
        if len(row.pieces) > 2 and _is_even(row.pieces):
            near = (*rows[max(at - 1, 0) : at], *rows[at + 1 : at + 2])
            if any(_is_flush(row, other) for other in near):
                joined[at] = replace(row, pieces=(reduce(Line.joined, row.pieces),))
    return joined


def _is_even(pieces: Sequence[Line]) -> bool:
    """Whether the gaps between pieces are as wide as each other, and none of them is a figure."""
    gaps = [b.start - a.end for a, b in pairwise(pieces)]
    return max(gaps) < EVEN * min(gaps) and not any(map(is_figure, pieces))


def _is_flush(row: Row, other: Row) -> bool:
    """Whether a line of running text above or below a row begins and ends where it does."""
    near = max(row.top, other.top) - min(row.bottom, other.bottom) < row.size
    sides = abs(row.pieces[0].start - other.pieces[0].start) + abs(
        row.pieces[-1].end - other.pieces[-1].end
    )
    return near and len(other.pieces) == 1 and sides < row.size / 2


def _collides(piece: Line, others: Sequence[Line]) -> bool:
    start, end = piece.start, piece.end
    return any(start < other.end - 1 and other.start < end - 1 for other in others)


def find_runs(
    rows: Sequence[Row], barriers: Sequence[Sequence[float]], frames: Sequence[Frame]
) -> Iterator[list[Row]]:
    """Runs of rows that may be a table: they begin and end with a row of several pieces.

    What stands inside a frame of rules stays together.

    Args:
        rows: Rows from top to bottom.
        barriers: heights (top, bottom) of ruled tables, which no run crosses.
        frames: Rules of one width, one below the other.
    """
    if all(len(row.pieces) == 1 for row in rows):
        return  # nothing but running text, as on most pages
    run: list[Row] = []
    framed: list[int] = []
    closed: Frame | None = None
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        frame = frame_of(row, frames) if frames else None
        if run and not _goes_on(run, (row, following), barriers, closed, frame):
            yield from _trim(run, framed)
            run, framed = [], []
        if frame is not None:
            framed.append(len(run))
        run.append(row)
        closed = frame
    yield from _trim(run, framed)


def frame_of(row: Row, frames: Sequence[Frame]) -> Frame | None:
    """The smallest frame around a row."""
    middle = (row.top + row.bottom) / 2
    level = [frame for frame in frames if frame.top < middle < frame.bottom]
    if not level:
        return None
    start, end = row.pieces[0].start, row.pieces[-1].end
    around = [frame for frame in level if frame.holds(row.top, row.bottom, start, end)]
    return min(around, key=lambda frame: frame.bottom - frame.top, default=None)


def _goes_on(
    run: Sequence[Row],
    rows: tuple[Row, Row | None],
    barriers: Sequence[Sequence[float]],
    closed: Frame | None,
    frame: Frame | None,
) -> bool:
    """Whether the first of two rows belongs to a run; the frames are those above it and its own."""
    above, row = run[-1], rows[0]
    if frame is not None:
        inside = closed is not None and closed.is_around(frame)
        title = len(row.pieces) == 1 and is_caption(row)
        return not title and (frame is closed or inside or _heads_frame(run, rows, frame))
    if is_prose(row) and is_prose(above) and not _stands_in_column(row.pieces[0], run):
        return False  # as most rows are
    crossed = any(top < row.top and bottom > above.bottom for top, bottom in barriers)
    if crossed or is_caption(row) or is_list_row(row) != is_list_row(above):
        return False
    ends = closed is not None and len(closed.heights) > 2 and not closed.bands
    if ends or row.top - above.bottom > FAR * max(row.size, above.size):
        heading = _is_heading(run, rows, closed)
        if (ends and not heading) or _is_far(run, row, heading=heading):
            return False
    if len(run) < LONE or any(len(r.pieces) > 1 for r in (row, *run[-LONE:])):
        return True
    return _stands_in_column(row.pieces[0], run)


def _is_heading(run: Sequence[Row], rows: tuple[Row, Row | None], closed: Frame | None) -> bool:
    """Whether the first of two rows, below a run that a frame may be around, heads rows of its own."""
    above, (row, following) = run[-1], rows
    many = closed is not None and len(row.pieces) > max(2, len(above.pieces) - 2)
    if many and not any(map(is_figure, above.pieces)):
        return True
    return len(row.pieces) == 1 and following is not None and _heads_group(run, row, following)


def _heads_group(run: Sequence[Row], row: Row, below: Row) -> bool:
    """Whether a lone piece heads rows of figures that stand in the columns of the rows above it."""
    if (
        len(below.pieces) < 2
        or is_running(row.pieces[0])
        or below.top - row.bottom > FAR * row.size
    ):
        return False
    last = next((r for r in reversed(run) if len(r.pieces) > 1), None)
    if last is None or row.pieces[0].start > last.pieces[0].end or not has_values(below.pieces):
        return False
    return _aligned(last, below)


def _is_far(run: Sequence[Row], row: Row, *, heading: bool) -> bool:
    """Whether a row stands too far below a run; less space will do where it is not clearly of it."""
    gap, size = row.top - run[-1].bottom, max(row.size, run[-1].size)
    if gap <= FAR * size:
        return False
    clear = heading or _aligned(run[-1], row) or _begins_alike(run, row)
    return gap > BELOW * size or not clear


def _begins_alike(run: Sequence[Row], row: Row) -> bool:
    """Whether the pieces of a row begin where those of a row above do: columns set to the left.

    Two pieces are enough where the run has a gap as wide as the one before the row already.
    """
    last = next((r for r in reversed(run) if len(r.pieces) >= max(2, len(row.pieces))), None)
    if len(row.pieces) < 2 or last is None:
        return False
    starts = [p.start for r in run for p in r.pieces]
    if any(min(abs(p.start - start) for start in starts) > p.size / 2 for p in row.pieces):
        return False
    pairs = zip(row.pieces, last.pieces, strict=False)
    if len(row.pieces) > 2 and all(abs(p.start - q.start) < p.size / 2 for p, q in pairs):
        return True
    gaps = [below.top - above.bottom for above, below in pairwise(run)]
    return row.top - run[-1].bottom < max(gaps, default=0.0) + WRAP_GAP * row.size


def _aligned(above: Row, row: Row) -> bool:
    """Whether two rows have several pieces, each below one of the other: rows set wide apart."""
    if min(len(above.pieces), len(row.pieces)) < 2:
        return False
    fewer, more = sorted((above.pieces, row.pieces), key=len)
    below = sum(any(p.start < q.end and q.start < p.end for q in more) for p in fewer)
    return below >= max(2, MOST * len(fewer))


def is_list_row(row: Row) -> bool:
    """Whether a row is an item of a list: a mark and its text; a dash before a figure is none."""
    marked = len(row.pieces) == 2 and MARK.fullmatch(row.pieces[0].text) is not None
    return marked and not is_figure(row.pieces[1])


def has_caption(run: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether the caption of a table stands just above a run."""
    low = run[0].top - (BELOW + 1) * run[0].size
    near = [row for row in rows if low < row.top < run[0].top]
    captions = [match for row in near if (match := find_caption(row.pieces[0].text))]
    return any(match["table"] for match in captions)


def is_caption(row: Row) -> bool:
    """Whether a row is the caption of a table or figure, or a heading with its number."""
    return len(row.pieces) < 3 and find_caption(row.pieces[0].text) is not None


def _heads_frame(run: Sequence[Row], rows: tuple[Row, Row | None], frame: Frame) -> bool:
    """Whether the rows above a frame have its columns' headings: as many as the frame's first row.

    A caption with the unit at the other end are two pieces and no headings.
    """
    (row, following), above = rows, run[-1]
    size = max(row.size, above.size)
    inside = above.pieces[0].start > frame.start - 2 and above.pieces[-1].end < frame.end + 2
    if not inside or max(frame.top - above.bottom, row.top - frame.top) > ROOM * size:
        return False
    near = row.top - above.bottom < FAR * size
    if frame.bands and near and not is_caption(above) and _aligned(above, row):
        return True
    if near and len(above.pieces) >= max(3, len(row.pieces) - 1):
        return True
    if near and len(frame.heights) >= LONE and _begin_alike(above, row):
        return True
    if len(row.pieces) == 1 and following is not None and following.top < frame.bottom:
        row = following  # the first row heads a group
    heads = _extents(_last_lines(run))
    behind = [p for p in row.pieces if p.end > heads[0][0]]
    over = sum(any(p.start < end and start < p.end for start, end in heads) for p in behind)
    several = len(heads) > 2 or (has_values(row.pieces) and len(behind) < len(row.pieces))
    return several and len(heads) > 1 and over == len(behind) == len(heads)


def _begin_alike(above: Row, row: Row) -> bool:
    """Whether two rows have as many pieces, several, that begin at the same places."""
    pairs = zip(above.pieces, row.pieces, strict=False)
    same = all(abs(p.start - q.start) < row.size / 2 for p, q in pairs)
    return same and len(above.pieces) == len(row.pieces) > 1


def _last_lines(run: Sequence[Row]) -> list[Row]:
    """The last rows of a run that stand as near to each other as lines of one row do."""
    first = len(run) - 1
    while first and run[first].top - run[first - 1].bottom < TIGHT * run[first].size:
        first -= 1
    return list(run[max(first, len(run) - LONE) :])


def _extents(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Start and end of what stands side by side in some rows, one below the other taken together."""
    extents: list[tuple[float, float]] = []
    for piece in sorted((p for row in rows for p in row.pieces), key=lambda piece: piece.start):
        if extents and piece.start < extents[-1][1]:
            extents[-1] = extents[-1][0], max(extents[-1][1], piece.end)
        else:
            extents.append((piece.start, piece.end))
    return extents


def _stands_in_column(piece: Line, run: Sequence[Row]) -> bool:
    """Whether a piece begins below another one and does not reach into the next column."""
    for row in reversed(run):
        if len(row.pieces) == 1:
            continue
        starts = [other.start for other in row.pieces]
        for start, following in pairwise(starts):
            if abs(piece.start - start) < 1.5 * piece.size:
                return piece.end < following
        if piece.start > starts[-1] - piece.size / 2:
            return True
    return False


def is_prose(row: Row) -> bool:
    """Whether a row is nothing but a line of running text."""
    return len(row.pieces) == 1 and len(row.pieces[0].text) >= PROSE


def _trim(run: list[Row], framed: list[int]) -> Iterator[list[Row]]:
    """The run from its first row of several pieces, or of those in a frame, to its last one."""
    several = [index for index, row in enumerate(run) if len(row.pieces) > 1]
    if several:
        last = max(several + framed)
        while last + 1 < len(run) and _wraps_below(run[last + 1], run[: last + 1]):
            last += 1
        first = min(several + framed)
        while first and _heads_column(run[first - 1], run[first]):
            first -= 1
        if _ends_title(run[:first], run[first]):
            first += 1
        while first <= last and is_caption(run[first]):
            first += 1
        if first <= last:
            yield run[first : last + 1]


def _ends_title(above: Sequence[Row], row: Row) -> bool:
    """Whether a lone piece is the last line of a title, not a heading of columns."""
    if not above or len(row.pieces) > 1 or len(above[-1].pieces) > 1:
        return False
    near = row.top - above[-1].bottom < row.size / 2
    return near and above[-1].pieces[0].start < row.pieces[0].start + row.size


def _heads_column(row: Row, below: Row) -> bool:
    """Whether a lone piece is the heading of columns behind the first one."""
    piece = row.pieces[0]
    if len(row.pieces) > 1 or is_running(piece) or is_caption(row) or UNIT.fullmatch(piece.text):
        return False
    if below.top - row.bottom > FAR * row.size or piece.start < below.pieces[0].end:
        return False
    return any(piece.start < other.end and other.start < piece.end for other in below.pieces[1:])


def _wraps_below(row: Row, above: Sequence[Row]) -> bool:
    """Whether a lone piece goes on with a cell of the last row: close below, and as wide."""
    piece = row.pieces[0]
    rows = [a for a in above if len(a.pieces) > 1]
    gaps = [b.top - a.bottom for a, b in pairwise(rows)]
    if not gaps or row.top - above[-1].bottom > min(gaps) + WRAP_GAP * row.size:
        return False
    cells = [p for r in above for p in r.pieces if abs(p.start - piece.start) < row.size / 2]
    hanging = above[-1].pieces[0].start < piece.start < above[-1].pieces[0].start + 2 * row.size
    if hanging and row.top - above[-1].bottom < min(gaps) / 2:
        return True
    return bool(cells) and piece.end < max(cell.end for cell in cells) + row.size
