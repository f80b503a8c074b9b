"""Blanks that are in the file and that nobody sees."""

import numpy as np

from parsers.tables.page import Flags, Floats, Glyphs, Integers

NO_GAP = 0.1
"""Characters nearer to each other than this part of the font size have no gap between them."""


def find_displaced(glyphs: Glyphs, frames: Floats, order: Integers) -> Flags:
    """Blanks without width in a gap that a character drawn later fills: nobody sees one there.

    Args:
        glyphs: Characters, line by line.
        frames: Their boxes in coordinates of reading.
        order: Place of each in the content.
    """
    displaced = np.zeros(len(glyphs), dtype=bool)
    nothing = (glyphs.codes == ord(" ")) & (frames[:, 2] <= frames[:, 0])
    at = nothing[1:-1].nonzero()[0] + 1
    if len(at):
        gap = frames[at + 1, 0] - frames[at - 1, 2]
        later = (order[at - 1] > order[at]) & (order[at + 1] == order[at] + 1)
        displaced[at] = later & (np.abs(gap) < NO_GAP * glyphs.sizes[at])
    return displaced
