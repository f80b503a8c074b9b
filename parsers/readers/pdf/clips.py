"""Text that is cut off by a clipping path: it is in the file, but nobody sees it."""

import numpy as np

from parsers.readers.pdf.bulk import FLOAT, INT, POINTER, bind, fill
from parsers.tables.page import Flags, Floats, Integers

_clip_path = bind("FPDFPageObj_GetClipPath", POINTER, POINTER)
_count_paths = bind("FPDFClipPath_CountPaths", INT, POINTER)
_count_segments = bind("FPDFClipPath_CountPathSegments", INT, POINTER, INT)
_segment = bind("FPDFClipPath_GetPathSegment", POINTER, POINTER, INT, INT)
_bounds = bind("FPDFPageObj_GetBounds", INT, POINTER, *[POINTER] * 4)
_point = bind("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)

EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)


def find_clipped(objects: list[int], run: Integers, boxes: Floats) -> Flags:
    """Characters whose middle lies outside the clipping paths of their text object.

    Args:
        objects: Addresses of text objects.
        run: For each character the index of its object.
        boxes: For each character x0, y0, x1, y1.
    """
    limits = clip_boxes(objects)
    own = np.flatnonzero(np.isfinite(limits).any(axis=1))
    foreign = own[_elsewhere([objects[i] for i in own.tolist()], run, boxes, own)]
    limits[foreign] = EVERYWHERE
    limits = limits[run]
    x, y = boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)
    inside = (limits[:, 0] <= x) & (x <= limits[:, 2]) & (limits[:, 1] <= y) & (y <= limits[:, 3])
    clipped: Flags = ~inside
    return clipped


def _elsewhere(pointers: list[int], run: Integers, boxes: Floats, own: Integers) -> Flags:
    """Which objects pdfium places in the coordinates of a form, and so their clipping paths, too.

    Characters are always placed on the page: their object does not lie around them then.
    """
    bounds = fill(_bounds, FLOAT, 4, pointers, count=len(pointers)).astype(np.float64)
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    first = boxes[starts[np.searchsorted(run[starts], own)]]
    size = first[:, 3] - first[:, 1]
    x, y = first[:, [0, 2]].mean(axis=1), first[:, [1, 3]].mean(axis=1)
    across = (bounds[:, 0] - size < x) & (x < bounds[:, 2] + size)
    around: Flags = across & (bounds[:, 1] - size < y) & (y < bounds[:, 3] + size)
    return ~around


def clip_boxes(objects: list[int]) -> Floats:
    """The part of the page that shows of each object: x0, y0, x1, y1."""
    limits = np.tile(EVERYWHERE, (len(objects), 1))
    clips = [_clip_path(pointer) or 0 for pointer in objects]
    counts = [_count_paths(clip) if clip else 0 for clip in clips]
    owners = [i for i, count in enumerate(counts) for _ in range(max(count, 0))]
    paths = [path for count in counts for path in range(max(count, 0))]
    lengths = [max(_count_segments(clips[o], p), 0) for o, p in zip(owners, paths, strict=True)]
    pieces = np.repeat(np.arange(len(owners)), lengths)
    segments = [
        _segment(clips[o], p, s)
        for o, p, length in zip(owners, paths, lengths, strict=True)
        for s in range(length)
    ]
    if not segments:
        return limits
    points = fill(_point, FLOAT, 2, segments, count=len(segments)).astype(np.float64)
    starts = np.flatnonzero(np.diff(pieces, prepend=-1))
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    owner = np.array(owners)[pieces[starts]]
    for axis in (0, 1):
        np.maximum.at(limits[:, axis], owner, low[:, axis])
        np.minimum.at(limits[:, axis + 2], owner, high[:, axis])
    return limits
