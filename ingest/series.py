"""What a document is an edition of: the publisher and the title without its date."""

import regex

from parsers.notation.dates import find_dates
from parsers.notation.fold import fold

_AFTER_DATE = regex.compile(r"^(?:現在|時点|末|版|分|月分|年分|年度|速報)+")
_REST = regex.compile(r"について|第\d+(?:回|号)|[(（「『]\s*[)）」』]")
_MARKS = regex.compile(r"[()「」『』、。・\s]")


def bare_title(title: str) -> str:
    """A title without dates and the words around them.

    >>> bare_title("己県　観光関連指標の動き（令和７年９月分）")
    '己県　観光関連指標の動き'
    >>> bare_title("産業戦略の進捗状況について（令和元年8月）")
    '産業戦略の進捗状況'
    """
    text = title
    for parsed in reversed(find_dates(fold(title))):
        text = text[: parsed.start] + _AFTER_DATE.sub("", text[parsed.end :])
    return _REST.sub("", _REST.sub("", text)).strip()


def series_key(publisher: str, series: str) -> str:
    """The same for every edition of a series.

    >>> series_key("甲県", "産業戦略の進捗（令和元年8月）") == series_key("甲県", "産業戦略の進捗")
    True
    """
    return f"{''.join(fold(publisher).split())}|{_MARKS.sub('', fold(bare_title(series)))}"
