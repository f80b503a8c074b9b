"""Bytes to text: which encoding Japanese text is in."""

import regex

from parsers.findings import Finding

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GARBLED = regex.compile(r"[縺繧繝][^\sぁ-ヿ。、]|ã[\x80-\xbf‚ƒ„€]|\N{REPLACEMENT CHARACTER}")
_SHOWN = 20
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HALF_KANA = regex.compile(
    r"[\N{HALFWIDTH IDEOGRAPHIC FULL STOP}-\N{HALFWIDTH KATAKANA SEMI-VOICED SOUND MARK}]"
)


def decode_text(content: bytes, declared: str = "") -> str | None:
    """The text of the bytes, or None where they are no text.

    A byte order mark decides; then the declared encoding, if it fits; then UTF-8, ISO-2022-JP, and
    of CP932 and EUC-JP the one that reads as Japanese.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content, encoding)
    if declared and (text := _decode(content, declared)) is not None:
        return text
    if any(escape in content for escape in _ESCAPES):
        return _decode(content, "iso2022_jp_ext")
    if (text := _decode(content, "utf-8")) is not None:
        return text
    candidates = [t for e in ("cp932", "euc_jis_2004") if (t := _decode(content, e)) is not None]
    return max(candidates, key=_looks_japanese, default=None)


def _decode(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _CONTROL.search(text) else text


def _looks_japanese(text: str) -> int:
    """Kana speak for a decoding, half-width kana against it: wrong decodings are full of them."""
    half = len(_HALF_KANA.findall(text))
    return len(_KANA.findall(text)) - 3 * half


def find_mojibake(text: str) -> Finding | None:
    """Text that was once decoded by the wrong encoding, and cannot be told back for certain.

    UTF-8 kana read as Shift_JIS are full of 縺 and 繧, which hardly stand in real text; read as
    Latin-1 they are full of ã. What could not be decoded at all is U+FFFD.

    >>> find_mojibake("進捗の状況".encode().decode("cp932", "replace")).code
    'R115'
    >>> find_mojibake("進捗の状況、縺れた糸")
    """
    garbled = _GARBLED.findall(text)
    many = len(garbled) > 2 or "\N{REPLACEMENT CHARACTER}" in garbled
    return Finding("R115", "".join(garbled)[:_SHOWN]) if many else None
