"""Markup to text: what a reader of an HTML element sees, line by line."""

from collections.abc import Iterator

from lxml.html import HtmlElement

_BLOCKS = frozenset(
    {f"h{level}" for level in range(1, 7)}
    | {
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    }
)
_SILENT = frozenset({"script", "style", "template", "noscript", "head"})


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element is not shown: `hidden`, `display:none`, `visibility:hidden`."""
    style = "".join((element.get("style") or "").lower().split())
    return (
        element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    )


def is_silent(element: HtmlElement) -> bool:
    """Whether the element holds no text of the document: a comment, a script, the head."""
    return not isinstance(element.tag, str) or element.tag in _SILENT


def shown_text(element: HtmlElement) -> str:
    """The text that the element shows, nested tables apart; a block or `<br>` begins a new line.

    White space within a line is one blank, as a browser shows it; an ideographic space stays.
    """
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(filter(None, (_collapse(line) for line in lines)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    if is_silent(element) or is_hidden(element):
        return
    if element.tag == "br":
        yield "\n"
        return
    block = element.tag in _BLOCKS
    if block:
        yield "\n"
    yield _flat(element.text)
    for child in element:
        if child.tag != "table":
            yield from _pieces(child)
        yield _flat(child.tail)
    if block:
        yield "\n"


def _flat(text: str | None) -> str:
    """Line breaks of the markup are blanks of the text."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def _collapse(line: str) -> str:
    """One blank for each run of blanks and tabs."""
    return " ".join(piece for piece in line.replace("\t", " ").split(" ") if piece)
