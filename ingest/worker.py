"""Reading one document: bytes to meaning, with every failure turned into a finding."""

from dataclasses import dataclass

from msgspec.structs import replace

from ingest.recognition import recognise
from ingest.sources import Source
from parsers.document import Document
from parsers.findings import Finding, UnreadableDocumentError
from parsers.progress.interpret import interpret
from parsers.progress.records import Interpretation
from parsers.readers import read_document

_TEXT = frozenset({"text/plain", "text/html"})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PROMISED = {
    ".pdf": frozenset({"application/pdf"}),
    ".xlsx": frozenset({f"{_OFFICE}.spreadsheetml.sheet"}),
    ".docx": frozenset({f"{_OFFICE}.wordprocessingml.document"}),
    ".xls": frozenset({"application/vnd.ms-excel"}),
    ".html": frozenset({"text/html"}),
    ".htm": frozenset({"text/html"}),
    ".txt": _TEXT,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read, or the finding that says why it could not be.

    Attributes:
        source: The file.
        status: `read`, `no_table`, `no_indicator` or `unreadable`.
        findings: All that was doubtful, in reading and in meaning.
        document: What the reader made of it; None where it is unreadable.
        interpretation: What was understood; None where it is unreadable.
    """

    source: Source
    status: str
    findings: tuple[Finding, ...]
    document: Document | None = None
    interpretation: Interpretation | None = None


def read_one(source: Source) -> Reading:
    """Read one document; a document that cannot be read gives a finding, never an exception."""
    try:
        document = open_source(source)
        interpretation = interpret(document, source.edition)
    except UnreadableDocumentError as error:
        return Reading(source, "unreadable", (error.finding,))
    except Exception as error:  # noqa: BLE001 - the worker's edge: one document never stops the others
        details = {"reason": f"{type(error).__name__}: {error}"}
        return Reading(source, "unreadable", (Finding("R090", source.name, details),))
    findings = [*interpretation.findings, *_judge(source, document, interpretation)]
    status = _status(document, interpretation)
    return Reading(source, status, tuple(findings), document, interpretation)


def open_source(source: Source, engine: str = "pdfium") -> Document:
    """Read the bytes of a source; a name that promises another format is a finding.

    Raises:
        UnreadableDocumentError: The bytes cannot become a document, or are HTML without a table
            under another name: an error page.
    """
    document = recognise(source.content, read_document(source.content, engine=engine), engine)
    promised = _PROMISED.get(source.path.suffix.lower())
    if promised is None or document.media_type in promised:
        return document
    if document.media_type == "text/html" and not document.tables:
        raise UnreadableDocumentError(Finding("R003", source.name))
    misnamed = Finding("R103", source.name, {"media_type": document.media_type})
    return replace(document, findings=(misnamed, *document.findings))


def _status(document: Document, interpretation: Interpretation) -> str:
    if not document.tables:
        return "no_table"
    return "read" if interpretation.indicators else "no_indicator"


def _judge(source: Source, document: Document, interpretation: Interpretation) -> list[Finding]:
    """What can be said only of the document as a whole."""
    findings: list[Finding] = []
    name = source.path.name
    if not document.tables:
        findings.append(Finding("R101", name))
    elif not interpretation.indicators:
        findings.append(Finding("P105", name))
    if interpretation.as_of is None and source.edition is None:
        findings.append(Finding("P103", interpretation.title or name))
    if interpretation.characters_unplaced:
        count = str(interpretation.characters_unplaced)
        findings.append(Finding("R102", name, {"count": count}))
    return findings
