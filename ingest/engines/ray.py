"""Ray: worker processes on this machine, or on as many as a cluster has.

Ray itself gives the work of a dead worker to another one, and gives a document up that has taken
several workers down.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import ray
from ray.exceptions import OutOfMemoryError, RayTaskError, WorkerCrashedError

from ingest.engines import Batch, Choice, Done, Work
from ingest.engines.after import after_death
from ingest.engines.guard import BATCH, read_guarded
from ingest.errors import IngestError, UsageError
from ingest.limits import Limits
from ingest.parts import fingerprint

_PER_WORKER = 3
_PRELOADED = ("ray._private.workers.default_worker",)
"""What Ray starts its workers with; a process of theirs would load it again each time."""


class _Ray:
    """Documents as tasks of a Ray cluster."""

    batch = BATCH

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._read: Any = ray.remote(read_guarded)
        self.room = _PER_WORKER * max(1, int(ray.cluster_resources().get("CPU", 1)))

    def start(self, batch: Batch) -> Any:  # noqa: ANN401 - Ray's references have no use but with Ray
        return self._read.remote(batch, self._limits, fingerprint(), _PRELOADED)

    def wait_for(self, tasks: Collection[Any]) -> Iterable[Any]:
        ended: Iterable[Any] = ray.wait(list(tasks), num_returns=1)[0]
        return ended

    def end(self, task: Any, batch: Batch) -> Sequence[Done | Work]:  # noqa: ANN401
        try:
            done: list[Done] = ray.get(task)
        except (WorkerCrashedError, OutOfMemoryError) as error:
            return after_death(batch, error)
        except RayTaskError as error:
            if isinstance(error.cause, IngestError):
                raise error.cause from error
            raise
        return done

    def close(self) -> None:
        ray.shutdown()


def start(limits: Limits, choice: Choice) -> _Ray:
    """A cluster of this machine, or the one at the address."""
    try:
        ray.init(
            address=choice.address or "local",
            num_cpus=None if choice.address else choice.jobs,
            include_dashboard=None if choice.address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, ValueError) as error:
        raise UsageError("E221", choice.address, reason=str(error)) from error
    return _Ray(limits)
