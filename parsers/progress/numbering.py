"""The number in front of a row heading: ①, （１）, 1., １－２, Ⅰ, 第1."""

import unicodedata

import regex

_NUMBERED = regex.compile(
    r"""\s*(?:
        (?P<number>[①-⑳㉑-㉟㊱-㊿❶-❿Ⅰ-Ⅻⅰ-ⅻ])\s*[.．、]?
      | [(（〔\[［](?P<number>[0-9０-９]{1,3}|[Ⅰ-Ⅻ]|[ア-ン])[)）〕\]］]
      | (?:No\.?|№|第)\s*(?P<number>[0-9０-９]{1,3})\s*[:：章節項]?(?=\s)
      | (?P<number>[0-9０-９]{1,3}(?:[-－‐–−ー][0-9０-９]{1,3})*)
        (?:[.．、)）:：]\s*|\s+)(?![0-9０-９])
    )\s*(?=\S)""",
    regex.VERBOSE,
)

_ALONE = regex.compile(
    r"(?:基本目標|基本方針|基本施策|政策|施策|柱|目標|分野|戦略|プロジェクト|第|No\.?)?\s*"
    r"(?:[①-⑳Ⅰ-Ⅻ]|[(（]?[0-9０-９一二三四五六七八九十]{1,3}(?:[-－‐–−ー][0-9０-９]{1,3})*[)）]?)\s*[.．章節項]?"
)


def split_number(heading: str) -> tuple[str, str]:
    """Split a heading into its number, as plain digits, and its name.

    >>> split_number("① 瀬戸内産業競争力・生産性強化")
    ('1', '瀬戸内産業競争力・生産性強化')
    >>> split_number("１－２　子育て支援")
    ('1-2', '子育て支援')
    >>> split_number("（３）産業人材")
    ('3', '産業人材')
    >>> split_number("10万人の交流")
    ('', '10万人の交流')
    """
    match = _NUMBERED.match(heading)
    if match is None:
        return "", heading.strip()
    return _plain_number(match["number"]), heading[match.end() :].strip()


def is_number(text: str) -> bool:
    """Whether a line holds only the number of a heading, whose name is on the next line.

    >>> is_number("１－１"), is_number("基本目標２"), is_number("子育て")
    (True, True, False)
    """
    return bool(_ALONE.fullmatch(text.strip()))


def _plain_number(number: str) -> str:
    if "❶" <= number <= "❿":
        return str(unicodedata.digit(number, 10))
    plain = unicodedata.normalize("NFKC", number)
    return plain.translate({ord(dash): "-" for dash in "‐–−ー"})
