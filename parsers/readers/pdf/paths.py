"""Lines, filled areas and pictures of a page from pdfium, also those inside form XObjects."""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from parsers.readers.pdf.bulk import (
    ADDRESS,
    FLOAT,
    INT,
    LONG,
    UNSIGNED,
    Function,
    count_up,
    lightness,
)
from parsers.readers.pdf.covers import Covers, Drawn
from parsers.readers.pdf.view import View
from parsers.tables.page import Flags, Floats, Integers

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
LINE, BEZIER, MOVE = 0, 1, 2

DEEPEST = 12
"""Forms inside forms beyond this depth are a trap."""

MOST_SEGMENTS = 200_000
"""A page with more is a map or a drawing; its rules cannot be told."""

SLANT = 0.5
"""A line whose ends differ by less than this (points) runs along an axis."""

MIDDLE = 0.5

LOWEST = 3.0
"""What is not higher and wider than this (points) is a line and covers no text."""

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NONE = np.empty((0, 5))

_object = Function("FPDFPage_GetObject", ADDRESS, ADDRESS, INT)
_form_count = Function("FPDFFormObj_CountObjects", INT, ADDRESS)
_form_object = Function("FPDFFormObj_GetObject", ADDRESS, ADDRESS, LONG)
_type = Function("FPDFPageObj_GetType", INT, ADDRESS)
_matrix = Function("FPDFPageObj_GetMatrix", INT, ADDRESS, writes=FLOAT, width=6)
_bounds = Function("FPDFPageObj_GetBounds", INT, ADDRESS, writes=FLOAT, pointers=4)
_segment_count = Function("FPDFPath_CountSegments", INT, ADDRESS)
_segment = Function("FPDFPath_GetPathSegment", ADDRESS, ADDRESS, INT)
_segment_type = Function("FPDFPathSegment_GetType", INT, ADDRESS)
_point = Function("FPDFPathSegment_GetPoint", INT, ADDRESS, writes=FLOAT, pointers=2)
_draw_mode = Function("FPDFPath_GetDrawMode", INT, ADDRESS, writes=INT, pointers=2)
_fill_color = Function("FPDFPageObj_GetFillColor", INT, ADDRESS, writes=UNSIGNED, pointers=4)
_stroke_color = Function("FPDFPageObj_GetStrokeColor", INT, ADDRESS, writes=UNSIGNED, pointers=4)


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """What a page draws: see `PageContent`; and the areas that are drawn over text, if any."""

    strokes: Floats
    fills: Floats
    images: Floats
    crowded: bool
    covers: Covers | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Objects:
    """Objects of a page.

    Attributes:
        pointers: Their addresses.
        types: What they are.
        outer: Matrix of the forms around each.
        order: Which one of the page itself each is or belongs to, in painting order.
        nested: Whether they are part of a form.
    """

    pointers: Integers
    types: Integers
    outer: Floats
    order: Integers
    nested: Flags

    def take(self, index: Integers) -> "_Objects":
        return _Objects(
            self.pointers[index],
            self.types[index],
            self.outer.take(index, axis=0),
            self.order[index],
            self.nested[index],
        )

    def of(self, kind: int) -> "_Objects":
        own = (self.types == kind).nonzero()[0]
        return self.take(own) if len(own) else _NO_OBJECTS


_NO_OBJECTS = _Objects(
    np.empty(0, dtype=np.int64),
    np.empty(0, dtype=np.int64),
    np.empty((0, len(IDENTITY))),
    np.empty(0, dtype=np.int64),
    np.empty(0, dtype=np.bool_),
)


def read_paths(page: Any, view: View) -> Paths:  # noqa: ANN401 pypdfium2 is untyped
    """The lines, areas and pictures of a page of pypdfium2."""
    objects = _collect(page)
    paths = objects.of(PATH)
    counts = np.maximum(_segment_count(paths.pointers), 0)
    crowded = bool(counts.sum() > MOST_SEGMENTS)
    strokes, fills, covers = (
        (_NONE, _NONE, None) if crowded else _read_paths(paths, counts, objects)
    )
    if len(shadings := _read_bounds(objects.of(SHADING))):
        inks = np.full((len(shadings), 1), MIDDLE)
        fills = np.concatenate([fills, np.concatenate([shadings, inks], axis=1)])
    images = _read_bounds(objects.of(IMAGE))
    return Paths(_turn(strokes, view), _turn(fills, view), view.boxes(images), crowded, covers)


def _turn(shapes: Floats, view: View) -> Floats:
    """Shapes with their ink as they are shown."""
    if not len(shapes):
        return shapes
    return np.concatenate([view.boxes(shapes), shapes[:, 4:]], axis=1)


def _collect(page: Any) -> _Objects:  # noqa: ANN401 pypdfium2 is untyped
    """All objects of a page, forms opened."""
    count = max(pdfium.FPDFPage_CountObjects(page), 0)
    pointers = _object(ctypes.cast(page.raw, ctypes.c_void_p).value or 0, np.arange(count))
    level = _Objects(
        pointers,
        _type(pointers),
        np.full((count, len(IDENTITY)), IDENTITY),
        np.arange(count),
        np.zeros(count, dtype=np.bool_),
    )
    levels = [level]
    for _ in range(DEEPEST):
        forms = level.of(FORM)
        if not len(forms.pointers):
            break
        level = _open_forms(forms)
        levels.append(level)
    return levels[0] if len(levels) == 1 else _join(levels)


def _open_forms(forms: _Objects) -> _Objects:
    """The objects of forms."""
    counts = np.maximum(_form_count(forms.pointers), 0)
    outer = _multiply(_matrix(forms.pointers).astype(np.float64), forms.outer)
    pointers = _form_object(np.repeat(forms.pointers, counts), count_up(counts))
    order, nested = np.repeat(forms.order, counts), np.ones(len(pointers), dtype=np.bool_)
    return _Objects(pointers, _type(pointers), np.repeat(outer, counts, axis=0), order, nested)


def _join(parts: list[_Objects]) -> _Objects:
    names = ("pointers", "types", "outer", "order", "nested")
    return _Objects(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def _multiply(first: Floats, second: Floats) -> Floats:
    """Matrices (a b c d e f) applied one after the other, row by row."""
    a, b, c, d, e, f = first.T
    p, q, r, s, t, u = second.T
    product: Floats = np.array(
        [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
         e * p + f * r + t, e * q + f * s + u]
    ).T  # fmt: skip
    return product


def _apply(matrices: Floats, points: Floats) -> Floats:
    x, y = points.T
    a, b, c, d, e, f = matrices.T
    applied = np.empty((len(points), 2))
    applied[:, 0], applied[:, 1] = a * x + c * y + e, b * x + d * y + f
    return applied


def _read_bounds(objects: _Objects) -> Floats:
    if not len(objects.pointers):
        return np.empty((0, 4))
    bounds = _bounds(objects.pointers).astype(np.float64)
    for corner in (bounds[:, :2], bounds[:, 2:]):
        corner[:] = _apply(objects.outer, corner)
    return bounds


def _read_paths(
    paths: _Objects, counts: Integers, objects: _Objects
) -> tuple[Floats, Floats, Covers | None]:
    """Strokes and filled rectangles (n × 5) in the page's coordinates, and what covers texts.

    Args:
        paths: The paths.
        counts: How many segments each has.
        objects: All objects of the page.
    """
    pointers = paths.pointers
    if not counts.any():
        return _NONE, _NONE, None
    modes = _draw_mode(pointers)
    matrices = _matrix(pointers).astype(np.float64)
    if paths.nested.any():
        matrices = _multiply(matrices, paths.outer)
    owner = np.repeat(np.arange(len(pointers)), counts)
    segments = _segment(pointers.take(owner), count_up(counts))
    kinds, points = _segment_type(segments), _point(segments).astype(np.float64)
    points = _apply(matrices.take(owner, axis=0), points)
    lines, line_owner = _lines(points, kinds, owner)
    frames, frame_owner = _frames(points, kinds, owner)
    return (
        _with_ink(lines, line_owner, pointers, modes[:, 1] > 0, _stroke_color),
        _with_ink(frames, frame_owner, pointers, modes[:, 0] > 0, _fill_color),
        _find_covers(frames, frame_owner, paths, owner.compress(kinds == MOVE), objects),
    )


def _find_covers(
    frames: Floats, owner: Integers, paths: _Objects, figures: Integers, objects: _Objects
) -> Covers | None:
    """The rectangles that stand by themselves on the page and are drawn after some text.

    Args:
        frames: All rectangles.
        owner: The path of each.
        paths: The paths.
        figures: The path of each figure, rectangle or not.
        objects: All objects of the page.
    """
    orders = objects.order.compress(objects.types == TEXT)
    if not len(frames) or not len(orders):
        return None
    tall = np.minimum(frames[:, 2] - frames[:, 0], frames[:, 3] - frames[:, 1]) > LOWEST
    over = tall & (paths.order.take(owner) > orders.min())
    if not over.any():
        return None
    over &= ~paths.nested.take(owner) & (np.bincount(figures).take(owner) == 1)
    if not over.any():
        return None
    own, texts = owner[over], objects.of(TEXT)
    areas = Drawn(paths.pointers[own], frames[over], paths.order[own])
    return Covers(areas, Drawn(texts.pointers, _read_bounds(texts), texts.order))


def _with_ink(
    shapes: Floats, owner: Integers, pointers: Integers, drawn: Flags, color: Function
) -> Floats:
    """The shapes that are drawn, each with the lightness of its ink (n × 5)."""
    drawn = drawn[owner]
    shapes, owner = shapes.compress(drawn, axis=0), owner[drawn]
    inks = color(pointers[owner])
    inked = np.empty((len(shapes), 5))
    inked[:, :4], inked[:, 4] = shapes, lightness(inks)
    seen: Floats = inked.compress(inks[:, 3] > 0, axis=0)
    return seen


def _lines(points: Floats, kinds: Integers, owner: Integers) -> tuple[Floats, Integers]:
    """Straight pieces that run along an axis, and the path of each.

    A figure that is closed has its last side among its segments: pdfium puts it there.
    """
    drawn = (kinds == LINE).nonzero()[0]
    lines = np.empty((len(drawn), 4))
    lines[:, :2], lines[:, 2:] = points.take(drawn - 1, axis=0), points.take(drawn, axis=0)
    straight = (np.abs(lines[:, 0] - lines[:, 2]) < SLANT) | (
        np.abs(lines[:, 1] - lines[:, 3]) < SLANT
    )
    return lines.compress(straight, axis=0), owner[drawn[straight]]


def _frames(points: Floats, kinds: Integers, owner: Integers) -> tuple[Floats, Integers]:
    """The rectangles among the figures of all paths (each begins with a move), and their paths."""
    starts = (kinds == MOVE).nonzero()[0]
    if not len(starts):
        return np.empty((0, 4)), np.empty(0, dtype=np.int64)
    points, kinds, owner = points[starts[0] :], kinds[starts[0] :], owner[starts[0] :]
    starts = starts - starts[0]
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    figure = np.cumsum(kinds == MOVE) - 1
    x_at_side, y_at_side = (
        (np.abs(points - low.take(figure, axis=0)) < SLANT)
        | (np.abs(points - high.take(figure, axis=0)) < SLANT)
    ).T
    size = np.concatenate([starts[1:], [len(points)]]) - starts
    whole = np.logical_and.reduceat(x_at_side & y_at_side & (kinds != BEZIER), starts)
    rectangle = whole & (size >= 4) & (size <= 6)
    frames = np.concatenate([low, high], axis=1).compress(rectangle, axis=0)
    return frames, owner[starts[rectangle]]
