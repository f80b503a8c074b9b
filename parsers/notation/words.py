"""What the morphological dictionary knows of a word; loaded when the vocabularies know nothing."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Morpheme, Tokenizer

_NAMES = ("名詞", "接尾辞", "接頭辞", "形状詞", "記号", "補助記号")


def split_words(text: str) -> Sequence["Morpheme"]:
    """The words of a text, each as long as the dictionary has it."""
    return tuple(_tokenizer().tokenize(text))


@cache
def word_behind_number(text: str) -> str:
    """What the text is behind a number: a `counter`, a `noun`, or empty for what names nothing.

    >>> word_behind_number("膳"), word_behind_number("地域"), word_behind_number("だった")
    ('counter', 'noun', '')
    """
    words = split_words(f"3{text}")[1:]
    if not words or words[0].part_of_speech()[0] not in _NAMES:
        return ""
    counts = len(words) == 1 and words[0].part_of_speech()[2] == "助数詞可能"
    return "counter" if counts else "noun"


@cache
def _tokenizer() -> "Tokenizer":
    from sudachipy import Dictionary, SplitMode

    return Dictionary().tokenizer(mode=SplitMode.C)
