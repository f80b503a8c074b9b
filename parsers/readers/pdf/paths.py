"""Lines, filled areas and pictures of a page from pdfium, also those inside form XObjects."""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from parsers.readers.pdf.bulk import (
    ADDRESS,
    FLOAT,
    INT,
    POINTER,
    UNSIGNED,
    ask,
    bind,
    fill,
    lightness,
    same,
)
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

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_count = bind("FPDFPage_CountObjects", INT)
_object = bind("FPDFPage_GetObject", ADDRESS)
_form_count = bind("FPDFFormObj_CountObjects", INT, POINTER)
_form_object = bind("FPDFFormObj_GetObject", ADDRESS, POINTER, ctypes.c_ulong)
_type = bind("FPDFPageObj_GetType", INT, POINTER)
_matrix = bind("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_bounds = bind("FPDFPageObj_GetBounds", INT, POINTER, *[POINTER] * 4)
_segment_count = bind("FPDFPath_CountSegments", INT, POINTER)
_segment = bind("FPDFPath_GetPathSegment", ADDRESS, POINTER, INT)
_segment_type = bind("FPDFPathSegment_GetType", INT, POINTER)
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

    pointers: Integers
    types: Integers
    outer: Floats

    def take(self, index: Integers | Flags) -> "_Objects":
        return _Objects(self.pointers[index], self.types[index], self.outer[index])

    def of(self, kind: int) -> "_Objects":
        return self.take(self.types == kind)


def read_paths(page: Any, view: View) -> Paths:  # noqa: ANN401 pypdfium2 is untyped
    """The lines, areas and pictures of a page of pypdfium2."""
    objects = _collect(ctypes.cast(page.raw, POINTER))
    strokes, fills = _read_paths(objects.of(PATH))
    shadings = _read_bounds(objects.of(SHADING))
    fills = np.concatenate([fills, np.column_stack([shadings, np.full(len(shadings), MIDDLE)])])
    strokes[:, :4], fills[:, :4] = view.boxes(strokes), view.boxes(fills)
    return Paths(strokes, fills, images=view.boxes(_read_bounds(objects.of(IMAGE))))


def _collect(page: ctypes.c_void_p) -> _Objects:
    """All objects of a page, forms opened."""
    count = max(_count(page), 0)
    pointers = ask(_object, same(page), range(count), count=count)
    level = _typed(pointers, np.tile(IDENTITY, (count, 1)))
    levels = [level]
    for _ in range(DEEPEST):
        forms = level.of(FORM)
        if not len(forms.pointers):
            break
        parts = [
            _open_form(form, around)
            for form, around in zip(forms.pointers.tolist(), forms.outer, strict=True)
        ]
        level = _join(parts)
        levels.append(level)
    return levels[0] if len(levels) == 1 else _join(levels)


def _open_form(form: int, around: Floats) -> _Objects:
    count = max(_form_count(form), 0)
    matrix = fill(_matrix, FLOAT, -6, [form], count=1).astype(np.float64)
    pointers = ask(_form_object, same(form), range(count), count=count)
    return _typed(pointers, np.tile(_multiply(matrix, around[None]), (count, 1)))


def _typed(pointers: Integers, outer: Floats) -> _Objects:
    return _Objects(pointers, ask(_type, pointers.tolist(), count=len(pointers)), outer)


def _join(parts: list[_Objects]) -> _Objects:
    return _Objects(
        np.concatenate([part.pointers for part in parts]),
        np.concatenate([part.types for part in parts]),
        np.concatenate([part.outer for part in parts]),
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


def _read_bounds(objects: _Objects) -> Floats:
    count = len(objects.pointers)
    if not count:
        return np.empty((0, 4))
    bounds = fill(_bounds, FLOAT, 4, objects.pointers.tolist(), count=count).astype(np.float64)
    corners = _apply(objects.outer, bounds[:, :2]), _apply(objects.outer, bounds[:, 2:])
    return np.column_stack(corners)


def _read_paths(paths: _Objects) -> tuple[Floats, Floats]:
    """Strokes and filled rectangles (n × 5) in the page's coordinates."""
    pointers = paths.pointers.tolist()
    counts = ask(_segment_count, pointers, count=len(pointers)).clip(min=0)
    total = int(counts.sum())
    if total > MOST_SEGMENTS:
        raise TooManySegmentsError(total)
    if not total:
        return np.empty((0, 5)), np.empty((0, 5))
    modes = fill(_draw_mode, np.int32, 2, pointers, count=len(pointers))
    matrices = fill(_matrix, FLOAT, -6, pointers, count=len(pointers)).astype(np.float64)
    owner = np.repeat(np.arange(len(pointers)), counts)
    segments = _find_segments(pointers, counts, owner).tolist()
    kinds = ask(_segment_type, segments, count=total)
    points = fill(_point, FLOAT, 2, segments, count=total).astype(np.float64)
    points = _apply(_multiply(matrices, paths.outer)[owner], points)
    lines, line_owner = _lines(points, kinds, owner)
    frames, frame_owner = _frames(points, kinds, owner)
    return (
        _with_ink(lines, line_owner, pointers, modes[:, 1] > 0, _stroke_color),
        _with_ink(frames, frame_owner, pointers, modes[:, 0] > 0, _fill_color),
    )


def _find_segments(pointers: list[int], counts: Integers, owner: Integers) -> Integers:
    """Address of each segment of these paths.

    A path's segments stand in a row at equal distances: its first and last one tell where, if they
    tell the same distance in all paths.
    """
    index = np.arange(len(owner)) - (np.cumsum(counts) - counts)[owner]
    some = (counts > 0).nonzero()[0]
    own, steps = [pointers[i] for i in some.tolist()], counts[some] - 1
    firsts = ask(_segment, own, same(0), count=len(own))
    reach = ask(_segment, own, steps.tolist(), count=len(own)) - firsts
    stride = int(reach.max() // max(steps[reach.argmax()], 1))
    if np.array_equal(reach, stride * steps):
        told: Integers = np.repeat(firsts, counts[some]) + stride * index
        return told
    repeated = [pointers[i] for i in owner.tolist()]
    return ask(_segment, repeated, index.tolist(), count=len(owner))


def _with_ink(
    shapes: Floats,
    owner: Integers,
    pointers: list[int],
    drawn: Flags,
    color: Any,  # noqa: ANN401
) -> Floats:
    """The shapes (in order of their paths) that are drawn, each with the lightness of its ink (n × 5)."""
    drawn = drawn[owner]
    shapes, owner = shapes[drawn], owner[drawn]
    new = np.ones(len(owner), dtype=bool)
    new[1:] = owner[1:] != owner[:-1]
    asked = [pointers[i] for i in owner[new].tolist()]
    inks = fill(color, UNSIGNED, 4, asked, count=len(asked))[np.cumsum(new) - 1]
    seen: Floats = np.column_stack([shapes, lightness(inks)])[inks[:, 3] > 0]
    return seen


def _lines(points: Floats, kinds: Integers, owner: Integers) -> tuple[Floats, Integers]:
    """Straight pieces that run along an axis, and the path of each.

    A figure that is closed has its last side among its segments: pdfium puts it there.
    """
    drawn = (kinds == LINE).nonzero()[0]
    lines = np.column_stack([points[drawn - 1], points[drawn]])
    straight = (np.abs(lines[:, 0] - lines[:, 2]) < SLANT) | (
        np.abs(lines[:, 1] - lines[:, 3]) < SLANT
    )
    return lines[straight], owner[drawn][straight]


def _frames(points: Floats, kinds: Integers, owner: Integers) -> tuple[Floats, Integers]:
    """The rectangles among the figures of all paths (each begins with a move), and their paths."""
    starts = (kinds == MOVE).nonzero()[0]
    if not len(starts):
        return np.empty((0, 4)), np.empty(0, dtype=np.int64)
    points, kinds, owner = points[starts[0] :], kinds[starts[0] :], owner[starts[0] :]
    starts = starts - starts[0]
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    figure = np.cumsum(kinds == MOVE) - 1
    at_corner = (
        (np.abs(points - low[figure]) < SLANT) | (np.abs(points - high[figure]) < SLANT)
    ).all(axis=1)
    size = np.diff(np.append(starts, len(points)))
    whole = np.logical_and.reduceat(at_corner & (kinds != BEZIER), starts)
    rectangle = whole & (size >= 4) & (size <= 6)
    return np.column_stack([low, high])[rectangle], owner[starts][rectangle]
