"""The figures of a sample as those of all documents.

Each layer's mean stands for its documents; the interval comes from the spread inside the layers, with
Student's t since samples are small, and as many degrees of freedom as the layers that spread most leave
it (Satterthwaite; Cochran, Sampling Techniques, 5.4). A few documents cost far more than most, so the
interval reaches by a factor and not by a sum: further up than down. Where every document is read there
is nothing to estimate and the interval is a point. Nothing tells of a kind of document that is not in
the sample.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.plan.measure import Cost, Measured, measure
from ingest.plan.sample import File, choose
from ingest.pool import DOCUMENTS_PER_WORKER
from ingest.sources import Source, display_name, walk_sources
from ingest.watch import Watch
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
    layers = choose(map(_weigh, walk_sources(_distinct(paths))), sample)
    found = sum(layer.count for layer in layers)
    if not found:
        raise UsageError("E202", " ".join(map(display_name, paths)))
    chosen = [file.source for layer in layers for file in layer.chosen if file.source]
    measured = measure(chosen, limits or Limits(), watch)
    if all(cost.status == "skipped" for cost in measured.costs):
        raise UsageError("E202", " ".join(map(display_name, paths)))
    costs = iter(measured.costs)
    by_layer = [(layer.count, [next(costs) for _ in layer.chosen]) for layer in layers]
    return _sum_up(by_layer, measured, found, documents or found)


def _distinct(paths: Sequence[Path]) -> list[Path]:
    """The paths that no other one leads to."""
    return [path for path in dict.fromkeys(paths) if not set(path.parents) & set(paths)]


def _weigh(source: Source) -> File:
    try:
        return File(source.place, source.path.stat().st_size, source)
    except OSError:
        return File(source.place, 0, source)  # opening it says why


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
    estimate, least, variances = 0.0, 0.0, []
    for count, costs in layers:
        values = [figure(cost) for cost in costs]
        estimate += count * statistics.fmean(values)
        least += sum(values)
        if 1 < len(values) < count:
            weight = count * (count - len(values)) / len(values)
            variances.append((weight * statistics.variance(values), len(values) - 1))
    factor = math.exp(_reach(variances) / estimate) if estimate else 1.0
    return Range(estimate, min(estimate, max(least, estimate / factor)), estimate * factor)


def _reach(variances: Sequence[tuple[float, int]]) -> float:
    """Half the width of an interval, of the variances of the layers with their degrees of freedom."""
    variance = sum(own for own, _ in variances)
    if not variance:
        return 0.0
    freedom = variance**2 / sum(own**2 / free for own, free in variances)
    return _student(freedom) * math.sqrt(variance)


def _student(freedom: float) -> float:
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
