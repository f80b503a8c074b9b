"""Text that is cut off by a clipping path: it is in the file, but nobody sees it."""

import numpy as np

from parsers.readers.pdf.bulk import ADDRESS, FLOAT, INT, Function, count_up
from parsers.tables.page import Flags, Floats, Integers

_clip_path = Function("FPDFPageObj_GetClipPath", ADDRESS, ADDRESS)
_count_paths = Function("FPDFClipPath_CountPaths", INT, ADDRESS)
_count_segments = Function("FPDFClipPath_CountPathSegments", INT, ADDRESS, INT)
_segment = Function("FPDFClipPath_GetPathSegment", ADDRESS, ADDRESS, INT, INT)
_bounds = Function("FPDFPageObj_GetBounds", INT, ADDRESS, writes=FLOAT, pointers=4)
_point = Function("FPDFPathSegment_GetPoint", INT, ADDRESS, writes=FLOAT, pointers=2)

HALF, CUT = 0.5, 0.25
"""A letter that is cut by more than this part of its advance may be another one (b, h)."""

TOUCH = 0.5
"""Characters nearer to each other than this (points) touch."""

_IS_LETTER = np.array([chr(code).isalnum() for code in range(0x250)] + [False])
"""Letters and digits of the Latin alphabet."""

SLICE = 0.8
"""A clipping path lower than this part of a character shows a slice of it: others show the rest."""

EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)


def find_clipped(
    objects: Integers, run: Integers, boxes: Floats, codes: Integers, turned: Flags
) -> Flags:
    """Characters that the clipping paths of their text object cut off.

    A character may lose up to its half, and a letter of an alphabet that begins or ends what is seen
    of its text a `CUT` along the line. Programs that flatten transparency paint text in slices, each
    time all of it behind another path, and pdfium tells of characters in one place only once: any
    slice will do.

    Args:
        objects: Addresses of text objects.
        run: For each character the index of its object.
        boxes: For each character x0, y0, x1, y1.
        codes: The characters.
        turned: Which objects are read upward or downward.
    """
    clips = _clip_path(objects)
    counts = _count_paths(clips)
    if not (counts > 0).any():
        return np.zeros(len(run), dtype=bool)
    limits = _measure(clips, counts)
    own = np.isfinite(limits[:, 0]).nonzero()[0]
    if not len(own):
        return np.zeros(len(run), dtype=bool)
    near, far = _needed(boxes, codes, turned[run])
    if _is_within(near, far, limits):
        return np.zeros(len(run), dtype=bool)
    foreign = own[_elsewhere(objects[own], run, boxes, own)]
    limits[foreign] = EVERYWHERE
    limits = limits.take(run, axis=0)
    left, low, right, high = limits.T
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    seen: Flags = (left <= x) & (x <= right) & (low <= y) & (y <= high)
    whole = ((limits[:, :2] <= near) & (far <= limits[:, 2:])).all(axis=1)
    doubted = (seen & ~whole).nonzero()[0]
    if len(doubted):
        shown = np.maximum(boxes[:, :2], limits[:, :2]), np.minimum(boxes[:, 2:], limits[:, 2:])
        ends = [at for at in doubted.tolist() if not _goes_on(*shown, seen, at)]
        seen[ends] = False
    sliced = high - low < SLICE * (boxes[:, 3] - boxes[:, 1])
    sliced &= (left <= x) & (x <= right) & (low < boxes[:, 3]) & (boxes[:, 1] < high)
    clipped: Flags = ~(seen | sliced)
    return clipped


def _needed(boxes: Floats, codes: Integers, turned: Flags) -> tuple[Floats, Floats]:
    """The corners of the part of each character that has to be seen."""
    cut = np.full((len(boxes), 2), HALF)
    letters = _IS_LETTER.take(codes, mode="clip").nonzero()[0]
    cut[letters, turned[letters].astype(np.int64)] = CUT
    cut *= boxes[:, 2:] - boxes[:, :2]
    return boxes[:, :2] + cut, boxes[:, 2:] - cut


def _goes_on(near: Floats, far: Floats, seen: Flags, at: int) -> bool:
    """Whether the characters before and after one are seen and touch what is seen of it.

    Args:
        near: For each character x0 and y0 of what is seen of it.
        far: The same for x1 and y1.
        seen: Which characters are seen.
        at: Which character.
    """
    if not 0 < at < len(seen) - 1 or not (seen[at - 1] and seen[at + 1]):
        return False
    others = [at - 1, at + 1]
    apart = np.maximum(near[others] - far[at], near[at] - far[others])
    return bool((apart < TOUCH).all())


def _is_within(near: Floats, far: Floats, limits: Floats) -> bool:
    """Whether what has to be seen lies within all of the limits: most pages clip only at their edge."""
    within = (limits[:, :2].max(axis=0) <= near.min(axis=0)) & (
        far.max(axis=0) <= limits[:, 2:].min(axis=0)
    )
    return bool(within.all())


def _elsewhere(objects: Integers, run: Integers, boxes: Floats, own: Integers) -> Flags:
    """Which objects pdfium places in the coordinates of a form, and so their clipping paths, too.

    Characters are always placed on the page: their object does not lie around them then.
    """
    bounds = _bounds(objects).astype(np.float64)
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    first = boxes.take(starts[np.searchsorted(run[starts], own)], axis=0)
    size = first[:, 3] - first[:, 1]
    x, y = first[:, [0, 2]].mean(axis=1), first[:, [1, 3]].mean(axis=1)
    across = (bounds[:, 0] - size < x) & (x < bounds[:, 2] + size)
    around: Flags = across & (bounds[:, 1] - size < y) & (y < bounds[:, 3] + size)
    return ~around


def clip_boxes(objects: Integers) -> Floats:
    """The part of the page that shows of each object: x0, y0, x1, y1."""
    clips = _clip_path(objects)
    return _measure(clips, _count_paths(clips))


def _measure(clips: Integers, counts: Integers) -> Floats:
    """What so many clipping paths of each clip leave to see: x0, y0, x1, y1.

    Most objects of a page share their clipping paths: the address of a path's first point tells
    which do, and each path is measured once.
    """
    limits = np.full((len(clips), 4), EVERYWHERE)
    for path in range(counts.max(initial=0)):
        some = (counts > path).nonzero()[0]
        own = clips[some]
        firsts = _segment(own, path, 0)
        known, at, shared = np.unique(firsts, return_index=True, return_inverse=True)
        frames = _path_boxes(own[at][known != 0], path)
        if not known[0]:  # a path without a point
            frames = np.concatenate([[EVERYWHERE], frames])
        limits[some, :2] = np.maximum(limits[some, :2], frames[shared, :2])
        limits[some, 2:] = np.minimum(limits[some, 2:], frames[shared, 2:])
    return limits


def _path_boxes(clips: Integers, path: int) -> Floats:
    """What the path of this number encloses in each of the clips, which have one."""
    counts = _count_segments(clips, path)
    points = _point(_segment(np.repeat(clips, counts), path, count_up(counts)))
    starts = counts.cumsum() - counts
    return np.concatenate(
        [np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)], axis=1
    )
