"""Where documents are read: on this machine, or on the workers of an engine that spans many.

The unit of work is a pure function, `worker.make_part`: bytes, what is said about them and limits
in, an immutable part out. An engine takes a few documents at a time as one task: it says how many
tasks may be under way, starts one, waits for some, and tells how the documents of one ended;
`read_parts` does the rest. Schedulers, queues and retries are the engine's own.

A new engine is a module here with a function `start`, its name in `ENGINES`, and an extra of that
name in pyproject.toml.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import Any, Protocol, TypeVar

from ingest.errors import MissingToolError
from ingest.limits import Limits
from ingest.parts import Part
from ingest.sources import Source
from ingest.watch import UnderWay
from parsers.findings import Finding

ENGINES = ("local", "dask", "ray")
_ENOUGH = 2**18
"""Bytes of documents that are enough for one task."""
_Task = TypeVar("_Task")


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be read, or to be told of where a finding says why it cannot be.

    Attributes:
        source: The document.
        finding: Why it cannot be read.
        tries: How often the workers broke under it.
    """

    source: Source
    finding: Finding | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """How a piece of work ended.

    Attributes:
        part: What the document adds to the tables.
        lasting: Whether that will be the same next time; a limit or a crash may not.
    """

    part: Part
    lasting: bool


Batch = tuple[Work, ...]
"""The documents of one task."""


class Engine(Protocol[_Task]):
    """Something that does work in other processes, here or elsewhere."""

    @property
    def room(self) -> int:
        """How many tasks may be under way, so that no worker waits for the next."""
        ...

    @property
    def batch(self) -> int:
        """How many documents a task may have: more where a task itself costs time."""
        ...

    def start(self, batch: Batch) -> _Task:
        """Have documents read."""
        ...

    def wait_for(self, tasks: Collection[_Task]) -> Iterable[_Task]:
        """Those that have come to an end: one or more."""
        ...

    def end(self, task: _Task, batch: Batch) -> Sequence[Done | Work]:
        """How each document ended; where nobody came to an end with it, what is to be done in its place.

        Raises:
            OutputError: The workers cannot work at all.
        """
        ...

    def close(self) -> None:
        """Stop what is under way and let go of the workers."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engine, and where its cluster is.

    Attributes:
        engine: One of `ENGINES`.
        address: The cluster; empty for one on this machine that starts and ends with the run.
        jobs: Number of workers on this machine.
        under_way: Where the workers of this machine tell the page that they read; None for nowhere.
    """

    engine: str = "local"
    address: str = ""
    jobs: int = 1
    under_way: UnderWay | None = None

    def read(
        self, rounds: Iterable[Iterable[Work]], limits: Limits
    ) -> Generator[tuple[Source, Done], None, None]:
        """Have documents read, within limits, by an engine that starts with the first of them.

        Args:
            rounds: Documents, and others that only show when those have come to an end.
            limits: What one document may take.

        Yields:
            Each document and how it ended, as they come to an end.

        Raises:
            MissingToolError: The engine is not installed.
            UsageError: There is no cluster at the address.
            OutputError: Its workers cannot work at all.
        """
        engine: Engine[Any] | None = None
        with ExitStack() as held:
            for coming in map(iter, rounds):
                if (first := next(coming, None)) is not None:
                    engine = engine or held.enter_context(closing(self.start(limits)))
                    yield from read_parts(engine, chain([first], coming))

    def start(self, limits: Limits) -> Engine[Any]:
        """The engine, ready for work within limits; its user closes it.

        Raises:
            MissingToolError: The engine is not installed.
            UsageError: There is no cluster at the address.
        """
        try:
            module = import_module(f"ingest.engines.{self.engine}")
        except ModuleNotFoundError as error:
            raise MissingToolError("E602", f"--engine {self.engine}", extra=self.engine) from error
        engine: Engine[Any] = module.start(limits, self)
        return engine


def read_parts(engine: Engine[_Task], work: Iterable[Work]) -> Iterator[tuple[Source, Done]]:
    """Have documents read.

    Args:
        engine: Who reads.
        work: The documents; the next one is asked for when a worker is nearly free.

    Yields:
        Each document and how it ended, as they come to an end.
    """
    waiting: dict[_Task, Batch] = {}
    coming = _in_batches(work, engine.room, engine.batch)
    while True:
        while len(waiting) < engine.room and (new := next(coming, None)) is not None:
            waiting[engine.start(new)] = new
        if not waiting:
            break
        for task in engine.wait_for(waiting):
            batch = waiting.pop(task)
            for item, end in zip(batch, engine.end(task, batch), strict=True):
                if isinstance(end, Done):
                    yield item.source, end
                else:
                    waiting[engine.start((end,))] = (end,)


def _in_batches(work: Iterable[Work], room: int, most: int) -> Iterator[Batch]:
    """Documents by the task: one at first, more the longer it goes on, fewer where they are large.

    A few documents are so spread over all workers, and many cost few tasks.
    """
    batch: list[Work] = []
    wanted, started, size = 1, 0, 0
    for item in work:
        batch.append(item)
        size += len(item.source.content)
        if len(batch) >= wanted or size >= _ENOUGH:
            yield tuple(batch)
            batch, size, started = [], 0, started + 1
            if started % room == 0:
                wanted = min(most, 2 * wanted)
    if batch:
        yield tuple(batch)
