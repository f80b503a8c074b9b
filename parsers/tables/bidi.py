"""Right-to-left writing: a line's characters from the order on the page to that of reading."""

import numpy as np
import regex

from parsers.tables.page import Flags, Integers

RIGHT_TO_LEFT = regex.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WORD = regex.compile(r"[^\W_]")
_LEFT_TO_RIGHT = regex.compile(r"[^\W_]+(?:[^\w\s()\[\]]*[^\W_]+)*%?", regex.VERSION1)

_IS_LEFTWARD = np.zeros(0x10000, dtype=bool)
for _low, _high in ((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC)):
    _IS_LEFTWARD[_low : _high + 1] = True


def is_leftward(codes: Integers) -> Flags:
    """Which characters are letters of right-to-left scripts: those of `RIGHT_TO_LEFT`."""
    leftward: Flags = _IS_LEFTWARD.take(codes, mode="clip")
    return leftward


def blanks_on_page(told: Integers, leftward: Integers, count: int) -> Integers:
    """Before which characters, from left to right, a blank stands of which an engine tells.

    Engines tell of a blank before a character in the order of reading: it stands to the right of a
    letter that is read leftward.

    Args:
        told: Before which characters the engine tells of one.
        leftward: Which of them are such letters.
        count: How many characters there are.
    """
    moved = np.unique(told + np.isin(told, leftward))
    return moved[moved < count]


def reading_order(text: str) -> list[int]:
    """Indices of a line's characters, from left to right on the page, in the order of reading.

    Words of left-to-right scripts and numbers keep their order inside a line that runs to the left;
    in a line that runs to the right the words of the other scripts are turned round.

    >>> "".join("!םולש 12 abc"[i] for i in reading_order("!םולש 12 abc"))
    'abc 12 שלום!'
    """
    others = RIGHT_TO_LEFT.sub("", text)
    if not _WORD.search(others):
        return list(reversed(range(len(text))))
    theirs = len(text) - len(others)
    if 2 * theirs >= sum(map(str.isalpha, text)):
        return _turn(text, 0, len(text))
    order: list[int] = []
    for match in regex.finditer(rf"{RIGHT_TO_LEFT.pattern}(?:.*{RIGHT_TO_LEFT.pattern})?", text):
        order += [*range(len(order), match.start()), *_turn(text, *match.span())]
    return [*order, *range(len(order), len(text))]


def _turn(text: str, start: int, end: int) -> list[int]:
    """Characters from right to left, but for what is read to the right inside."""
    order: list[int] = []
    for match in _LEFT_TO_RIGHT.finditer(text, start, end):
        if not RIGHT_TO_LEFT.search(match[0]):
            first, behind = match.span()
            order += [*range(start + len(order), first), *reversed(range(first, behind))]
    order += range(start + len(order), end)
    return order[::-1]
