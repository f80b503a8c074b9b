"""Blanks between words: those in the file that nobody sees, and those that only a gap shows."""

import numpy as np

from parsers.tables.order import InLines, find_nothing
from parsers.tables.page import Flags, Floats, Integers

BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)
"""White space."""

_IS_BLANK = np.zeros(0x10000, dtype=bool)
_IS_BLANK[list(BLANKS)] = True

IDEOGRAPHIC_BLANK = "\N{IDEOGRAPHIC SPACE}"

SYMBOLS = 0x2000
"""Code points below are those of alphabets; ① and → stand between words as 漢字 do."""

NO_GAP = 0.1
"""Characters nearer to each other than this part of the font size have no gap between them."""

LATIN_GAP = 0.18
"""Gap between Latin characters, in parts of the font size, that separates words."""

SWALLOWED = 0.1
"""Where an engine tells of a blank and hardly a gap is left, the character before has it in its box."""

SCRIPT_GAP, SET_APART = 0.215, 0.35
"""Gap between Latin and Japanese that is a blank; word processors leave 0.2 to 0.25 of their own."""

IDEOGRAPHIC_GAP = 0.8
"""A blank as wide as this is an ideographic one."""

WIDE_GAP = 1.2
"""Gap that separates words in any script."""


def is_blank(codes: Integers) -> Flags:
    """Which characters are white space."""
    blank: Flags = _IS_BLANK.take(codes, mode="clip")
    return blank


def without_displaced(text: InLines) -> InLines:
    """The text without blanks without width in a gap that a character drawn later fills.

    Nobody sees a blank there.
    """
    at = find_nothing(text.codes, text.frames)
    at = at[(at > 0) & (at < len(text.codes) - 1)]
    if not len(at):
        return text
    before, own, after = text.places[at - 1], text.places[at], text.places[at + 1]
    displaced = (before > own) & (after == own + 1)
    gap = text.frames[at + 1, 0] - text.frames[at - 1, 2]
    displaced &= np.abs(gap) < NO_GAP * text.sizes[at]
    if not displaced.any():
        return text
    kept = np.ones(len(text.codes), dtype=bool)
    kept[at[displaced]] = False
    return text.take(kept.nonzero()[0])


def measure_gaps(text: InLines) -> Floats:
    """How far each character begins behind the end of the one before; the first one is no gap."""
    gaps = text.frames[:, 0].copy()
    gaps[0] = -np.inf
    gaps[1:] -= text.frames[:-1, 2]
    return gaps


def find_told(text: InLines, gaps: Floats) -> Integers:
    """Before which characters the engine tells of a blank: a gap must prove it after a jump.

    Args:
        text: The characters: one that does not go on in the content beside the one before is a jump.
        gaps: The gap before each.
    """
    at = text.spaced.nonzero()[0]
    own = text.places[at]
    before = text.places.take(at - 1, mode="clip")
    after = text.places.take(at + 1, mode="clip")
    goes_on = (own == before + 1) | (own == after + 1)  # or leftward
    goes_on |= gaps[at] >= SWALLOWED * text.sizes[at]
    told: Integers = at[goes_on]
    return told


def blanks_in_gaps(
    text: InLines, gaps: Floats, told: Integers, blank: Flags
) -> tuple[Integers, Integers]:
    """Before which characters a blank belongs because of the gap that is left there, and which.

    Args:
        text: The characters.
        gaps: The gap before each.
        told: Before which of them the engine tells of a blank.
        blank: Which of them are white space.
    """
    gap = gaps.copy()
    gap[1:] /= np.maximum(np.minimum(text.sizes[1:], text.sizes[:-1]), 0.1)
    apart = np.zeros(len(gap), dtype=bool)
    apart[_not_set_apart(text, told)] = True
    likely = apart | (gap > LATIN_GAP)
    likely[text.cuts[:-1]] = False
    before = likely.nonzero()[0]
    before = before[~(blank[before] | blank[before - 1])]
    gap, apart = gap[before], apart[before]
    latin, after_latin = text.codes[before] < SYMBOLS, text.codes[before - 1] < SYMBOLS
    both = latin & after_latin
    # Word processors set scripts apart; where blanks are characters, a blank's width is no proof.
    least = SET_APART if (text.codes == ord(" ")).any() else SCRIPT_GAP
    proved = apart & (gap > np.where(latin != after_latin, least, LATIN_GAP))
    proved |= apart & both & (np.abs(gap) < SWALLOWED)
    wanted = (gap > WIDE_GAP) | proved | ((gap > LATIN_GAP) & both)
    wide = (gap > IDEOGRAPHIC_GAP) & proved & ~both
    kinds = np.where(wide, ord(IDEOGRAPHIC_BLANK), ord(" "))
    return before[wanted], kinds[wanted]


def _not_set_apart(text: InLines, told: Integers) -> Integers:
    """The blanks but those of lines that are spaced evenly (プ ロ ジ ェ ク ト): they are none."""
    if not len(told):
        return told
    line = text.cuts.searchsorted(told, "right") - 1
    every = text.cuts[1:] - text.cuts[:-1]
    evenly = np.bincount(line, minlength=len(every)) * 2 > every
    return told[~evenly[line]]
