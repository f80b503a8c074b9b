"""Dask: a scheduler and workers on this machine, or on as many as a cluster has.

Dask itself gives the work of a dead worker to another one, and gives a document up that has taken
several workers down.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, wait

from ingest.engines import Batch, Choice, Done, Work
from ingest.engines.after import after_death
from ingest.engines.guard import BATCH, read_guarded
from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.parts import fingerprint

_PER_WORKER = 3
_PATIENCE = 10
"""Seconds for a scheduler to answer."""
_SETTINGS = {
    "distributed.worker.daemon": False,  # workers have worker processes of their own
    "distributed.admin.large-graph-warning-threshold": "1GiB",  # a document is what it is
    # What Dask does by the clock, whether there is work or not: as it comes, a tenth of a core.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "1s",
}


class _Dask:
    """Documents as tasks of a Dask cluster."""

    batch = BATCH

    def __init__(self, limits: Limits, client: Client, held: ExitStack) -> None:
        self._limits = limits
        self._client = client
        self._held = held
        client.wait_for_workers(1)
        self.room = _PER_WORKER * sum(client.nthreads().values())

    def start(self, batch: Batch) -> Future:
        return self._client.submit(read_guarded, batch, self._limits, fingerprint(), pure=False)

    def wait_for(self, tasks: Collection[Future]) -> Iterable[Future]:
        ended: Iterable[Future] = wait(list(tasks), return_when="FIRST_COMPLETED").done
        return ended

    def end(self, task: Future, batch: Batch) -> Sequence[Done | Work]:
        try:
            done: list[Done] = task.result()
        except KilledWorker as error:
            return after_death(batch, error)
        finally:
            task.release()
        return done

    def close(self) -> None:
        self._held.close()


def start(limits: Limits, choice: Choice) -> _Dask:
    """A cluster of this machine, or the one whose scheduler is at the address."""
    held = ExitStack()
    held.enter_context(dask.config.set(_SETTINGS))  # for workers too that start later
    return _Dask(limits, held.enter_context(_connect(choice, held)), held)


def _connect(choice: Choice, held: ExitStack) -> Client:
    if not choice.address:
        cluster = LocalCluster(
            n_workers=choice.jobs,
            threads_per_worker=1,
            silence_logs=logging.CRITICAL,
            dashboard_address="127.0.0.1:0",  # a port must be; any that is free
            scheduler_kwargs={"dashboard": False},
        )
        return Client(held.enter_context(cluster))
    try:
        return Client(choice.address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError("E221", choice.address, reason=str(error)) from error
