"""`datapackage.json` from the schema: what each table and column holds, and how the files are made.

Frictionless Data Package v1: https://specs.frictionlessdata.io/data-package/
"""

from collections.abc import Iterator, Sequence

from ingest import schema
from ingest.codes import CODES
from ingest.history.schema import HISTORY_TABLES

_ENCODING_NOTE = "UTF-8（BOM 付き）、改行は LF、引用符は RFC 4180。欠測は空。"
_CODES = schema.Table(
    "codes",
    "コード表",
    "閉じた語彙のコードと意味。",
    ("vocabulary", "code"),
    (
        schema.Column("vocabulary", schema.STRING, "語彙", "語彙の名前。", required=True),
        schema.Column("code", schema.STRING, "コード", "表に現れる値。", required=True),
        schema.Column("title_ja", schema.STRING, "意味", "日本語の意味。", required=True),
        schema.Column("title_en", schema.STRING, "意味（英語）", "英語の意味。", required=True),
    ),
)


ALL_TABLES = (*schema.TABLES, *HISTORY_TABLES)


def describe_package(
    formats: Sequence[str], tables: Sequence[schema.Table] = ALL_TABLES
) -> dict[str, object]:
    """The data package of an output folder that holds those tables in those formats."""
    return {
        "profile": "tabular-data-package" if tuple(formats) == ("csv",) else "data-package",
        "name": "shinchoku",
        "title": "進捗資料の整然データ",
        "description": f"各表の列と意味。CSV は {_ENCODING_NOTE}Parquet は同じ行を同じ順で持つ。",
        "resources": list(_resources(formats, tables)),
    }


def _resources(
    formats: Sequence[str], tables: Sequence[schema.Table]
) -> Iterator[dict[str, object]]:
    for table in tables:
        if "csv" in formats:
            yield _csv_resource(table)
        if "parquet" in formats:
            yield _parquet_resource(table)
    yield _csv_resource(_CODES)


def _csv_resource(table: schema.Table) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bom": True,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True},
        "schema": _table_schema(table),
    }


def _parquet_resource(table: schema.Table) -> dict[str, object]:
    return {
        "name": f"{table.name}-parquet",
        "title": table.title,
        "description": f"{table.name}.csv と同じ行。",
        "path": f"{table.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _table_schema(table: schema.Table) -> dict[str, object]:
    described: dict[str, object] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    return described


def _field(column: schema.Column) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "title": column.title,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.codes:
        constraints["enum"] = list(CODES[column.codes])
    if constraints:
        field["constraints"] = constraints
    return field
