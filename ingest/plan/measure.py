"""One document after another, read as a run reads them: time, memory, pages and bytes of each.

The unit of work is that of a run, in a worker process of its own, one at a time so that no other
reading disturbs the clock. The first document is read once before it is measured: a worker loads
its libraries and dictionaries then, which is told apart.
"""

import os
import resource
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

from ingest.limits import CAN_TIME, Limits
from ingest.parts import Part, inflate
from ingest.pool import prepare_worker, process_context
from ingest.sources import SKIPPED, Source, read_source
from ingest.watch import Watch
from parsers.findings import UnreadableDocumentError

_CLEAR_PEAK = "5"
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one document took.

    Attributes:
        seconds: Processor time of the worker.
        pages: Its pages or sheets.
        memory: The most memory that the worker held, MiB.
        part_bytes: What is kept of it.
        csv_bytes: Its rows as CSV.
        status: As in `documents.status`; `skipped` for what is no document.
        part: What it adds to the tables.
    """

    seconds: float = 0
    pages: int = 0
    memory: float = 0
    part_bytes: int = 0
    csv_bytes: int = 0
    status: str = "skipped"
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The costs of a sample, and the seconds that a worker takes to begin."""

    costs: tuple[Cost, ...]
    start: float


def measure(sources: Iterable[Source], limits: Limits, watch: Watch | None = None) -> Measured:
    """Read documents and take what each costs."""
    chosen = tuple(sources)
    costs: list[Cost] = []
    start = 0.0
    with ProcessPool(1, initializer=prepare_worker, context=process_context()) as pool:
        for source in chosen:
            first = _read(pool, source, limits) if not costs else None
            cost = _read(pool, source, limits)
            start = max(0.0, first.seconds - cost.seconds) if first else start
            costs.append(cost)
            if watch is not None:
                watch(len(costs), len(chosen), source.name)
    return Measured(tuple(costs), start)


def _read(pool: Any, unopened: Source, limits: Limits) -> Cost:  # noqa: ANN401 - pebble is untyped
    try:
        source = read_source(unopened, limits)
    except UnreadableDocumentError as error:
        return Cost(status="skipped" if error.finding.code in SKIPPED else "unreadable")
    started = time.monotonic()
    seconds = None if CAN_TIME else limits.seconds
    reading: Future[Cost] = pool.schedule(_measure_one, (source, limits), timeout=seconds)
    try:
        return reading.result()
    except (ProcessExpired, TimeoutError, MemoryError):
        return Cost(time.monotonic() - started, memory=limits.memory, status="unreadable")


def _measure_one(source: Source, limits: Limits) -> Cost:
    """In the worker: make the part and see what that took."""
    from ingest.worker import make_part

    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text(_CLEAR_PEAK, encoding="ascii")
    started = time.process_time()
    part = make_part(source, limits)
    seconds = time.process_time() - started
    code = part.head.failure.code if part.head.failure else ""
    return Cost(
        seconds=seconds,
        pages=_pages(part),
        memory=_peak(),
        part_bytes=len(msgspec.msgpack.encode(part)),
        csv_bytes=sum(len(inflate(rows)) for rows in part.csv.values()),
        status="skipped" if code in SKIPPED else part.head.status,
        part=None if code in SKIPPED else part,
    )


def _pages(part: Part) -> int:
    rows = pa.ipc.open_stream(inflate(part.arrow["documents"])).read_all()
    return int(rows["pages"][0].as_py() or 0)


def _peak() -> float:
    """The most memory that this process has held since the peak was cleared, MiB."""
    with suppress(OSError):
        for line in Path(f"/proc/{os.getpid()}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    unit = _MIB if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
