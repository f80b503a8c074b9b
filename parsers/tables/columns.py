"""What stands side by side on a page: frames, and columns of running text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import regex

from parsers.tables.figures import is_figure
from parsers.tables.frames import HEADER_RULES, PROSE, Frame
from parsers.tables.lines import Line
from parsers.tables.wrap import MARKER

CAPTION = regex.compile(
    r"(?:(?P<table>Tables?|Tableau|Tabelle)|Figure|Fig\.|Chart|Exhibit|Abbildung)\s+[\dA-Z]"
    r"|(?:(?P<table>図表|別表|表)|図)\s*[\d０-９]",
    regex.IGNORECASE,
)

CAPTION_STARTS = frozenset("TtFfCcEeAa図別表")
"""What captions begin with."""

FAR = 1.8
"""Headings stand within so many font sizes above a frame."""

ITEMS = 0.3
"""This part of the lines of a column begins an item: a paragraph of running text has more lines."""

PROSE_LINES = 5
MOST = 0.8
EQUAL = 0.85
SLACK = 0.2
INDENT = 3
RUNNING = 2
PARAGRAPH = 5.0
"""A short last line and the space between paragraphs are no more than this many font sizes."""
PROSE_WIDTH = 16
"""A piece so many font sizes wide is a line of running text, in any script."""


def find_caption(text: str) -> "regex.Match[str] | None":
    """The beginning of a caption; what hardly any text begins with is looked at first."""
    return CAPTION.match(text) if text[:1] in CAPTION_STARTS else None


def split_side_by_side(pieces: Sequence[Line], frames: Sequence[Frame]) -> list[list[Line]]:
    """The pieces in sets that are looked at each by itself, as tables side by side are.

    Frames that stand beside each other have their own, with headings above them; so have the
    columns of a page that is set in columns of running text.
    """
    apart = _apart(frames)
    beside = [
        frame
        for frame in frames
        if any(_stand_beside(frame, other) for other in apart) or _has_rows_beside(frame, pieces)
    ]
    parts: list[list[Line]] = [[] for _ in beside]
    rest: list[Line] = [] if beside else [*pieces]
    for piece in pieces if beside else ():
        own = (part for f, part in zip(beside, parts, strict=True) if _is_in_or_near(piece, f))
        next(own, rest).append(piece)
    below = [
        part for half in _split_below_captions(rest) for part in split_text_columns(half, frames)
    ]
    return [*filter(None, parts), *below]


def _apart(frames: Sequence[Frame]) -> Sequence[Frame]:
    """The frames that some other one ends left of or begins right of: on most pages there are none."""
    end = min([frame.end for frame in frames], default=0.0)
    start = max([frame.start for frame in frames], default=0.0)
    return [frame for frame in frames if frame.start > end or frame.end < start]


def _is_in_or_near(piece: Line, frame: Frame) -> bool:
    """Whether a piece stands inside a frame, or just above it, or below the last band, and no wider."""
    middle, reach = (piece.top + piece.bottom) / 2, FAR * piece.size
    if not frame.top - reach < middle < frame.bottom + reach:
        return False
    if frame.holds(piece.top, piece.bottom, piece.start, piece.end):
        return True
    near = frame.top - reach < middle < frame.top
    near = near or (frame.bands and frame.bottom < middle < frame.bottom + reach)
    return near and frame.start - 2 < piece.start and piece.end < frame.end + 2


def _split_below_captions(pieces: Sequence[Line]) -> list[list[Line]]:
    """The pieces, apart on both sides of the start of a caption that stands beside another one."""
    captions = [p for p in pieces if (match := find_caption(p.text)) and match["table"]]
    for left, right in pairwise(
        sorted(captions, key=lambda piece: (round(piece.top), piece.start))
    ):
        if left.end > right.start or abs(left.top - right.top) > left.size / 2:
            continue
        side = right.start - 1
        lower = sorted((p for p in pieces if p.top > left.top - 1), key=lambda piece: piece.top)
        end = next((p.top for p in lower if p.start < side < p.end), lower[-1].bottom)
        own = [p for p in lower if p.top < end]
        halves = [p for p in own if p.end <= side], [p for p in own if p.start >= side]
        others = [p for p in pieces if not any(p is q for q in own)]
        return [*halves, *_split_below_captions(others)] if all(halves) else [list(pieces)]
    return [list(pieces)]


def _stand_beside(frame: Frame, other: Frame) -> bool:
    apart = frame.end < other.start or other.end < frame.start
    return apart and frame.top < other.bottom and other.top < frame.bottom


def _has_rows_beside(frame: Frame, pieces: Sequence[Line]) -> bool:
    """Whether rows with labels and figures of their own stand beside a frame of several rules."""
    if frame.bands or len(frame.heights) < HEADER_RULES:
        return False
    sides = [p for p in pieces if p.start > frame.end], [p for p in pieces if p.end < frame.start]
    if not any(sides):
        return False
    beside = [[p for p in side if frame.is_level(p.top, p.bottom)] for side in sides]
    count = sum(frame.is_level(p.top, p.bottom) for p in pieces)
    return sum(map(len, beside)) < count and any(map(_has_labels, beside))


def _has_labels(side: Sequence[Line]) -> bool:
    """Whether pieces begin with a column of labels, each with a figure beside it."""
    start = min([piece.start for piece in side], default=0.0)
    labels = [p for p in side if p.start - start < p.size and not is_figure(p)]
    rows = [p for p in labels if any(_level(p, q) and is_figure(q) for q in side)]
    return len(rows) > RUNNING


def _level(piece: Line, other: Line) -> bool:
    """Whether two pieces stand at one height."""
    return piece.top < (other.top + other.bottom) / 2 < piece.bottom


def split_text_columns(pieces: Sequence[Line], frames: Sequence[Frame]) -> list[list[Line]]:
    """The pieces, apart for each column where the page is set in columns of running text."""
    running = [*filter(is_running, pieces)]
    if len(running) < 2 * PROSE_LINES:
        return [list(pieces)]
    tables = [frame for frame in frames if len(frame.heights) > HEADER_RULES]
    prose = [
        piece
        for piece in running
        if not any(f.holds(piece.top, piece.bottom, piece.start, piece.end) for f in tables)
    ]
    columns = _prose_columns(prose, pieces)
    if columns is None:
        return [list(pieces)]
    gutters = [
        (max(p.end for p in left) + min(p.start for p in right)) / 2
        for left, right in pairwise(columns)
    ]
    zones = [zone for column in columns for zone in _zones(column)]
    parts: list[list[Line]] = [[] for _ in range(len(columns) + 1)]
    for piece in pieces:
        middle = (piece.top + piece.bottom) / 2
        first, last = bisect_right(gutters, piece.start), bisect_left(gutters, piece.end)
        inside = first == last and any(top < middle < bottom for top, bottom in zones)
        parts[first if inside else -1].append(piece)
    return [part for part in parts if part]


def is_running(piece: Line) -> bool:
    """Whether a piece is as wide as a line of running text."""
    return len(piece.text) >= PROSE or piece.end - piece.start >= PROSE_WIDTH * piece.size


def _zones(column: Sequence[Line]) -> list[tuple[float, float]]:
    """Heights between which a column's text runs on for some lines."""
    edge = min(line.start for line in column)
    zones: list[list[Line]] = []
    for line in sorted(column, key=lambda line: line.top):
        if line.start > edge + INDENT * line.size:
            continue
        if zones and line.top - zones[-1][-1].bottom < PARAGRAPH * line.size:
            zones[-1].append(line)
        else:
            zones.append([line])
    return [(zone[0].top, zone[-1].bottom) for zone in zones if len(zone) >= RUNNING]


def _prose_columns(prose: Sequence[Line], pieces: Sequence[Line]) -> list[list[Line]] | None:
    """The lines of columns of running text beside each other, if there are many in each.

    The columns are equally wide, most of their lines are full, and nothing stands beside them;
    columns of a table are not so.
    """
    if len(prose) < 2 * PROSE_LINES:
        return None
    columns: list[list[Line]] = []
    rest = list(prose)
    while column := _first_column(rest):
        columns.append(column)
        _, end = _extent(column)
        rest = [piece for piece in rest if piece.start > end]
    if len(columns) < 2 or sum(map(len, columns)) <= MOST * len(prose):
        return None
    extents = [_extent(column) for column in columns]
    widths = [end - start for start, end in extents]
    beside = [p for p in pieces if p.start > extents[-1][1] or p.end < extents[0][0]]
    even = min(widths) > EQUAL * max(widths) and len(beside) < PROSE_LINES
    if not even or all(map(_are_items, columns)):
        return None
    return columns if all(map(_is_full, columns)) else None


def _are_items(column: Sequence[Line]) -> bool:
    """Whether many lines of a column begin with a mark, as items in the cells of a table do."""
    return sum(MARKER.match(line.text) is not None for line in column) > ITEMS * len(column)


def _first_column(prose: Sequence[Line]) -> list[Line]:
    """The leftmost lines that end before the gutter which the fewest others cross, or all lines."""
    starts, ends = sorted(p.start for p in prose), sorted(p.end for p in prose)
    most, gutter = MOST * len(prose), None
    for edge in sorted({round(end) + 1 for end in ends}):
        left, right = bisect_right(ends, edge), len(starts) - bisect_right(starts, edge)
        if min(left, right) >= PROSE_LINES and left + right > most:
            gutter, most = edge, left + right
    if gutter is None:
        return list(prose) if len(prose) >= PROSE_LINES else []
    return [piece for piece in prose if piece.end <= gutter]


def _extent(column: Sequence[Line]) -> tuple[float, float]:
    return min(piece.start for piece in column), max(piece.end for piece in column)


def _is_full(column: Sequence[Line]) -> bool:
    """Whether most lines of a column reach nearly to its end."""
    start, end = _extent(column)
    return sum(p.end > end - SLACK * (end - start) for p in column) > len(column) / 2
