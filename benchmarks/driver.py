"""What the process that drives a run needs in memory, for few and for many documents.

    python benchmarks/driver.py [--documents 1000,10000,100000] [--read]

The driver finds files, hands them out, keeps parts and notes what came of each; another process makes
the tables. Here an engine stands in that gives each document the same part at once (`--read` has them
read instead), so that only the driver is measured: its peak of resident memory in a process of its own.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from unittest import mock

from ingest import pipeline
from ingest.assembly import Across
from ingest.engines import Choice, Done, Work
from ingest.parts import Head, Part
from ingest.pipeline import run

MOST_GROWTH = 1.25
A_FOLDER = 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", default="1000,10000,100000")
    parser.add_argument("--read", action="store_true", help="read them, which takes long")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.folder:
        drive(told.folder, reads=told.read)
        return 0
    peaks = []
    print("documents  seconds  ms each  peak MiB")
    for count in map(int, told.documents.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            make_documents(Path(scratch) / "in", count)
            started = time.perf_counter()
            peaks.append(peak_of(Path(scratch), reads=told.read))
            seconds = time.perf_counter() - started
        each = seconds / count * 1000
        print(f"{count:9}  {seconds:7.1f}  {each:7.2f}  {peaks[-1]:8.1f}", flush=True)
    grows = peaks[-1] > peaks[0] * MOST_GROWTH
    print("the driver GROWS" if grows else "the driver does not grow")
    return int(grows)


def make_documents(folder: Path, count: int) -> None:
    for number in range(count):
        home = folder / f"{number // A_FOLDER:04}"
        if number % A_FOLDER == 0:
            home.mkdir(parents=True)
        (home / f"{number:07}.txt").write_text(f"企業誘致件数 {number}件\n", encoding="utf-8")


def peak_of(folder: Path, *, reads: bool) -> float:
    """The peak of a driver that does nothing else."""
    options = ["--read"] if reads else []
    command = [sys.executable, __file__, "--folder", str(folder), *options]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")  # noqa: S603
    return float(done.stdout)


def drive(folder: Path, *, reads: bool) -> None:
    start = Choice.start if reads else lambda *_: Echo()
    across = pipeline.assemble if reads else lambda *_: Across(0, ())
    with (
        mock.patch.object(Choice, "start", start),
        mock.patch.object(pipeline, "assemble", across),
        mock.patch("os.fsync", new=int),  # the disk is not what is measured
        run([folder / "in"], folder / "out", choice=Choice(jobs=2)) as done,
    ):
        sum(1 for _ in done.ledger.outcomes())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


class Echo:
    """An engine whose every document ends at once, and in the same way."""

    room = 4
    _part = Part(
        Head("read", {"documents": 1, "progress": 1}, 0, None, {"progress": "0" * 64}),
        {"progress": bytes(500)},
        {"progress": bytes(500)},
    )

    def __init__(self) -> None:
        self._count = 0

    def start(self, _: Work) -> int:
        self._count += 1
        return self._count

    def wait_for(self, tasks: Collection[int]) -> Iterable[int]:
        return [min(tasks)]

    def end(self, _: int, __: Work) -> Done:
        return Done(self._part, lasting=True)

    def close(self) -> None:
        pass


if __name__ == "__main__":
    sys.exit(main())
