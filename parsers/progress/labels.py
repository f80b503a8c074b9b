"""The name of an indicator: without its unit and its footnote marks, narrowed by what stands below."""

from collections.abc import Sequence

import regex

from parsers.progress.footnotes import without_marks
from parsers.progress.heading_words import find_unit
from parsers.progress.items import without_marker
from parsers.progress.layout import Layout, normalise_heading

_SUB_ROW = regex.compile(r"^[\s\N{IDEOGRAPHIC SPACE}]*(?:うち|（うち|\(うち|内数)\s*(?P<name>.+)$")
_UNIT_BRACKET = regex.compile(r"\s*[(（\[［][^()（）\[\]［］]*[)）\]］]\s*$")
_SUMS = ("合計", "総計", "小計")


def plain_label(label: str) -> str:
    """The label without its number, a footnote mark and a bracket that holds nothing but the unit.

    >>> plain_label("路線バスの利用者数※1（千人/年）")
    '路線バスの利用者数'
    >>> plain_label("出生率（人口千対）")
    '出生率（人口千対）'
    """
    label = without_marker(without_marks(label))
    match = _UNIT_BRACKET.search(label)
    if match and find_unit(match[0]):
        return without_marks(label[: match.start()])
    return label


def sub_row_name(text: str) -> str:
    """What a sub-row narrows its indicator to (県北エリア of うち県北エリア); empty if it is none."""
    match = _SUB_ROW.match(text)
    return match["name"].strip().rstrip(")）") if match else ""


def narrowed(label: str, parent: str, parts: Sequence[str]) -> str:
    """The label with what narrows it in brackets: a sub-row's name, 男性 in the cell beside it."""
    narrower = sub_row_name(label)
    if parent and narrower:
        return f"{parent}（{narrower}）"
    beside = "・".join(filter(None, map(plain_label, parts)))
    return f"{label}（{beside}）" if beside and beside != label else label


def is_total(text: str, layout: Layout) -> bool:
    """Whether the name of a row says that it adds up others (計, 効果額合計)."""
    name = normalise_heading(plain_label(text))
    return name in layout.totals or name.endswith(_SUMS)
