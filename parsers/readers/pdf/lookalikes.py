"""Code points that fonts hand back for others of the same shape, mended.

A PDF keeps glyphs; a map in the font (ToUnicode) leads back to characters, and where several share
a glyph it often names the wrong one: the radical ⼯ (U+2F2F) for 工, the hyphenation point for ・.
"""

import csv
from functools import cache
from importlib import resources
from unicodedata import normalize

import numpy as np

from parsers.tables.page import Integers

KANGXI_RADICALS = range(0x2F00, 0x2FD6)


@cache
def _steps() -> Integers:
    """For each code point, how far it is to the one it stands for; the last entry is 0."""
    pairs = {code: ord(normalize("NFKC", chr(code))) for code in KANGXI_RADICALS}
    file = resources.files(__package__) / "lookalikes.csv"
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        pairs[_code(row["code_point"])] = _code(row["stands_for"])
    steps = np.zeros(max(pairs) + 2, dtype=np.int64)
    for code, meant in pairs.items():
        steps[code] = meant - code
    return steps


def _code(name: str) -> int:
    return int(name.removeprefix("U+"), base=16)


def mend_lookalikes(codes: Integers) -> Integers:
    """The code points, those that only look like others replaced; the same array where none does.

    >>> mend_lookalikes(np.array([0x2F2F, 0x2027, 0x41])).tolist() == [ord(c) for c in "工・A"]
    True
    """
    steps = _steps().take(codes, mode="clip")
    return codes + steps if steps.any() else codes
