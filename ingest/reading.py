"""Reading one document: bytes to meaning, with every failure turned into a finding."""

import dataclasses
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from ingest.archives import OPENED, check_members
from ingest.limits import Limits
from ingest.recognition import Recognition, find_lacking
from ingest.sources import Source, check_kind, find_one, read_source
from ingest.watch import find_note
from parsers.document import Document
from parsers.findings import Finding, UnreadableDocumentError, reason_of
from parsers.progress.interpret import interpret
from parsers.progress.publisher import check_code
from parsers.progress.records import Interpretation
from parsers.readers import read_document
from parsers.readers.archive import is_archive

_TEXT = frozenset({"text/plain", "text/html"})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PROMISED = {
    ".pdf": frozenset({"application/pdf"}),
    ".xlsx": frozenset({f"{_OFFICE}.spreadsheetml.sheet"}),
    ".docx": frozenset({f"{_OFFICE}.wordprocessingml.document"}),
    ".xls": frozenset({"application/vnd.ms-excel", "application/x-spreadsheetml-2003"}),
    ".html": frozenset({"text/html"}),
    ".htm": frozenset({"text/html"}),
    ".txt": _TEXT,
}
_DATA = frozenset({".csv", ".tsv"})
_WORKBOOKS = frozenset({".xlsx", ".xls"})
_LONGEST_REASON = 300
_LOCKED = "R013"
_UNSAID = frozenset({"R116"})
"""Findings that say why a document that is whole shows no text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read, or the finding that says why it could not be.

    Attributes:
        source: The file.
        status: `read`, `no_table`, `no_indicator` or `unreadable`; `opened` for an archive whose
            documents are read by themselves.
        findings: All that was doubtful, in reading and in meaning.
        document: What the reader made of it; None where it is unreadable.
        interpretation: What was understood; None where it is unreadable.
    """

    source: Source
    status: str
    findings: tuple[Finding, ...]
    document: Document | None = None
    interpretation: Interpretation | None = None


def read_path(path: Path, edition: date | None = None) -> Reading:
    """Read the one document that a path means.

    Raises:
        UsageError: The path does not exist, or is a folder without a file or with several.
        UnreadableDocumentError: The document cannot be read.
    """
    reading = read_one(read_source(find_one(path, edition)))
    if reading.document is None:
        raise UnreadableDocumentError(reading.findings[0])
    return reading


def read_one(source: Source, limits: Limits | None = None) -> Reading:
    """Read one document; a document that cannot be read gives a finding, never an exception.

    Raises:
        MemoryError: It needs more memory than the process may have.
    """
    bounds = limits or Limits()
    try:
        check_kind(source)
        if is_archive(source.name, source.content):
            check_members(source, bounds)
            return Reading(source, OPENED, (Finding("R016", source.name),))
        document = open_source(source, limits=bounds)
        interpretation = interpret(document, source.edition, source.layout)
    except UnreadableDocumentError as error:
        finding = error.finding
        return _refuse(source, finding if finding.text else replace(finding, text=source.name))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the worker's edge: one document never stops the others
        details = {"reason": f"{type(error).__name__}: {reason_of(error)}"[:_LONGEST_REASON]}
        return _refuse(source, Finding("R090", source.name, details))
    findings = (*interpretation.findings, *_judge(source, document, interpretation))
    if not sum(document.characters.values()) and _UNSAID.isdisjoint(f.code for f in findings):
        lacking = find_lacking(findings)
        others = (finding for finding in findings if finding is not lacking)
        return _refuse(source, lacking or Finding("R035", source.name), *others)
    if _is_chance_text(source, document, interpretation):
        return _refuse(source, Finding("R049", source.name))
    return Reading(source, _status(document, interpretation), findings, document, interpretation)


def _refuse(source: Source, *findings: Finding) -> Reading:
    """A document that gives no rows; the first finding says why."""
    return Reading(source, "unreadable", findings)


def _is_chance_text(source: Source, document: Document, told: Interpretation) -> bool:
    """Whether it is a text that only stands in the folder: a note, a licence.

    Plain text has no signature, so only what it says can tell that it is a document.
    """
    said = (told.indicators, told.measures, told.activities, told.events, told.counts)
    is_note = document.media_type == "text/plain" and source.path.suffix.lower() not in _DATA
    return is_note and not source.named and not document.tables and not any(said)


def open_source(source: Source, engine: str = "pdfium", limits: Limits | None = None) -> Document:
    """Read the bytes of a source; a name that promises another format is a finding.

    Raises:
        UnreadableDocumentError: The bytes cannot become a document, or are HTML or text under
            another name: an error page. Tables of that kind under a workbook's name are read, as
            spreadsheets read them too.
    """
    bounds = limits or Limits()
    _check_archive(source, bounds)
    if is_archive(source.name, source.content):
        raise UnreadableDocumentError(Finding("R016", source.name))
    document = _read_open(source, engine, bounds)
    promised = _PROMISED.get(source.path.suffix.lower())
    if promised is None or document.media_type in promised:
        return document
    is_workbook = source.path.suffix.lower() in _WORKBOOKS
    if document.media_type in _TEXT and not (is_workbook and document.tables):
        details = {"media_type": document.media_type}
        raise UnreadableDocumentError(Finding("R003", source.name, details))
    misnamed = Finding("R103", source.name, {"media_type": document.media_type})
    return replace(document, findings=(misnamed, *document.findings))


def _read_open(source: Source, engine: str, limits: Limits) -> Document:
    """Read a document, also one that is locked with the password that Excel has built in."""
    try:
        return _read(source, engine, limits)
    except UnreadableDocumentError as error:
        unlocked = _unlock(source) if error.finding.code == _LOCKED else None
        if unlocked is None:
            raise
    _check_archive(unlocked, limits)
    document = _read(unlocked, engine, limits)
    return replace(document, findings=(Finding("R118", source.name), *document.findings))


def _unlock(source: Source) -> Source | None:
    from parsers.readers.protection import open_built_in

    content = open_built_in(source.content)
    return None if content is None else dataclasses.replace(source, content=content)


def _read(source: Source, engine: str, limits: Limits) -> Document:
    """Read a document, and its pages without usable text from their pictures."""
    recognition = Recognition(source.content)
    try:
        document = read_document(
            source.content,
            engine=engine,
            most_pages=limits.pages,
            recognise=recognition.read_page,
            on_page=find_note(),
        )
    except UnreadableDocumentError as error:
        if recognition.passing is None:
            raise
        raise UnreadableDocumentError(recognition.passing) from error
    return recognition.complete(document)


def _check_archive(source: Source, limits: Limits) -> None:
    """Refuse an archive by what it says it holds, before anything is unpacked."""
    if not source.content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return
    size = sum(entry.file_size for entry in entries)
    if size > limits.most_unpacked or len(entries) > limits.parts:
        held = {"size": str(size), "parts": str(len(entries))}
        raise UnreadableDocumentError(Finding("R055", source.name, held))


def _status(document: Document, interpretation: Interpretation) -> str:
    if not document.tables:
        return "no_table"
    return "read" if interpretation.indicators else "no_indicator"


def _judge(source: Source, document: Document, interpretation: Interpretation) -> list[Finding]:
    """What can be said only of the document as a whole."""
    findings: list[Finding] = []
    name = source.name
    if not document.tables:
        findings.append(Finding("R101", name))
    elif not interpretation.indicators:
        findings.append(Finding("P105", name))
    if interpretation.as_of is None and source.edition is None:
        findings.append(Finding("P103", interpretation.title or name))
    if source.publisher_code and not check_code(source.publisher_code):
        findings.append(Finding("P109", source.publisher_code))
    if interpretation.characters_unplaced:
        count = str(interpretation.characters_unplaced)
        findings.append(Finding("R102", name, {"count": count}))
    return findings
