"""A strict second look at a PDF: what the engine that reads the pages mends without a word.

pdfium rebuilds broken cross-reference tables, guesses the length of streams and passes over wrong
checksums. qpdf says what it meets of that kind.
"""

import base64
import io
import zlib
from collections.abc import Iterable, Iterator

import pikepdf
import regex

from parsers.findings import Finding, UnreadableDocumentError

_HARMLESS = regex.compile(
    r"hint table|shared identifier|nshared_total|linearized file|outlines? hint|common error handled"
)
"""What qpdf says of tables that only help to show the first page early."""

_SOURCE = regex.compile(r"^(?:WARNING|ERROR): |stream <_io\.BytesIO object at [^>]*>")
_UNFORESEEN = (
    *(AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError),
    pikepdf.DependencyError,
)
"""What pikepdf raises where an object is of another type than it has to be, or where content is
packed as a picture."""
_NAMED = 5

_MOST_CHECKED = 2**27
_CHUNK = 2**20


def find_damage(content: bytes, pages: int) -> Iterator[Finding]:
    """What is broken in the file although pages could be read, and what is attached to it.

    Args:
        content: The bytes.
        pages: Number of pages that the other reader met, broken ones included.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            mended = _tidy(pdf.get_warnings())
            spoilt = [*_tidy(pdf.check_pdf_syntax()), *_find_wrong_checksums(pdf)]
            counted = len(pdf.pages)
            attached = sorted(pdf.attachments)
    except pikepdf.PasswordError:
        return
    except (pikepdf.PdfError, *_UNFORESEEN) as error:
        yield Finding("R136", "", _sum_up(_tidy([error])))
        return
    if mended:
        yield Finding("R135", "", _sum_up(mended))
    if spoilt:
        yield Finding("R136", "", _sum_up(spoilt))
    if attached:
        names = ", ".join(attached[:_NAMED]) + (" …" if len(attached) > _NAMED else "")
        yield Finding("R139", names, {"count": str(len(attached))})
    if counted != pages:
        yield Finding("R137", "", {"pages": str(pages), "counted": str(counted)})


def claim_pages(content: bytes) -> int:
    """The number of pages that a file claims to have, whether it has them or not; 0 if it does not say."""
    try:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as pdf:
            return int(pdf.Root.Pages.Count)
    except (pikepdf.PdfError, pikepdf.PasswordError, *_UNFORESEEN):
        return 0


def write_anew(content: bytes, refusal: UnreadableDocumentError) -> bytes:
    """A file with the same pages and a sound structure, without its encryption.

    Raises:
        UnreadableDocumentError: The refusal that stands, since qpdf finds no page either.
    """
    sound = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            pdf.save(sound, encryption=False, deterministic_id=True, compress_streams=False)
    except (pikepdf.PdfError, pikepdf.PasswordError, *_UNFORESEEN):
        raise refusal from None
    if not pages:
        raise UnreadableDocumentError(Finding("R033", ""))
    return sound.getvalue()


def _tidy(messages: Iterable[object]) -> list[str]:
    """Messages that tell of damage, without what differs from run to run."""
    texts = (" ".join(_SOURCE.sub("", str(m)).split()).strip(" :,") for m in messages)
    return [text for text in texts if text and not _HARMLESS.search(text)]


def _sum_up(messages: list[str]) -> dict[str, str]:
    return {"count": str(len(messages)), "reason": messages[0][:120] if messages else "?"}


def _find_wrong_checksums(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Streams of text, fonts and maps whose content is not what was compressed."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
            number, _ = thing.objgen
            if reason := _check_stream(thing):
                yield f"object {number}: {reason}"


def _check_stream(stream: pikepdf.Stream) -> str:
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    data = stream.read_raw_bytes()
    if names[0] == "/ASCII85Decode":
        data, names = _decode_ascii85(data), names[1:]
    return _inflate_all(data) if names and names[0] == "/FlateDecode" else ""


def _decode_ascii85(data: bytes) -> bytes:
    try:
        return base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))
    except ValueError:
        return b""


def _inflate_all(data: bytes) -> str:
    """Why the data do not inflate to what they were made of; empty where they do."""
    inflater = zlib.decompressobj()
    done = 0
    try:
        while data and not inflater.eof and done < _MOST_CHECKED:
            done += len(inflater.decompress(data, _CHUNK))
            data = inflater.unconsumed_tail
    except zlib.error as error:
        return str(error)
    return ""
