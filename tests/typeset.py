"""Lines of text that the tests set themselves."""

import numpy as np

from parsers.tables.lines import Line
from parsers.tables.places import CharBoxes


def set_line(text, start, end, top, size):
    """A level line, its characters spread evenly from its start to its end."""
    edges = np.linspace(start, end, len(text) + 1)
    heights = np.full((len(text), 2), (top, top + size), dtype=float)
    boxes = np.column_stack([edges[:-1], heights[:, 0], edges[1:], heights[:, 1]])
    return Line(
        text=text,
        held=CharBoxes(boxes),
        first=0,
        start=start,
        end=end,
        top=top,
        bottom=top + size,
        size=size,
        page=1,
        angle=0,
    )
