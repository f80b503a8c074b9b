"""Where fetched documents are kept: one folder an edition, with what is known in `source.toml`.

    <root>/<publisher>/<series>/<edition>/report.pdf           the newest version
    <root>/<publisher>/<series>/<edition>/.replaced/report.0a1b2c3d.pdf   a version it replaced
    <root>/<publisher>/<series>/<edition>/source.toml          where each came from

A version that a publisher replaces under the same address is moved to `.replaced`, which `run`
passes over as it does every hidden folder, so nothing is lost and nothing is read twice. Each file
is written aside, synced and renamed; `source.toml` comes last. Cut off at any moment, the next run
finds either the old state or the new bytes without an entry, and enters them.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ingest.errors import UsageError
from ingest.fetch.names import split_suffix
from ingest.sources import SOURCE_FILE

REPLACED = ".replaced"
_OWN = ".shinchoku"
_ASIDE = ".shinchoku-part-"
_SHOWN = 8
_MADE = frozenset({"file", "url", "sha256", "retrieved_at"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[document]]` of a `source.toml`.

    Attributes:
        folder: Folder of the edition.
        file: Name of the file in it.
        url: The address that its link names.
        sha256: SHA-256 of its bytes.
        retrieved_at: When these bytes came first.
        headers: What the server said with them.
    """

    folder: Path
    file: str
    url: str
    sha256: str
    retrieved_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / self.file

    def holds(self) -> bool:
        """Whether the file is there with the bytes of the entry."""
        return self.path.is_file() and _digest(self.path.read_bytes()) == self.sha256


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that was fetched and is to be kept.

    Attributes:
        content: Its bytes.
        name: A safe name for its file.
        about: What `source.toml` says of the edition: publisher, series, title, edition.
        url: The address that its link names.
        details: What `source.toml` says of this document besides.
        retrieved_at: The time of the run.
        headers: What the server said.
    """

    content: bytes
    name: str
    about: Mapping[str, str]
    url: str
    details: Mapping[str, str]
    retrieved_at: datetime
    headers: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return _digest(self.content)


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Every fetched document of a series, the newest last.

    Raises:
        UsageError: A `source.toml` is not valid.
    """
    files = sorted(folder.glob(f"*/{SOURCE_FILE}"))
    entries = [entry for file in files for entry in _entries(file)]
    return tuple(sorted(entries, key=lambda e: (e.retrieved_at, str(e.path))))


def keep(arrival: Arrival, folder: Path, before: Entry | None) -> Entry:
    """Store a document, beside the version that it replaces where there is one.

    Args:
        arrival: The document.
        folder: Folder of its edition.
        before: The entry of the same address in this folder, with other bytes.

    Raises:
        OSError: The folder cannot be written; what was there is as it was.
        UsageError: The folder's `source.toml` is not valid.
    """
    document = _read(folder / SOURCE_FILE)
    _make_ready(folder)
    same = _find_same(folder, arrival.sha256)
    mine = before if before and not _is_shared(document, before) else None
    if mine is not None and mine.path.is_file() and mine.file != same:
        _move_aside(mine, document, drop=same is not None)
    name = same or (mine.file if mine else _free_name(folder, arrival))
    if same is None:
        write_aside(folder / name, arrival.content)
    _enter(document, arrival, name)
    write_aside(folder / SOURCE_FILE, tomlkit.dumps(document).encode("utf-8"))
    return Entry(folder, name, arrival.url, arrival.sha256, arrival.retrieved_at, arrival.headers)


def write_aside(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all, also when the power fails."""
    aside = path.parent / f"{_ASIDE}{os.getpid()}"
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def locked(root: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keep a second download into the same root waiting until this one is done; it says so first."""
    from filelock import FileLock, Timeout

    own = root / _OWN
    own.mkdir(parents=True, exist_ok=True)
    lock = FileLock(own / "fetch.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _entries(file: Path) -> Iterator[Entry]:
    """The documents of a `source.toml` that were fetched, replaced versions apart."""
    for document in _current(_read(file)):
        headers = document.get("headers")
        yield Entry(
            folder=file.parent,
            file=str(document["file"]),
            url=str(document["url"]),
            sha256=str(document["sha256"]),
            retrieved_at=_time(file, document["retrieved_at"]),
            headers={k: str(v) for k, v in headers.items()} if isinstance(headers, dict) else {},
        )


def _current(document: tomlkit.TOMLDocument) -> Iterator[Any]:
    """The entries that `fetch` made and that nothing has replaced."""
    listed = document.get("document")
    for entry in listed if isinstance(listed, list) else ():
        made = isinstance(entry, dict) and set(entry) >= _MADE and "replaced_at" not in entry
        if made and "/" not in str(entry["file"]):
            yield entry


def _time(file: Path, value: object) -> datetime:
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError("E204", str(file), reason=f"retrieved_at: {error}") from error
    return time if time.tzinfo else time.astimezone()


def _read(file: Path) -> tomlkit.TOMLDocument:
    """A `source.toml` with its comments; an empty one where there is none."""
    if not file.is_file():
        return tomlkit.document()
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise UsageError("E204", str(file), reason=str(error)) from error


def _find_same(folder: Path, sha256: str) -> str | None:
    """The name of a file in the folder that has those bytes already."""
    for path in sorted(folder.iterdir()):
        known = path.is_file() and not path.name.startswith(".") and path.name != SOURCE_FILE
        if known and _digest(path.read_bytes()) == sha256:
            return path.name
    return None


def _free_name(folder: Path, arrival: Arrival) -> str:
    """The document's name, told apart by its address where the folder has one of that name.

    File systems that ignore case or the form of Unicode count as having it.
    """
    taken = {path.name.casefold() for path in folder.iterdir()}
    if arrival.name.casefold() not in taken:
        return arrival.name
    marked = _mark(arrival.name, _digest(arrival.url.encode()))
    return marked if marked.casefold() not in taken else _mark(arrival.name, arrival.sha256)


def _mark(name: str, digest: str) -> str:
    stem, suffix = split_suffix(name)
    return f"{stem}.{digest[:_SHOWN]}{suffix}"


def _make_ready(folder: Path) -> None:
    """The folder, without what a run that was cut off left in it."""
    folder.mkdir(parents=True, exist_ok=True)
    _sync_folder(folder.parent)
    for left in folder.glob(f"{_ASIDE}*"):
        left.unlink()


def _is_shared(document: tomlkit.TOMLDocument, entry: Entry) -> bool:
    """Whether another address gave the same bytes, so that the file is its file too."""
    return any(e["file"] == entry.file and e["url"] != entry.url for e in _current(document))


def _move_aside(entry: Entry, document: tomlkit.TOMLDocument, *, drop: bool) -> None:
    """Copy the version that is replaced to its own place, and say so in its entry."""
    content = entry.path.read_bytes()
    kept = entry.folder / REPLACED / _mark(entry.file, _digest(content))
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists():
        write_aside(kept, content)
    for old in _current(document):
        if old["sha256"] == _digest(content) and old["url"] == entry.url:
            old["file"] = f"{REPLACED}/{kept.name}"
    if drop:
        entry.path.unlink()


def _enter(document: tomlkit.TOMLDocument, arrival: Arrival, name: str) -> None:
    """Add the document to `source.toml`; what people wrote there stays."""
    for key, value in arrival.about.items():
        if key not in document and value:
            document[key] = value
    entries: Any = document.setdefault("document", tomlkit.aot())
    when = arrival.retrieved_at.isoformat(timespec="seconds")
    for old in entries:
        if old.get("url") == arrival.url and "sha256" in old:
            old.setdefault("replaced_at", when)
    entry = tomlkit.table()
    entry["file"] = name
    entry["url"] = arrival.url
    entry["retrieved_at"] = when
    entry["sha256"] = arrival.sha256
    entry["bytes"] = len(arrival.content)
    entry["retypeset"] = False
    for key, value in arrival.details.items():
        if value:
            entry[key] = value
    entry["headers"] = dict(arrival.headers)
    entries.append(entry)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a rename last; systems that cannot sync a folder do without."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
