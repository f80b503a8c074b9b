"""What of an indicator's label tells it from others: its key, its words, its numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import regex

from parsers.notation.fold import fold
from parsers.notation.labels import label_key
from parsers.notation.vocabulary import read_vocabulary
from parsers.notation.words import split_words

_NUMBERING = regex.compile(
    r"^\s*(?:[①-⑳㉑-㉟]|(?:KPI|指標|No\.?)?\s*[(]?\d{1,2}(?:-\d{1,2})*[).:、](?!\d)"
    r"|\d{1,2}-\d{1,2}(?=[\s\p{Han}\p{Katakana}])|[(][\p{Katakana}\p{Han}][)]|[・○◯◎●■□※*])\s*",
    regex.IGNORECASE,
)
_BOUND = ("助詞", "助動詞", "補助記号", "空白")
_PLACES = regex.compile("[かカヵヶケ個]所")
_NUMBER = regex.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is compared.

    Attributes:
        printed: Without white space, widths folded: what makes two labels the same text.
        key: In normalised forms: the same for every spelling (取組, 取り組み; か所, 箇所).
        words: Its words in normalised forms.
        numbers: The numbers in it (25～44歳).
        contrasts: Its words that set an indicator apart from its siblings, by their group.
    """

    printed: str
    key: str
    words: frozenset[str]
    numbers: frozenset[str]
    contrasts: Mapping[str, frozenset[str]]


@cache
def read_label(text: str) -> Label:
    """Read a label.

    >>> read_label("１．整備か所数").key == read_label("整備箇所数").key
    True
    >>> sorted(read_label("就業率（女性、25～44歳）").numbers)
    ['25', '44']
    """
    printed = "".join(_NUMBERING.sub("", fold(text)).split())
    spelled = _PLACES.sub("箇所", printed)
    words = frozenset(
        word.normalized_form()
        for word in split_words(spelled)
        if word.part_of_speech()[0] not in _BOUND
    )
    return Label(
        printed=printed,
        key=label_key(spelled) or printed,
        words=words,
        numbers=frozenset(_NUMBER.findall(spelled)),
        contrasts=_contrasts(spelled),
    )


def clash(one: Label, other: Label) -> bool:
    """Whether the labels name siblings: each has its own word of a group, or its own numbers.

    >>> clash(read_label("女性管理職数"), read_label("男性管理職数"))
    True
    >>> clash(read_label("管理職数"), read_label("女性管理職数"))
    False
    """
    groups = one.contrasts.keys() & other.contrasts.keys()
    words = any(_apart(one.contrasts[group], other.contrasts[group]) for group in groups)
    return words or _apart(one.numbers, other.numbers)


def differ_by_mark(one: Label, other: Label) -> bool:
    """Whether just one of them has a word that sets an indicator apart (累計, 女性)."""
    return one.contrasts.keys() != other.contrasts.keys() or bool(one.numbers) != bool(
        other.numbers
    )


def find_siblings(editions: Iterable[Iterable[Label]]) -> frozenset[frozenset[str]]:
    """Pairs of words that tell indicators of one edition apart (農業, 林業), learned from it.

    Two labels of one edition that differ in one word are two indicators, so the two words are no
    two names of one thing.
    """
    pairs: set[frozenset[str]] = set()
    for labels in editions:
        rest: dict[frozenset[str], set[str]] = defaultdict(set)
        for words in {label.words for label in labels}:
            for word in words:
                rest[words - {word}].add(word)
        for alike in rest.values():
            pairs.update(map(frozenset, combinations(sorted(alike), 2)))
    return frozenset(pairs)


def are_siblings(one: Label, other: Label, siblings: frozenset[frozenset[str]]) -> bool:
    """Whether the labels differ in one word, and by two words that are known to tell apart."""
    mine, theirs = one.words - other.words, other.words - one.words
    return len(mine) == len(theirs) == 1 and mine | theirs in siblings


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and one != other)


def _contrasts(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for match in _contrast_pattern().finditer(text):
        found[_contrast_groups()[match[0]]].add(match[0])
    return {group: frozenset(words) for group, words in found.items()}


@cache
def _contrast_groups() -> dict[str, str]:
    return {row["word"]: row["group"] for row in read_vocabulary("contrasts")}


@cache
def _contrast_pattern() -> "regex.Pattern[str]":
    words = sorted(_contrast_groups(), key=lambda word: (-len(word), word))
    return regex.compile("|".join(map(_bounded, words)))


def _bounded(word: str) -> str:
    """A word of one character counts where it stands alone: 男, not 男女."""
    return word if len(word) > 1 else rf"(?<!\p{{Han}}){word}(?!\p{{Han}})"
