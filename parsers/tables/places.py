"""The boxes of a text's characters, kept as arrays and made into `Box` when asked for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import overload

import numpy as np
from msgspec import Struct
from zlib_ng import zlib_ng

from parsers.document import Box
from parsers.tables.page import Floats, Integers

FEW = 64
"""Of so many characters the numbers are not worth packing."""


class Sides:
    """Where the characters of a page begin and end across it: n × 2, x0 and x1.

    A document has two numbers for each of its characters and hardly any is ever asked for: once a
    page is done with they are packed, to about a fifth, and unpacked as they were.
    """

    __slots__ = ("_held",)

    def __init__(self, array: Floats) -> None:
        self._held: Floats | bytes = array

    @property
    def array(self) -> Floats:
        """The numbers; NaN for a character that is not on the page."""
        return _unpack(self._held) if isinstance(self._held, bytes) else self._held

    def pack(self) -> None:
        """Keep them in less room from now on."""
        if not isinstance(self._held, bytes) and len(self._held) > FEW:
            self._held = _pack(self._held)


def _pack(sides: Floats) -> bytes:
    """The numbers byte by byte, all first bytes first: neighbours have most bytes in common."""
    planes = np.frombuffer(sides.tobytes(), dtype=np.uint8).reshape(-1, 8).T
    return zlib_ng.compress(np.ascontiguousarray(planes), 1)


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> Floats:
    """The numbers that were packed: those of the last few pages, since a page's are asked for together."""
    planes = np.frombuffer(zlib_ng.decompress(packed), dtype=np.uint8).reshape(8, -1).T
    return np.ascontiguousarray(planes).view(np.float64).reshape(-1, 2)


class Stretch(Struct, frozen=True, eq=False, gc=False):
    """Where the characters of one line stand on its page.

    Most lines are of one height, which is kept once: a character then takes two numbers.

    Attributes:
        page: Number of the page.
        sides: Those of characters of the page, these among them.
        first: Which of them is the first here.
        count: How many are here.
        top: Of the line.
        bottom: Of the line.
        heights: Top and bottom of each character where they are not all those of the line.
    """

    page: int
    sides: Sides
    first: int
    count: int
    top: float
    bottom: float
    heights: Floats | None = None

    @classmethod
    def of(cls, rows: Floats) -> "Stretch":
        """The characters of rows of one page (n × 5: page, x0, top, x1, bottom)."""
        page = int(rows[0, 0])
        sides = rows[:, 1::2] if page else np.full((len(rows), 2), np.nan)
        return cls(page, Sides(sides), 0, len(rows), 0.0, 0.0, rows[:, 2::2])

    def __len__(self) -> int:
        return self.count

    @property
    def spans(self) -> Floats:
        """x0 and x1 of each character (n × 2)."""
        return self.sides.array[self.first : self.first + self.count]

    @classmethod
    def joined(cls, parts: "Sequence[Stretch]") -> "Stretch":
        """The characters of stretches on one page as one."""
        spans = np.concatenate([part.spans for part in parts])
        heights = np.concatenate([part.every_height() for part in parts])
        top, bottom = parts[0].top, parts[0].bottom
        return cls(parts[0].page, Sides(spans), 0, len(spans), top, bottom, heights)

    def part(self, start: int, end: int) -> "Stretch":
        """The characters from `start` to `end`."""
        heights = self.heights if self.heights is None else self.heights[start:end]
        first, count = self.first + start, end - start
        return Stretch(self.page, self.sides, first, count, self.top, self.bottom, heights)

    def pick(self, order: Integers) -> "Stretch":
        """The characters in another order."""
        heights = self.heights if self.heights is None else self.heights[order]
        sides = self.spans[order]
        return Stretch(self.page, Sides(sides), 0, len(sides), self.top, self.bottom, heights)

    def every_height(self) -> Floats:
        """Top and bottom of each character (n × 2)."""
        if self.heights is None:
            return np.broadcast_to((self.top, self.bottom), (len(self), 2))
        return self.heights

    def boxes(self) -> Iterator[Box | None]:
        """The box of each character."""
        for page, x0, top, x1, bottom in self.rows().tolist():
            yield Box(int(page), x0, top, x1, bottom) if page else None

    def rows(self) -> Floats:
        """Page, x0, top, x1 and bottom of each character (n × 5); zeros for one that is nowhere."""
        rows = np.empty((self.count, 5))
        rows[:, 0] = self.page
        rows[:, 1::2] = self.spans
        rows[:, 2::2] = self.every_height()
        rows[np.isnan(self.spans[:, 0])] = 0
        return rows


NOWHERE = Stretch(0, Sides(np.full((1, 2), np.nan)), 0, 1, 0.0, 0.0)
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
