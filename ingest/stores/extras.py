"""Libraries that only some need, as extras."""

from importlib.util import find_spec

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
