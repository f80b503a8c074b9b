"""Headings that almost say a known word: たんい, 直近の実積値, めざす値."""

from collections.abc import Mapping
from functools import cache

from parsers.progress.layout import Layout, normalise_heading

_LEAST = 80
_SHORTEST = 3


def near_word(word: str, layout: Layout) -> str | None:
    """The known heading that a word is a spelling of, or a slip of the pen away from.

    The dictionary's normalised forms are compared first (取り組み is 取組); then the letters, of
    which one in five may differ. A word as near to two meanings is near to none.

    Args:
        word: A normalised heading that the layout does not know.
        layout: The words to compare with.
    """
    known = _known(layout)
    form = _form(word)
    for key in known:
        if _form(key) == form:
            return key
    if len(word) < _SHORTEST:
        return None
    from rapidfuzz import fuzz, process

    found = process.extract(word, list(known), scorer=fuzz.ratio, score_cutoff=_LEAST, limit=3)
    best = [key for key, score, _ in found if score == found[0][1]]
    return best[0] if best and len({known[key] for key in best}) == 1 else None


def _known(layout: Layout) -> Mapping[str, str]:
    """Meaning by known word."""
    return {
        **dict.fromkeys(layout.times, "time"),
        **{word: f"time of {measure}" for word, measure in layout.time_of.items()},
        **layout.measures,
        **layout.roles,
    }


@cache
def _form(word: str) -> str:
    """The word in the dictionary's normalised forms."""
    from parsers.notation.words import split_words

    return normalise_heading("".join(m.normalized_form() for m in split_words(word)))
