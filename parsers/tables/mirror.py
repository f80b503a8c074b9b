"""Tables that are read leftward, as their mirror images: their first column is the one to the right.

Every rule about rows and columns is written for tables that begin at the left.
"""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from parsers.tables.bidi import RIGHT_TO_LEFT
from parsers.tables.figures import count_figures
from parsers.tables.grid import Grid, number_cells
from parsers.tables.lines import Line
from parsers.tables.page import Floats
from parsers.tables.places import CharBoxes
from parsers.tables.rowsets import Row

Rows = Sequence[Row]


def is_leftward(rows: Rows) -> bool:
    """Whether most text of a table is of scripts that are read leftward."""
    pieces = [piece for row in rows for piece in row.pieces]
    if not RIGHT_TO_LEFT.search("".join([piece.text for piece in pieces])):
        return False
    leftward = sum(RIGHT_TO_LEFT.search(piece.text) is not None for piece in pieces)
    return leftward * 2 > len(pieces) - count_figures(pieces)


def mirror_rows(rows: Rows) -> list[Row]:
    """The rows with left and right exchanged."""
    return [
        structs.replace(row, pieces=tuple(_mirror_piece(piece) for piece in reversed(row.pieces)))
        for row in rows
    ]


def mirror_rules(rules: Floats) -> Floats:
    """Horizontal rules (height, start and end) with left and right exchanged."""
    return rules[:, [0, 2, 1]] * (1, -1, -1)


def mirror_sides(sides: Sequence[float]) -> list[float]:
    """Positions of sides with left and right exchanged."""
    return [-side for side in reversed(sides)]


def mirror_grid(grid: Grid) -> Grid:
    """A grid with left and right exchanged."""
    spans, owner = number_cells(grid.owner[:, ::-1])
    return replace(grid, xs=-grid.xs[::-1], spans=spans, owner=owner)


def _mirror_piece(piece: Line) -> Line:
    boxes = piece.boxes[:, [2, 1, 0, 3]] * (-1, 1, -1, 1)
    return structs.replace(
        piece, held=CharBoxes(boxes), first=0, start=-piece.end, end=-piece.start
    )
