"""The schema of a table as Arrow and Parquet have it."""

import pyarrow as pa

from ingest import schema

_TYPES = {
    schema.STRING: pa.string(),
    schema.INTEGER: pa.int64(),
    schema.NUMBER: pa.float64(),
    schema.BOOLEAN: pa.bool_(),
    schema.DATE: pa.date32(),
}


def arrow_schema(table: schema.Table) -> pa.Schema:
    """The columns of a table with their types and descriptions."""
    return pa.schema(
        pa.field(
            column.name,
            _TYPES[column.type],
            nullable=not column.required,
            metadata={"title": column.title, "description": column.description},
        )
        for column in table.columns
    )
