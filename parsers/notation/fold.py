"""One character for one: widths, dashes, tildes, slashes and look-alikes folded.

Folding keeps the length of the text, so every span of the folded text indexes the raw text. It is
not NFKC, which turns ① into 1 and ㎡ into m2 and treats ～ and 〜 differently. CJK radicals are folded
by Unicode's Equivalent_Unified_Ideograph (`vocabulary/lookalikes.csv`), Kangxi radicals by NFKC, which
gives the same.
"""

import unicodedata

from parsers.notation.vocabulary import read_vocabulary

_SAME = {
    "-": "－−‐‑‒–—―─━ｰ\N{SOFT HYPHEN}",
    "~": "～〜∼",
    "/": "／∕⁄",
    "(": "（〔［[",
    ")": "）〕］]",
    ",": "，",
    ".": "．",
    ":": "：︰",
    "→": "⇒➡➔⟶⇨▶►",
    " ": "\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}\t",
    "'": "’‘′ʻ",
    "…": "⋯",
    "・": "‧",
    "×": "✕✖",
    "○": "〇◯",
    "¥": "￥",
    "£": "￡",
}
_KANJI_ZERO = "〇"


def _make_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for plain, others in _SAME.items():
        table |= {ord(other): plain for other in others if other != _KANJI_ZERO}
    table |= {ord(row["text"]): row["standard"] for row in read_vocabulary("lookalikes")}
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFF61, 0xFFA0)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    return table


_FOLDED = _make_table()
# A string is a faster table than a dictionary, which raises for each character that it lacks.
_TABLE = "".join(_FOLDED.get(code, chr(code)) for code in range(0x10000))


def fold(text: str) -> str:
    """The text with widths and look-alikes folded, as long as it was.

    >>> fold("１，２３４人／２，０００人（Ｒ１．８）")
    '1,234人/2,000人(R1.8)'
    >>> fold("⽅⾼～〜−")
    '方高~~-'
    """
    return text.translate(_TABLE)
