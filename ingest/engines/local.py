"""This machine alone: worker processes that each read one document at a time."""

from ingest.limits import Limits
from ingest.pool import Pool


def start(limits: Limits, jobs: int, address: str) -> Pool:  # noqa: ARG001 - there is nothing to call
    """Worker processes that start when they are first needed."""
    return Pool(limits, jobs)
