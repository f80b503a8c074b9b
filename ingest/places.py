"""Places that documents come from and tables go to: folders, and object stores (`s3://`, `gs://`).

A folder is a `pathlib.Path`; a place in a store is a `UPath` of universal-pathlib, which has the same
methods, so that most code need not know which it has. What differs is here. A store has no links and
no renames: an object is put whole or not at all, one after another.
"""

import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.util import get_temp_dir
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir, mkdtemp
from typing import Any
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

from ingest.errors import MissingToolError, OutputError, UsageError

ASIDE = "aside-"
_LAST = "datapackage.json"
_SOCKETS = "sockets"
_OF_WORKERS = "pymp-"
"""How multiprocessing calls the folder of a process's sockets."""
_LIBRARIES = frozenset({"botocore", "aiobotocore", "aiohttp", "gcsfs", "google"})
"""What raises errors of its own when a store fails."""


def to_place(said: "str | Path") -> Path:
    """The place that a path or an address means.

    Raises:
        UsageError: It is empty, or its store cannot be reached or is of no known kind.
        MissingToolError: What such a store needs is not installed.
    """
    if not str(said):  # a script's variable without a value is not this folder
        raise UsageError("E201", "")
    scheme, _, rest = str(said).partition("://")
    if not rest:
        return Path(said)
    if scheme == "file":
        return Path(unquote(urlsplit(str(said)).path))
    try:
        from upath import UPath

        place: Any = UPath(str(said), use_listings_cache=False)
        place.exists()
    except ImportError as error:
        raise MissingToolError("E602", str(said), extra=scheme) from error
    except Exception as error:
        if not (is_failure(error) or isinstance(error, ValueError)):
            raise
        raise UsageError("E222", str(said), reason=str(error)) from error
    return place  # type: ignore[no-any-return]


def is_local(place: Path) -> bool:
    """Whether it is on a disk."""
    return isinstance(place, Path)


def is_failure(error: BaseException) -> bool:
    """Whether an error says that a place cannot be read or written, and no fault of the program."""
    known = isinstance(error, OSError | sqlite3.OperationalError)
    return known or type(error).__module__.partition(".")[0] in _LIBRARIES


def encode(place: Path) -> bytes:
    """The place as bytes: the name of a file need not be text."""
    return os.fsencode(place) if is_local(place) else str(place).encode()


def list_objects(folder: Path) -> Iterator[tuple[Path, bool]]:
    """What is directly below a place in a store, and whether that is a folder.

    One page after another: below one prefix there may be millions of objects.
    """
    store: Any = folder
    bucket, _, key = f"{store.path.strip('/')}/".partition("/")
    for names, are_folders in _PAGES.get(store.protocol, _list_whole)(store.fs, bucket, key):
        for name in names:
            if name != key:
                yield folder / name.removeprefix(key).rstrip("/"), are_folders


_Page = tuple[list[str], bool]
"""Names of objects, or of the folders that they are in."""


def _list_s3(fs: Any, bucket: str, prefix: str) -> Iterator[_Page]:  # noqa: ANN401 - untyped
    told = {"Bucket": bucket, "Prefix": prefix, "Delimiter": "/"}
    while True:
        page = fs.call_s3("list_objects_v2", **told)
        yield [entry["Prefix"] for entry in page.get("CommonPrefixes", ())], True
        yield [entry["Key"] for entry in page.get("Contents", ())], False
        if not page.get("IsTruncated"):
            return
        told["ContinuationToken"] = page["NextContinuationToken"]


def _list_gs(fs: Any, bucket: str, prefix: str) -> Iterator[_Page]:  # noqa: ANN401
    told = {"prefix": prefix, "delimiter": "/", "json_out": True}
    while True:
        page = fs.call("GET", "b/{}/o", bucket, **told)
        yield page.get("prefixes", []), True
        yield [entry["name"] for entry in page.get("items", ())], False
        if "nextPageToken" not in page:
            return
        told["pageToken"] = page["nextPageToken"]


def _list_whole(fs: Any, bucket: str, prefix: str) -> Iterator[_Page]:  # noqa: ANN401
    """Of a store that shows no pages."""
    start = f"{bucket}/"
    for entry in fs.ls(start + prefix, detail=True):
        yield [entry["name"].removeprefix(start)], entry["type"] == "directory"


_PAGES = {"s3": _list_s3, "gs": _list_gs, "gcs": _list_gs}


def put(place: Path, content: bytes, scratch: Path) -> None:
    """Write a file whole or not at all.

    Args:
        place: The file.
        content: What it is to hold.
        scratch: A folder on the same disk to write aside in; a store needs none.
    """
    if not is_local(place):
        place.write_bytes(content)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = scratch / f"{place.name}.aside"
    try:
        write_synced(aside, content)
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(place.parent)


@contextmanager
def uploaded(out: Path) -> Iterator[Path]:
    """A new folder on this machine; its files replace those in a store when the block has ended.

    They are replaced one by one. What describes them comes last, so that a reader who looks at that
    first never meets tables that are older than it says.
    """
    with TemporaryDirectory(prefix=f"shinchoku-{ASIDE}") as folder:
        yield Path(folder)
        store: Any = out
        for file in sorted(
            Path(folder).iterdir(), key=lambda file: (file.name == _LAST, file.name)
        ):
            store.fs.put_file(str(file), (store / file.name).path)


def scratch_of(state: Path) -> AbstractContextManager[Path]:
    """A folder for one run: on the disk of a local state folder, else on this machine's own."""
    return _scratch(state if is_local(state) else None)


@contextmanager
def _scratch(folder: Path | None) -> Iterator[Path]:
    scratch = Path(mkdtemp(prefix=ASIDE if folder else f"shinchoku-{ASIDE}", dir=folder))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def note_sockets(scratch: Path) -> None:
    """Note where this process has the sockets of its workers, which stay behind when it is killed."""
    (scratch / _SOCKETS).write_text(get_temp_dir(), "utf-8")


def _remove_sockets(rest: Path) -> None:
    """Remove the sockets of a run that was killed, by what it noted; nothing but such a folder."""
    with suppress(OSError, ValueError):
        folder = Path((rest / _SOCKETS).read_text("utf-8"))
        if folder.parent == Path(gettempdir()) and folder.name.startswith(_OF_WORKERS):
            shutil.rmtree(folder, ignore_errors=True)


def locked(state: Path, on_wait: Callable[[], None] | None) -> AbstractContextManager[None]:
    """A state folder held by this run alone.

    On a disk another run waits. In a store nobody can tell whether the other one still lives, so a
    person has to.

    Raises:
        OutputError: Another run holds a state folder in a store.
    """
    return _lock(state, on_wait) if is_local(state) else _lock_object(state / "lock")


@contextmanager
def _lock(state: Path, on_wait: Callable[[], None] | None) -> Iterator[None]:
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait is not None:
            on_wait()
        lock.acquire()
    try:
        for rest in state.glob(f"{ASIDE}*"):
            _remove_sockets(rest)
            shutil.rmtree(rest, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def _lock_object(place: Path) -> Iterator[None]:
    store: Any = place
    holder = f"{platform.node()} {os.getpid()}"
    try:
        store.fs.pipe_file(store.path, holder.encode(), mode="create")
    except FileExistsError as error:
        raise OutputError("E405", str(place), reason=place.read_text("utf-8")) from error
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Wait until the disk has what was written to a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; systems that cannot are left alone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)
