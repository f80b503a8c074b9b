"""The same documents through each engine: the same bytes, also when a worker is killed.

    python benchmarks/engines.py [--documents 2000] [--workers 2] [--engines local,dask,ray] [--only measure|compare]

Documents are small pages with a table. Each engine reads them with as many workers and writes
tables, undisturbed and with one worker killed -9 in the middle; all must be byte-identical to those
of `local`, and each document must be in them once. What an engine costs is processor time for each
document above that of `local`: of all processes but those that read, which do the same under every
engine and on a busy machine differ by more from round to round than an engine costs. Their time is
printed beside it.
"""

import argparse
import csv
import filecmp
import os
import signal
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil

from ingest.engines import ENGINES, Choice, Engine, Work, read_parts
from ingest.limits import Limits
from ingest.pipeline import run
from ingest.sources import find_sources, read_source

DOCUMENT = """<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>産業計画</title></head><body>
<h1>産業計画の進捗状況（{year}年{month}月末現在）</h1>
{body}</body></html>
"""
TABLE = """<table><tr><th>指標名</th><th>単位</th><th>実績値</th><th>目標値</th></tr>
<tr><td>企業誘致件数</td><td>件</td><td>{number}</td><td>75</td></tr></table>
"""
TABLES = 10
ABOUT = 'publisher = "第{folder}市"\nseries = "産業計画の進捗状況"\n'
EDITIONS = 120
READER = "forkserver"
WORKER = {"dask": "spawn_main", "ray": "ray::read_guarded", "local": READER}
ROUNDS = 2
MEASURED = 200
WARM = 20
MOST = 0.005


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--only", choices=("measure", "compare"))
    told = parser.parse_args()
    engines = told.engines.split(",")
    with tempfile.TemporaryDirectory() as scratch:
        inbox = Path(scratch) / "in"
        make_documents(inbox, told.documents)
        faults = 0
        if told.only != "compare":
            faults += measure(inbox, engines, told.workers)
        if told.only != "measure":
            faults += compare(inbox, Path(scratch), engines, told.workers)
    print("all as local" if not faults else f"{faults} FAULTS")
    return faults


def make_documents(folder: Path, count: int) -> None:
    """As many small documents: publishers with monthly editions of one series each, some with a table."""
    for number in range(count):
        home = folder / f"{number // EDITIONS:05}"
        month = number % EDITIONS
        if not month:
            home.mkdir(parents=True)
            about = ABOUT.format(folder=number // EDITIONS)
            (home / "source.toml").write_text(about, encoding="utf-8")
        body = TABLE.format(number=number) if number % TABLES == 0 else f"<p>第{number}号</p>"
        told = DOCUMENT.format(year=2010 + month // 12, month=month % 12 + 1, body=body)
        (home / f"{number:06}.html").write_text(told, encoding="utf-8")


def compare(inbox: Path, scratch: Path, engines: list[str], workers: int) -> int:
    """Write tables with each engine, undisturbed and with a killed worker."""
    faults = 0
    expected = scratch / "local"
    killed = [(engine, True) for engine in engines]
    undisturbed = [(engine, False) for engine in engines if engine != "local"]
    for engine, kill in [("local", False), *killed, *undisturbed]:
        out = scratch / (f"{engine}-killed" if kill else engine)
        started = time.perf_counter()
        victims = read_all(inbox, out, Choice(engine, jobs=workers), kill=kill)
        seconds = time.perf_counter() - started
        wrong = differs(expected, out) + repeats(out) + (kill and not victims)
        faults += wrong
        how = f"worker {victims} killed" if kill else "undisturbed"
        told = "DIFFERS" if wrong else "same bytes"
        print(f"{engine}, {how}: {seconds:.1f} s, {told}", flush=True)
    return faults


def read_all(inbox: Path, out: Path, choice: Choice, *, kill: bool) -> list[int]:
    victims: list[int] = []

    def watch(done: int, total: int, _: str) -> None:
        if kill and not victims and done >= total // 2:
            victims.append(kill_one(choice.engine))

    with run([inbox], out, choice=choice, watch=watch):
        return victims


def kill_one(engine: str) -> int:
    """Kill one of the processes that read."""
    below = psutil.Process().children(recursive=True)
    victim = next(p for p in reversed(below) if WORKER[engine] in " ".join(p.cmdline()))
    os.kill(victim.pid, signal.SIGKILL)
    return victim.pid


def differs(expected: Path, out: Path) -> int:
    names = sorted(path.name for path in expected.iterdir() if path.is_file())
    _, wrong, missing = filecmp.cmpfiles(expected, out, names, shallow=False)
    return int(bool(wrong or missing))


def repeats(out: Path) -> int:
    """Documents that are in the tables twice."""
    with (out / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["source"] for row in csv.DictReader(file)]
    return len(names) - len(set(names))


def measure(inbox: Path, engines: list[str], workers: int) -> int:
    """What a document costs: processor time of an engine and of those that read, and time on the clock.

    Engines take turns, so that a busy machine is busy for all of them; each has its turn alone.
    """
    work = [Work(read_source(source)) for source in find_sources([inbox])[:MEASURED]]
    names = list(dict.fromkeys(["local", *engines]))
    spent = {name: [0.0, 0.0, 0.0] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            with closing(Choice(name, jobs=workers).start(Limits())) as engine:
                count_out(engine, work[: WARM * workers])
                before = *cpu_seconds(), time.perf_counter()
                count_out(engine, work)
                after = *cpu_seconds(), time.perf_counter()
            for kind, (start, end) in enumerate(zip(before, after, strict=True)):
                spent[name][kind] += (end - start) / len(work) / ROUNDS
    local = spent["local"][0]
    for name, (engine_cpu, reading, clock) in spent.items():
        print(
            f"{name}: {engine_cpu * 1000:.2f} ms a document ({(engine_cpu - local) * 1000:+.2f}), "
            f"reading {reading * 1000:.2f}, on the clock {clock * 1000:.2f}",
            flush=True,
        )
    return sum(engine_cpu - local >= MOST for engine_cpu, _, _ in spent.values())


def count_out(engine: "Engine[object]", work: list[Work]) -> None:
    for _ in read_parts(engine, work):
        pass


def cpu_seconds() -> tuple[float, float]:
    """Processor time of this process and of all below it, and of those of them that read.

    Those that have ended count with the process that waited for them.
    """
    this = psutil.Process()
    total = {True: 0.0, False: 0.0}
    for process in [this, *this.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            reads = READER in " ".join(process.cmdline())
            total[reads] += sum(process.cpu_times()[:4])
    return total[False], total[True]


if __name__ == "__main__":
    sys.exit(main())
