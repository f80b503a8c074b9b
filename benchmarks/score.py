"""Compare the tables of a document with a truth: cell F1 by exact text.

White space is removed and widths are folded before texts are compared.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable


def fold(text: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split())


def f1(expected: Iterable[str], found: Iterable[str]) -> float:
    """Harmonic mean of precision and recall of the non-empty cells, each counted once."""
    left = Counter(filter(None, map(fold, expected)))
    right = Counter(filter(None, map(fold, found)))
    both = (left & right).total()
    total = left.total() + right.total()
    return 2 * both / total if total else 1.0
