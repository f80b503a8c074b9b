"""The store that a run keeps its tables in, beside the files of the output folder."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext
from pathlib import Path

import msgspec

from ingest.stores.extras import require_extra

_NOTE = "brought"
_COMMIT = f"{'[0-9]' * 20}.json"
"""An entry of a table's log: its version in twenty digits (Delta Lake's protocol, 2.1)."""


class Note(msgspec.Struct, frozen=True):
    """What a run brought last.

    Attributes:
        made: SHA-256 of what the files were made of.
        versions: The version that each table was at then.
    """

    made: str
    versions: dict[str, int]


def require_store(store: str) -> None:
    """See that what a store needs is installed, before anything is read.

    Raises:
        MissingToolError: It is not.
    """
    if store == "delta":
        require_extra("delta", "--store delta")


def keep(store: str, out: Path, made: Path, context: BaseContext) -> None:
    """Bring the tables of an output folder to its store, in a process of its own, where either has changed.

    Args:
        store: One of `STORES`; with `parquet` the files are the store.
        out: The output folder.
        made: The file that notes what its files were made of.
        context: How to start a process.

    Raises:
        OutputError: The store cannot be written; the files of the output folder stand.
    """
    if store == "delta" and _read(made.with_name(_NOTE)) != _note(out, made):
        with ProcessPoolExecutor(1, context) as process:
            process.submit(bring_folder, out, made).result()


def bring_folder(out: Path, made: Path) -> None:
    """Bring what an output folder has, and note that for the next run."""
    from ingest.datapackage import ALL_TABLES
    from ingest.stores.batches import of_folder
    from ingest.stores.delta import bring

    bring(of_folder(out, ALL_TABLES), str(out))
    made.with_name(_NOTE).write_bytes(msgspec.json.encode(_note(out, made)))


def _note(out: Path, made: Path) -> Note:
    """What there is now, by the names in the logs: to ask delta-rs takes seconds and another process."""
    logs = {log.parent.name: log.glob(_COMMIT) for log in out.glob("*/_delta_log")}
    last = {name: max((int(entry.stem) for entry in log), default=-1) for name, log in logs.items()}
    return Note(hashlib.sha256(made.read_bytes()).hexdigest(), last)


def _read(noted: Path) -> Note | None:
    try:
        return msgspec.json.decode(noted.read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        return None
