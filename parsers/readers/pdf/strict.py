"""A strict second look at a PDF: what the engine that reads the pages mends without a word.

pdfium rebuilds broken cross-reference tables, guesses the length of streams and passes over wrong
checksums. qpdf says what it meets of that kind.
"""

import base64
import io
import zlib
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

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
            spoilt = _find_spoilt(pdf, doubted=bool(mended))
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
        yield Finding("R140", names, {"count": str(len(attached))})
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


def _find_spoilt(pdf: pikepdf.Pdf, *, doubted: bool) -> list[str]:
    """What is wrong with the objects of the file.

    What is packed has a checksum, which proves that it is as it was written. The syntax of pages,
    which takes as long as reading the document, is looked at only where something proves nothing.

    Args:
        pdf: The file, open.
        doubted: Whether there is already a reason not to trust it.
    """
    streams = [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image"
    ]
    proofs = {stream.objgen: _check_stream(stream) for stream in streams}
    wrong = [f"object {number}: {why}" for (number, _), why in proofs.items() if why]
    told = _tidy(pdf.get_warnings())
    if doubted or wrong or told or any(proofs.get(n, "") is None for n in _list_contents(pdf)):
        told += _tidy(pdf.check_pdf_syntax())
    return told + wrong + _find_circles(streams)


def _find_circles(streams: list[pikepdf.Stream]) -> list[str]:
    """A form that draws itself, straight or through others: what it shows has no end."""
    forms = {s.objgen: set(_list_drawn(s)) for s in streams if s.get("/Subtype") == "/Form"}
    try:
        TopologicalSorter(forms).prepare()
    except CycleError as error:
        return [f"object {error.args[1][0][0]}: form draws itself"]
    return []


def _list_drawn(form: pikepdf.Stream) -> Iterator[tuple[int, int]]:
    """Numbers of what a form may draw."""
    resources = form.get("/Resources")
    drawn = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(drawn, pikepdf.Dictionary):
        yield from (thing.objgen for thing in drawn.values() if isinstance(thing, pikepdf.Stream))


def _list_contents(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Numbers of the streams that draw the pages."""
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        yield from (part.objgen for part in parts if part is not None)


def _check_stream(stream: pikepdf.Stream) -> str | None:
    """Why the content is not what was packed; "" where it is, None where nothing can prove it."""
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    spelled = names[:1] == ["/ASCII85Decode"]
    if names[spelled : spelled + 1] != ["/FlateDecode"]:
        return None
    data = stream.read_raw_bytes()
    try:
        if spelled:
            data = base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))
        return _inflate_all(data)
    except (ValueError, zlib.error) as error:
        return str(error)


def _inflate_all(data: bytes) -> str:
    """Inflate what has to have a right checksum at its end.

    Raises:
        zlib.error: The data are not what was packed.
    """
    inflater = zlib.decompressobj()
    done = 0
    while data and not inflater.eof and done < _MOST_CHECKED:
        done += len(inflater.decompress(data, _CHUNK))
        data = inflater.unconsumed_tail
    return "" if inflater.eof or done >= _MOST_CHECKED else "incomplete data"
