"""The text of a paragraph of a Word document: what is shown, what is not, and its text boxes."""

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_Element = Any
_TEXTS = frozenset({qn("w:t"), qn("w:delText")})
_REMOVED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:rt")})
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_RUN, _VANISH = qn("w:r"), f"{qn('w:rPr')}/{qn('w:vanish')}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = qn("w:txbxContent")


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph holds.

    Attributes:
        shown: Its text as it is shown.
        hidden: Text that a tracked change took away, that is set hidden, and ruby.
        boxes: The text boxes anchored in it, as elements with paragraphs of their own.
    """

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)


def read_paragraph(paragraph: _Element) -> ParagraphText:
    """Collect the text of a paragraph; of a text box in two forms only the newer one."""
    found = ParagraphText()
    _walk(paragraph, found, hidden=False)
    return found


def _walk(element: _Element, found: ParagraphText, *, hidden: bool) -> None:
    for child in element:
        tag = child.tag
        if tag == BOX:
            found.boxes.append(child)
        elif tag in _TEXTS:
            (found.hidden if hidden else found.shown).append(child.text or "")
        elif tag in _BREAKS and element.tag == _RUN:
            found.shown.append("" if hidden else _BREAKS[tag])
        elif tag != _FALLBACK:
            _walk(child, found, hidden=hidden or tag in _REMOVED or _is_hidden(child))


def _is_hidden(element: _Element) -> bool:
    """Whether a run is set hidden."""
    vanish = element.find(_VANISH) if element.tag == _RUN else None
    return vanish is not None and vanish.get(qn("w:val"), "1") not in {"0", "false", "off"}
