"""ZIP archives: the files inside, from memory, in their order.

No name of an entry is ever a path here: it is text. An archive with a name that would lead out of a
folder, with a link or with two entries of one name is refused as a whole, since nobody who packs
documents makes one.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

import regex

from parsers.findings import Finding, UnreadableDocumentError, reason_of
from parsers.readers.encoding import decode_text
from parsers.readers.sniff import ARCHIVE, detect_media_type

SUFFIX = ".zip"
DEEPEST = 3
"""Archives inside each other: a publisher packs folders of packed folders, and no deeper."""

_UTF8, _ENCRYPTED = 0x800, 0x1
_OWN_ENCODING = "cp437"
"""What `zipfile` takes names for that are not marked as UTF-8; every byte has a character in it."""
_NO_NAME = regex.compile(r"[\p{Cc}\p{Cs}]|^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")
_HIDDEN = regex.compile(r"(?:^|/)(?:\.[^/]*|__MACOSX)/")
_PLAIN = {0, stat.S_IFREG, stat.S_IFDIR}
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: Its name with the folders inside the archive, and the archives that it is in.
        content: Its bytes.
    """

    name: str
    content: bytes


@dataclass(slots=True)
class Allowance:
    """What an archive and those inside it may come to, together.

    Attributes:
        size: Bytes that may yet be unpacked.
        parts: Entries that may yet come.
    """

    size: int
    parts: int

    def take(self, entries: list[zipfile.ZipInfo]) -> None:
        """Count the entries of one archive by what it says of them, before any is unpacked.

        Raises:
            UnreadableDocumentError: They are too many or too large.
        """
        size = sum(entry.file_size for entry in entries)
        if size > self.size or len(entries) > self.parts:
            held = {"size": str(size), "parts": str(len(entries))}
            raise UnreadableDocumentError(Finding("R055", "", held))
        self.size -= size
        self.parts -= len(entries)


def is_archive(name: str, content: bytes) -> bool:
    """Whether it is a ZIP archive of files, and meant as one: a workbook without its parts is not."""
    is_named = name.lower().endswith(SUFFIX) and content.startswith(b"PK")
    return is_named and detect_media_type(content) == ARCHIVE


def read_members(content: bytes, allowance: Allowance, depth: int = 1) -> Iterator[Member]:
    """Unpack the files of an archive and of the archives in it, one at a time.

    What is in hidden folders, and what macOS adds, is passed over.

    Raises:
        UnreadableDocumentError: It is broken, needs a password, is not safe to open, or goes over
            the allowance or the depth.
    """
    if depth > DEEPEST:
        raise UnreadableDocumentError(Finding("R060", "", {"most": str(DEEPEST)}))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            allowance.take(entries)
            for name, entry in _check_names(entries):
                if not (entry.is_dir() or _HIDDEN.search(name)):
                    yield from _open_member(name, archive.read(entry), allowance, depth)
    except _BROKEN as error:
        details = {"reason": reason_of(error)}
        raise UnreadableDocumentError(Finding("R012", "ZIP", details)) from error


def _open_member(name: str, content: bytes, allowance: Allowance, depth: int) -> Iterator[Member]:
    if not is_archive(name, content):
        yield Member(name, content)
        return
    for inner in read_members(content, allowance, depth + 1):
        yield Member(f"{name}/{inner.name}", inner.content)


def _check_names(entries: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """Each entry with its name; all are looked at before the first is unpacked."""
    names = _decode_names(entries)
    for name, entry in zip(names, entries, strict=True):
        if _NO_NAME.search(name) or stat.S_IFMT(entry.external_attr >> 16) not in _PLAIN:
            raise UnreadableDocumentError(Finding("R014", "", {"entry": ascii(name)}))
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableDocumentError(Finding("R013", "ZIP"))
    name, count = max(Counter(names).items(), key=itemgetter(1), default=("", 0))
    if count > 1:
        raise UnreadableDocumentError(Finding("R014", "", {"entry": ascii(name)}))
    return list(zip(names, entries, strict=True))


def _decode_names(entries: list[zipfile.ZipInfo]) -> list[str]:
    r"""The names as they were written: Windows in Japan writes CP932 and does not say so.

    One encoding is told for all names of an archive, since a short one alone may fit several.
    """
    unmarked = [e.orig_filename for e in entries if not e.flag_bits & _UTF8]
    packed = "\n".join(unmarked).encode(_OWN_ENCODING)
    text = decode_text(packed)
    decoded = text.split("\n") if text is not None else unmarked
    told = iter(decoded if len(decoded) == len(unmarked) else unmarked)
    names = (e.orig_filename if e.flag_bits & _UTF8 else next(told) for e in entries)
    return [name.replace("\\", "/") for name in names]
