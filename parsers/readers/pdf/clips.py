"""Text that is cut off by a clipping path: it is in the file, but nobody sees it."""

import numpy as np

from parsers.readers.pdf.bulk import ADDRESS, FLOAT, INT, POINTER, ask, bind, fill, same
from parsers.tables.page import Flags, Floats, Integers

_clip_path = bind("FPDFPageObj_GetClipPath", ADDRESS, POINTER)
_count_paths = bind("FPDFClipPath_CountPaths", INT, POINTER)
_count_segments = bind("FPDFClipPath_CountPathSegments", INT, POINTER, INT)
_segment = bind("FPDFClipPath_GetPathSegment", ADDRESS, POINTER, INT, INT)
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
    if not len(own):
        return np.zeros(len(run), dtype=bool)
    foreign = own[_elsewhere([objects[i] for i in own.tolist()], run, boxes, own)]
    limits[foreign] = EVERYWHERE
    left, low, right, high = limits[run].T
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    clipped: Flags = ~((left <= x) & (x <= right) & (low <= y) & (y <= high))
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
    """The part of the page that shows of each object: x0, y0, x1, y1.

    Most objects of a page share their clipping paths: the address of a path's first point tells
    which do, and each path is measured once.
    """
    clips = list(map(_clip_path, objects))
    counts = ask(_count_paths, clips, count=len(clips))
    limits = np.tile(EVERYWHERE, (len(objects), 1))
    for path in range(counts.max(initial=0)):
        some = (counts > path).nonzero()[0]
        own = [clips[i] for i in some.tolist()]
        firsts = list(map(_segment, own, same(path), same(0)))
        shared = dict(zip(firsts, own, strict=True))
        frames = {first: _path_box(clip, path) for first, clip in shared.items()}
        frame = np.array([frames[first] for first in firsts])
        limits[some, :2] = np.maximum(limits[some, :2], frame[:, :2])
        limits[some, 2:] = np.minimum(limits[some, 2:], frame[:, 2:])
    return limits


def _path_box(clip: int, path: int) -> tuple[float, ...]:
    count = _count_segments(clip, path)
    if count <= 0:
        return EVERYWHERE
    segments = list(map(_segment, same(clip), same(path), range(count)))
    points = fill(_point, FLOAT, 2, segments, count=count)
    return *points.min(axis=0).tolist(), *points.max(axis=0).tolist()
