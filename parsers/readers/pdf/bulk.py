"""pdfium's C functions over whole ranges at once.

pdfium answers one question about one character or object a call. `map` over ranges of indices and
of addresses in an array asks it for all of them without a line of Python between: about a fifth of
a microsecond a call.
"""

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

INT, POINTER, ADDRESS = ctypes.c_int, ctypes.c_void_p, ctypes.c_ssize_t
"""Types of arguments and results; an address is a number, 0 for none."""

FLOAT, DOUBLE, UNSIGNED = np.float32, np.float64, np.uint32


def bind(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 ctypes is untyped
    """A function of pdfium that takes addresses as plain numbers and keeps the interpreter lock."""
    address = ctypes.cast(getattr(pdfium, name), POINTER).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def ask(function: Any, *arguments: Iterable[Any], count: int, kind: Any = np.int64) -> NDArray[Any]:  # noqa: ANN401
    """What a function answers for each set of arguments."""
    return np.fromiter(map(function, *arguments), dtype=kind, count=count)


def fill(function: Any, kind: Any, width: int, *arguments: Any, count: int) -> NDArray[Any]:  # noqa: ANN401
    """What a function writes for each set of arguments: count × width numbers.

    Args:
        function: It takes the arguments, then one address (of a structure) or `width` addresses.
        kind: Type of the numbers.
        width: How many it writes; negative for a structure of so many, of which it gets one
            address.
        arguments: One iterable for each argument before the addresses.
        count: Number of calls.
    """
    columns = abs(width)
    answers = np.zeros((count, columns), dtype=kind)
    step = answers.itemsize * columns
    first = answers.ctypes.data
    starts = [first] if width < 0 else [first + answers.itemsize * i for i in range(columns)]
    addresses = [range(start, start + step * count, step) for start in starts]
    deque(map(function, *arguments, *addresses), maxlen=0)
    return answers


def same(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """An argument that is the same in every call."""
    return repeat(value)
