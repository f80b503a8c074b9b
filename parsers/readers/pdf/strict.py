"""A strict second look at a PDF: what the engine that reads the pages mends without a word.

pdfium rebuilds broken cross-reference tables, guesses the length of streams and passes over wrong
checksums. qpdf says what it meets of that kind.
"""

import base64
import io
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain

import pikepdf
import regex
from zlib_ng import zlib_ng

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
_CHUNK = 2**13

_PACKED = regex.compile(rb"/ObjStm\b")
_OBJECT = regex.compile(rb"(\d+)\s+0\s+obj\b")
_HEAD = 256
"""The number of an object stands so many bytes at most before its type."""


def find_damage(content: bytes, pages: int) -> Iterator[Finding]:
    """What is broken in the file although pages could be read, and what is attached to it.

    Args:
        content: The bytes.
        pages: Number of pages that the other reader met, broken ones included.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            mended = _tidy(pdf.get_warnings())
            spoilt = _find_spoilt(pdf, content, doubted=bool(mended))
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


def _find_spoilt(pdf: pikepdf.Pdf, content: bytes, *, doubted: bool) -> list[str]:
    """What is wrong with what the text of the pages is made of.

    What is packed has a checksum, which proves that it is as it was written. The syntax of pages,
    which takes as long as reading the document, is looked at only where something proves nothing.

    Args:
        pdf: The file, open.
        content: Its bytes.
        doubted: Whether there is already a reason not to trust it.
    """
    scopes = list(pdf.content_scopes(kinds=("page", "form", "appearance")))
    drawn = [stream for scope in scopes for stream in _list_contents(scope)]
    fonts = [font for scope in scopes for font in _list_named(scope.resources, "/Font")]
    parts = [stream for font in _each_once(fonts) for stream in _list_parts(font)]
    streams = {s.objgen: s for s in (*drawn, *parts, *_list_packed(pdf, content))}
    proofs = {number: _check_stream(stream) for number, stream in streams.items()}
    wrong = [f"object {number}: {why}" for (number, _), why in sorted(proofs.items()) if why]
    told = _tidy(pdf.get_warnings())
    if doubted or wrong or told or any(proofs[stream.objgen] is None for stream in drawn):
        told += _tidy(pdf.check_pdf_syntax())
    return told + wrong + _find_circles(scopes)


def _list_contents(scope: pikepdf.ContentScope) -> Iterator[pikepdf.Stream]:
    """The streams that draw a page, a form, or an annotation."""
    contents = scope.content.get("/Contents") if scope.kind == "page" else scope.content
    parts = _list_all(contents) or [contents]
    yield from (part for part in parts if isinstance(part, pikepdf.Stream))


def _list_all(array: object) -> list[object]:
    """What an array holds; nothing where it is none."""
    return list(array) if isinstance(array, pikepdf.Array) else []


def _list_named(holder: object, name: str) -> list[object]:
    """What the dictionary of this name in another one holds."""
    named = holder.get(name) if isinstance(holder, pikepdf.Dictionary) else None
    return list(named.values()) if isinstance(named, pikepdf.Dictionary) else []


def _each_once(things: Iterable[object]) -> list[object]:
    """The things, those that several refer to only once."""
    known = {
        thing.objgen if isinstance(thing, pikepdf.Object) and thing.is_indirect else (-n, 0): thing
        for n, thing in enumerate(things)
    }
    return list(known.values())


def _list_parts(font: object) -> Iterator[pikepdf.Stream]:
    """What the characters of a font hang on: its maps, and its glyphs.

    pdfium leaves out characters whose glyphs it does not find, whatever the maps say.
    """
    if not isinstance(font, pikepdf.Dictionary):
        return
    drawn = _list_all(font.get("/DescendantFonts")) or [font]
    programs = (_list_named(part, "/FontDescriptor") for part in drawn)
    parts = [font.get("/Encoding"), font.get("/ToUnicode"), *chain.from_iterable(programs)]
    yield from (part for part in parts if isinstance(part, pikepdf.Stream))


def _list_packed(pdf: pikepdf.Pdf, content: bytes) -> Iterator[pikepdf.Stream]:
    """The streams that hold other objects: qpdf opens them without a look at their checksum."""
    for found in _PACKED.finditer(content):
        numbers = _OBJECT.findall(content, max(0, found.start() - _HEAD), found.start())
        packed = pdf.get_object(int(numbers[-1]), 0) if numbers else None
        if isinstance(packed, pikepdf.Stream):
            yield packed


def _find_circles(scopes: Iterable[pikepdf.ContentScope]) -> list[str]:
    """A form that draws itself, straight or through others: what it shows has no end."""
    forms = {
        scope.content.objgen: {
            thing.objgen
            for thing in _list_named(scope.resources, "/XObject")
            if isinstance(thing, pikepdf.Stream)
        }
        for scope in scopes
        if scope.kind != "page"
    }
    try:
        TopologicalSorter(forms).prepare()
    except CycleError as error:
        return [f"object {error.args[1][0][0]}: form draws itself"]
    return []


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
    except (ValueError, zlib_ng.error) as error:  # type: ignore[misc]  # its stub errs
        return str(error)


def _inflate_all(data: bytes) -> str:
    """Inflate what has to have a right checksum at its end, bit by bit: none of it is kept.

    Raises:
        zlib_ng.error: The data are not what was packed.
    """
    inflater = zlib_ng.decompressobj()
    done = 0
    for start in range(0, len(data), _CHUNK):
        done += len(inflater.decompress(data[start : start + _CHUNK]))
        if inflater.eof or done >= _MOST_CHECKED:
            return ""
    return "incomplete data"
