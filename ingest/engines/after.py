"""What to do when a worker of an engine ended under a task, and the engine has given it up."""

from ingest.engines import Batch, Work
from ingest.errors import OutputError
from parsers.findings import Finding


def after_death(batch: Batch, error: BaseException) -> Batch:
    """Read the documents of a task each alone; tell of one that was alone that it cannot be read.

    Raises:
        OutputError: Not even that could be told.
    """
    if len(batch) > 1:
        return batch
    (work,) = batch
    reason = type(error).__name__
    if work.finding is not None:
        raise OutputError("E403", work.source.name, reason=reason)
    return (Work(work.source, Finding("R054", work.source.name, {"reason": reason})),)
