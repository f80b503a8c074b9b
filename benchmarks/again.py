"""A second run over unchanged documents, and the memory of the supervisor.

    python benchmarks/again.py [--documents 1000] [--jobs 2]

Makes so many small documents from the sample text, runs twice, and prints the wall-clock times and
the most memory that the command itself held (its workers apart), for a tenth of them and for all.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("shinchoku")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--jobs", default="2")
    told = parser.parse_args()
    text = next(ROOT.glob("samples/*/*/*/*.txt")).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        for count in (told.documents // 10, told.documents):
            inbox, out = Path(scratch) / f"in{count}", Path(scratch) / f"out{count}"
            inbox.mkdir()
            for number in range(count):
                (inbox / f"{number:05}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
            first, memory = run(inbox, out, told.jobs)
            second, memory_again = run(inbox, out, told.jobs)
            print(
                f"{count} documents: first {first:.1f} s, {memory:.0f} MiB; second {second:.1f} s, "
                f"{memory_again:.0f} MiB; {second / first:.1%}"
            )
    return int(second > 0.05 * first)


def run(inbox: Path, out: Path, jobs: str) -> tuple[float, float]:
    started = time.perf_counter()
    command = [COMMAND, "run", inbox, "--out", out, "--jobs", jobs]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - started, used.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
