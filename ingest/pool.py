"""Worker processes: each document is read in one, within limits, and may take only that one down."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from typing import Any

from pebble import ProcessExpired, ProcessPool

from ingest.limits import Limits
from ingest.parts import Part
from ingest.sources import Source
from parsers.findings import Finding

_PRELOADED = ["ingest.worker", "pandera.pandas", "parsers.readers.pdf"]
_PER_WORKER = 2
_LATER = 30.0


def read_parts(
    sources: Iterable[Source], limits: Limits, jobs: int
) -> Iterator[tuple[Source, Part, bool]]:
    """Read documents in worker processes.

    Args:
        sources: The documents; the next one is asked for when a worker is nearly free.
        limits: What each of them may take.
        jobs: Number of workers.

    Yields:
        Each document without its content, its part, and whether that will be the same next time
        (a limit or a crash may not), as they come to an end.
    """
    waiting: dict[Future[Part], tuple[Source, bool]] = {}
    coming = iter(sources)
    pool = _Pool(limits, jobs)
    try:
        while True:
            while len(waiting) < jobs * _PER_WORKER and (source := next(coming, None)) is not None:
                waiting[pool.read(source)] = (source.without_content(), True)
            if not waiting:
                break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                source, lasting = waiting.pop(future)
                failure = pool.failure_of(future, source)
                if failure is None:
                    yield source, future.result(), lasting
                else:
                    waiting[pool.fail(source, failure)] = (source, False)
    finally:
        pool.stop()


class _Pool:
    """A pool that starts when it is first needed."""

    def __init__(self, limits: Limits, jobs: int) -> None:
        self._limits = limits
        self._jobs = jobs
        self._processes: Any = None  # pebble is untyped

    def read(self, source: Source) -> "Future[Part]":
        return self._schedule(_make_part, source, self._limits, seconds=self._limits.seconds)

    def fail(self, source: Source, finding: Finding) -> "Future[Part]":
        """The part of a document that could not be read; made by a worker like any other."""
        return self._schedule(_make_failed_part, source, finding, seconds=_LATER)

    def failure_of(self, future: "Future[Part]", source: Source) -> Finding | None:
        """Why the worker did not come to an end by itself, if it did not."""
        error = future.exception()
        if error is None:
            return None
        if isinstance(error, TimeoutError):
            return Finding("R051", source.name, {"seconds": f"{self._limits.seconds:g}"})
        if isinstance(error, MemoryError):
            return Finding("R052", source.name, {"memory": str(self._limits.memory)})
        if isinstance(error, ProcessExpired):
            return Finding("R054", source.name, {"reason": f"exit {error.exitcode}"})
        return Finding("R054", source.name, {"reason": f"{type(error).__name__}: {error}"})

    def stop(self) -> None:
        if self._processes is not None:
            self._processes.stop()
            self._processes.join()

    def _schedule(
        self, function: Callable[..., Part], *arguments: object, seconds: float
    ) -> "Future[Part]":
        if self._processes is None:
            self._processes = ProcessPool(
                self._jobs,
                initializer=bound_memory,
                initargs=(self._limits.most_memory,),
                context=_context(),
            )
        future: Future[Part] = self._processes.schedule(function, args=arguments, timeout=seconds)
        return future


def _make_part(source: Source, limits: Limits) -> Part:
    from ingest.worker import make_part

    return make_part(source, limits)


def _make_failed_part(source: Source, finding: Finding) -> Part:
    from ingest.worker import make_failed_part

    return make_failed_part(source, finding)


def bound_memory(most: int) -> None:
    """Let this process allocate no more than `most` bytes, where the system can see to it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _context() -> multiprocessing.context.BaseContext:
    """Workers come from a server that has loaded the readers once, where there can be one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
