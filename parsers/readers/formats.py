"""Formats that no reader is there for, told apart so that people know what to do with a document.

They stand in `formats.csv`: a pattern over the first bytes, or a stream that an OLE file of that kind
has. What has neither is told by `sniff` from the parts of its archive.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from parsers.findings import Finding

_CODES = {"archive": "R017", "document": "R018"}
_UNKNOWN = "R002"


@dataclass(frozen=True, slots=True)
class Format:
    """A format without a reader.

    Attributes:
        media_type: Its IANA media type, or the one that is in use.
        kind: `archive` or `document`.
        name: What people call it.
        pattern: What the bytes begin with; None where they do not tell.
        entry: A stream at the top of an OLE file of that kind; empty for other files.
    """

    media_type: str
    kind: str
    name: str
    pattern: "regex.Pattern[bytes] | None"
    entry: str


@cache
def unread_formats() -> dict[str, Format]:
    """The formats by their media types."""
    file = resources.files(__package__) / "formats.csv"
    found = {}
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        told = row.pop("pattern").encode()
        pattern = regex.compile(told, regex.DOTALL) if told else None
        found[row["media_type"]] = Format(pattern=pattern, **row)
    return found


def find_by_head(head: bytes) -> str | None:
    """The media type that the first bytes tell.

    >>> find_by_head(b"{" + bytes([92]) + b"rtf1"), find_by_head(b"text")
    ('application/rtf', None)
    """
    known = unread_formats().values()
    return next((f.media_type for f in known if f.pattern and f.pattern.match(head)), None)


def find_by_entries(entries: Collection[str]) -> str | None:
    """The media type that the streams of an OLE file tell; their names are in lower case."""
    known = unread_formats().values()
    return next((f.media_type for f in known if f.entry and f.entry.lower() in entries), None)


def entries_of_formats() -> dict[str, str]:
    """The streams that tell formats, by their names in lower case."""
    return {f.entry.lower(): f.entry for f in unread_formats().values() if f.entry}


def tell_unread(media_type: str) -> Finding:
    """What is said of a document that no reader is there for."""
    known = unread_formats().get(media_type)
    return Finding(_CODES[known.kind], known.name) if known else Finding(_UNKNOWN, media_type)
