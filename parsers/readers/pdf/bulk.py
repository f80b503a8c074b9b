"""pdfium's C functions over whole ranges at once.

pdfium answers one question about one character or object a call. LuaJIT makes machine code of the
loop around the call: a few nanoseconds each, where ctypes takes more than a hundred. Where lupa
comes without LuaJIT, ctypes calls, with the same answers.
"""

import ctypes
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

try:
    from lupa.luajit21 import LuaRuntime
except ImportError:  # lupa is built without it for some machines
    LuaRuntime = None

INT, UNSIGNED, LONG = "int", "unsigned int", "unsigned long"
ADDRESS, FLOAT, DOUBLE = "intptr_t", "float", "double"
"""Types of arguments, results and written numbers, as C spells them; an address is a number."""

_TYPES: dict[str, tuple[Any, Any]] = {
    INT: (ctypes.c_int, np.int32),
    UNSIGNED: (ctypes.c_uint, np.uint32),
    LONG: (ctypes.c_ulong, np.uint64),
    ADDRESS: (ctypes.c_ssize_t, np.int64),
    FLOAT: (ctypes.c_float, np.float32),
    DOUBLE: (ctypes.c_double, np.float64),
}

Numbers = NDArray[Any]
Loop = Callable[[int, Numbers, list[Numbers | int]], None]
"""Calls a function so many times: where its numbers go, and its arguments, one for all or a call."""


@dataclass(frozen=True, slots=True)
class _Signature:
    """How a function is called: see `Function`.

    Attributes:
        result: Type of its result.
        arguments: Types of its arguments, up to the pointers.
        writes: Type of the numbers that it writes.
        pointers: How many pointers it takes to them.
        width: How many it writes to each.
    """

    result: str
    arguments: tuple[str, ...]
    writes: str
    pointers: int
    width: int

    @property
    def kept(self) -> str:
        """Type of the numbers that are kept of each call."""
        return self.writes or (DOUBLE if self.result == DOUBLE else ADDRESS)

    @property
    def offsets(self) -> range:
        """Where each pointer points to among the numbers of a call."""
        return range(0, self.pointers * self.width, self.width)


class Function:
    """A function of pdfium, called once for each entry of its arguments."""

    def __init__(
        self,
        name: str,
        result: str,
        *arguments: str,
        writes: str = "",
        pointers: int = 1,
        width: int = 1,
    ) -> None:
        """Make the loop that calls it.

        Args:
            name: Its name.
            result: Type of its result.
            arguments: Types of its arguments, up to those that point to what it writes.
            writes: Type of the numbers that it writes, if it is asked for those.
            pointers: How many pointers it takes to them.
            width: How many numbers it writes to each.
        """
        signature = _Signature(result, arguments, writes, pointers if writes else 0, width)
        self._shape = (pointers * width,) if writes else ()
        self._type = _TYPES[signature.kept][1]
        address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
        make = _interpret if LuaRuntime is None else _compile
        self._loop: Loop = make(address, signature)

    def __call__(self, *arguments: Numbers | int) -> Numbers:
        """What it answers in each call, or what it writes: an array of calls, or calls × numbers.

        Args:
            arguments: Numbers, which are the same in every call, and arrays, an entry a call.
        """
        columns = [
            a if isinstance(a, int) else np.asarray(a, dtype=np.int64, order="C") for a in arguments
        ]
        count = next(len(column) for column in columns if not isinstance(column, int))
        numbers = np.zeros((count, *self._shape), dtype=self._type)
        if count:
            self._loop(count, numbers, columns)
        return numbers


_LUA = LuaRuntime and LuaRuntime(register_eval=False, register_builtins=False)
_LOOP = """
local ffi = require("ffi")
local call = ffi.cast("{result} (*)({types})", {address})
local one, many = ffi.typeof("int64_t[1]"), ffi.typeof("int64_t *")
return function(count, numbers, {names})
  numbers = ffi.cast("{kept} *", numbers)
  {casts}
  for i = 0, count - 1 do
    {answer} = call({values})
  end
end
"""
"""Each argument is a number and 0, or an address of int64 and 1: the step from call to call."""


def _compile(address: int, signature: _Signature) -> Loop:
    """A loop that LuaJIT makes machine code of."""
    told, each = range(len(signature.arguments)), signature.pointers * signature.width
    source = _LOOP.format(
        address=address,
        result=signature.result,
        types=", ".join([*signature.arguments, *["void *"] * signature.pointers]),
        names=", ".join(f"a{n}, s{n}" for n in told),
        kept=signature.kept,
        casts="\n  ".join(
            f"a{n} = s{n} == 0 and ffi.new(one, a{n}) or ffi.cast(many, a{n})" for n in told
        ),
        answer="local _" if signature.writes else "numbers[i]",
        values=", ".join(
            [*(f"a{n}[i * s{n}]" for n in told)]
            + [f"numbers + i * {each} + {offset}" for offset in signature.offsets]
        ),
    )
    loop = _LUA.execute(source)

    def run(count: int, numbers: Numbers, columns: list[Numbers | int]) -> None:
        places: list[int] = []
        for column in columns:
            places += (column, 0) if isinstance(column, int) else (_place(column), 1)
        loop(count, _place(numbers), *places)

    return run


def _place(numbers: Numbers) -> int:
    """Address of the first number, in a third of the time that `numbers.ctypes` takes."""
    return ctypes.addressof(ctypes.c_char.from_buffer(numbers.data))


def _interpret(address: int, signature: _Signature) -> Loop:
    """A loop of ctypes' calls."""
    types = [_TYPES[name][0] for name in (signature.result, *signature.arguments)]
    call = ctypes.PYFUNCTYPE(*types, *[_TYPES[ADDRESS][0]] * signature.pointers)(address)

    def run(count: int, numbers: Numbers, columns: list[Numbers | int]) -> None:
        values = [repeat(c) if isinstance(c, int) else c.tolist() for c in columns]
        if not signature.writes:
            numbers[:] = np.fromiter(map(call, *values), dtype=numbers.dtype, count=count)
            return
        first, size, step = _place(numbers), numbers.itemsize, numbers.strides[0]
        starts = [first + size * offset for offset in signature.offsets]
        deque(map(call, *values, *(range(s, s + count * step, step) for s in starts)), maxlen=0)

    return run


def lightness(colors: NDArray[np.uint32]) -> NDArray[np.float64]:
    """From 0 black to 1 white, of colours as red, green, blue and opacity."""
    red, green, blue = colors[:, 0], colors[:, 1], colors[:, 2]
    darkest: NDArray[np.float64] = np.minimum(np.minimum(red, green), blue) / 255.0
    return darkest


def count_up(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers from 0 for each count, in a row.

    >>> count_up(np.array([2, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.arange(counts.sum()) - np.repeat(starts, counts)
    return numbers
