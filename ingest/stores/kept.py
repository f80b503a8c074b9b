"""The store that a run keeps its tables in, beside the files of the output folder."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext
from pathlib import Path

import msgspec

from ingest.stores.extras import require_extra

_NOTE = "brought"


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
    """Bring the tables of an output folder to its store, in a process of its own.

    Args:
        store: One of `STORES`; with `parquet` the files are the store.
        out: The output folder.
        made: The file that notes what its files were made of.
        context: How to start a process.

    Raises:
        OutputError: The store cannot be written; the files of the output folder stand.
    """
    if store == "delta":
        with ProcessPoolExecutor(1, context) as process:
            process.submit(bring_folder, out, made).result()


def bring_folder(out: Path, made: Path) -> None:
    """Bring what an output folder has; nothing where neither it nor the store has changed since."""
    from ingest.datapackage import ALL_TABLES
    from ingest.stores.batches import of_folder
    from ingest.stores.delta import bring, versions

    noted, key = made.with_name(_NOTE), hashlib.sha256(made.read_bytes()).hexdigest()
    if _read(noted) == Note(key, versions(str(out))):
        return
    bring(of_folder(out, ALL_TABLES), str(out))
    noted.write_bytes(msgspec.json.encode(Note(key, versions(str(out)))))


def _read(noted: Path) -> Note | None:
    try:
        return msgspec.json.decode(noted.read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        return None
