"""Places on a straightened page, put back onto the page as it is shown.

A box keeps its size and moves with its middle: half a degree moves the corner of a sheet by half a
line, and turns a box by nothing that can be seen.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from parsers.document import Box, Document, Page, Passage, Table
from parsers.tables.page import Floats
from parsers.tables.places import Places


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was straightened.

    Attributes:
        angle: Degrees about its middle, counter-clockwise, after it was turned upright.
        quarter: Degrees counter-clockwise by which it was turned upright before: 0, 90, 180, 270.
        width: Of the straight page, in points.
        height: Of the straight page, in points.
    """

    angle: float
    quarter: int
    width: float
    height: float

    def back(self, boxes: Floats) -> Floats:
        """Boxes (n × 4) where they stand on the page as it is shown."""
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2 - (self.width / 2, self.height / 2)
        slant = math.radians(self.angle)
        turned = middle @ np.array(
            [[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]]
        )
        x0, top, x1, bottom = (boxes + np.tile(turned - middle, 2)).T
        sides = {
            0: (x0, top, x1, bottom),
            90: (self.height - bottom, x0, self.height - top, x1),
            180: (self.width - x1, self.height - bottom, self.width - x0, self.height - top),
            270: (top, self.width - x1, bottom, self.width - x0),
        }
        return np.column_stack(sides[self.quarter])

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height of the page as it is shown."""
        lying = self.quarter % 180
        return (self.height, self.width) if lying else (self.width, self.height)


def place_back(document: Document, turns: Mapping[int, Turn]) -> Document:
    """The document with every box on the straightened pages where it is on the page itself."""

    def box_back(box: Box | None) -> Box | None:
        if box is None or box.page not in turns:
            return box
        sides = np.array([[box.x0, box.top, box.x1, box.bottom]])
        return Box(box.page, *turns[box.page].back(sides)[0].tolist())

    def passage_back(passage: Passage) -> Passage:
        if not isinstance(passage.boxes, Places):
            return passage
        return replace(passage, boxes=Places.of(_move(passage.boxes.array, turns)))

    def table_back(table: Table) -> Table:
        cells = tuple(
            replace(cell, passage=passage_back(cell.passage), box=box_back(cell.box))
            for cell in table.cells
        )
        frames = (box_back(frame) for frame in table.boxes)
        return replace(table, cells=cells, boxes=tuple(box for box in frames if box))

    return replace(
        document,
        blocks=tuple(
            table_back(block) if isinstance(block, Table) else passage_back(block)
            for block in document.blocks
        ),
        set_aside=tuple(replace(s, passage=passage_back(s.passage)) for s in document.set_aside),
        pages=tuple(
            Page(page.number, *turns[page.number].shown) if page.number in turns else page
            for page in document.pages
        ),
        findings=tuple(replace(f, box=box_back(f.box)) for f in document.findings),
    )


def _move(places: Floats, turns: Mapping[int, Turn]) -> Floats:
    """Places (page and box, n × 5) moved back on the pages that were turned."""
    moved = places.copy()
    for number, turn in turns.items():
        here = places[:, 0] == number
        moved[here, 1:] = turn.back(places[here, 1:])
    return moved
