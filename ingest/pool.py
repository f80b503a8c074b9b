"""Worker processes: each document is read in one, within limits, and may take only that one down.

The unit of work is a pure function, `worker.make_part`: bytes, what is said about them and limits
in, an immutable part out. Whatever can call it elsewhere can take the place of `read_parts`.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

from pebble import ProcessExpired, ProcessPool

from ingest.errors import OutputError
from ingest.limits import CAN_TIME, Limits
from ingest.parts import Part
from ingest.sources import Source
from parsers.findings import Finding

_PRELOADED = ["ingest.worker", "pandera.pandas", "parsers.readers.pdf"]
_PER_WORKER = 2
_DOCUMENTS_PER_WORKER = 50
_TRIES = 3
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be read, or to be told of where a finding says why it cannot be.

    Attributes:
        source: The document.
        finding: Why it cannot be read.
        tries: How often the pool broke under it.
    """

    source: Source
    finding: Finding | None = None
    tries: int = 0


def read_parts(
    work: Iterable[Work], limits: Limits, jobs: int
) -> Iterator[tuple[Source, Part, bool]]:
    """Read documents in worker processes.

    Args:
        work: The documents; the next one is asked for when a worker is nearly free.
        limits: What each of them may take.
        jobs: Number of workers.

    Yields:
        Each document, its part, and whether that will be the same next time (a limit or a crash
        may not), as they come to an end.

    Raises:
        OutputError: Not even a finding comes back from a worker: none can be started.
    """
    waiting: dict[Future[Part], Work] = {}
    coming = iter(work)
    pool = _Pool(limits, jobs)
    try:
        while True:
            while len(waiting) < jobs * _PER_WORKER and (new := next(coming, None)) is not None:
                waiting[pool.start(new)] = new
            if not waiting:
                break
            for future in pool.wait_for(waiting):
                item = waiting.pop(future)
                error = pool.error_of(future)
                if error is None:
                    yield item.source, future.result(), item.finding is None
                else:
                    again = _after(item, error, limits)
                    waiting[pool.start(again)] = again
    finally:
        pool.stop()


def _after(work: Work, error: BaseException, limits: Limits) -> Work:
    """What to do when a worker did not come to an end by itself: tell why, or try again."""
    if work.tries == _TRIES:
        raise OutputError("E403", work.source.name, reason=f"{type(error).__name__}: {error}")
    if isinstance(error, BrokenProcessPool) or work.finding is not None:
        return replace(work, tries=work.tries + 1)
    return Work(work.source, _tell(work.source.name, error, limits))


def _tell(name: str, error: BaseException, limits: Limits) -> Finding:
    late = isinstance(error, ProcessExpired) and CAN_TIME and error.exitcode == -signal.SIGALRM
    if late or isinstance(error, TimeoutError):
        return Finding("R051", name, {"seconds": f"{limits.seconds:g}"})
    if isinstance(error, MemoryError):
        return Finding("R052", name, {"memory": str(limits.memory)})
    if isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGABRT:
        return Finding("R057", name, {"memory": str(limits.memory)})
    if isinstance(error, ProcessExpired):
        return Finding("R054", name, {"reason": f"exit {error.exitcode}"})
    return Finding("R054", name, {"reason": type(error).__name__})


class _Pool:
    """A pool that starts when it is first needed, and again when it broke."""

    def __init__(self, limits: Limits, jobs: int) -> None:
        self._limits = limits
        self._jobs = jobs
        self._processes: Any = None  # pebble is untyped

    def start(self, work: Work) -> "Future[Part]":
        seconds = None if CAN_TIME else self._limits.seconds
        if work.finding is None:
            return self._schedule(_make_part, (work.source, self._limits), seconds)
        source = replace(work.source, content=b"")
        return self._schedule(_make_failed_part, (source, work.finding), None)

    def wait_for(self, futures: "Iterable[Future[Part]]") -> "Iterable[Future[Part]]":
        """Those that have come to an end: one or more, or all where the pool broke."""
        while True:
            done, others = wait(futures, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
            if done:
                return done
            if not self._processes.active:
                return others

    def error_of(self, future: "Future[Part]") -> BaseException | None:
        """What ended a task before its time."""
        return future.exception() if future.done() else BrokenProcessPool()

    def stop(self) -> None:
        if self._processes is not None:
            self._processes.stop()
            self._processes.join()

    def _schedule(
        self, function: Callable[..., Part], arguments: tuple[object, ...], seconds: float | None
    ) -> "Future[Part]":
        if self._processes is None or not self._processes.active:
            self.stop()
            self._processes = ProcessPool(
                self._jobs, _DOCUMENTS_PER_WORKER, initializer=_prepare, context=process_context()
            )
        future: Future[Part] = self._processes.schedule(function, arguments, timeout=seconds)
        return future


def _make_part(source: Source, limits: Limits) -> Part:
    from ingest.worker import make_part

    return make_part(source, limits)


def _make_failed_part(source: Source, finding: Finding) -> Part:
    from ingest.worker import make_failed_part

    return make_failed_part(source, finding)


def _prepare() -> None:
    """Make this process a worker.

    What C libraries write when they give up stays off the user's terminal. Arrow takes memory as it
    needs it: its own allocator reserves a GiB at once, which would count against the limit.
    """
    import pyarrow as pa

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    pa.set_memory_pool(pa.system_memory_pool())


def process_context() -> multiprocessing.context.BaseContext:
    """How processes start: workers come from a server that has loaded the readers once, where there can be one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
