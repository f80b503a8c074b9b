"""Records to rows: one function a table, each giving dictionaries with the schema's columns.

A row leaves out what is missing. Ids are hashes of content, so the same document gives the same
ids in every run and under every file name.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.metadata import version
from itertools import chain

from ingest.archives import OPENED
from ingest.identity import Identities
from ingest.marks import Marks
from ingest.plain import to_plain
from ingest.reading import Reading
from ingest.series import bare_title, series_key
from parsers.document import OCR_ENGINE, Box, Cell, Document, Locator, Table
from parsers.findings import Finding
from parsers.notation.model import Parsed, Period, Value
from parsers.progress.publisher import code_of
from parsers.progress.records import (
    Activity,
    Event,
    IndicatorRow,
    Interpretation,
    Measure,
    Observation,
    Project,
    Residue,
)

Row = dict[str, object]
Rows = Mapping[str, tuple[Row, ...]]

PARSER_VERSION = version("shinchoku")
_RATE_DIGITS = Decimal("0.000001")


def make_rows(reading: Reading) -> Rows:
    """All rows of one document, by table; an archive has none, its documents have."""
    return {name: tuple(rows) for name, rows in make_tables(reading)}


def make_tables(reading: Reading) -> Iterator[tuple[str, Iterator[Row]]]:
    """The tables of one document, each with its rows as they are asked for.

    The findings come last, and tell of all rows that were asked for before.
    """
    if reading.status == OPENED:
        return
    inexact: list[Finding] = []
    if reading.interpretation is not None and reading.document is not None:
        yield from _tell(reading, reading.interpretation, reading.document, inexact)
    yield "documents", iter([_document_row(reading)])
    yield "findings", (_finding_row(f, reading) for f in chain(reading.findings, inexact))


def _tell(
    reading: Reading, told: Interpretation, document: Document, inexact: list[Finding]
) -> Iterator[tuple[str, Iterator[Row]]]:
    """The tables of what was understood."""
    series = series_key(reading.source.publisher, _series(reading.source.series, told.title))
    ids = Identities(reading.source.document_id, told, series)
    marks = Marks(document)
    progress = (_progress_row(row, ids, marks) for row in told.indicators)
    yield "progress", _keep_exact(progress, inexact)
    yield "observations", _keep_exact(_observation_rows(told, ids, marks), inexact)
    yield "projects", (_project_row(p, ids) for p in told.projects)
    yield "measures", (_measure_row(m, ids) for m in told.measures)
    yield "activities", (_activity_row(a, ids) for a in told.activities)
    yield "events", (_event_row(e, ids) for e in told.events)
    cells = ((table, cell) for table in document.tables for cell in table.cells)
    yield "cells", (_cell_row(table, cell, told, ids) for table, cell in cells)
    yield "residue", (_residue_row(r, ids) for r in told.residue)


def _keep_exact(rows: Iterable[Row], inexact: list[Finding]) -> Iterator[Row]:
    """The rows without numbers that no number column can hold exactly; a finding says so."""
    for row in rows:
        for column, value in row.items():
            if isinstance(value, Decimal) and not _is_exact(value):
                inexact.append(Finding("N106", str(value), {"place": str(row["locator"])}))
                row[column] = None
        yield row


def _is_exact(number: Decimal) -> bool:
    """Whether a float prints back as the number."""
    return Decimal(repr(float(number))) == number


def _progress_row(row: IndicatorRow, ids: Identities, marks: Marks) -> Row:
    actual, target = row.actual, row.target
    as_of = row.as_of or (actual.period if actual else None)
    shown = actual or target
    passages = [observation.passage for observation in row.observations]
    with_unit = actual if actual and actual.value.unit else target
    return {
        "document_id": ids.document_id,
        **_project(row.project),
        "indicator_id": ids.of_indicator(row),
        "indicator": to_plain(row.label),
        **_side("value", actual),
        **_side("target", target),
        "unit": with_unit.value.unit if with_unit else None,
        "unit_std": next(
            (o.value.unit_std for o in (actual, target) if o and o.value.unit_std), None
        ),
        "achievement_rate": _achievement_rate(actual, target),
        "cumulative": row.cumulative,
        **_period("as_of", as_of),
        "note": to_plain(row.note) or None,
        "text": _flat(row.passage.text),
        **_place(row.passage.locator, (shown and shown.box) or row.passage.box),
        "flags": _flags((*row.findings, *marks.of(row.passage, *passages))),
    }


def _side(name: str, observation: Observation | None) -> Row:
    """The columns of an actual or a target; a plain number needs no qualifier."""
    if observation is None:
        return {}
    value = observation.value
    return {
        f"{name}_text": _flat(value.text),
        name: value.number,
        f"{name}_min": value.minimum,
        f"{name}_max": value.maximum,
        f"{name}_qualifier": None if value.qualifier == "eq" else value.qualifier,
        f"{name}_std": value.number_std,
        f"{name}_status": value.status,
    }


def _achievement_rate(actual: Observation | None, target: Observation | None) -> Decimal | None:
    """Actual ÷ target to six places, where both are numbers of one unit."""
    if actual is None or target is None:
        return None
    done, wanted = actual.value.number_std, target.value.number_std
    same_unit = actual.value.unit_std == target.value.unit_std
    if done is None or not wanted or not same_unit:
        return None
    return (done / wanted).quantize(_RATE_DIGITS)


def _observation_rows(told: Interpretation, ids: Identities, marks: Marks) -> Iterator[Row]:
    for row in told.indicators:
        indicator = {
            "indicator_id": ids.of_indicator(row),
            "indicator": to_plain(row.label),
        }
        for observation in row.observations:
            flags = _flags((*row.findings, *marks.of(observation.passage)))
            about = {**_project(row.project), **indicator, "flags": flags}
            yield _observation_row(observation, about, ids)
    for count in told.counts:
        flags = _flags(marks.of(count.observation.passage))
        about = {**_project(count.activity.project), "flags": flags}
        yield _observation_row(count.observation, about, ids)


def _observation_row(observation: Observation, about: Row, ids: Identities) -> Row:
    value, passage = observation.value, observation.passage
    return {
        "observation_id": ids.of_observation(observation),
        "document_id": ids.document_id,
        **about,
        "measure": observation.measure,
        **_value(value),
        **_period("period", observation.period),
        "period_kind": observation.period.value.precision if observation.period else None,
        "text": _flat(passage.text),
        "char_start": value.start,
        "char_end": value.end,
        **_place(passage.locator, observation.box),
    }


def _value(value: Value) -> Row:
    return {
        "value_text": _flat(value.text),
        "value": value.number,
        "value_min": value.minimum,
        "value_max": value.maximum,
        "qualifier": value.qualifier,
        "status": value.status,
        "unit": value.unit,
        "value_std": value.number_std,
        "unit_std": value.unit_std,
    }


def _project_row(project: Project, ids: Identities) -> Row:
    passage = project.passage
    return {
        "document_id": ids.document_id,
        **_project(project),
        **_place(passage.locator, passage.box),
    }


def _activity_row(activity: Activity, ids: Identities) -> Row:
    passage = activity.passage
    return {
        "activity_id": ids.of_text("activity", activity.name, passage),
        "document_id": ids.document_id,
        **_project(activity.project),
        "activity": to_plain(activity.name),
        **_place(passage.locator, passage.box),
    }


def _event_row(event: Event, ids: Identities) -> Row:
    activity, period = event.activity, event.period.value
    return {
        "activity_id": ids.of_text("activity", activity.name, activity.passage),
        "document_id": ids.document_id,
        "project_no": activity.project.number if activity.project else None,
        "activity": to_plain(activity.name),
        "date_text": period.text,
        "date_edtf": period.edtf,
        "start": period.start,
        "end": period.end,
        "precision": period.precision,
        "state": event.state,
        "year_inferred": period.year_inferred,
        **_place(activity.passage.locator, event.box),
    }


def _publisher(reading: Reading) -> Row:
    """The publisher that source.toml names, else the one that the document names."""
    source, told = reading.source, reading.interpretation
    found = told.publisher if told else None
    if source.publisher:
        return {
            "publisher": source.publisher,
            "publisher_code": source.publisher_code or code_of(source.publisher),
        }
    return {
        "publisher": found.name if found else "",
        "publisher_code": source.publisher_code or (found.code if found else ""),
    }


def _document_row(reading: Reading) -> Row:
    source, document, told = reading.source, reading.document, reading.interpretation
    row: Row = {
        "document_id": source.document_id,
        "source": source.name,
        "sha256": source.sha256,
        **_publisher(reading),
        "parser_version": _parser_version(document),
        "status": reading.status,
    }
    if document is None or told is None:
        return row
    total = sum(document.characters.values())
    unplaced = told.characters_unplaced
    return row | {
        "media_type": document.media_type,
        "title": to_plain(told.title),
        "series": _series(source.series, told.title),
        "edition": source.edition or (told.as_of.value.end if told.as_of else None),
        **_period("as_of", told.as_of),
        "pages": document.page_count,
        "tables": len(document.tables),
        "rows": len(told.indicators),
        "characters": total,
        "characters_unplaced": unplaced,
        "coverage": Decimal(1) - Decimal(unplaced) / total if total else Decimal(1),
    }


def engine_of(document: Document | None) -> str:
    """The programs that recognised text of the document, with their versions."""
    return document.properties.get(OCR_ENGINE, "") if document else ""


def _parser_version(document: Document | None) -> str:
    """Our version, and those of the programs that recognised the text where there was none."""
    engine = engine_of(document)
    return f"{PARSER_VERSION} ({engine})" if engine else PARSER_VERSION


def _series(said: str, title: str) -> str:
    """What the document is an edition of: as source.toml says, or its title without the date."""
    return to_plain(said or bare_title(title))


def _cell_row(table: Table, cell: Cell, told: Interpretation, ids: Identities) -> Row:
    heading = told.headings.get((table.number, cell.column), "")
    return {
        "document_id": ids.document_id,
        "table": table.number,
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "heading": to_plain(heading),
        "text": _flat(cell.text),
        **_place(cell.passage.locator, cell.box),
    }


def _measure_row(measure: Measure, ids: Identities) -> Row:
    return {
        "measure_id": ids.of_text("measure", measure.name, measure.passage),
        "document_id": ids.document_id,
        **_project(measure.project),
        "measure": to_plain(measure.name),
        "text": measure.passage.text,
        **_place(measure.passage.locator, measure.passage.box),
    }


def _residue_row(residue: Residue, ids: Identities) -> Row:
    return {
        "residue_id": ids.of_residue(residue.passage),
        "document_id": ids.document_id,
        "reason": residue.reason,
        "text": _flat(residue.passage.text),
        **_place(residue.passage.locator, residue.passage.box),
    }


def _finding_row(finding: Finding, reading: Reading) -> Row:
    return {
        "code": finding.code,
        "severity": finding.kind.severity,
        "message_ja": _flat(finding.message("ja")),
        "message_en": _flat(finding.message("en")),
        "document_id": reading.source.document_id,
        "locator": str(finding.locator) if finding.locator else None,
        "text": _flat(finding.text),
    }


def _project(project: Project | None) -> Row:
    if project is None:
        return {}
    return {"project_no": project.number, "project": to_plain(project.name)}


def _period(name: str, parsed: Parsed[Period] | None) -> Row:
    if parsed is None:
        return {}
    period = parsed.value
    return {
        f"{name}_text": _flat(period.text),
        f"{name}_edtf": period.edtf,
        f"{name}_start": period.start,
        f"{name}_end": period.end,
    }


def _place(locator: Locator, box: Box | None) -> Row:
    row: Row = {"locator": str(locator)}
    if box is not None:
        row |= {"page": box.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}
    return row


def _flags(findings: tuple[Finding, ...]) -> str | None:
    return " ".join(sorted({finding.code for finding in findings})) or None


def _flat(text: str) -> str:
    """One line, as a field must be: a blank for each line feed."""
    return " ".join(text.split("\n"))
