"""Footnote marks (※1, *2, （注3）) and the notes that they lead to."""

from collections.abc import Iterator

import regex

from parsers.document import Passage
from parsers.notation.fold import fold

_MARK = r"(?:[※＊*]\s*(?:[0-9０-９]{1,2}|[①-⑳])?|[(（]?注\s*(?:[0-9０-９]{1,2}|[①-⑳])[)）]?|[(（][※＊*][0-9０-９]*[)）])"
_MARKS = regex.compile(_MARK)
_AT_END = regex.compile(rf"\s*{_MARK}\s*$")
_NOTE = regex.compile(
    rf"\s*(?P<mark>{_MARK}|[(（]?注[)）]?(?=[\s:：　]))[\s:：.．)）]*(?P<text>\S.*)", regex.DOTALL
)


def without_marks(text: str) -> str:
    """The text without the footnote marks at its end.

    >>> without_marks("観光入込客数※1")
    '観光入込客数'
    """
    text = text.strip()
    while (match := _AT_END.search(text)) and match.start():
        text = text[: match.start()].strip()
    return text


def marks_in(text: str) -> Iterator[str]:
    """The footnote marks that stand behind something in a text, in one spelling."""
    for match in _MARKS.finditer(text):
        if match.start():
            yield _plain(match[0])


def read_note(passage: Passage) -> str | None:
    """The mark that a note begins with, in one spelling; None where the text is no note.

    >>> from parsers.document import Locator
    >>> read_note(Passage("※１　高速バスを除く。", Locator()))
    '※1'
    """
    match = _NOTE.fullmatch(passage.text)
    return _plain(match["mark"]) if match else None


def after_mark(text: str) -> str:
    """The text of a note without the mark that it begins with.

    >>> after_mark("（注１）高速バスを除く。"), after_mark("高速バスを除く。")
    ('高速バスを除く。', '高速バスを除く。')
    """
    match = _NOTE.fullmatch(text)
    return match["text"] if match else text


def split_notes(passage: Passage) -> tuple[Passage, ...]:
    """The notes of a paragraph or cell, one a line; a line without a mark goes on with the last."""
    notes: list[Passage] = []
    start: int | None = None
    at = 0
    text = passage.text
    for line in [*text.split("\n"), None]:
        begins = line is None or read_note(passage.slice(at, at + len(line))) is not None
        if begins and start is not None:
            notes.append(passage.slice(start, at).strip())
        if line is None:
            break
        start = at if begins else start
        at = min(at + len(line) + 1, len(text))
    return tuple(notes)


def _plain(mark: str) -> str:
    return fold(regex.sub(r"[\s()（）]", "", mark)).replace("＊", "*")
