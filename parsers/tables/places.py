"""The boxes of a text's characters, kept as arrays and made into `Box` when asked for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import overload

import numpy as np
from msgspec import Struct
from zlib_ng import zlib_ng

from parsers.document import Box
from parsers.tables.page import Floats

FEW = 64
"""The boxes of so many characters are not worth packing."""


class CharBoxes:
    """Where the characters of a page stand: n × 4, x0, top, x1 and bottom.

    A document has a box for each of its characters and hardly any is ever asked for: once a page is
    done with they are packed, to a tenth or so, and unpacked as they were.
    """

    __slots__ = ("_held",)

    def __init__(self, array: Floats) -> None:
        self._held: Floats | bytes = array

    @property
    def array(self) -> Floats:
        """The boxes; NaN across for a character that is not on the page."""
        return _unpack(self._held) if isinstance(self._held, bytes) else self._held

    @property
    def is_packed(self) -> bool:
        """Whether they are kept in less room."""
        return isinstance(self._held, bytes)

    def pack(self) -> None:
        """Keep them in less room from now on."""
        if not isinstance(self._held, bytes) and len(self._held) > FEW:
            self._held = _pack(self._held)


def _pack(boxes: Floats) -> bytes:
    """The numbers byte by byte, all first bytes first: neighbours have most bytes in common."""
    planes = np.frombuffer(boxes.T.tobytes(), dtype=np.uint8).reshape(-1, 8).T
    return zlib_ng.compress(planes.tobytes(), 1)


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> Floats:
    """The boxes that were packed: those of the last few pages, since a page's are asked for together."""
    planes = np.frombuffer(zlib_ng.decompress(packed), dtype=np.uint8).reshape(8, -1).T
    return np.ascontiguousarray(planes).view(np.float64).reshape(4, -1).T


class Stretch(Struct, frozen=True, eq=False, gc=False):
    """Where the characters of one line stand on its page.

    Attributes:
        page: Number of the page; 0 for none.
        held: The boxes of characters of the page, these among them.
        first: Which of them is the first here.
        count: How many are here.
    """

    page: int
    held: CharBoxes
    first: int
    count: int

    @classmethod
    def of(cls, rows: Floats) -> "Stretch":
        """The characters of rows of one page (n × 5: page, x0, top, x1, bottom)."""
        page = int(rows[0, 0])
        boxes = rows[:, 1:] if page else np.full((len(rows), 4), np.nan)
        return cls(page, CharBoxes(boxes), 0, len(rows))

    def __len__(self) -> int:
        return self.count

    def part(self, start: int, end: int) -> "Stretch":
        """The characters from `start` to `end`."""
        return Stretch(self.page, self.held, self.first + start, end - start)

    def boxes(self) -> Iterator[Box | None]:
        """The box of each character."""
        for page, x0, top, x1, bottom in self.rows().tolist():
            yield Box(int(page), x0, top, x1, bottom) if page else None

    def rows(self) -> Floats:
        """Page, x0, top, x1 and bottom of each character (n × 5); zeros for one that is nowhere."""
        rows = np.empty((self.count, 5))
        rows[:, 0] = self.page
        rows[:, 1:] = self.held.array[self.first : self.first + self.count]
        rows[np.isnan(rows[:, 1])] = 0
        return rows


NOWHERE = Stretch(0, CharBoxes(np.full((1, 4), np.nan)), 0, 1)
"""A character that is not on the page: what joins two lines."""


class Places(Sequence[Box | None]):
    """One box a character; None for a character that is not on the page (a joiner).

    A document has a box for each of its characters and hardly any is ever looked at: the lines'
    arrays are kept as they are, for a fraction of what as many objects would cost.
    """

    __slots__ = ("stretches",)

    def __init__(self, stretches: Sequence[Stretch] = ()) -> None:
        self.stretches = tuple(stretches)

    @classmethod
    def of(cls, rows: Floats) -> "Places":
        """The places of rows (n × 5: page, x0, top, x1, bottom; page 0 for None)."""
        cuts = np.flatnonzero(np.diff(rows[:, 0])) + 1
        return cls([Stretch.of(part) for part in np.split(rows, cuts) if len(part)])

    @property
    def array(self) -> Floats:
        """The same as `of` takes."""
        parts = [stretch.rows() for stretch in self.stretches]
        return np.concatenate(parts) if parts else np.empty((0, 5))

    def __len__(self) -> int:
        return sum(map(len, self.stretches))

    @overload
    def __getitem__(self, index: int) -> Box | None: ...
    @overload
    def __getitem__(self, index: slice) -> "Places": ...
    def __getitem__(self, index: int | slice) -> "Box | Places | None":
        if not isinstance(index, slice):
            at = range(len(self))[index]
            return next(iter(self[at : at + 1]))
        start, end, _ = index.indices(len(self))
        return Places(list(self._between(start, max(start, end))))

    def _between(self, start: int, end: int) -> Iterator[Stretch]:
        for stretch in self.stretches:
            length = stretch.count
            if start < length and end > 0:
                whole = start <= 0 and end >= length
                yield stretch if whole else stretch.part(max(start, 0), min(end, length))
            start, end = start - length, end - length

    def __iter__(self) -> Iterator[Box | None]:
        return chain.from_iterable(stretch.boxes() for stretch in self.stretches)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Places):
            return np.array_equal(self.array, other.array)
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.array.tobytes())
