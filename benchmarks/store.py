"""Rows of `observations` written and queried as CSV, Parquet and Delta Lake, in one run.

    python benchmarks/store.py [--rows 200000] [--layouts] [--folder DIR]

The rows are generated: series of 5 indicators, each with a target and an actual value in 10 yearly
editions, all columns of the schema; one document is one edition of one series. They lie as a run
writes them: edition by edition, the series of each in no order. With `--rows 10000000` there are
100,000 series and a million documents. Everything goes in batches: memory stays below 2 GiB.

Queries are DuckDB's with two threads (files of Delta Lake as delta-rs lists them), the best of three;
files are in the page cache. Each figure is seconds by the clock and, in brackets, of the processor. CSV is written by Arrow. An upsert reads one document again: CSV and
Parquet are written anew, Delta Lake by `ingest.stores.delta.bring`. `--layouts` also measures other
ways to lay the same Parquet file out.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from deltalake import DeltaTable

from ingest import schema
from ingest.arrow import arrow_schema
from ingest.stores.batches import fit
from ingest.stores.delta import bring, compact
from ingest.stores.parquet import ROW_GROUP, open_parquet

OBSERVATIONS = arrow_schema(schema.OBSERVATIONS)
DOCUMENTS = arrow_schema(schema.DOCUMENTS)
EDITIONS = 10
INDICATORS = 5
A_DOCUMENT = 2 * INDICATORS
BATCH = 20_000  # documents
NAMES = np.array(["企業誘致件数", "新規就農者数", "利用率", "付加価値増加額", "整備箇所数"])
UNITS = np.array(["件", "人", "％", "億円", "箇所"])
STANDARD = np.array(["件", "人", "％", "円", "箇所"])


class Generated:
    """Rows that are the same whenever they are asked for."""

    def __init__(self, rows: int, *, by_series: bool = False) -> None:
        self.series = rows // (EDITIONS * A_DOCUMENT)
        self.documents = self.series * EDITIONS
        self._by_series = by_series

    def observations(self) -> Iterator[pa.RecordBatch]:
        for numbers in self._numbers():
            yield observations_of(*self._editions(numbers))

    def documents_of(self) -> Iterator[pa.RecordBatch]:
        for numbers in self._numbers():
            yield documents_of(*self._editions(numbers))

    def indicators(self, series: int) -> list[str]:
        """The ids of the indicators of one series."""
        return ids(series * INDICATORS + np.arange(INDICATORS), 1).to_pylist()

    def _numbers(self) -> Iterator[np.ndarray]:
        for first in range(0, self.documents, BATCH):
            yield np.arange(first, min(first + BATCH, self.documents))

    def _editions(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Series and edition of each document."""
        if self._by_series:
            return numbers // EDITIONS, numbers % EDITIONS
        edition, place = numbers // self.series, numbers % self.series
        return (place * 7919 + edition * 104_729) % self.series, edition


def mix(numbers: np.ndarray, kind: int) -> np.ndarray:
    """Numbers that look random (splitmix64)."""
    x = numbers.astype(np.uint64) + np.uint64(kind << 40) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def ids(numbers: np.ndarray, kind: int) -> pa.Array:
    """16 hex digits that look like a hash."""
    digits = mix(numbers, kind).astype(">u8").tobytes().hex()
    return pa.array([digits[at : at + 16] for at in range(0, len(digits), 16)])


def days(years: np.ndarray, day: str) -> np.ndarray:
    return np.array([f"{year}-{day}" for year in years], dtype="datetime64[D]")


def document_ids(series: np.ndarray, edition: np.ndarray) -> pa.Array:
    return ids(series * EDITIONS + edition, 2)


def observations_of(series: np.ndarray, edition: np.ndarray, change: float = 0) -> pa.RecordBatch:
    """The rows of some documents."""
    documents = document_ids(series, edition)
    count = len(series) * A_DOCUMENT
    of = np.repeat(np.arange(len(series)), A_DOCUMENT)
    row = np.tile(np.arange(A_DOCUMENT), len(series))
    series, edition, kind = series[of], edition[of], row // 2
    number = (series * EDITIONS + edition) * A_DOCUMENT + row
    value = np.round(np.exp(mix(number, 4) / 2**64 * 8) + change, 1)
    name = [f"第{s % 97 + 1}地区の{n}" for s, n in zip(series, NAMES[kind], strict=True)]
    shown = [f"{v:g}{u}" for v, u in zip(value, UNITS[kind], strict=True)]
    year, start = 2015 + edition, np.array([len(n) + 2 for n in name])
    page, top = number % 8 + 1, 100 + row * 14.25
    columns = {
        "observation_id": ids(number, 3),
        "document_id": documents.take(pa.array(of)),
        "project_no": [str(s % 9 + 1) for s in series],
        "project": [f"プロジェクト{s % 997}の推進" for s in series],
        "indicator_id": ids(series * INDICATORS + kind, 1),
        "indicator": name,
        "measure": np.where(row % 2 == 0, "actual", "target"),
        "value_text": shown,
        "value": value,
        "qualifier": ["eq"] * count,
        "status": ["number"] * count,
        "unit": UNITS[kind],
        "value_std": value * np.where(kind == 3, 1e8, 1),
        "unit_std": STANDARD[kind],
        "period_text": [f"H{y - 1988}年度" for y in year],
        "period_edtf": [f"{y}-04-01/{y + 1}-03-31" for y in year],
        "period_start": days(year, "04-01"),
        "period_end": days(year + 1, "03-31"),
        "period_kind": ["fiscal_year"] * count,
        "text": [f"・{n}：{t}" for n, t in zip(name, shown, strict=True)],
        "char_start": start,
        "char_end": start + [len(t) for t in shown],
        "locator": [f"p{p}.t1.r{r}.c2.l1" for p, r in zip(page, row, strict=True)],
        "page": page,
        "x0": np.round(200 + value % 50, 2),
        "top": top,
        "x1": np.round(230 + value % 50, 2),
        "bottom": top + 10.5,
    }
    return fit(pa.RecordBatch.from_pydict(columns), OBSERVATIONS)


def documents_of(series: np.ndarray, edition: np.ndarray) -> pa.RecordBatch:
    columns = {
        "document_id": document_ids(series, edition),
        "source": [f"r{e + 1}.pdf" for e in edition],
        "publisher": [f"試験県{s // 100}市" for s in series],
        "series": [f"第{s}計画" for s in series],
        "edition": days(2016 + edition, "03-31"),
        "parser_version": ["generated"] * len(series),
        "status": ["read"] * len(series),
    }
    return fit(pa.RecordBatch.from_pydict(columns), DOCUMENTS)


class Form:
    """A form of the table: how it is written, found by DuckDB, and given one document anew."""

    def __init__(self, name: str, place: Path, columns: str = "") -> None:
        self.name, self.place, self.columns = name, place, columns

    @property
    def table(self) -> str:
        return f"'{self.place}'"

    @property
    def size(self) -> int:
        files = [self.place] if self.place.is_file() else self.place.rglob("*")
        return sum(file.stat().st_size for file in files if file.is_file())


class Csv(Form):
    @property
    def table(self) -> str:
        return f"read_csv('{self.place}', columns = {{{self.columns}}}, header = true)"

    def write(self, rows: Generated) -> None:
        with pa.csv.CSVWriter(self.place, OBSERVATIONS) as file:
            for batch in rows.observations():
                file.write_batch(batch)

    def upsert(self, new: pa.RecordBatch, document: str) -> None:
        aside, mark = self.place.with_suffix(".aside"), f'"{document}"'.encode()
        with self.place.open("rb") as old, aside.open("wb") as file:
            file.writelines(line for line in old if mark not in line)
            pa.csv.write_csv(new, file, pa.csv.WriteOptions(include_header=False))
        aside.replace(self.place)


class Parquet(Form):
    def write(self, rows: Generated) -> None:
        lay_out(self.place, rows.observations())

    def upsert(self, new: pa.RecordBatch, document: str) -> None:
        aside = self.place.with_suffix(".aside")
        lay_out(aside, without(stored(self.place), document, new))
        aside.replace(self.place)


class Delta(Form):
    @property
    def table(self) -> str:
        files = DeltaTable(self.place / "observations").file_uris()
        return f"read_parquet({files})"

    def write(self, rows: Generated) -> None:
        tables = {"documents": rows.documents_of, "observations": rows.observations}
        bring(tables, str(self.place))

    def upsert(self, new: pa.RecordBatch, document: str) -> None:
        one = documents_of(np.array([0]), np.array([EDITIONS - 1]))
        assert one["document_id"][0].as_py() == document
        bring(
            {"documents": lambda: iter([one]), "observations": lambda: iter([new])}, str(self.place)
        )


def lay_out(
    place: Path,
    batches: Iterable[pa.RecordBatch],
    group: int = ROW_GROUP,
    *,
    filters: bool = True,
) -> None:
    """A Parquet file with row groups of one size."""
    waiting: list[pa.RecordBatch] = []
    first = ROW_GROUP if filters else 0
    with open_parquet(place, OBSERVATIONS, first) as file:
        for batch in batches:
            waiting.append(batch)
            while sum(map(len, waiting)) >= group:
                rows = pa.Table.from_batches(waiting).combine_chunks()
                file.write_table(rows.slice(0, group), group)
                waiting = rows.slice(group).to_batches()
        file.write_table(pa.Table.from_batches(waiting, OBSERVATIONS), group)


def stored(place: Path) -> Iterator[pa.RecordBatch]:
    yield from pq.ParquetFile(place).iter_batches(ROW_GROUP)


def without(
    batches: Iterable[pa.RecordBatch], document: str, new: pa.RecordBatch
) -> Iterator[pa.RecordBatch]:
    import pyarrow.compute as pc

    for batch in batches:
        yield batch.filter(pc.not_equal(batch["document_id"], document)).cast(OBSERVATIONS)
    yield new


class Seconds(float):
    """Seconds by the clock, with those of the processor (all threads)."""

    processor: float

    def __str__(self) -> str:
        return f"{float(self):.3f} ({self.processor:.3f})"


def timed(ask: Callable[[], object], times: int = 1) -> tuple[Seconds, object]:
    best, answer = None, None
    for _ in range(times):
        started, used = time.perf_counter(), time.process_time()
        answer = ask()
        took = Seconds(time.perf_counter() - started)
        took.processor = time.process_time() - used
        best = took if best is None else min(best, took)
    assert best is not None
    return best, answer


QUERIES = {
    "group-by": "SELECT unit_std, measure, period_start, COUNT(*), AVG(value_std) FROM {table}"
    " GROUP BY ALL",
    "one row": "SELECT * FROM {table} WHERE observation_id = '{observation}'",
    "panel": "SELECT indicator_id, measure, period_start, value_std FROM {table}"
    " WHERE indicator_id IN ({indicators})",
}


def query(form: Form, told: dict[str, str], rows: int) -> dict[str, Seconds]:
    """Seconds for each query; their answers are as they must be."""
    figures = {}
    with duckdb.connect(config={"threads": 2}) as database:
        for name, text in QUERIES.items():
            ask = text.format(table=form.table, **told)
            seconds, answer = timed(lambda ask=ask: database.execute(ask).fetchall(), 3)
            figures[name] = seconds
            expected = {"group-by": 2 * INDICATORS * EDITIONS, "one row": 1}
            assert len(answer) == expected.get(name, EDITIONS * A_DOCUMENT), (form.name, name)
            if name == "group-by":
                assert sum(row[3] for row in answer) == rows, (form.name, rows)
    return figures


def say(name: str, size: int, figures: dict[str, Seconds]) -> None:
    shown = "  ".join(f"{what} {seconds} s" for what, seconds in figures.items())
    print(f"{name:34} {size / 2**20:8.1f} MiB  {shown}", flush=True)


def measure(folder: Path, rows: Generated, told: dict[str, str], count: int) -> float:
    """All three forms; gives the time of the panel in Parquet."""
    types = {"double": "DOUBLE", "int64": "BIGINT", "bool": "BOOLEAN", "date32[day]": "DATE"}
    columns = ", ".join(f"'{f.name}': '{types.get(str(f.type), 'VARCHAR')}'" for f in OBSERVATIONS)
    forms = (
        Csv("CSV", folder / "observations.csv", columns),
        Parquet("Parquet", folder / "observations.parquet"),
        Delta("Delta Lake", folder / "delta"),
    )
    last = np.array([0]), np.array([EDITIONS - 1])
    new, document = observations_of(*last, change=1), document_ids(*last)[0].as_py()
    panel = 0.0
    for form in forms:
        figures = {"write": timed(partial(form.write, rows))[0]}
        size = form.size
        figures |= query(form, told, count)
        panel = figures["panel"] if form.name == "Parquet" else panel
        figures["upsert"] = timed(partial(form.upsert, new, document))[0]
        query(form, told, count)
        say(form.name, size, figures)
    return panel


def measure_readers(folder: Path, rows: Generated) -> None:
    """The panel of one series by other libraries."""
    wanted = rows.indicators(rows.series // 2)
    parquet, delta = folder / "observations.parquet", str(folder / "delta" / "observations")
    chosen = pl.col("indicator_id").is_in(wanted)
    asks = {
        "polars, Parquet": lambda: pl.scan_parquet(parquet).filter(chosen).collect(),
        "polars, Delta Lake": lambda: pl.scan_delta(delta).filter(chosen).collect(),
        "pandas, Parquet": lambda: pq.read_table(
            parquet, filters=[("indicator_id", "in", wanted)]
        ).to_pandas(),
    }
    for name, ask in asks.items():
        seconds, found = timed(ask, 2)
        assert len(found) == EDITIONS * A_DOCUMENT
        print(f"  panel by {name:20} {seconds} s", flush=True)
    seconds, files = timed(lambda: list(compact(str(folder / "delta"), 0)))
    print(f"  Delta Lake compacted in {seconds} s: {files}")


def measure_layouts(folder: Path, told: dict[str, str], count: int) -> None:
    """The same rows in other Parquet files."""
    source = folder / "observations.parquet"
    place = folder / "layout.parquet"
    for group in (8_192, ROW_GROUP, 1_048_576):
        for filters in (False, True):
            lay_out(place, stored(source), group, filters=filters)
            name = f"groups of {group:,}{' with filters' if filters else ''}"
            form = Parquet(name, place)
            say(name, form.size, query(form, told, count))
    lay_out(place, Generated(count, by_series=True).observations())
    form = Parquet("as Parquet, in order of series", place)
    say(form.name, form.size, query(form, told, count))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--layouts", action="store_true")
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    rows = Generated(wanted.rows)
    count = rows.documents * A_DOCUMENT
    told = {
        "observation": ids(np.array([count // 3]), 3)[0].as_py(),
        "indicators": ", ".join(f"'{one}'" for one in rows.indicators(rows.series // 2)),
    }
    print(
        f"{count:,} rows of {len(OBSERVATIONS.names)} columns, {rows.series:,} series, "
        f"{rows.documents:,} documents; {os.cpu_count()} cores"
    )
    place = nullcontext(wanted.folder) if wanted.folder else tempfile.TemporaryDirectory()
    with place as name:
        folder = Path(name)
        if wanted.folder:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        panel = measure(folder, rows, told, count)
        measure_readers(folder, rows)
        if wanted.layouts:
            measure_layouts(folder, told, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"the panel of one series out of {rows.series:,}: {panel:.3f} s; peak {peak:.0f} MiB")
    return int(panel > 1)


if __name__ == "__main__":
    sys.exit(main())
