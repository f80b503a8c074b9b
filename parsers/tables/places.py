"""The boxes of a text's characters, kept as one array and made into `Box` when asked for."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from parsers.document import Box
from parsers.tables.page import Floats


class Places(Sequence[Box | None]):
    """One box a character; None for a character that is not on the page (a joiner).

    A document has a box for each of its characters and hardly any is ever looked at: the array
    (page, x0, top, x1, bottom; page 0 for None) costs a fraction of as many objects.
    """

    __slots__ = ("array",)

    def __init__(self, array: Floats) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> Box | None: ...
    @overload
    def __getitem__(self, index: slice) -> "Places": ...
    def __getitem__(self, index: int | slice) -> "Box | Places | None":
        if isinstance(index, slice):
            return Places(self.array[index])
        return _make_box(self.array[index])

    def __iter__(self) -> Iterator[Box | None]:
        return map(_make_box, self.array)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Places):
            return np.array_equal(self.array, other.array)
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.array.tobytes())


def _make_box(row: Floats) -> Box | None:
    page, x0, top, x1, bottom = row.tolist()
    return Box(int(page), x0, top, x1, bottom) if page else None
