"""A second run over unchanged documents, and the memory of the command, measured on whole commands.

    python benchmarks/again.py [--documents 1000] [--pdfs 50] [--jobs 2]

Makes so many small documents from the samples (some of them PDFs), runs twice, and prints processor
time (start-up and workers with it), wall-clock time and the most memory that any process of the run
held, for a tenth of them and for all. What the supervisor and the process that makes the tables (the
last that starts) hold is read from /proc while they run.
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
    tables: float
    largest: float

    def __str__(self) -> str:
        return (
            f"{self.processor:.1f} s of processor time, {self.wall:.1f} s; "
            f"supervisor {self.supervisor:.0f} MiB, last process {self.tables:.0f} MiB, "
            f"largest {self.largest:.0f} MiB"
        )


def run(inbox: Path, out: Path, jobs: str) -> Used:
    started = time.perf_counter()
    command = [COMMAND, "run", inbox, "--out", out, "--jobs", jobs]
    before = time_of_all()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    peaks: dict[int, int] = {}
    watcher = threading.Thread(target=watch, args=(process.pid, peaks))
    watcher.start()
    process.wait()
    wall = time.perf_counter() - started
    watcher.join()
    with suppress(ChildProcessError):
        while True:
            os.wait()
    held = [peaks[process.pid], list(peaks.values())[-1], max(peaks.values())]
    return Used(time_of_all() - before, wall, *(kib / 1024 for kib in held))


def watch(pid: int, peaks: dict[int, int]) -> None:
    """The most memory that each process of a run has held, in KiB, as long as the run is there."""
    while not read_status(pid).get("State", "Z").startswith("Z"):  # gone, or about to be
        for member in find_family(pid):
            if "VmHWM" in (status := read_status(member)):
                peaks[member] = max(peaks.get(member, 0), int(status["VmHWM"].split()[0]))
        time.sleep(0.02)


def find_family(pid: int) -> list[int]:
    """A process and those that it has started, and those that they have."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in find_family(int(child)))]


def read_status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def time_of_all() -> float:
    """Processor time of all children that have ended, whoever waited for them."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
