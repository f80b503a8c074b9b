"""Why a run cannot go on.

    IngestError            what, where, what was done with the data, what to do next
    ├── UsageError         exit 2: wrong use or configuration
    ├── OutputError        exit 4: the output failed validation or could not be written
    ├── FetchError         exit 5: a page or a document could not be fetched
    └── MissingToolError   exit 6: an optional tool is not installed

A document that cannot be read is no error of the run: it is a finding, and the run ends with 3.
Nor is a page that a missing tool would have read: the run ends with 6, which comes before 3 because
it says what to do.
"""

from typing import ClassVar

from parsers.findings import Finding

DONE = 0
FOUND = 1
UNREADABLE = 3
FETCH_FAILED = 5
MISSING = 6
INTERRUPTED = 130

LACKING = "R146"
"""Code of the finding that a tool is missing which would have read more of a document."""


class IngestError(Exception):
    """A run that cannot go on; the finding holds code and message in both languages."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, text: str = "", **details: str) -> None:
        self.finding = Finding(code, text, details)
        super().__init__(self.finding.message("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """As it goes from one process to another."""
        return _rebuild, (type(self), self.finding)


class UsageError(IngestError):
    """Wrong use or configuration."""

    exit_code = 2


class OutputError(IngestError):
    """The output failed validation or could not be written; nothing was replaced."""

    exit_code = 4


class FetchError(IngestError):
    """A page or a document could not be fetched; nothing of it was stored."""

    exit_code = FETCH_FAILED


class MissingToolError(IngestError):
    """An optional tool is not installed."""

    exit_code = MISSING


def _rebuild(kind: type[IngestError], finding: Finding) -> IngestError:
    return kind(finding.code, finding.text, **dict(finding.details))
