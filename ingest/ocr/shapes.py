"""Marks that Tesseract's Japanese model does not know, told by their shape: △ ▲ ▼ ○ ◎ ● － ／."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ingest.ocr.picture import Picture

SIZES = (0.45, 1.25)
"""Least and greatest height and width of a mark, in ems."""

TRIANGLE = 0.86
"""Part of the smallest triangle around it that a triangle fills."""

HOLLOW = 0.3
"""Part of its area that the hole of an outlined triangle takes at least; A has a small one."""

SOLID, FILLED = 0.88, 0.08
"""A mark fills this part of its hull; the hole of a filled one is no larger than this part."""

ROUND = 0.88
"""Area of an outline against that of a circle of its length."""

SQUARE = 0.84
"""A round mark is about as wide as it is high; 0 is not."""

ROUND_SIZE = 0.8
"""A round mark is this high at least, in ems; O and 0 are smaller."""

RING = 0.5
"""Part of its area that the hole of a ring takes at least."""

CORE = 0.2
"""Part of the area that the inner ring of a double one spans at least."""

DASH = (0.3, 0.16)
"""A dash is this wide at least and this high at most, in ems."""

ROOM = 0.42
"""A mark has nothing else this near to its middle, in ems."""

SLASH_HEIGHT, SLASH_WIDTH, STRAIGHT = 0.75, 0.3, 0.07
"""A slash is this high and wide at least, and lies this near to its diagonal, in ems."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark: its character and its box in the picture that it was found in."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int


def find_shapes(ink: Picture, em: float) -> Iterator[Shape]:
    """The marks in the ink of a line of text."""
    big = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    outlines, tree = cv2.findContours(big, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    children: dict[int, list[int]] = {}
    for number, (*_, parent) in enumerate(tree[0].tolist() if tree is not None else ()):
        children.setdefault(parent, []).append(number)
    for number in children.get(-1, []):
        holes = [outlines[child] for child in children.get(number, [])]
        inner = [outlines[n] for child in children.get(number, []) for n in children.get(child, [])]
        x, y, width, height = cv2.boundingRect(outlines[number])
        text = _name(outlines[number], holes, inner, em)
        if text and _stands_alone(big, (x, width), em):
            yield Shape(text, x - 1, y - 1, x - 1 + width, y - 1 + height)


def _stands_alone(ink: Picture, span: tuple[int, int], em: float) -> bool:
    """Whether no other ink stands where a mark of one em would."""
    x, width = span
    middle = x + width / 2
    left, right = max(round(middle - ROOM * em), 0), round(middle + ROOM * em)
    return not (ink[:, left:x].any() or ink[:, x + width : right].any())


def _name(outline: Picture, holes: list[Picture], inner: list[Picture], em: float) -> str:
    """The mark that an outline draws with what lies in it, or nothing."""
    _, _, width, height = cv2.boundingRect(outline)
    if width >= DASH[0] * em and height <= DASH[1] * em and width > 3 * height:
        return "\N{FULLWIDTH HYPHEN-MINUS}"
    if height >= SLASH_HEIGHT * em and width >= SLASH_WIDTH * em and _is_slash(outline, em):
        return "\N{FULLWIDTH SOLIDUS}"
    if not all(SIZES[0] * em <= side <= SIZES[1] * em for side in (width, height)):
        return ""
    hull = cv2.convexHull(outline)
    area = max(cv2.contourArea(hull), 1.0)
    empty = sum(cv2.contourArea(hole) for hole in holes) / area
    return _triangle(outline, hull, area, empty) or _circle(outline, holes, inner, em)


def _triangle(outline: Picture, hull: Picture, area: float, empty: float) -> str:
    around, corners = cv2.minEnclosingTriangle(hull)
    if area < TRIANGLE * around or cv2.contourArea(outline) < SOLID * area:
        return ""
    if FILLED < empty < HOLLOW:
        return ""
    top, middle, bottom = np.sort(corners.reshape(3, 2)[:, 1]).tolist()
    upward = bottom - middle < middle - top
    return ("△" if empty >= HOLLOW else "▲") if upward else ("▽" if empty >= HOLLOW else "▼")


def _circle(outline: Picture, holes: list[Picture], inner: list[Picture], em: float) -> str:
    if not _is_round(outline) or cv2.boundingRect(outline)[3] < ROUND_SIZE * em:
        return ""
    area = cv2.contourArea(outline)
    if area < SOLID * cv2.contourArea(cv2.convexHull(outline)):
        return ""
    if not holes:
        return "●"
    empty = max(cv2.contourArea(hole) for hole in holes) / area
    if empty < RING or len(holes) > 1:
        return ""
    core = max(inner, key=cv2.contourArea, default=None)
    if core is None:
        return "○"
    return "◎" if _is_round(core) and cv2.contourArea(cv2.convexHull(core)) > CORE * area else ""


def _is_round(outline: Picture) -> bool:
    """Whether the hull is a circle: the thin inner ring of ◎ is often broken."""
    _, _, width, height = cv2.boundingRect(outline)
    if min(width, height) < SQUARE * max(width, height):
        return False
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, closed=True)
    return bool(4 * math.pi * cv2.contourArea(hull) / max(length, 1) ** 2 >= ROUND)


def _is_slash(outline: Picture, em: float) -> bool:
    x, y, width, height = cv2.boundingRect(outline)
    points = outline[:, 0, :].astype(float) - (x, y)
    off = np.abs(points[:, 0] * height + points[:, 1] * width - width * height)
    return bool((off / math.hypot(width, height)).max() <= STRAIGHT * em)
