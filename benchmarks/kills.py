"""Kill a run at random moments, run again, and compare with a run that nobody disturbed.

    python benchmarks/kills.py FOLDER [--kills 100] [--seed 1] [--jobs 2]

Another process reads the tables all the time and counts the files that it met unfinished. The same
comparison is made for two runs at once, for the bare locale, for a small disk (`--small-disk DIR`: a
folder on a file system that the run fills), for an output folder that cannot be written
(`--read-only DIR`, on a file system that is mounted so), and for a clock that jumps years to and fro: the
wall clock alone, as it is when somebody sets it, in the command and in each of its workers. (libfaketime is
no use here: it either moves the monotonic clock too, which no system does, or fails in `clock_nanosleep`.)
"""

import argparse
import csv
import filecmp
import io
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow.parquet as pq

COMMAND = Path(sys.executable).with_name("shinchoku")
BARE_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CANNOT_WRITE = 4
JUMPING = """
import time
YEARS = 9 * 365 * 86_400
def jumping(clock, years):
    return lambda: clock() + (years, -years, 0)[int(time.monotonic() * 10) % 3]
time.time, time.time_ns = jumping(time.time, YEARS), jumping(time.time_ns, YEARS * 10**9)
"""
"""Python imports this in every process when it starts."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--small-disk", type=Path)
    parser.add_argument("--read-only", type=Path)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(told.folder, Path(scratch), told.jobs)
        faults = bench.kill_at_random(told.kills, random.Random(told.seed))  # noqa: S311
        faults += bench.run_two_at_once()
        faults += bench.run_with("bare locale", BARE_LOCALE)
        faults += bench.run_with_jumping_clock()
        if told.read_only:
            faults += bench.run_read_only(told.read_only)
        if told.small_disk:
            faults += bench.run_on(told.small_disk)
    print("all as undisturbed" if not faults else f"{faults} FAULTS")
    return faults


class Bench:
    """One folder of documents, and the tables of an undisturbed run over it."""

    def __init__(self, folder: Path, scratch: Path, jobs: str) -> None:
        self.folder, self.scratch, self.jobs = folder, scratch, jobs
        self.undisturbed = scratch / "undisturbed"
        started = time.perf_counter()
        code = self.start(self.undisturbed).wait()
        self.seconds = time.perf_counter() - started
        print(
            f"undisturbed: exit {code}, {self.seconds:.1f} s, {len(files(self.undisturbed))} files"
        )

    def start(self, out: Path, told: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        command = [COMMAND, "run", self.folder, "--out", out, "--jobs", self.jobs]
        env = {**os.environ, **(told or {})}
        return subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)  # noqa: S603

    def differs(self, out: Path) -> int:
        names = files(self.undisturbed)
        _, wrong, missing = filecmp.cmpfiles(self.undisturbed, out, names, shallow=False)
        return int(bool(wrong or missing or files(out) != names))

    def kill_at_random(self, kills: int, dice: random.Random) -> int:
        """Kill again and again; after every third kill let a run come to its end and compare.

        The moments are spread over a run's time; for half of them the parts are kept, so that they
        fall into its end, where the tables are made and swapped.
        """
        out, wrong = self.scratch / "killed", 0
        with reading(out) as met:
            for count in range(kills):
                if count % 6 == 0:
                    shutil.rmtree(out, ignore_errors=True)
                process = self.start(out)
                time.sleep(dice.uniform(0, self.seconds * (1.0 if count % 6 < 3 else 0.6)))
                process.send_signal(signal.SIGKILL)
                process.wait()
                if count % 3 == 2:
                    self.start(out).wait()
                    wrong += self.differs(out)
                    print(f"  {count + 1} kills, {wrong} differ", flush=True)
            reads, unfinished = met()
        print(
            f"{kills} kills: {wrong} differ; {reads} reads of tables, {unfinished} unfinished",
            flush=True,
        )
        return wrong + unfinished

    def run_two_at_once(self) -> int:
        out = self.scratch / "two"
        runs = [self.start(out), self.start(out)]
        codes = [run.wait() for run in runs]
        wrong = self.differs(out)
        print(f"two runs at once: exits {codes}, {'DIFFERS' if wrong else 'as undisturbed'}")
        return wrong

    def run_with(self, name: str, told: Mapping[str, str]) -> int:
        """Run in another environment."""
        out = self.scratch / name.replace(" ", "-")
        return self.compare(name, self.start(out, told), out)

    def compare(self, name: str, process: subprocess.Popen[bytes], out: Path) -> int:
        code = process.wait()
        wrong = self.differs(out)
        print(f"{name}: exit {code}, {'DIFFERS' if wrong else 'as undisturbed'}", flush=True)
        return wrong

    def run_with_jumping_clock(self) -> int:
        """Set the clock years ahead and back again, all the time."""
        (self.scratch / "clock").mkdir()
        (self.scratch / "clock" / "sitecustomize.py").write_text(JUMPING, encoding="utf-8")
        path = os.pathsep.join([str(self.scratch / "clock"), os.environ.get("PYTHONPATH", "")])
        return self.run_with("jumping clock", {"PYTHONPATH": path})

    def run_read_only(self, disk: Path) -> int:
        """Run into a folder that cannot be written."""
        before = files(disk)
        code = self.start(disk).wait()
        print(f"read-only folder: exit {code}, left alone: {files(disk) == before}", flush=True)
        return int(code != CANNOT_WRITE or files(disk) != before)

    def run_on(self, disk: Path) -> int:
        """Fill the disk, run, make room, run again."""
        out, ballast = disk / "out", disk / "ballast"
        self.start(out).wait()
        before = {name: (out / name).read_bytes() for name in files(out)}
        shutil.rmtree(out / ".shinchoku")
        with suppress_full(), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        code = self.start(out).wait()
        kept = before == {name: (out / name).read_bytes() for name in files(out)}
        ballast.unlink()
        again = self.start(out).wait()
        wrong = self.differs(out)
        print(
            f"full disk: exit {code}, tables kept: {kept}; with room again: exit {again}, "
            f"{'DIFFERS' if wrong else 'as undisturbed'}"
        )
        return wrong + (not kept) + (code != CANNOT_WRITE)


@contextmanager
def suppress_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        print(f"  ({error.strerror})")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@contextmanager
def reading(out: Path) -> Iterator[Callable[[], tuple[int, int]]]:
    """A process that reads the tables in `out` all the time; what it met when it is asked."""
    ours, theirs = multiprocessing.Pipe()
    reader = multiprocessing.Process(target=read_on, args=(out, theirs), daemon=True)
    reader.start()

    def met() -> tuple[int, int]:
        ours.send("stop")
        return ours.recv()

    yield met
    reader.join()


def read_on(out: Path, told: Connection) -> None:
    reads = unfinished = 0
    while not told.poll(0.005):
        for path in [*out.glob("*.csv"), *out.glob("*.parquet")]:
            try:
                whole = is_whole(path, path.read_bytes())
            except FileNotFoundError:
                continue
            reads += 1
            unfinished += not whole
    told.send((reads, unfinished))


def is_whole(path: Path, content: bytes) -> bool:
    if path.suffix == ".parquet":
        try:
            pq.read_table(io.BytesIO(content))
        except Exception:  # noqa: BLE001 any way of failing is one
            return False
        return True
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return content.endswith(b"\n") and bool(rows) and {len(row) for row in rows} == {len(rows[0])}


if __name__ == "__main__":
    sys.exit(main())
