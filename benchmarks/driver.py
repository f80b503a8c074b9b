"""What the process that drives a run needs in memory, for few and for many documents.

    python benchmarks/driver.py [--documents 1000,10000,100000] [--read]

The driver finds files, hands them out, keeps parts and notes what came of each; another process makes
the tables. Here an engine stands in that gives each document the same part at once (`--read` has them
read instead), so that only the driver is measured: its peak of resident memory in a process of its own.
Then the parts are found again, as files and out of the pack that `shinchoku compact` gathers them in.
"""

import argparse
import os
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
from ingest.engines import Batch, Choice, Done
from ingest.packs import gather
from ingest.parts import Head, Part
from ingest.pipeline import run

MOST_GROWTH = 1.25
A_FOLDER = 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", default="1000,10000,100000")
    parser.add_argument("--read", action="store_true", help="read them, which takes long")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.folder:
        drive(told.folder, told.step, reads=told.read)
        return 0
    peaks = []
    print("documents  step     seconds  ms each  peak MiB  files")
    for count in map(int, told.documents.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            make_documents(folder / "in", count)
            for step in ("first", "again", "gather", "packed"):
                seconds, peak = measure(folder, step, reads=told.read)
                files = sum(len(names) for *_, names in os.walk(folder / "out/.shinchoku/parts"))
                each = seconds / count * 1000
                print(
                    f"{count:9}  {step:7}  {seconds:7.1f}  {each:7.2f}  {peak:8.1f}  {files:5}",
                    flush=True,
                )
                peaks.append(peak)
    grows = max(peaks[-4:]) > max(peaks[:4]) * MOST_GROWTH
    print("the driver GROWS" if grows else "the driver does not grow")
    return int(grows)


def make_documents(folder: Path, count: int) -> None:
    for number in range(count):
        home = folder / f"{number // A_FOLDER:04}"
        if number % A_FOLDER == 0:
            home.mkdir(parents=True)
        (home / f"{number:07}.txt").write_text(f"企業誘致件数 {number}件\n", encoding="utf-8")


def measure(folder: Path, step: str, *, reads: bool) -> tuple[float, float]:
    """Seconds, and the peak of a process that does nothing else.

    A process inherits the peak of the one that starts it, so this one keeps no lists of files.
    """
    options = ["--read"] if reads else []
    command = [sys.executable, __file__, "--folder", str(folder), "--step", step, *options]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")  # noqa: S603
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def drive(folder: Path, step: str, *, reads: bool) -> None:
    start = Choice.start if reads else lambda *_: Echo()
    across = pipeline.assemble if reads else lambda *_: Across(0, ())
    started = time.process_time()
    if step == "gather":
        gather(folder / "out" / ".shinchoku" / "parts")
    else:
        with (
            mock.patch.object(Choice, "start", start),
            mock.patch.object(pipeline, "assemble", across),
            mock.patch("os.fsync", new=int),  # the disk is not what is measured
            run([folder / "in"], folder / "out", choice=Choice(jobs=2)) as done,
        ):
            fresh = sum(outcome.read for outcome in done.ledger.outcomes())
        assert bool(fresh) == (step == "first"), f"{fresh} were read"
    seconds = time.process_time() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


class Echo:
    """An engine whose every document ends at once, and in the same way."""

    room = 4
    batch = 1
    _part = Part(
        Head("read", {"documents": 1, "progress": 1}, 0, None, {"progress": "0" * 64}),
        {"progress": bytes(500)},
        {"progress": bytes(500)},
    )

    def __init__(self) -> None:
        self._count = 0

    def start(self, _: Batch) -> int:
        self._count += 1
        return self._count

    def wait_for(self, tasks: Collection[int]) -> Iterable[int]:
        return [min(tasks)]

    def end(self, _: int, batch: Batch) -> list[Done]:
        return [Done(self._part, lasting=True) for _ in batch]

    def close(self) -> None:
        pass


if __name__ == "__main__":
    sys.exit(main())
