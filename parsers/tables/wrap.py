"""Physical lines to the text that was typed: what merely wrapped is joined again.

A line feed stays where a new item or paragraph begins: at a marker (・ ▼ ① （1）) and where the
line before had room for what follows, or is indented by a character. Japanese joins without a
blank, Latin words with one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from parsers.tables.blanks import IDEOGRAPHIC_BLANK
from parsers.tables.lines import Line
from parsers.tables.page import IDEOGRAPHIC
from parsers.tables.places import NOWHERE, Places

MARKER = regex.compile(
    r"(?P<sure>[▼▽▲△◆◇■□●◎※★☆➢➤►▶✓]|[①-⑳㉑-㉟❶-❿⑴-⒇])(?!\d)"
    r"|(?P<dot>[・･•‣⁃○◯‐–—-](?!\d)|[（(]\d{1,2}[）)]|\d{1,2}[.．)）](?!\d)|[ア-ンa-z][)）])"
)
"""What an item begins with. A `dot` may also stand in the middle of a sentence."""

OPENERS = "「『（(［[〔【〈《｛{“‘"
CLOSERS = "」』）)］]〕】〉》｝}”’、。，．,.:：;；！？!?ー・％%"
BRACKETS = {"（": "）", "(": ")", "「": "」", "『": "』", "［": "］", "[": "]", "【": "】"}
UNBROKEN = regex.compile(
    rf"[{regex.escape(OPENERS)}]*(?:[\x21-\x7e\xa1-\u2e7f]+|.)?[{regex.escape(CLOSERS)}]*"
)
"""What a line may not be broken within, at the start of a text."""

FIRST_IDEOGRAPHIC = chr(IDEOGRAPHIC)

WIDE = 0x2010
"""Characters from here on are as wide as they are high."""

SLACK = 0.6
"""A line that leaves less room than what follows needs, plus this part of a character, is full."""

INDENT = 0.7, 1.5
"""A paragraph's first line stands this far (em) right of the others."""

LEVEL = 0.3
"""Places along lines that differ by less (em) are the same."""


def join_lines(lines: Sequence[Line], limits: Sequence[float]) -> tuple[str, Places]:
    """The text of lines and the place of each character.

    Args:
        lines: Lines of one cell or paragraph in reading order.
        limits: For each line where the room for its text ends, along the line.
    """
    if not lines:
        return "", Places()
    first = lines[0]
    text = first.text.lstrip()
    indent = len(first.text) - len(text)
    own = first.places.part(indent, len(first.text)) if indent else first.places
    if len(lines) == 1:
        return text, Places((own,))
    dots = _dots_are_items(lines, limits)
    texts, places = [text], [own]
    indented = {*_find_indented(lines, limits)} if len(lines) > 2 else ()
    for at in range(1, len(lines)):
        before, line, limit = lines[at - 1], lines[at], limits[at - 1]
        joiner = "\n" if at in indented else separator(before, line, limit, dots=dots)
        if joiner:
            texts.append(joiner)
            places.append(NOWHERE)
        texts.append(line.text)
        places.append(line.places)
    return "".join(texts), Places(places)


def separator(before: Line, line: Line, limit: float, *, dots: bool) -> str:
    """What stands between two lines: a line feed, a blank or nothing."""
    if begins_anew(before, line, limit, dots=dots):
        return "\n"
    return " " if _is_word_gap(before, line, limit) else ""


def begins_anew(before: Line, line: Line, limit: float, *, dots: bool) -> bool:
    """Whether a line does not go on with the sentence of the line before."""
    if line.text[0] == IDEOGRAPHIC_BLANK:
        return True
    marker = _marker_of(line.text)
    return marker == "sure" or bool(marker and dots) or has_room(before, line, limit)


def _marker_of(text: str) -> str | None:
    """The kind of marker that a text begins with, `sure` or `dot`, if any."""
    first = text[0]
    if first.isalpha() and not ("a" <= first <= "z" or "ア" <= first <= "ン"):
        return None  # as most texts do
    return _match_marker(text)


@lru_cache(maxsize=1 << 12)
def _match_marker(text: str) -> str | None:
    marker = MARKER.match(text)
    return marker.lastgroup if marker else None


def _find_indented(lines: Sequence[Line], limits: Sequence[float]) -> Iterator[int]:
    """Which of three lines or more the author indented by a character: paragraphs begin there.

    They are told from text that hangs below its marker by a full one that goes on at the edge, and
    from a block of narrower text by the edge before and after.
    """
    if _are_at_the_edge(lines[1:], lines[0]):
        return
    if _is_flush_right(lines) or _is_centred(lines):
        return
    edges = {
        page: min(a.start for a in lines if a.page == page) for page in {a.page for a in lines}
    }
    depths = [(line.start - edges[line.page]) / line.size for line in lines]
    indented = [INDENT[0] < depth < INDENT[1] for depth in depths]
    wrapped = (
        indented[at - 1]
        and depths[at] < LEVEL
        and not _marker_of(lines[at].text)
        and not has_room(lines[at - 1], lines[at], limits[at - 1])
        for at in range(2, len(lines))
    )
    if any(wrapped):
        edge = [depth < LEVEL for depth in (*depths, 0.0)]
        for at in range(1, len(lines)):
            before = lines[at - 1].text
            if indented[at] and edge[at - 1] and edge[at + 1] and not _hangs(before):
                yield at


def _are_at_the_edge(lines: Sequence[Line], first: Line) -> bool:
    """Whether lines begin at one place, which only the one before them may stand farther in than."""
    starts = [line.start for line in lines]
    least = LEVEL * min([line.size for line in lines])
    return max(starts) - min(*starts, first.start) < least


def _hangs(before: str) -> bool:
    """Whether the next line hangs below the text behind the mark that this line begins with."""
    return before[0] in CLOSERS or has_open_bracket(before)


def has_open_bracket(text: str) -> bool:
    """Whether a bracket in the text is not closed in it.

    >>> has_open_bracket("「目標（R6）は"), has_open_bracket("「目標」（R6）")
    (True, False)
    """
    return any(text.count(left) > text.count(right) for left, right in BRACKETS.items())


def _is_flush_right(lines: Sequence[Line]) -> bool:
    return all(abs(line.end - lines[0].end) < LEVEL * line.size for line in lines)


def _is_centred(lines: Sequence[Line]) -> bool:
    middle = lines[0].start + lines[0].end
    return all(abs(line.start + line.end - middle) < 2 * LEVEL * line.size for line in lines)


def _dots_are_items(lines: Sequence[Line], limits: Sequence[float]) -> bool:
    """Whether a ・ at the start of a line begins an item although the line before is full."""
    markers = [_marker_of(line.text) for line in lines]
    return markers[0] == "dot" or any(
        marker == "dot" and has_room(before, line, limit)
        for marker, before, line, limit in zip(markers[1:], lines, lines[1:], limits, strict=False)
    )


def has_room(before: Line, line: Line, limit: float) -> bool:
    """Whether the beginning of the next line would have fitted behind the line before."""
    left = limit - before.end - SLACK * max(before.size, 1)
    return left > 0 and left > measure_start(line.text) * line.size


@lru_cache(maxsize=1 << 12)
def measure_start(text: str) -> float:
    """Width in em of what a line may not be broken within at the start of the text.

    >>> measure_start("（R1.8）まで"), measure_start("実施中"), measure_start("workshop ")
    (4.05, 1.0, 4.0)
    """
    match = UNBROKEN.match(text)
    unbroken = match[0] if match else ""
    widths = (1.0 if ord(c) >= WIDE else 0.55 if c.isupper() else 0.5 for c in unbroken)
    return round(sum(widths), 2)


def _is_word_gap(before: Line, line: Line, limit: float) -> bool:
    """Whether the line was broken at a blank between words."""
    left, right = before.text[-1], line.text[0]
    if ord(left) >= IDEOGRAPHIC or ord(right) >= IDEOGRAPHIC:
        return False
    full = limit - before.end < SLACK * before.size
    return not (full and max(before.text + line.text) >= FIRST_IDEOGRAPHIC)
