"""How often each character stands in a document, counted page by page."""

from collections import Counter

import numpy as np

from parsers.document import WITHOUT_WIDTH

BASIC = 0x10000
"""Most texts have no code points from here on: room for them is made once they come."""


class Tally:
    """Counts of characters, white space apart, in the order in which they first come.

    They are counted as code points: as text each would be made an object first.
    """

    __slots__ = ("_counts", "_met")

    def __init__(self) -> None:
        self._counts = np.zeros(BASIC, dtype=np.int64)
        self._met: dict[int, None] = {}

    def add(self, text: str) -> None:
        """Count the characters of a text."""
        codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
        lacking = int(codes.max(initial=0)) + 1 - len(self._counts)
        if lacking > 0:
            self._counts = np.pad(self._counts, (0, lacking))
        self._met.update(dict.fromkeys(codes[self._counts[codes] == 0].tolist()))
        np.add.at(self._counts, codes, 1)

    def total(self) -> Counter[str]:
        """What `count_characters` gives for all texts together.

        >>> tally = Tally()
        >>> for text in ("11回 /", " 30回"):
        ...     tally.add(text)
        >>> tally.total() == Counter("11回/30回")
        True
        """
        codes = list(self._met)
        counts = zip(map(chr, codes), self._counts[codes].tolist(), strict=True)
        return Counter(
            {c: count for c, count in counts if not c.isspace() and c not in WITHOUT_WIDTH}
        )
