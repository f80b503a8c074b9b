"""What one document may take: time, memory, pages and bytes."""

import math
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

_MIB = 2**20
_STATM = Path("/proc/self/statm")
_DATA_FIELD = 5
LATE = ("R051",)
"""Codes of documents that ran out of time: stragglers."""
FATAL = ("R052", "R054", "R057")
"""Codes of documents that ran out of memory or brought their process down: poison."""
CAN_TIME = hasattr(signal, "setitimer")
"""Whether a process can bound its own time; else somebody else has to."""


class Limits(Struct, frozen=True):
    """Bounds on reading one document; what goes over one is a finding, and the run goes on.

    Attributes:
        seconds: Time in the worker process, by a clock that nobody can set.
        memory: MiB that the worker may allocate for it (where the system can bound it).
        pages: Pages of a PDF.
        size: MiB of the file; an archive (xlsx, docx, ods) may hold ten times that unpacked.
        parts: Entries of an archive (xlsx, docx, ods).
    """

    seconds: float = 300
    memory: int = 2048
    pages: int = 3000
    size: int = 200
    parts: int = 10_000

    @property
    def most_bytes(self) -> int:
        """The size in bytes."""
        return self.size * _MIB

    @property
    def most_unpacked(self) -> int:
        """What the entries of an archive may come to, in bytes."""
        return 10 * self.size * _MIB

    @property
    def lasting(self) -> tuple[int, ...]:
        """Those by which the same document always ends in the same way."""
        return self.pages, self.size, self.parts

    @property
    def passing(self) -> tuple[float, ...]:
        """Those by which it may end in another way on another day."""
        return self.seconds, self.memory


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Bound this process for the time of one document.

    The system itself keeps the bounds, so that neither a library that never returns nor a dead
    supervisor can leave a process behind. Memory counts from what the process holds now: one
    document has as much as the next. Going over the time ends the process with SIGALRM; going
    over the memory makes an allocation fail.
    """
    _bound_memory(limits.memory * _MIB)
    if CAN_TIME:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        if CAN_TIME:
            signal.setitimer(signal.ITIMER_REAL, 0)
        _bound_memory(None)


def seconds_left() -> float:
    """Time that `bounded` leaves this process; infinite where nothing bounds it."""
    return (signal.getitimer(signal.ITIMER_REAL)[0] if CAN_TIME else 0) or math.inf


def _bound_memory(more: int | None) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = hard if more is None else _held() + more
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _held() -> int:
    """Bytes of memory of its own that this process holds."""
    return int(_STATM.read_text("ascii").split()[_DATA_FIELD]) * os.sysconf("SC_PAGE_SIZE")
