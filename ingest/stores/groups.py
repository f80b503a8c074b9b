"""Which rows of a table belong together, and which groups of them two forms of it have alike.

A document's rows are one group; in the tables that span documents a series' are. Groups are compared
by hashes of their rows, so that only what differs is written, whatever it is that has changed it: the
document, the program, a correction, or another edition that gave an indicator its name.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from ingest import schema
from ingest.history.schema import CORRECTIONS, HISTORY_TABLES

Digests = dict[str, tuple[int, int]]
"""Sum of the hashes of its rows, and their number, for each group."""


def group_column(table: schema.Table) -> str:
    """The column that says to which group a row belongs.

    >>> group_column(schema.OBSERVATIONS), group_column(HISTORY_TABLES[0])
    ('document_id', 'series_id')
    """
    if table == CORRECTIONS:
        return "correction_id"
    return "series_id" if table in HISTORY_TABLES else "document_id"


def digest_groups(batches: Iterable[pa.RecordBatch], column: str) -> Digests:
    """What the rows of each group come to; their order does not matter."""
    digests: Digests = {}
    for batch in batches:
        for group, total, count in _sum_up(batch, column):
            before = digests.get(group, (0, 0))
            digests[group] = ((before[0] + total) % 2**64, before[1] + count)
    return digests


def find_changed(old: Mapping[str, object], new: Mapping[str, object]) -> frozenset[str]:
    """The groups that are not alike, among them those that only one side has.

    >>> sorted(find_changed({"a": 1, "b": 1}, {"b": 2, "c": 1}))
    ['a', 'b', 'c']
    """
    return frozenset(group for group in {*old, *new} if old.get(group) != new.get(group))


def _sum_up(batch: pa.RecordBatch, column: str) -> Iterator[tuple[str, int, int]]:
    plain = pa.table({name: _plain(batch[name]) for name in sorted(batch.schema.names)})
    hashes = pd.util.hash_pandas_object(plain.to_pandas(), index=False).to_numpy(np.uint64)
    groups = pd.DataFrame({"group": batch[column].to_pandas(), "hash": hashes})
    summed = groups.groupby("group", sort=False)["hash"].agg(["sum", "count"])
    for group, total, count in summed.itertuples(name=None):
        yield str(group), int(total), int(count)


def _plain(values: pa.Array) -> pa.Array:
    """What is no text as floats: pandas' type of the others hangs on whether a batch lacks any."""
    if pa.types.is_string(values.type):
        return values
    narrow = {pa.date32(): pa.int32(), pa.bool_(): pa.int8()}.get(values.type, values.type)
    return values.cast(narrow).cast(pa.float64())
