"""What an engine's worker calls: the guard that keeps it alive, whatever a document does.

Each thread of a worker keeps one worker process of its own, the same that reads documents without an
engine. Limits, crashes and findings are therefore the same everywhere, and what kills the process
does not reach the engine.
"""

import threading

from ingest.engines import Batch, Done, read_parts
from ingest.errors import OutputError
from ingest.limits import Limits
from ingest.parts import fingerprint
from ingest.pool import Pool

BATCH = 32
"""Documents of a task: what a task costs an engine is shared, and a worker has its next one at hand."""
_kept = threading.local()


def read_guarded(
    batch: Batch, limits: Limits, program: str, preloaded: tuple[str, ...] = ()
) -> list[Done]:
    """Read the documents of a task on an engine's worker, and tell how each ended.

    Args:
        batch: The documents.
        limits: What each of them may take.
        program: The fingerprint of the program that asks.
        preloaded: Modules that the engine has loaded into this process.

    Raises:
        OutputError: Another version of the program is installed here, which might read otherwise;
            or no process can be started.
    """
    if fingerprint() != program:
        raise OutputError("E404", batch[0].source.name)
    if getattr(_kept, "limits", None) != limits:
        if (before := getattr(_kept, "pool", None)) is not None:
            before.close()
        _kept.limits, _kept.pool = limits, Pool(limits, 1, preloaded)
    ended = {id(source): done for source, done in read_parts(_kept.pool, batch)}
    return [ended[id(work.source)] for work in batch]
