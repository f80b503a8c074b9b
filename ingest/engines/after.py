"""What to do when a worker of an engine ended under a document, and the engine has given it up."""

from ingest.engines import Work
from ingest.errors import OutputError
from parsers.findings import Finding


def after_death(work: Work, error: BaseException) -> Work:
    """Tell that the document cannot be read.

    Raises:
        OutputError: Not even that could be told.
    """
    reason = type(error).__name__
    if work.finding is not None:
        raise OutputError("E403", work.source.name, reason=reason)
    return Work(work.source, Finding("R054", work.source.name, {"reason": reason}))
