"""What a publisher's page offers: its links, the texts around each, and where it has moved to."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import regex
from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from ingest.fetch.config import Series
from parsers.notation.fold import fold
from parsers.readers.encoding import decode_text

_DECLARED = regex.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", regex.IGNORECASE)
_REFRESH = regex.compile(
    r"\s*\d*(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", regex.IGNORECASE
)
_HEAD = 4096
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LINES = frozenset({"li", "p", "td", "th", "dd", "dt", "div"})
_LOCAL = frozenset({"caption", "summary", "dt", "legend"})
_LONGEST = 200
_WIDEST = 100
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link with what stands around it.

    Attributes:
        url: The absolute address, without a fragment.
        text: The text of the link, or of the picture in it.
        around: The texts around it, the nearest first: its line, its row, its column.
        headings: The headings over it, the nearest first.
    """

    url: str
    text: str
    around: tuple[str, ...]
    headings: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that may name the period, the nearest first."""
        return (self.text, *self.around, *self.headings)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read: its links, and the address that it sends readers on to."""

    title: str
    links: tuple[Link, ...]
    refresh: str


def read_page(content: bytes, url: str, charset: str = "") -> Page:
    """Read the links of a page.

    Args:
        content: The bytes of the page.
        url: Where they came from; relative links start there, or at the page's `<base>`.
        charset: What the server says of the encoding.
    """
    declared = _DECLARED.search(content[:_HEAD])
    name = charset or (declared[1].decode("ascii") if declared else "")
    text = decode_text(content, name) or content.decode("utf-8", "replace")
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        return Page("", (), "")
    base = next((e.get("href") or "" for e in root.iter("base") if e.get("href")), "")
    start = _join(url, base) or url
    title = _shown(root.find(".//title"))
    links = tuple(_Walk(start, title).read(root))
    return Page(title, links, _find_refresh(root, start))


def choose_links(links: tuple[Link, ...], series: Series) -> tuple[Link, ...]:
    """The links that the series means, each address once."""
    chosen: dict[str, Link] = {}
    for link in links:
        if _has_format(link, series) and _is_meant(link, series):
            chosen.setdefault(link.url, link)
    return tuple(chosen.values())


def period_text(link: Link, series: Series) -> str:
    """What the pattern's group `period` stands on; empty where it has none or does not match."""
    if "period" not in series.link_pattern.groupindex:
        return ""
    for subject in _subjects(link):
        if found := series.link_pattern.search(subject, timeout=_SECONDS):
            return found["period"] or ""
    return ""


def _subjects(link: Link) -> Iterator[str]:
    """What a pattern for links may match, as printed and with folded width."""
    for text in (link.text, *link.around[:1], link.url):
        yield text
        yield fold(text)


def _is_meant(link: Link, series: Series) -> bool:
    try:
        by_link = not series.link or any(
            series.link_pattern.search(subject, timeout=_SECONDS) for subject in _subjects(link)
        )
        return by_link and (
            not series.heading
            or any(
                series.heading_pattern.search(form, timeout=_SECONDS)
                for heading in link.headings
                for form in (heading, fold(heading))
            )
        )
    except TimeoutError:
        return False


def _has_format(link: Link, series: Series) -> bool:
    """Whether the address may lead to a document: by its extension, where that says something."""
    last = urlsplit(link.url).path.rpartition("/")[2]
    suffix = last.rpartition(".")[2].lower() if "." in last else ""
    if not last:
        return False
    kept = {*series.formats, *({"htm"} if "html" in series.formats else ())}
    return suffix in kept or suffix not in _OTHER


_OTHER = frozenset(
    [
        "html",
        "htm",
        "shtml",
        "xhtml",
        "pdf",
        "xlsx",
        "xlsm",
        "xls",
        "xlsb",
        "ods",
        "docx",
        "doc",
        "odt",
        "ppt",
        "pptx",
        "jtd",
        "txt",
        "csv",
        "zip",
        "lzh",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "svg",
        "webp",
        "mp4",
        "mp3",
        "css",
        "js",
        "xml",
        "rss",
        "json",
        "ics",
    ]
)


class _Walk:
    """Goes through the page in order and keeps the headings that hold at each link."""

    def __init__(self, base: str, title: str) -> None:
        self._base = base
        self._title = title
        self._headings: dict[int, str] = {}
        self._local: dict[HtmlElement, str] = {}
        self._lines: dict[HtmlElement, tuple[str, ...]] = {}

    def read(self, root: HtmlElement) -> Iterator[Link]:
        for element in root.iter():
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if tag in _LEVELS:
                self._open(_LEVELS[tag], _shown(element))
            elif tag in _LOCAL:
                parent = element.getparent()
                if parent is not None:
                    self._local[parent] = _shown(element)
            elif tag in ("a", "area") and (url := _join(self._base, element.get("href") or "")):
                yield self._link(element, url)

    def _open(self, level: int, text: str) -> None:
        self._headings = {n: t for n, t in self._headings.items() if n < level}
        self._headings[level] = text
        self._local = {}

    def _link(self, element: HtmlElement, url: str) -> Link:
        ancestors = list(element.iterancestors())
        local = [self._local[e] for e in ancestors if e in self._local]
        headings = [text for _, text in sorted(self._headings.items(), reverse=True)]
        return Link(
            url=url,
            text=_link_text(element),
            around=tuple(filter(None, self._around(element, ancestors))),
            headings=tuple(filter(None, [*local, *headings, self._title])),
        )

    def _around(self, element: HtmlElement, ancestors: list[HtmlElement]) -> Iterator[str]:
        """The line that holds the link, the head of its row, the head of its column."""
        yield " ".join(filter(None, [element.get("title"), element.get("aria-label")]))
        line = next((e for e in ancestors if e.tag in _LINES), None)
        if line is not None:
            yield from self._line(line)
        row = next((e for e in ancestors if e.tag == "tr"), None)
        if row is not None:
            yield self._row(row, next((e for e in ancestors if e.tag in ("td", "th")), row))

    def _line(self, line: HtmlElement) -> tuple[str, ...]:
        """The line as a whole where it has one link, else what stands before its first link."""
        if line not in self._lines:
            links = line.findall(".//a")
            whole = _shown(line) if len(links) == 1 else _shorten(line.text or "")
            self._lines[line] = (whole,)
        return self._lines[line]

    def _row(self, row: HtmlElement, cell: HtmlElement) -> str:
        """The head of the row and that of the column: 令和7年度 and 10月 together name a month."""
        cells = [e for e in row if e.tag in ("td", "th")]
        if len(cells) > _WIDEST or cell not in cells:
            return ""
        table = next(row.iterancestors("table"), None)
        head = next(table.iter("tr"), row) if table is not None else row
        titles = [e for e in head if e.tag in ("td", "th")] if head is not row else []
        place = cells.index(cell)
        beside = [cells[0]] if place else []
        above = [titles[place]] if len(titles) == len(cells) else []
        return " ".join(map(_shown, [*beside, *above]))


def _join(base: str, href: str) -> str:
    """The absolute address; empty where it is none that can be fetched."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url if href.strip() else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _link_text(element: HtmlElement) -> str:
    alternatives = (image.get("alt") or "" for image in element.iter("img"))
    return _shorten(" ".join(filter(None, [_shown(element), *alternatives, element.get("alt")])))


def _shown(element: HtmlElement | None) -> str:
    return _shorten(element.text_content()) if element is not None else ""


def _shorten(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _find_refresh(root: HtmlElement, base: str) -> str:
    """The address of `<meta http-equiv="refresh">`; empty where there is none."""
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(meta.get("content") or "")
            return _join(base, found[1].strip()) if found else ""
    return ""
