"""Lines, filled areas and pictures of a page from pdfium, also those inside form XObjects."""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from parsers.readers.pdf.bulk import FLOAT, INT, POINTER, UNSIGNED, ask, bind, fill, same
from parsers.readers.pdf.view import View
from parsers.tables.page import Flags, Floats, Integers

PATH, IMAGE, SHADING, FORM = 2, 3, 4, 5
LINE, BEZIER, MOVE = 0, 1, 2

DEEPEST = 12
"""Forms inside forms beyond this depth are a trap."""

MOST_SEGMENTS = 200_000
"""A page with more is a map or a drawing; its rules cannot be told."""

SLANT = 0.5
"""A line whose ends differ by less than this (points) runs along an axis."""

MIDDLE = 0.5

_count = bind("FPDFPage_CountObjects", INT, POINTER)
_object = bind("FPDFPage_GetObject", POINTER, POINTER, INT)
_form_count = bind("FPDFFormObj_CountObjects", INT, POINTER)
_form_object = bind("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_type = bind("FPDFPageObj_GetType", INT, POINTER)
_matrix = bind("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_bounds = bind("FPDFPageObj_GetBounds", INT, POINTER, *[POINTER] * 4)
_segment_count = bind("FPDFPath_CountSegments", INT, POINTER)
_segment = bind("FPDFPath_GetPathSegment", POINTER, POINTER, INT)
_segment_type = bind("FPDFPathSegment_GetType", INT, POINTER)
_segment_close = bind("FPDFPathSegment_GetClose", INT, POINTER)
_point = bind("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)
_draw_mode = bind("FPDFPath_GetDrawMode", INT, POINTER, POINTER, POINTER)
_fill_color = bind("FPDFPageObj_GetFillColor", INT, POINTER, *[POINTER] * 4)
_stroke_color = bind("FPDFPageObj_GetStrokeColor", INT, POINTER, *[POINTER] * 4)


class TooManySegmentsError(Exception):
    """The page is a drawing of very many lines."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} path segments")


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """What a page draws: see `PageContent`."""

    strokes: Floats
    fills: Floats
    images: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Objects:
    """Objects of a page: address, type, and matrix of the forms around each."""

    pointers: list[int]
    types: Integers
    outer: Floats

    def of(self, kind: int) -> tuple[list[int], Floats]:
        found = np.flatnonzero(self.types == kind)
        return [self.pointers[i] for i in found.tolist()], self.outer[found]


def read_paths(page: Any, view: View) -> Paths:  # noqa: ANN401 pypdfium2 is untyped
    """The lines, areas and pictures of a page of pypdfium2."""
    objects = _collect(ctypes.cast(page.raw, POINTER).value or 0)
    pointers, outer = objects.of(PATH)
    strokes, fills = _read_paths(pointers, outer)
    images = _read_bounds(*objects.of(IMAGE))
    shadings = _read_bounds(*objects.of(SHADING))
    fills = np.concatenate([fills, np.column_stack([shadings, np.full(len(shadings), MIDDLE)])])
    return Paths(
        strokes=np.column_stack([view.boxes(strokes[:, :4]), strokes[:, 4]]),
        fills=np.column_stack([view.boxes(fills[:, :4]), fills[:, 4]]),
        images=view.boxes(images),
    )


def _collect(page: int) -> _Objects:
    """All objects of a page, forms opened."""
    indices = range(_count(page))
    level = [pointer or 0 for pointer in map(_object, same(page), indices)]
    outer = np.tile([1.0, 0, 0, 1, 0, 0], (len(level), 1))
    pointers: list[int] = []
    types: list[Integers] = []
    outers: list[Floats] = []
    for _ in range(DEEPEST):
        if not level:
            break
        kinds = ask(_type, level)
        pointers += level
        types.append(kinds)
        outers.append(outer)
        forms = np.flatnonzero(kinds == FORM).tolist()
        inner = [(level[form], outer[form]) for form in forms]
        level, matrices = [], []
        for form, around in inner:
            count = max(_form_count(form), 0)
            level += [p or 0 for p in map(_form_object, same(form), range(count))]
            matrix = fill(_matrix, FLOAT, -6, [form], count=1).astype(np.float64)
            matrices.append(np.tile(_multiply(matrix, around[None]), (count, 1)))
        outer = np.concatenate([np.empty((0, 6)), *matrices])
    return _Objects(
        pointers,
        np.concatenate([np.empty(0, dtype=np.int64), *types]),
        np.concatenate([np.empty((0, 6)), *outers]),
    )


def _multiply(first: Floats, second: Floats) -> Floats:
    """Matrices (a b c d e f) applied one after the other, row by row."""
    a, b, c, d, e, f = first.T
    p, q, r, s, t, u = second.T
    return np.column_stack(
        [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
         e * p + f * r + t, e * q + f * s + u]
    )  # fmt: skip


def _apply(matrices: Floats, points: Floats) -> Floats:
    x, y = points.T
    a, b, c, d, e, f = matrices.T
    return np.column_stack([a * x + c * y + e, b * x + d * y + f])


def _read_bounds(pointers: list[int], outer: Floats) -> Floats:
    bounds = fill(_bounds, FLOAT, 4, pointers, count=len(pointers)).astype(np.float64)
    corners = _apply(outer, bounds[:, :2]), _apply(outer, bounds[:, 2:])
    return np.column_stack(corners)


def _read_paths(pointers: list[int], outer: Floats) -> tuple[Floats, Floats]:
    """Strokes and filled rectangles (n × 5) in the page's coordinates."""
    counts = ask(_segment_count, pointers).clip(min=0)
    total = int(counts.sum())
    if total > MOST_SEGMENTS:
        raise TooManySegmentsError(total)
    if not total:
        return np.empty((0, 5)), np.empty((0, 5))
    modes = fill(_draw_mode, np.int32, 2, pointers, count=len(pointers))
    colors = fill(_fill_color, UNSIGNED, 4, pointers, count=len(pointers))
    inks = fill(_stroke_color, UNSIGNED, 4, pointers, count=len(pointers))
    matrices = fill(_matrix, FLOAT, -6, pointers, count=len(pointers)).astype(np.float64)
    owner = np.repeat(np.arange(len(pointers)), counts)
    repeated = [pointers[i] for i in owner.tolist()]
    indices = np.concatenate([np.arange(n) for n in counts])
    segments = list(map(_segment, repeated, indices.tolist()))
    kinds, closed = ask(_segment_type, segments), ask(_segment_close, segments) > 0
    points = fill(_point, FLOAT, 2, segments, count=total).astype(np.float64)
    points = _apply(_multiply(matrices, outer)[owner], points)
    lines, line_owner = _lines(points, kinds, closed, owner)
    stroked = ((modes[:, 1] > 0) & (inks[:, 3] > 0))[line_owner]
    ink = inks[line_owner, :3].min(axis=1, initial=255) / 255.0
    frames, frame_owner = _frames(points, kinds, owner)
    filled = (modes[frame_owner, 0] > 0) & (colors[frame_owner, 3] > 0)
    shade = colors[frame_owner, :3].min(axis=1, initial=255) / 255.0
    return (
        np.column_stack([lines, ink])[stroked],
        np.column_stack([frames, shade])[filled],
    )


def _lines(
    points: Floats, kinds: Integers, closed: Flags, owner: Integers
) -> tuple[Floats, Integers]:
    """Straight pieces that run along an axis, and the path of each."""
    start = np.maximum.accumulate(np.where(kinds == MOVE, np.arange(len(kinds)), 0))
    drawn = np.flatnonzero(kinds == LINE)
    closing = np.flatnonzero(closed & (kinds != MOVE))
    before, after = np.append(drawn - 1, closing), np.append(drawn, start[closing])
    lines = np.column_stack([points[before], points[after]])
    straight = (np.abs(lines[:, 0] - lines[:, 2]) < SLANT) | (
        np.abs(lines[:, 1] - lines[:, 3]) < SLANT
    )
    return lines[straight], owner[np.append(drawn, closing)][straight]


def _frames(points: Floats, kinds: Integers, owner: Integers) -> tuple[Floats, Integers]:
    """The rectangles among the figures of all paths (each begins with a move), and their paths."""
    starts = np.flatnonzero(kinds == MOVE)
    if not len(starts):
        return np.empty((0, 4)), np.empty(0, dtype=np.int64)
    points, kinds, owner = points[starts[0] :], kinds[starts[0] :], owner[starts[0] :]
    starts = starts - starts[0]
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    figure = np.cumsum(kinds == MOVE) - 1
    at_corner = (
        (np.abs(points - low[figure]) < SLANT) | (np.abs(points - high[figure]) < SLANT)
    ).all(axis=1)
    size = np.add.reduceat(np.ones(len(points)), starts)
    whole = np.add.reduceat(at_corner.astype(float), starts) == size
    curved = np.add.reduceat((kinds == BEZIER).astype(float), starts) > 0
    rectangle = whole & ~curved & (size >= 4) & (size <= 6)
    return np.column_stack([low, high])[rectangle], owner[starts][rectangle]
