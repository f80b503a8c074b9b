"""The key of a label: the same for every spelling of it (取組, 取り組み)."""

from functools import cache

import regex

from parsers.notation.fold import fold
from parsers.notation.words import split_words

_IGNORED = regex.compile(r"[\s、。,.・･「」『』\"'()]")

_OKURIGANA = regex.compile(r"(?<=\p{Han})\p{Hiragana}+$")


@cache
def label_key(label: str) -> str:
    """The label in normalised forms, without white space and punctuation.

    >>> label_key("取り組み件数") == label_key("取組件数")
    True
    """
    folded = _IGNORED.sub("", fold(label))
    forms = (morpheme.normalized_form() for morpheme in split_words(folded))
    return "".join(_OKURIGANA.sub("", form) for form in forms)
