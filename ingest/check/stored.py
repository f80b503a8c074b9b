"""The tables of an output folder as batches of typed columns, whichever file holds them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from ingest import schema
from ingest.check.problems import Problems
from ingest.errors import UsageError
from ingest.history.schema import HISTORY_TABLES

PACKAGE = "datapackage.json"
TYPES = {
    schema.STRING: pa.string(),
    schema.INTEGER: pa.int64(),
    schema.NUMBER: pa.float64(),
    schema.BOOLEAN: pa.bool_(),
    schema.DATE: pa.date32(),
}
_BLOCK = 8 * 1024 * 1024
ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Stored:
    """One table as it lies in a folder.

    Attributes:
        table: What the schema says of it.
        csv: Its CSV file, where it has one.
        parquet: Its Parquet file, where it has one.
    """

    table: schema.Table
    csv: Path | None
    parquet: Path | None

    @property
    def file(self) -> Path:
        """The file that problems are told of: people open the CSV."""
        file = self.csv or self.parquet
        assert file is not None
        return file

    def read(self, *names: str) -> pa.Table:
        """Some columns as a whole, typed; a field that is not of its type is missing."""
        batches = [pa.table(dict(batch)) for batch in self.batches(*names)]
        empty = pa.schema([(c.name, TYPES[c.type]) for c in self._columns(names)]).empty_table()
        return pa.concat_tables([empty, *batches])

    def batches(self, *names: str) -> Iterator[dict[str, Any]]:
        """Some columns, batch by batch, by name; Parquet where there is one."""
        columns = self._columns(names)
        if self.parquet is not None:
            yield from parquet_batches(self.parquet, [column.name for column in columns])
        elif self.csv is not None:
            for batch in csv_batches(self.csv):
                yield {c.name: to_type(batch[c.name], c.type) for c in columns if c.name in batch}

    def _columns(self, names: tuple[str, ...]) -> list[schema.Column]:
        return [column for column in self.table.columns if column.name in names]


def find_folders(path: Path) -> tuple[Path, ...]:
    """The output folders at or below a path: those with a `datapackage.json`.

    Raises:
        UsageError: There is none.
    """
    if not path.exists():
        raise UsageError("E201", str(path))
    packages = [path] if path.name == PACKAGE else sorted(path.rglob(PACKAGE))
    found = [
        package.parent
        for package in packages
        if not any(part.startswith(".") for part in package.relative_to(path).parts)
    ]
    if not found:
        raise UsageError("K001", str(path))
    return tuple(found)


def read_package(folder: Path, problems: Problems) -> dict[str, Any]:
    """The data package with a list of resources; an empty one where it is none."""
    file = folder / PACKAGE
    try:
        package: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.add(file, "K101", PACKAGE, reason=str(error))
        return {}
    listed = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        problems.add(file, "K101", PACKAGE, reason="resources")
        return {}
    return package


def find_stored(folder: Path, package: dict[str, Any], problems: Problems) -> list[Stored]:
    """The tables of a folder that the package names; a missing or broken file is a problem.

    A folder holds the tables of documents, those that span documents, or both: of either kind all.
    """
    named = {str(resource.get("path", "")) for resource in package.get("resources", ())}
    kinds = (schema.TABLES, HISTORY_TABLES)
    whole = [tables for tables in kinds if any(named & _files(table) for table in tables)]
    stored = []
    for table in chain.from_iterable(whole or kinds[:1]):
        files: dict[str, Path | None] = {}
        for suffix in ("csv", "parquet"):
            file = folder / f"{table.name}.{suffix}"
            if file.name in named and not file.is_file():
                problems.add(file, "K102", file.name)
            files[suffix] = file if file.is_file() and _opens(file, problems) else None
        if any(files.values()):
            stored.append(Stored(table, files["csv"], files["parquet"]))
        elif not named & _files(table):
            problems.add(folder / PACKAGE, "K102", table.name)
    return stored


def _files(table: schema.Table) -> set[str]:
    return {f"{table.name}.csv", f"{table.name}.parquet"}


def _opens(file: Path, problems: Problems) -> bool:
    """Whether the file can be read at all."""
    try:
        if file.suffix == ".parquet":
            pq.ParquetFile(file).close()
        else:
            csv_header(file)
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        problems.add(file, "K101", file.name, reason=str(error).splitlines()[0])
        return False
    return True


def csv_header(file: Path) -> list[str]:
    """The names in the first line."""
    import csv

    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def csv_batches(
    file: Path, ragged: list[tuple[int, str]] | None = None
) -> Iterator[dict[str, Any]]:
    """A CSV file as text columns, batch by batch; an empty field is missing.

    Args:
        file: The file.
        ragged: Takes the line and content of rows with too few or too many fields.
    """
    names = csv_header(file)
    if not names or len(set(names)) < len(names):
        return

    def keep(row: Any) -> str:  # noqa: ANN401 - pyarrow does not export its type
        if ragged is not None:
            ragged.append((row.number or 0, row.text or ""))
        return "skip"

    convert = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep)
    read = pyarrow.csv.ReadOptions(block_size=_BLOCK, use_threads=False)
    with pyarrow.csv.open_csv(file, read, parse, convert) as reader:
        for batch in reader:
            yield dict(zip(batch.schema.names, batch.columns, strict=True))


def parquet_batches(file: Path, names: list[str]) -> Iterator[dict[str, Any]]:
    """Some columns of a Parquet file, batch by batch."""
    with pq.ParquetFile(file) as stored:
        held = [name for name in names if name in stored.schema_arrow.names]
        for batch in stored.iter_batches(ROWS, columns=held):
            yield {name: _as_text(batch[name]) for name in batch.schema.names}


def _as_text(values: Any) -> Any:  # noqa: ANN401 - Arrow arrays are untyped
    """Text in one form, however the file holds it: large, or as a dictionary."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    textual = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return pc.cast(values, pa.string()) if textual else values


_PATTERNS = {
    schema.INTEGER: r"^-?[0-9]+$",
    schema.NUMBER: r"^-?[0-9]+(\.[0-9]+)?$",
    schema.BOOLEAN: r"^(true|false)$",
    schema.DATE: r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
}


def is_of_type(texts: Any, name: str) -> Any:  # noqa: ANN401 - Arrow arrays are untyped
    """For each text whether it is written as the type wants: plain decimals, ISO 8601 days."""
    if name == schema.STRING:
        return pc.is_valid(texts)
    return pc.match_substring_regex(texts, _PATTERNS[name])


def to_type(texts: Any, name: str) -> Any:  # noqa: ANN401
    """The texts as values; what is not of the type is missing."""
    if name == schema.STRING:
        return texts
    proper = pc.if_else(is_of_type(texts, name), texts, pa.scalar(None, pa.string()))
    try:
        return pc.cast(proper, TYPES[name])
    except pa.ArrowInvalid:  # 2019-02-30, or more digits than 64 bits hold: one by one
        return pa.array([_cast_one(text, name) for text in proper], TYPES[name])


def _cast_one(text: Any, name: str) -> Any:  # noqa: ANN401
    try:
        return pc.cast(text, TYPES[name]).as_py()
    except pa.ArrowInvalid:
        return None
