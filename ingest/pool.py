"""Worker processes: each document is read in one, within limits, and may take only that one down."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any

from pebble import ProcessExpired, ProcessPool

from ingest.engines import Batch, Done, Work
from ingest.errors import OutputError
from ingest.limits import CAN_TIME, Limits
from ingest.parts import Part
from ingest.sources import Source
from ingest.watch import Numbers, UnderWay, noting, share
from parsers.findings import Finding

_PRELOADED = ["ingest.worker", "pandera.pandas", "parsers.readers.pdf"]
_PER_WORKER = 2
DOCUMENTS_PER_WORKER = 50
_TRIES = 3
_PATIENCE = 1.0
_KILLED = -9
"""Somebody else ended the process: an operator, or a system that ran out of memory."""


def _after(work: Work, error: BaseException, limits: Limits) -> Work:
    """What to do when a worker did not come to an end by itself: tell why, or try again."""
    if work.tries == _TRIES:
        raise OutputError("E403", work.source.name, reason=f"{type(error).__name__}: {error}")
    if _is_blameless(error, work) or work.finding is not None:
        return replace(work, tries=work.tries + 1)
    return Work(work.source, _tell(work.source.name, error, limits))


def _is_blameless(error: BaseException, work: Work) -> bool:
    """Whether the document need not be why; one under which processes are killed again is."""
    killed = isinstance(error, ProcessExpired) and error.exitcode == _KILLED
    return isinstance(error, BrokenProcessPool) or (killed and not work.tries)


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


class Pool:
    """Worker processes that start when they are first needed, and again when they broke."""

    batch = 1

    def __init__(
        self,
        limits: Limits,
        jobs: int,
        preloaded: Iterable[str] = (),
        under_way: UnderWay | None = None,
    ) -> None:
        self._limits = limits
        self._jobs = jobs
        self._preloaded = preloaded
        self._processes: Any = None  # pebble is untyped
        self._under_way = under_way
        self._places: dict[Future[Part], int] = {}
        self.room = jobs * _PER_WORKER
        if under_way is not None:
            under_way.make_room(self.room)

    def start(self, batch: Batch) -> "Future[Part]":
        """Have a document read, or told of."""
        (work,) = batch
        seconds = None if CAN_TIME else self._limits.seconds
        try:
            if work.finding is None:
                return self._read(work.source, seconds)
            source = replace(work.source, content=b"")
            return self._schedule(_make_failed_part, (source, work.finding), None)
        except BrokenProcessPool as error:  # it could not start a process at all
            reason = str(error.__cause__ or error)
            raise OutputError("E403", work.source.name, reason=reason) from error

    def wait_for(self, futures: "Collection[Future[Part]]") -> "Iterable[Future[Part]]":
        """Those that have come to an end: one or more, or all where the pool broke."""
        while True:
            done, others = wait(futures, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
            if done:
                return done
            if not self._processes.active:
                return others

    def end(self, future: "Future[Part]", batch: Batch) -> tuple[Done | Work]:
        """Its part, or what is to be done where a process came to no end with it."""
        (work,) = batch
        if (place := self._places.pop(future, None)) is not None and self._under_way is not None:
            self._under_way.leave(place)
        error = future.exception() if future.done() else BrokenProcessPool()
        if error is None:
            return (Done(future.result(), work.finding is None),)
        return (_after(work, error, self._limits),)

    def close(self) -> None:
        """End the processes."""
        if self._processes is not None:
            self._processes.stop()
            self._processes.join()

    def _read(self, source: Source, seconds: float | None) -> "Future[Part]":
        """Have a document read; whoever watches is told its page."""
        if self._under_way is None:
            return self._schedule(_make_part, (source, self._limits, None), seconds)
        place = self._under_way.enter(source.name)
        future = self._schedule(_make_part, (source, self._limits, place), seconds)
        self._places[future] = place
        return future

    def _schedule(
        self, function: Callable[..., Part], arguments: tuple[object, ...], seconds: float | None
    ) -> "Future[Part]":
        if self._processes is None or not self._processes.active:
            self.close()
            context = process_context(self._preloaded)
            numbers = self._under_way and self._under_way.numbers
            self._processes = ProcessPool(
                self._jobs,
                DOCUMENTS_PER_WORKER,
                initializer=prepare_worker,
                initargs=(numbers,),
                context=context,
            )
        future: Future[Part] = self._processes.schedule(function, arguments, timeout=seconds)
        return future


def _make_part(source: Source, limits: Limits, place: int | None) -> Part:
    from ingest.worker import make_part

    with noting(place):
        return make_part(source, limits)


def _make_failed_part(source: Source, finding: Finding) -> Part:
    from ingest.worker import make_failed_part

    return make_failed_part(source, finding)


def prepare_worker(numbers: Numbers | None = None) -> None:
    """Make this process a worker, which notes its pages where somebody wants to know.

    What C libraries write when they give up stays off the user's terminal. Arrow takes memory as it
    needs it: its own allocator reserves a GiB at once, which would count against the limit.
    """
    import pyarrow as pa

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    pa.set_memory_pool(pa.system_memory_pool())
    share(numbers)


def process_context(
    preloaded: Iterable[str] = (),
) -> multiprocessing.context.BaseContext:
    """How processes start: workers come from a server that has loaded the readers once, where there can be one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_PRELOADED, *preloaded])
    return context
