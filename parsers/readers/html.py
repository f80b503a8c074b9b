"""HTML to a `Document`: tables with their spans, and the text around them."""

from collections import Counter
from collections.abc import Iterator

import regex
from lxml import html
from lxml.html import HtmlElement

from parsers.document import Document, Locator, Passage, SetAside, Table, count_characters
from parsers.findings import Finding, UnreadableDocumentError
from parsers.readers.encoding import decode_text, find_mojibake
from parsers.readers.grid import DraftCell, build_table
from parsers.readers.markup import is_hidden, is_silent, shown_text

_DECLARED = regex.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)")
_HEAD = 2048
_LEAVES = frozenset(
    {"p", "li", "dt", "dd", "caption", "pre", "figcaption", "address", "td", "th"}
    | {f"h{level}" for level in range(1, 7)}
)


def read_html(content: bytes) -> Document:
    """Read an HTML page.

    Raises:
        UnreadableDocumentError: The bytes are no text in a known encoding.
    """
    declared = _DECLARED.search(content[:_HEAD])
    text = decode_text(content, declared[1].decode("ascii") if declared else "")
    if text is None:
        raise UnreadableDocumentError(Finding("R011", "HTML"))
    root = html.document_fromstring(text.encode("utf-8"), parser=_parser())
    reader = _Reader()
    reader.read(root)
    return Document(
        media_type="text/html",
        blocks=tuple(reader.blocks),
        characters=reader.characters,
        set_aside=tuple(reader.set_aside),
        findings=tuple(filter(None, [find_mojibake(text)])),
        properties=_names(root),
    )


def _names(root: HtmlElement) -> dict[str, str]:
    """What the page calls itself: its `<title>` and its first `<h1>`."""
    title, heading = root.find(".//title"), root.find(".//h1")
    found = {
        "title": " ".join("".join(_raw_texts(title)).split()) if title is not None else "",
        "heading": shown_text(heading) if heading is not None else "",
    }
    return {name: text for name, text in found.items() if text}


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


class _Reader:
    """Walks the page in order; collects tables, paragraphs and what is hidden."""

    def __init__(self) -> None:
        self.blocks: list[Table | Passage] = []
        self.set_aside: list[SetAside] = []
        self.characters: Counter[str] = Counter()
        self._tables = 0
        self._paragraphs = 0

    def read(self, element: HtmlElement) -> None:
        """Read an element: a table, a paragraph, or what it holds."""
        if is_silent(element):
            return
        if is_hidden(element):
            self._keep_hidden(element)
        elif element.tag == "table" and not _lays_out(element):
            self._read_table(element)
        elif element.tag in _LEAVES and element.find(".//table") is None:
            self._add_paragraph(element)
        else:
            self._read_mixed(element)

    def _read_mixed(self, element: HtmlElement) -> None:
        """An element that holds text between other elements."""
        self._add_text(element.text)
        for child in element:
            if child.tag in (
                "a",
                "b",
                "strong",
                "em",
                "span",
                "font",
                "small",
                "sup",
                "sub",
                "u",
                "i",
            ):
                self._add_paragraph(child) if child.find(".//table") is None else self.read(child)
            else:
                self.read(child)
            self._add_text(child.tail)

    def _add_text(self, text: str | None) -> None:
        line = " ".join((text or "").split())
        if line:
            self._add(line)

    def _add_paragraph(self, element: HtmlElement) -> None:
        self._count(element)
        text = shown_text(element)
        if text:
            self._paragraphs += 1
            self.blocks.append(Passage(text, Locator(paragraph=self._paragraphs)))
        for hidden in _hidden_within(element):
            self._set_aside(hidden)

    def _add(self, line: str) -> None:
        self._paragraphs += 1
        self.characters.update(count_characters([line]))
        self.blocks.append(Passage(line, Locator(paragraph=self._paragraphs)))

    def _read_table(self, table: HtmlElement) -> None:
        caption = table.find("./caption")
        if caption is not None:
            self._add_paragraph(caption)
        self._tables += 1
        number = self._tables
        rows = list(_rows(table))
        drafts = [[self._draft(cell) for cell in row if cell.tag in ("td", "th")] for row in rows]
        drafts = [row for row in drafts if row]
        self.blocks.append(build_table(number, drafts, _header_rows(rows)))
        for nested in _nested(table):
            self._read_table(nested)

    def _draft(self, cell: HtmlElement) -> DraftCell:
        self._count(cell)
        for hidden in _hidden_within(cell):
            self._set_aside(hidden)
        return DraftCell(shown_text(cell), _number(cell, "rowspan"), _number(cell, "colspan") or 1)

    def _count(self, element: HtmlElement) -> None:
        self.characters.update(count_characters(_raw_texts(element)))

    def _keep_hidden(self, element: HtmlElement) -> None:
        self._count(element)
        self._set_aside(element)

    def _set_aside(self, element: HtmlElement) -> None:
        text = " ".join("".join(_raw_texts(element)).split())
        if text:
            self.set_aside.append(SetAside(Passage(text, Locator(paragraph=0)), "hidden"))


def _raw_texts(element: HtmlElement) -> Iterator[str]:
    """Every text of the element as the markup holds it, nested tables and scripts apart."""
    if is_silent(element):
        return
    yield element.text or ""
    for child in element:
        if child.tag != "table":
            yield from _raw_texts(child)
        yield child.tail or ""


def _hidden_within(element: HtmlElement) -> list[HtmlElement]:
    """The outermost hidden elements inside an element that is shown itself."""
    found: list[HtmlElement] = []
    for child in element:
        if is_silent(child):
            continue
        if is_hidden(child):
            found.append(child)
        elif child.tag != "table":
            found += _hidden_within(child)
    return found


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _header_rows(rows: list[HtmlElement]) -> int:
    """Rows in `<thead>`, or else the first rows that hold only `<th>`; at least one."""
    in_head = [row for row in rows if row.getparent().tag == "thead"]
    if in_head:
        return len(in_head)
    count = 0
    for row in rows:
        if not len(row) or any(cell.tag != "th" for cell in row):
            break
        count += 1
    return count or 1


def _lays_out(table: HtmlElement) -> bool:
    """Whether the table only lays out the page: it holds one cell."""
    cells = [cell for row in _rows(table) for cell in row]
    return len(cells) <= 1 and table.find(".//table") is not None


def _nested(table: HtmlElement) -> Iterator[HtmlElement]:
    for row in _rows(table):
        for cell in row:
            for found in cell.iter("table"):
                if next(found.iterancestors("table")) is table:
                    yield found


def _number(cell: HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return int(text) if text.isascii() and text.isdigit() else 1
