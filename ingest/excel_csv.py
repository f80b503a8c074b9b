"""Text that a spreadsheet program would run, made text again: for the CSV that people open in Excel.

The canonical CSV is faithful to the source: −5, ▲5 and =A1 stand there as printed. A spreadsheet
program takes a field that begins with = + - @, a tab or a carriage return (and, in a Japanese
environment, their full-width forms) for a formula, which can read other cells and call programs.
https://owasp.org/www-community/attacks/CSV_Injection
"""

import regex

_MARK = "'"
_BEGINS = regex.compile(r"[=+\-@＝＋－＠\t\r\n\0]|[\p{Z}\p{Cf}\p{Cc}]+[=+\-@＝＋－＠]")
_NUMBER = regex.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", regex.ASCII)


def neutralise(text: str) -> str:
    r"""The text so that a spreadsheet program shows it and runs nothing; numbers stay numbers.

    An apostrophe before it says that the field is text. White space and characters without width
    before a formula do not hide it.

    >>> neutralise("=cmd|' /C calc'!A0"), neutralise("＝SUM(A1)"), neutralise("\t=1")
    ("'=cmd|' /C calc'!A0", "'＝SUM(A1)", "'\t=1")
    >>> neutralise("-5"), neutralise("-1,234.5"), neutralise("▲5"), neutralise("－")
    ('-5', '-1,234.5', '▲5', '－')
    >>> neutralise("-5+cmd|' /C calc'!A0"), neutralise("@SUM(1)"), neutralise("42件")
    ("'-5+cmd|' /C calc'!A0", "'@SUM(1)", '42件')
    """
    if not _BEGINS.match(text) or _NUMBER.fullmatch(text):
        return text
    return text if len(text) == 1 and text in "-－" else f"{_MARK}{text}"
