"""The tables of an output folder: made of parts, in a process of its own, and only when they change.

What the tables were made of is noted beside the parts. Where a run would make them of the same parts
by the same program, and the files are as they were written, there is nothing to do.
"""

import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ingest.corrections import Correction
from ingest.parts import Failure, Head, Part, fingerprint, load_part
from ingest.places import is_local, put, uploaded
from ingest.write import write_about, write_tables, written_aside
from parsers.findings import Finding

MADE = "made"
"""The file that notes what the tables were made of."""
_T = TypeVar("_T")


class Across(msgspec.Struct, frozen=True):
    """What is told of all documents together.

    Attributes:
        findings: How many findings they have together, those of single documents apart.
        stale: What did not hold: corrections, or the history itself.
    """

    findings: int
    stale: tuple[Failure, ...]


class Made(msgspec.Struct, frozen=True):
    """What the tables in an output folder are, and what they were made of.

    Attributes:
        key: A hash of all that they were made of.
        files: SHA-256 of the files by their names.
        across: What was told then.
    """

    key: str
    files: dict[str, str]
    across: Across


def assemble(
    kept: Iterable[tuple[Path, Head]],
    out: Path,
    state: Path,
    formats: tuple[str, ...],
    corrections: tuple[Correction, ...],
    context: multiprocessing.context.BaseContext,
) -> Across:
    """Make the tables of all documents, unless they stand already.

    Args:
        kept: The parts and their heads, in the order of the rows; gone through several times.
        out: The output folder.
        state: A folder of the same place, for what is noted and to write aside in.
        formats: `csv`, `parquet` or both.
        corrections: What people know better.
        context: How to start a process.

    Raises:
        OSError: The folder cannot be written; its tables are as they were.
    """
    key = _key(kept, formats, corrections)
    made = _read_made(state / MADE)
    if made is not None and made.key == key and _stand(out, made.files):
        return made.across
    with written_aside(out, state) if is_local(out) else uploaded(out) as aside:
        across = _write_apart(aside, kept, formats, corrections, context)
        files = {file.name: _digest(file) for file in sorted(aside.iterdir())}
    put(state / MADE, msgspec.json.encode(Made(key, files, across)), state)
    return across


def _write_apart(
    aside: Path,
    kept: Iterable[tuple[Path, Head]],
    formats: tuple[str, ...],
    corrections: tuple[Correction, ...],
    context: multiprocessing.context.BaseContext,
) -> Across:
    """Write the tables in another process: it may die, and its memory goes with it.

    Where it does not come to its end, the fault is in what holds across documents, since each part
    has been checked: the documents' own tables are written without that.
    """
    try:
        return _apart(context, _write, aside, kept, formats, corrections)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in the history must not take all tables away
        reason = str(error)
    for rest in sorted(aside.rglob("*"), reverse=True):
        rest.rmdir() if rest.is_dir() else rest.unlink()
    _apart(context, _write_plain, aside, kept, formats)
    return Across(1, (Failure("H107", "", {"reason": reason}),))


def _apart(
    context: multiprocessing.context.BaseContext, write: Callable[..., _T], *told: object
) -> _T:
    """What a function gives, called in a process of its own that ends with it."""
    ours, theirs = context.Pipe(duplex=False)
    process: Any = context.Process(target=_answer, args=(theirs, write, *told))  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    try:
        came = ours.recv()
    except EOFError:
        process.join()
        came = RuntimeError(f"exit {process.exitcode}")
    finally:
        process.terminate()
        process.join()
    if isinstance(came, Exception):
        raise came
    return came  # type: ignore[no-any-return]


def _answer(to: Connection, write: Callable[..., object], *told: object) -> None:
    """Send what a function gives or why it failed, in a form that goes between processes."""
    try:
        to.send(write(*told))
    except OSError as error:
        to.send(OSError(error.errno, error.strerror or str(error)))
    except Exception as error:  # noqa: BLE001 - the process's edge
        to.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _write(
    aside: Path,
    kept: Iterable[tuple[Path, Head]],
    formats: tuple[str, ...],
    corrections: tuple[Correction, ...],
) -> Across:
    """Write the tables with what holds across the documents."""
    from ingest.history.complete import complete

    write_tables(_load(kept), aside, formats)
    history = complete(aside, formats, corrections)
    write_about(aside, formats)
    return Across(len(history.findings), tuple(map(_as_failure, history.stale)))


def _write_plain(aside: Path, kept: Iterable[tuple[Path, Head]], formats: tuple[str, ...]) -> None:
    """Write the documents' own tables; those that span documents are empty."""
    from ingest.history.complete import History, write_history

    write_tables(_load(kept), aside, formats)
    write_history(aside, History(), formats)
    write_about(aside, formats)


def _load(kept: Iterable[tuple[Path, Head]]) -> Iterator[Part]:
    return (load_part(path) for path, _ in kept)


def _as_failure(finding: Finding) -> Failure:
    return Failure(finding.code, finding.text, dict(finding.details))


def _key(
    kept: Iterable[tuple[Path, Head]],
    formats: tuple[str, ...],
    corrections: Iterable[Correction],
) -> str:
    """A hash of the program, the parts with their rows, the formats and the corrections."""
    digest = hashlib.sha256(fingerprint().encode())
    for part, head in kept:
        digest.update(json.dumps([part.name, sorted(head.digests.items())]).encode())
    said = [sorted(formats), [asdict(correction) for correction in corrections]]
    digest.update(json.dumps(said).encode())
    return digest.hexdigest()


def _read_made(path: Path) -> Made | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Made)
    except (OSError, msgspec.MsgspecError):
        return None


def _stand(out: Path, files: dict[str, str]) -> bool:
    """Whether the files are there as they were written."""
    try:
        return all(_digest(out / name) == digest for name, digest in files.items())
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
