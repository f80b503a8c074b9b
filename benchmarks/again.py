"""A second run over unchanged documents, and the memory of the command, measured on whole commands.

    python benchmarks/again.py [--documents 1000] [--pdfs 50] [--jobs 2]

Makes so many small documents from the samples (some of them PDFs), runs twice, and prints processor
time (start-up and workers with it), wall-clock time and the most memory that any process of the run
held, for a tenth of them and for all. The supervisor's own memory is read from /proc while it runs.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("shinchoku")
MOST = 0.05
PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--pdfs", type=int, default=50)
    parser.add_argument("--jobs", default="2")
    told = parser.parse_args()
    # The server that workers come from outlives the command: it becomes our child, and is counted.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as scratch:
        for share in (10, 1):
            count, pdfs = told.documents // share, told.pdfs // share
            inbox, out = Path(scratch) / f"in{count}", Path(scratch) / f"out{count}"
            fill(inbox, count - pdfs, pdfs)
            first, second = run(inbox, out, told.jobs), run(inbox, out, told.jobs)
            print(f"{count} documents, {pdfs} of them PDFs\n  first  {first}\n  second {second}")
            print(
                f"  second / first: {second.processor / first.processor:.1%} of processor time",
                flush=True,
            )
    return int(second.processor > MOST * first.processor)


def fill(inbox: Path, texts: int, pdfs: int) -> None:
    """Small documents, each with something of its own."""
    inbox.mkdir()
    text = next(ROOT.glob("samples/*/*/*/*.txt")).read_text(encoding="utf-8")
    for number in range(texts):
        (inbox / f"{number:05}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
    sample = next(ROOT.glob("samples/*/*/*/*portrait.pdf"))
    for number in range(pdfs):
        with pikepdf.open(sample) as pdf:
            pdf.docinfo["/Subject"] = str(number)
            pdf.save(inbox / f"{number:05}.pdf")


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used: seconds and MiB."""

    processor: float
    wall: float
    supervisor: float
    largest: float

    def __str__(self) -> str:
        return (
            f"{self.processor:.1f} s of processor time, {self.wall:.1f} s; "
            f"supervisor {self.supervisor:.0f} MiB, largest process {self.largest:.0f} MiB"
        )


def run(inbox: Path, out: Path, jobs: str) -> Used:
    started = time.perf_counter()
    command = [COMMAND, "run", inbox, "--out", out, "--jobs", jobs]
    before = time_of_all()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    peaks = [0]
    watcher = threading.Thread(target=watch, args=(process.pid, peaks))
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return Used(time_of_all() - before, wall, max(peaks) / 1024, used.ru_maxrss / 1024)


def watch(pid: int, peaks: list[int]) -> None:
    """The most memory that a process has held, as long as it is there."""
    try:
        while True:
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
            peaks.extend(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
            if any(line.startswith("State:\tZ") for line in lines):
                return
            time.sleep(0.05)
    except OSError:
        return


def time_of_all() -> float:
    """Processor time of all children that have ended, whoever waited for them."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
