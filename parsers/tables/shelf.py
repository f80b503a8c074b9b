"""What waits for the end of a long document, in little room."""

import pickle
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

from zlib_ng import zlib_ng

FEW = 100
"""So many pages wait as they are: a short document is read faster for it."""

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things in the order in which they were put there; all but the first few are packed."""

    def __init__(self) -> None:
        self._things: deque[Thing] = deque()
        self._packed: deque[bytes] = deque()

    def put(self, thing: Thing) -> None:
        """Put a thing behind the others; it is not to be changed any more."""
        if len(self._things) < FEW:
            self._things.append(thing)
        else:
            self._packed.append(zlib_ng.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1))

    def take(self) -> Iterator[Thing]:
        """Take them away, one by one."""
        while self._things:
            yield self._things.popleft()
        while self._packed:
            packed = zlib_ng.decompress(self._packed.popleft())
            yield pickle.loads(packed)  # noqa: S301 - packed above
