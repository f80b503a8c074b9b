"""pdfium's C functions over whole ranges at once.

pdfium answers one question about one character or object a call. `map` over ranges of indices and
over pointers into an array asks it for all of them without a line of Python between: about a tenth
of a microsecond a call, most of it ctypes' own.
"""

import ctypes
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

INT, POINTER, ADDRESS = ctypes.c_int, ctypes.c_void_p, ctypes.c_ssize_t
"""Types of arguments and results; an address is a number, 0 for none."""

FLOAT, DOUBLE, INTEGER, UNSIGNED = np.float32, np.float64, np.int32, np.uint32

KEPT = 1 << 16
"""Numbers that are asked for again and again are written to the same places, so many at most."""


def bind(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 ctypes is untyped
    """A function of pdfium that keeps the interpreter lock.

    Args:
        name: Its name.
        result: Type of its result.
        arguments: Types of its arguments: it takes addresses as plain numbers. Without them it
            takes only ctypes' own pointers and numbers that fit an int, a third faster.
    """
    address = ctypes.cast(getattr(pdfium, name), POINTER).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def ask(function: Any, *arguments: Iterable[Any], count: int, kind: Any = np.int64) -> NDArray[Any]:  # noqa: ANN401
    """What a function answers for each set of arguments."""
    return np.fromiter(map(function, *arguments), dtype=kind, count=count)


def fill(function: Any, kind: Any, width: int, *arguments: Any, count: int) -> NDArray[Any]:  # noqa: ANN401
    """What a function writes for each set of arguments: count × width numbers.

    Args:
        function: It takes the arguments, then one pointer (to a structure) or `width` pointers.
        kind: Type of the numbers.
        width: How many it writes; negative for a structure of so many, of which it gets one
            pointer.
        arguments: One iterable for each argument before the pointers.
        count: Number of calls.
    """
    columns, size = abs(width), np.dtype(kind).itemsize
    sheet = _SHEET if count * columns <= KEPT else _Sheet()
    answers = sheet.take(count * columns * size)
    offsets = [0] if width < 0 else range(0, columns * size, size)
    pointers = [sheet.pointers(offset, columns * size, count) for offset in offsets]
    deque(map(function, *arguments, *pointers), maxlen=0)
    written: NDArray[Any] = answers.view(kind).reshape(count, columns).copy()
    return written


def lightness(colors: NDArray[np.uint32]) -> NDArray[np.float64]:
    """From 0 black to 1 white, of colours as red, green, blue and opacity."""
    red, green, blue = colors[:, 0], colors[:, 1], colors[:, 2]
    darkest: NDArray[np.float64] = np.minimum(np.minimum(red, green), blue) / 255.0
    return darkest


def same(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """An argument that is the same in every call."""
    return repeat(value)


class _Sheet(threading.local):
    """Memory that pdfium writes to, with ready-made pointers: to make one takes as long as a call."""

    def __init__(self) -> None:
        self._memory = np.zeros(0, dtype=np.uint8)
        self._pointers: dict[tuple[int, int], list[ctypes.c_void_p]] = {}

    def take(self, size: int) -> NDArray[np.uint8]:
        """The first `size` bytes, cleared."""
        if size > len(self._memory):
            self._memory = np.zeros(2 * size, dtype=np.uint8)
            self._pointers.clear()
        memory = self._memory[:size]
        memory.fill(0)
        return memory

    def pointers(self, offset: int, step: int, count: int) -> list[ctypes.c_void_p]:
        """Pointers to an offset in each of the first `count` rows of `step` bytes."""
        ready = self._pointers.setdefault((offset, step), [])
        if len(ready) < count:
            first = self._memory.ctypes.data + offset
            ready.extend(ctypes.c_void_p(first + step * row) for row in range(len(ready), count))
        return ready if len(ready) == count else ready[:count]


_SHEET = _Sheet()
