"""Plain characters for normalised columns: no machine-dependent character, no padding.

The Digital Agency's rules forbid characters such as ① ㈱ ㎞ in data. Here such a character is one
whose compatibility form differs and that JIS X 0208 lacks. Full-width brackets and letters stay as
the publisher wrote them.
"""

import unicodedata
from functools import cache

import regex

_WIDTH_FORMS = range(0xFF00, 0xFFF0)
_CIRCLED = regex.compile(r"[①-⑳㉑-㉟㊱-㊿⓪]")
_WHITE = regex.compile(r"\s+")
_INNER_SPACE = regex.compile(r"(?<=[^\x00-\xff])\N{IDEOGRAPHIC SPACE}+(?=[^\x00-\xff])")


def to_plain(text: str) -> str:
    """The text in characters that every machine shows alike, without padding.

    >>> to_plain("㈱甲の販売額①（３㎞）")
    '(株)甲の販売額(1)（３km）'
    >>> to_plain("企　業　数")
    '企業数'
    >>> to_plain(" IN  マツダ")
    'IN マツダ'
    """
    spaced = _WHITE.sub(" ", _INNER_SPACE.sub("", text)).strip()
    return "".join(map(_plain_character, spaced))


@cache
def _plain_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if plain == character or ord(character) in _WIDTH_FORMS or _is_standard(character):
        return character
    return f"({plain})" if _CIRCLED.match(character) else plain


def _is_standard(character: str) -> bool:
    """Whether JIS X 0208 has the character."""
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


def is_plain(text: str) -> bool:
    """Whether the text holds no machine-dependent character.

    >>> is_plain("企業数（重点成長分野）"), is_plain("①")
    (True, False)
    """
    return all(_plain_character(character) == character for character in text)
