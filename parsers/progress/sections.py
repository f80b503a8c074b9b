"""Headings between tables: 基本目標１ …, 柱２ …, １ 観光に関する指標."""

from collections.abc import Sequence
from itertools import pairwise

import regex

from parsers.document import Passage
from parsers.progress.columns import PROJECT
from parsers.progress.layout import Layout, normalise_heading
from parsers.progress.numbering import split_number
from parsers.progress.records import Project

_NAMED = regex.compile(
    r"(?:基本目標|基本方針|基本施策|政策目標|政策|施策|柱|目標|分野|戦略|プロジェクト)\s*"
    r"[0-9０-９一二三四五六七八九十ⅠⅡⅢⅣⅤⅥ①-⑳]"
    r"|第\s*[0-9０-９一二三四五六七八九十ⅠⅡⅢⅣⅤⅥ]+\s*(?:章|節|項|編|部|分野|款|の柱)"
)
_NOTE = regex.compile(r"[※*（(]|注|なお|[^\n]*[。．]\s*$")
_SUBJECT = regex.compile(r"(?:に関する|に係る|についての)(?:指標|KPI|ＫＰＩ|数値目標|目標|取組)$")
_REFERENCE = regex.compile(r"【参考】\S|■\s*\S|◆\s*\S")
_CAPTION = regex.compile(r"の?(?:KPI|ＫＰＩ|指標|数値目標|進捗状況|達成状況|一覧|一覧表|表)$")
_LONGEST = 60


def read_section(paragraph: Passage) -> Project | None:
    """The row heading that a paragraph is for the table below it; None where it is none.

    A heading is short, ends without a full stop, and begins with a number or names its level.
    """
    passage = paragraph.joined()
    text = passage.text.strip()
    if not text or len(text) > _LONGEST or _NOTE.match(text):
        return None
    if _NAMED.match(text):
        return None if _CAPTION.search(text) else Project("", text, passage)
    if _REFERENCE.match(text):
        return Project("", text, passage)
    number, name = split_number(text)
    return Project(number, _SUBJECT.sub("", name), passage) if number else None


def read_section_below(paragraph: Passage) -> Project | None:
    """The row heading that a paragraph ends with: its last line, where that is one by itself."""
    *above, last = paragraph.lines()
    below = read_section(last) if above and last.text.strip() else None
    return below or read_section(paragraph)


def read_labelled(cells: Sequence[Passage], layout: Layout, role: str = PROJECT) -> Project | None:
    """What a form names: 事業名 in one cell, the name in the next; so for other roles."""
    for label, value in pairwise(cells):
        if layout.roles.get(normalise_heading(label.text)) == role and value.text.strip():
            passage = value.joined()
            number, name = split_number(passage.text)
            return Project(number, name, passage)
    return None
