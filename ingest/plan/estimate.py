"""The figures of a sample as those of all documents.

Each layer's mean stands for its documents; the interval comes from the spread inside the layers, with
Student's t since samples are small (Cochran, Sampling Techniques, 5.4). Where every document is read
there is nothing to estimate and the interval is a point.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.plan.measure import Cost, Measured, Watch, measure
from ingest.plan.sample import File, choose
from ingest.pool import DOCUMENTS_PER_WORKER
from ingest.sources import display_name, find_sources
from ingest.write import FORMATS, write_tables

CONFIDENCE = 0.95
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with the interval that it lies in."""

    estimate: float
    low: float
    high: float

    def times(self, factor: float) -> "Range":
        """The same of so many times as much."""
        return Range(self.estimate * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading all documents will take.

    Attributes:
        documents: How many the figures are for.
        found: How many files the paths hold.
        sampled: How many of them were read.
        layers: In how many layers of size.
        statuses: What came of those that were read.
        sample_pages: Their pages.
        sample_seconds: Processor time that they took.
        start_seconds: What each worker takes to begin.
        pages: Pages and sheets of all.
        core_hours: Processor time of all, with the starts of workers.
        memory: The most that a worker held, MiB.
        parts: Bytes that `.shinchoku/` takes.
        csv: Bytes of the tables as CSV.
        parquet: The same as Parquet.
    """

    documents: int
    found: int
    sampled: int
    layers: int
    statuses: dict[str, int]
    sample_pages: int
    sample_seconds: float
    start_seconds: float
    pages: Range
    core_hours: Range
    memory: float
    parts: Range
    csv: Range
    parquet: Range


def make_plan(
    paths: Sequence[Path],
    *,
    sample: int,
    documents: int | None = None,
    limits: Limits | None = None,
    watch: Watch | None = None,
) -> Plan:
    """Read a sample of the documents that the paths mean, and tell what all will take.

    Args:
        paths: Files and folders.
        sample: How many documents to read.
        documents: For how many documents like these to tell it; None for those that are there.
        limits: What one document may take.
        watch: Called after each document.

    Raises:
        UsageError: A path does not exist or holds no document.
    """
    sources = find_sources(tuple(paths))
    files = [File(n, display_name(s.path), s.path.stat().st_size) for n, s in enumerate(sources)]
    layers = choose(files, sample)
    chosen = [file for layer in layers for file in layer.chosen]
    measured = measure((sources[file.index] for file in chosen), limits or Limits(), watch)
    if all(cost.status == "skipped" for cost in measured.costs):
        raise UsageError("E202", " ".join(map(display_name, paths)))
    costs = iter(measured.costs)
    by_layer = [(layer.count, [next(costs) for _ in layer.chosen]) for layer in layers]
    return _sum_up(by_layer, measured, len(sources), documents or len(sources))


def _sum_up(
    layers: Sequence[tuple[int, Sequence[Cost]]], measured: Measured, found: int, documents: int
) -> Plan:
    factor = documents / found
    costs = measured.costs
    statuses = [cost.status for cost in costs]
    seconds = total(layers, lambda cost: cost.seconds).times(factor)
    starts = documents / DOCUMENTS_PER_WORKER * measured.start
    csv = total(layers, lambda cost: cost.csv_bytes).times(factor)
    return Plan(
        documents=documents,
        found=found,
        sampled=len(costs),
        layers=len(layers),
        statuses={status: statuses.count(status) for status in sorted(set(statuses))},
        sample_pages=sum(cost.pages for cost in costs),
        sample_seconds=sum(cost.seconds for cost in costs),
        start_seconds=measured.start,
        pages=total(layers, lambda cost: cost.pages).times(factor),
        core_hours=Range(
            *(s + starts for s in (seconds.estimate, seconds.low, seconds.high))
        ).times(1 / _HOUR),
        memory=max(cost.memory for cost in costs),
        parts=total(layers, lambda cost: cost.part_bytes).times(factor),
        csv=csv,
        parquet=csv.times(_parquet_share(costs)),
    )


def total(layers: Sequence[tuple[int, Sequence[Cost]]], figure: Callable[[Cost], float]) -> Range:
    """A figure summed over all documents, with its interval.

    >>> total([(10, [Cost(seconds=1), Cost(seconds=3)])], lambda cost: cost.seconds).estimate
    20.0
    """
    estimate, variance, freedom = 0.0, 0.0, 0
    least = 0.0
    for count, costs in layers:
        values = [figure(cost) for cost in costs]
        estimate += count * statistics.fmean(values)
        least += sum(values)
        if len(values) > 1:
            unseen = 1 - len(values) / count
            variance += count**2 * unseen * statistics.variance(values) / len(values)
            freedom += len(values) - 1
    reach = _student(freedom) * math.sqrt(variance) if variance else 0.0
    return Range(estimate, min(estimate, max(least, estimate - reach)), estimate + reach)


def _student(freedom: int) -> float:
    from scipy import stats

    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))


def _parquet_share(costs: Sequence[Cost]) -> float:
    """Bytes of Parquet for a byte of CSV, beyond what tables without a row take."""
    parts = [cost.part for cost in costs if cost.part is not None]
    with TemporaryDirectory(prefix="shinchoku-") as name:
        sizes = []
        for which, held in (("empty", ()), ("full", parts)):
            folder = Path(name) / which
            folder.mkdir()
            write_tables(held, folder, FORMATS)
            sizes.append({s: _size(folder, s) for s in FORMATS})
    csv, parquet = (sizes[1][suffix] - sizes[0][suffix] for suffix in FORMATS)
    return parquet / csv if csv else 0.0


def _size(folder: Path, suffix: str) -> int:
    return sum(file.stat().st_size for file in folder.glob(f"*.{suffix}"))
