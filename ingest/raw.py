"""The raw tables of a document as JSON, CSV or HTML, for `shinchoku tables`."""

import csv
import io
from html import escape

from ingest.sources import Source
from parsers.document import Box, Cell, Document, Table, enclose


def describe_tables(source: Source, document: Document) -> dict[str, object]:
    """The JSON of DATA.md: tables with their cells, spans and places."""
    return {
        "document_id": source.document_id,
        "source": source.name,
        "pages": document.page_count,
        "tables": [_describe_table(table) for table in document.tables],
    }


def print_csv(document: Document) -> str:
    """Each table as CSV with a merged cell's text at its first place, a blank line between."""
    buffer = io.StringIO()
    for number, table in enumerate(document.tables):
        if number:
            buffer.write("\n")
        csv.writer(buffer, lineterminator="\n").writerows(_rows(table))
    return buffer.getvalue()


def print_html(document: Document) -> str:
    """Each table as HTML with its spans; all text is escaped."""
    return "".join(_html_table(table) for table in document.tables)


def _describe_table(table: Table) -> dict[str, object]:
    described: dict[str, object] = {"table": table.number}
    if table.sheet is not None:
        described["sheet"] = table.sheet
    return described | {
        "pages": list(table.pages),
        "bbox": _edges(enclose(table.boxes)),
        "rows": table.rows,
        "columns": table.columns,
        "header_rows": table.header_rows,
        "cells": [_describe_cell(cell) for cell in table.cells],
    }


def _describe_cell(cell: Cell) -> dict[str, object]:
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": cell.text,
        "page": cell.passage.locator.page,
        "bbox": _edges(cell.box),
    }


def _edges(box: Box | None) -> list[float] | None:
    if box is None:
        return None
    return [round(edge, 2) for edge in (box.x0, box.top, box.x1, box.bottom)]


def _rows(table: Table) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def _html_table(table: Table) -> str:
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(_html_cell(cell, "th" if cell.row < table.header_rows else "td"))
    lines = (f"<tr>{''.join(row)}</tr>" for row in rows)
    return "\n".join(["<table>", *lines, "</table>", ""])


def _html_cell(cell: Cell, tag: str) -> str:
    spans = (
        (name, span)
        for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span))
        if span > 1
    )
    attributes = "".join(f' {name}="{span}"' for name, span in spans)
    text = escape(cell.text).replace("\n", "<br>")
    return f"<{tag}{attributes}>{text}</{tag}>"
