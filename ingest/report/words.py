"""The report's own words in both languages; the page shows one of them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from markupsafe import Markup


@cache
def read_words() -> Mapping[str, tuple[str, str]]:
    """Each word with its Japanese and its English form."""
    text = resources.files("ingest.report").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: (ja, en) for name, (ja, en) in tomllib.loads(text)["word"].items()}


def say(name: str) -> Markup:
    """A word as both its forms, of which the style sheet shows one."""
    return both(*read_words()[name])


def both(ja: str, en: str) -> Markup:
    """A text in both languages.

    >>> both("<達成>", "Reached")
    Markup('<span class="ja" lang="ja">&lt;達成&gt;</span><span class="en" lang="en">Reached</span>')
    """
    return Markup(
        '<span class="ja" lang="ja">{}</span><span class="en" lang="en">{}</span>'
    ).format(ja, en)


def plain(name: str) -> str:
    """A word for an attribute, which cannot hold both forms apart."""
    ja, en = read_words()[name]
    return ja if ja == en else f"{ja} {en}"
