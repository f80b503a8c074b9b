"""How far the work has come: documents that are done, and the page that each worker reads now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ctypes import Array, c_int
from multiprocessing.sharedctypes import RawArray

Watch = Callable[[int, int, str], None]
"""Called with the number of what is done, of all, and the name of what was done last, if anything was."""
NotePage = Callable[[int, int], None]
"""Called at each page with its number, from 1, and the number of all."""
Numbers = Array[c_int]
"""The page and the number of pages of each document under way, one behind the other."""

_shared: ContextVar[Numbers | None] = ContextVar("shared", default=None)
_noted: ContextVar[NotePage | None] = ContextVar("noted", default=None)


class UnderWay:
    """The documents that workers of this machine are reading, and the page that each is at.

    A worker writes two numbers into memory that it shares with the process of the run. That takes
    it no time and makes nobody wait; who draws them looks as often as it likes.
    """

    def __init__(self) -> None:
        self.numbers: Numbers = RawArray(c_int, 0)
        self._names: dict[int, str] = {}

    def make_room(self, most: int) -> None:
        """Have memory for as many documents at a time; it must be there before a worker starts."""
        self.numbers = RawArray(c_int, 2 * most)

    def enter(self, name: str) -> int:
        """Note that a document will be read next; gives its place in the memory."""
        place = next(n for n in range(len(self.numbers) // 2) if n not in self._names)
        _note(self.numbers, place, 0, 0)
        self._names[place] = name
        return place

    def leave(self, place: int) -> None:
        """Note that the document at a place has come to an end."""
        del self._names[place]

    def pages(self) -> Iterator[tuple[str, int, int]]:
        """Name, page and number of pages of each document of which a page has been begun."""
        for place, name in list(self._names.items()):
            page, pages = self.numbers[2 * place : 2 * place + 2]
            if page:
                yield name, page, pages


def share(numbers: Numbers | None) -> None:
    """Have this process, a worker, note its pages there; None for nowhere."""
    _shared.set(numbers)


@contextmanager
def noting(place: int | None) -> Iterator[None]:
    """Note the pages of the document that is read in the block at its place."""
    numbers = _shared.get()
    if numbers is None or place is None:
        yield
        return
    before = _noted.set(lambda page, pages: _note(numbers, place, page, pages))
    try:
        yield
    finally:
        _noted.reset(before)


def find_note() -> NotePage | None:
    """What is to be called at each page; None where nobody wants to know."""
    return _noted.get()


def _note(numbers: Numbers, place: int, page: int, pages: int) -> None:
    numbers[2 * place + 1] = pages
    numbers[2 * place] = page
