"""Right-to-left writing: a line's characters from the order on the page to that of reading."""

import numpy as np
import regex

from parsers.tables.page import Flags, Integers

RIGHT_TO_LEFT = regex.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = regex.compile(r"[^\W_]+(?:[^\w\s()\[\]]*[^\W_]+)*%?", regex.VERSION1)
_LETTER = regex.compile(r"\p{L}")

_IS_LEFTWARD = np.zeros(0x10000, dtype=bool)
for _low, _high in ((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC)):
    _IS_LEFTWARD[_low : _high + 1] = True


def is_leftward(codes: Integers) -> Flags:
    """Which characters are letters of right-to-left scripts: those of `RIGHT_TO_LEFT`."""
    leftward: Flags = _IS_LEFTWARD.take(codes, mode="clip")
    return leftward


def blanks_on_page(codes: Integers, spaced: Flags) -> Flags:
    """Which characters, from left to right, have a blank to the left of them.

    Engines tell of a blank before a character in the order of reading: it stands to the right of a
    letter that is read leftward.
    """
    leftward = is_leftward(codes) & spaced
    if not leftward.any():
        return spaced
    moved = spaced & ~leftward
    moved[1:] |= leftward[:-1]
    return moved


def reading_order(text: str) -> Integers:
    """Indices of a line's characters, from left to right on the page, in the order of reading.

    Words of left-to-right scripts and numbers keep their order inside a line that runs to the left;
    in a line that runs to the right the words of the other scripts are turned round.

    >>> "".join("!םולש 12 abc"[i] for i in reading_order("!םולש 12 abc"))
    'abc 12 שלום!'
    """
    theirs = len(RIGHT_TO_LEFT.findall(text))
    if 2 * theirs >= len(_LETTER.findall(text)):
        return _turn(text)
    parts = []
    at = 0
    for match in regex.finditer(rf"{RIGHT_TO_LEFT.pattern}(?:.*{RIGHT_TO_LEFT.pattern})?", text):
        parts += [np.arange(at, match.start()), match.start() + _turn(match[0])]
        at = match.end()
    return np.concatenate([*parts, np.arange(at, len(text))])


def _turn(text: str) -> Integers:
    """All characters from right to left, but for what is read to the right inside."""
    order = np.arange(len(text))
    for match in _LEFT_TO_RIGHT.finditer(text):
        if not RIGHT_TO_LEFT.search(match[0]):
            order[match.start() : match.end()] = order[match.start() : match.end()][::-1]
    turned: Integers = order[::-1]
    return turned
