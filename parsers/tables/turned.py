"""Pages on which all text lies on its side: read upright, with places given as the page is shown."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from msgspec import structs

from parsers.document import Box, Passage, SetAside, Table
from parsers.findings import Finding
from parsers.tables.blanks import is_blank
from parsers.tables.directions import BACK, DOWN, UP
from parsers.tables.page import Floats, PageContent
from parsers.tables.places import CharBoxes, Places, Stretch

Side = TypeVar("Side", float, Floats)

MOST = 0.8
"""A page is turned where at least this part of its characters is read in one other direction."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How far a page was turned, clockwise as it is shown, and how large it is then.

    Attributes:
        angle: 90, 180 or 270.
        width: Of the page as shown.
        height: Of the page as shown.
    """

    angle: int
    width: float
    height: float

    def upright(self, boxes: Floats) -> Floats:
        """Boxes of the page as shown, as they are read."""
        x0, top, x1, bottom = boxes.T
        turned = {
            DOWN: (top, self.width - x1, bottom, self.width - x0),
            BACK: (self.width - x1, self.height - bottom, self.width - x0, self.height - top),
            UP: (self.height - bottom, x0, self.height - top, x1),
        }
        return np.column_stack(turned[self.angle])

    def back(self, boxes: Floats) -> Floats:
        """Boxes as they are read, on the page as shown."""
        return np.array(self.sides_back(*boxes.T)).T

    def sides_back(self, x0: Side, top: Side, x1: Side, bottom: Side) -> tuple[Side, ...]:
        """The sides of boxes as they are read (numbers, or arrays of them), on the page as shown."""
        if self.angle == DOWN:
            return self.width - bottom, x0, self.width - top, x1
        if self.angle == BACK:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        return top, self.height - x1, bottom, self.height - x0


def find_turn(page: PageContent) -> Turn | None:
    """The turn of a page whose text lies on its side or upside down, None for others."""
    if not page.glyphs.angles.any():
        return None
    angles = page.glyphs.angles[~is_blank(page.glyphs.codes)]
    for angle in (DOWN, BACK, UP):
        if len(angles) and (angles == angle).mean() > MOST:
            return Turn(angle, page.width, page.height)
    return None


def turn_page(page: PageContent, turn: Turn) -> PageContent:
    """The page as it is read."""
    glyphs = page.glyphs
    flat = turn.angle == BACK
    return replace(
        page,
        width=page.width if flat else page.height,
        height=page.height if flat else page.width,
        glyphs=replace(
            glyphs, boxes=turn.upright(glyphs.boxes), angles=(glyphs.angles - turn.angle) % 360
        ),
        strokes=np.column_stack([turn.upright(page.strokes[:, :4]), page.strokes[:, 4]]),
        fills=np.column_stack([turn.upright(page.fills[:, :4]), page.fills[:, 4]]),
        images=turn.upright(page.images),
    )


def turn_back(block: Table | Passage, turns: dict[int, Turn]) -> Table | Passage:
    """A block with its places on pages as they are shown."""
    if isinstance(block, Passage):
        return _turn_passage(block, turns)
    cells = [
        structs.replace(
            cell,
            passage=_turn_passage(cell.passage, turns),
            box=cell.box and _turn_box(cell.box, turns),
        )
        for cell in block.cells
    ]
    boxes = tuple(_turn_box(box, turns) for box in block.boxes)
    return structs.replace(block, cells=tuple(cells), boxes=boxes)


def turn_set_aside(entry: SetAside, turns: dict[int, Turn]) -> SetAside:
    """Text that was left out, with its places on pages as they are shown."""
    return structs.replace(entry, passage=_turn_passage(entry.passage, turns))


def turn_finding(finding: Finding, turns: dict[int, Turn]) -> Finding:
    """A finding with its place on its page as it is shown."""
    return structs.replace(finding, box=_turn_box(finding.box, turns)) if finding.box else finding


def _turn_passage(passage: Passage, turns: dict[int, Turn]) -> Passage:
    if not isinstance(passage.boxes, Places):
        return passage
    stretches = passage.boxes.stretches
    if turns.keys().isdisjoint([stretch.page for stretch in stretches]):
        return passage
    return structs.replace(
        passage, boxes=Places([_turn_stretch(stretch, turns) for stretch in stretches])
    )


def _turn_stretch(stretch: Stretch, turns: dict[int, Turn]) -> Stretch:
    turn = turns.get(stretch.page)
    return structs.replace(stretch, held=_turn_held(stretch.held, turn)) if turn else stretch


@lru_cache(maxsize=4)
def _turn_held(held: CharBoxes, turn: Turn) -> CharBoxes:
    """All boxes of a page: those of the last few, since a page's blocks follow each other."""
    boxes = held.array.copy()
    boxes[np.isnan(boxes[:, 0])] = np.nan  # a blank put in is nowhere
    turned = CharBoxes(turn.back(boxes))
    if held.is_packed:
        turned.pack()
    return turned


def _turn_box(box: Box, turns: dict[int, Turn]) -> Box:
    turn = turns.get(box.page)
    if turn is None:
        return box
    return Box(box.page, *turn.sides_back(box.x0, box.top, box.x1, box.bottom))
