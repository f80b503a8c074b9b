"""This machine alone: worker processes that each read one document at a time."""

from ingest.engines import Choice
from ingest.limits import Limits
from ingest.pool import Pool


def start(limits: Limits, choice: Choice) -> Pool:
    """Worker processes that start when they are first needed."""
    return Pool(limits, choice.jobs, under_way=choice.under_way)
