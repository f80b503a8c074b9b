"""Documents in ZIP archives: each is a source of its own, from memory.

A worker looks into an archive first, within its limits. Only what it has unpacked whole is unpacked
again here, one member at a time, so that hostile bytes meet no limits but its own.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

from ingest.limits import Limits
from ingest.sources import Source, check_kind, identify, is_unfinished, read_source
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.archive import Allowance, read_members

OPENED = "opened"
"""Status of an archive that adds nothing by itself: its documents do."""


def open_archive(archive: Source, limits: Limits) -> Iterator[Source]:
    """The files in an archive in its order, with their content.

    What `source.toml` says of the archive it says of each of them.

    Raises:
        UnreadableDocumentError: The archive cannot be opened, or not safely.
    """
    allowance = Allowance(limits.most_unpacked, limits.parts)
    for member in read_members(archive.content, allowance):
        path = archive.path / os.fsdecode(member.name.encode())
        if not is_unfinished(path):
            place = f"{archive.place}/{quote(member.name)}"
            inside = replace(archive, path=path, place=place, named=False)
            yield identify(inside, member.content)


def read_again(archive: Source, limits: Limits) -> Source:
    """The archive with the content that a worker has looked into.

    Raises:
        UnreadableDocumentError: It has gone or changed since.
    """
    opened = read_source(archive, limits)
    if opened.sha256 != archive.sha256:
        raise UnreadableDocumentError(Finding("R044", archive.name))
    return opened


def check_members(archive: Source, limits: Limits) -> None:
    """Unpack an archive whole, to see that it can be and that there is a document in it.

    Raises:
        UnreadableDocumentError: It cannot be opened, not safely, or holds no document.
    """
    documents = 0
    for member in open_archive(archive, limits):
        with suppress(UnreadableDocumentError):
            check_kind(member)
            documents += 1
    if not documents:
        raise UnreadableDocumentError(Finding("R015", archive.name))
