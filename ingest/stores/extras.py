"""Libraries that only some need, as extras, and where they are needed."""

from importlib.util import find_spec
from pathlib import Path

from ingest.errors import MissingToolError

_MODULES = {"xlsx": "xlsxwriter", "delta": "deltalake"}
"""The module of an extra, where it has another name."""


def require_extra(extra: str, wanted_by: str) -> None:
    """See that an extra is installed.

    Raises:
        MissingToolError: It is not.
    """
    if find_spec(_MODULES.get(extra, extra)) is None:
        raise MissingToolError("E602", wanted_by, extra=extra)


def has_tables(place: str) -> bool:
    """Whether there may be tables of Delta Lake at a place; in a store only delta-rs can tell."""
    return "://" in place or any(Path(place).glob("*/_delta_log"))
