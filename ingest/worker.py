"""What a worker process does: one document in, its part of the tables out."""

from collections.abc import Iterable
from itertools import chain

from ingest import schema
from ingest.encode import encode_arrow, encode_rows
from ingest.errors import OutputError
from ingest.limits import Limits, bounded
from ingest.parts import Encoded, Failure, Head, Part, pack
from ingest.reading import Reading, read_one
from ingest.recognition import find_lacking, find_passing
from ingest.rows import Row, engine_of, make_tables
from ingest.sources import Source
from ingest.tidy import to_frame
from parsers.findings import Finding


def make_part(source: Source, limits: Limits) -> Part:
    """Read one document and make its rows, checked against the schema.

    Raises:
        MemoryError: It needs more memory than the limits leave it.
    """
    with bounded(limits):
        reading = read_one(source, limits)
        try:
            return _to_part(reading)
        except OutputError as error:
            finding = Finding("R056", source.name, {"reason": error.finding.message("en")})
            return make_failed_part(source, finding)


def make_failed_part(source: Source, finding: Finding) -> Part:
    """What a document adds that could not be read: a row of `documents` and the finding."""
    return _to_part(Reading(source, "unreadable", (finding,)))


def _to_part(reading: Reading) -> Part:
    told = reading.interpretation
    failed = reading.findings[0] if reading.document is None else None
    head = Head(
        status=reading.status,
        rows={table.name: 0 for table in schema.TABLES},
        characters_unplaced=told.characters_unplaced if told else 0,
        failure=Failure.of(failed),
        lacking=Failure.of(find_lacking(reading.findings)),
        lasts=find_passing(reading.findings) is None,
        engine=engine_of(reading.document),
    )
    tables = {table.name: table for table in schema.TABLES}
    made = (_encode(tables[name], rows) for name, rows in make_tables(reading))
    return pack(head, filter(None, made))


def _encode(table: schema.Table, rows: Iterable[Row]) -> Encoded | None:
    """The rows of a table; None where it has none."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return None
    frame = to_frame(table, chain([first], waiting))
    return Encoded.of(table.name, len(frame), encode_rows(frame), encode_arrow(frame, table))
