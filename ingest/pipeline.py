"""The run, in order: find, read, understand, tidy, write."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.recognition import find_lacking
from ingest.rows import Rows, make_rows
from ingest.sources import Source, find_files, read_source
from ingest.tidy import make_frames
from ingest.worker import read_one
from ingest.write import FORMATS, write_tables
from parsers.findings import Finding

Watch = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, in figures.

    Attributes:
        documents: Documents met, the unreadable ones included.
        rows: Rows of `progress`.
        findings: Rows of `findings`.
        characters_unplaced: Characters lost on the way, over all documents; it must be 0.
        failures: Name of each document that could not be read, with the reason.
        lacking: Name of each document with pages that a missing tool would have read.
    """

    documents: int
    rows: int
    findings: int
    characters_unplaced: int
    failures: tuple[tuple[str, Finding], ...]
    lacking: tuple[tuple[str, Finding], ...] = ()


def run(
    paths: Iterable[Path],
    out: Path,
    *,
    formats: Iterable[str] = FORMATS,
    edition: date | None = None,
    jobs: int = 1,
    watch: Watch | None = None,
) -> Summary:
    """Read the documents that the paths mean and write their tables to `out`.

    Args:
        paths: Files and folders.
        out: Output folder.
        formats: `csv`, `parquet` or both.
        edition: Last day that the documents report on, over what they and source.toml say.
        jobs: Number of processes that read.
        watch: Called after each document with the number done, the number of all and its name.

    Raises:
        UsageError: A path does not exist or holds no document.
        OutputError: The tables failed validation or could not be written.
    """
    sources = _distinct(read_source(file, edition) for file in find_files(paths))
    parts = tuple(_read_all(sources, jobs, watch))
    frames = make_frames(part.rows for part in parts)
    write_tables(frames, out, formats)
    return Summary(
        documents=len(sources),
        rows=len(frames["progress"]),
        findings=len(frames["findings"]),
        characters_unplaced=int(frames["documents"]["characters_unplaced"].sum()),
        failures=tuple((part.name, part.failure) for part in parts if part.failure),
        lacking=tuple((part.name, part.lacking) for part in parts if part.lacking),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one document adds to the tables."""

    name: str
    rows: Rows
    failure: Finding | None
    lacking: Finding | None


def _distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Each content once, in an order that does not depend on how the files were named to us."""
    by_content: dict[str, Source] = {}
    for source in sorted(sources, key=lambda s: (s.name, s.sha256)):
        by_content.setdefault(source.sha256, source)
    return tuple(by_content.values())


def _read_all(sources: tuple[Source, ...], jobs: int, watch: Watch | None) -> Iterator[_Part]:
    if jobs == 1 or len(sources) == 1:
        yield from _watched(map(_read_part, sources), len(sources), watch)
        return
    with ProcessPoolExecutor(min(jobs, len(sources))) as pool:
        yield from _watched(pool.map(_read_part, sources), len(sources), watch)


def _watched(parts: Iterable[_Part], total: int, watch: Watch | None) -> Iterator[_Part]:
    for done, part in enumerate(parts, start=1):
        if watch is not None:
            watch(done, total, part.name)
        yield part


def _read_part(source: Source) -> _Part:
    reading = read_one(source)
    failure = reading.findings[0] if reading.document is None else None
    return _Part(source.name, make_rows(reading), failure, find_lacking(reading.findings))
