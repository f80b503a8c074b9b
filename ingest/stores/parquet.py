"""How every Parquet file is laid out: zstd, row groups of one size, filters for the ids.

`benchmarks/store.py` measures what this is good for. Groups of 65,536 rows keep files small and are
still few enough rows to read for one indicator; a Bloom filter tells in which groups an id may be,
since ids are hashes and the smallest and largest of a group say nothing. Tables of less than one
group have no filter: it would be larger than they are.
"""

from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP = 65_536
COMPRESSION = "zstd"
LOOKED_UP = {"document_id": ROW_GROUP // 16, "indicator_id": ROW_GROUP // 2}
"""The ids that people look rows up by, with how many of them a row group may hold."""
FALSE_HITS = 0.01


def open_parquet(
    file: Path | IO[bytes], schema: "pa.Schema", first_rows: int
) -> "pq.ParquetWriter":
    """A writer for one table.

    Args:
        file: Where to write.
        schema: Columns with their descriptions.
        first_rows: Rows of the first row group; the filters are made where it is full.
    """
    import pyarrow.parquet as pq

    looked_up = {
        name: {"ndv": most, "fpp": FALSE_HITS}
        for name, most in LOOKED_UP.items()
        if name in schema.names and first_rows >= ROW_GROUP
    }
    return pq.ParquetWriter(
        file, schema, compression=COMPRESSION, bloom_filter_options=looked_up or None
    )
