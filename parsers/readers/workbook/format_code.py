"""Number formats of workbooks (`0.0;"△ "0.0`, `ggge"年"m"月"d"日"`) as tokens.

A format code has up to four sections, parted by semicolons: for positive numbers, negative numbers,
zero, and text; a section may hold a condition of its own, `[<100]`. Quoted text, escapes, colours
and widths look the same in all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

_TOKEN = regex.compile(
    r"""(?P<literal>"[^"]*")
      | \\(?P<escaped>.)
      | (?P<pad>_.)
      | (?P<fill>\*.)
      | \[(?P<bracket>[^\]]*)\]
      | (?P<general>General|G/標準|Standard)
      | (?P<half_day>AM/PM|A/P|午前/午後|上午/下午)
      | (?P<exponent>E[+\-])
      | (?P<date>y+|m+|d+|h+|s+|g+|e+|r+|a{3,4})
      | (?P<digit>[0#?])
      | (?P<point>\.)
      | (?P<comma>,)
      | (?P<percent>%)
      | (?P<text>@)
      | (?P<other>.)""",
    regex.VERBOSE | regex.IGNORECASE | regex.DOTALL,
)
_CONDITION = regex.compile(r"(?P<sign><=|>=|<>|<|>|=)\s*(?P<limit>-?[0-9.]+)$")
_ELAPSED = regex.compile(r"h+|m+|s+", regex.IGNORECASE)
_CURRENCY = regex.compile(r"\$(?P<symbol>[^\-]+)(?:-[0-9A-Fa-f]+)?$")
_NUMERIC = frozenset({"digit", "point", "comma"})
_TEXT = {"literal": "t"}
_PLAIN = regex.compile(r"t*(?P<number>(?P<whole>#,##[#0]|#*[#0])(?:\.(?P<decimals>0+))?)t*")
_DIGITS = regex.compile(r"DBNum(?P<kind>[1-3])$", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code: `literal`, `digit`, `date` …, and its characters."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format code.

    Attributes:
        tokens: Its pieces from left to right.
        kinds: The kinds of its pieces.
        condition: Sign and limit of `[<100]`, None where it has none.
        numerals: The kind of `[DBNum1]` (1 to 3): figures in kanji or full width; 0 for plain ones.
        first_year: The locale writes the first year of an era as 元.
        plain: How it shows numbers, where it is one of the many that need no filling of places.
    """

    tokens: tuple[Token, ...]
    kinds: frozenset[str]
    condition: tuple[str, Decimal] | None = None
    numerals: int = 0
    first_year: bool = False
    plain: "Plain | None" = None

    def has(self, *kinds: str) -> bool:
        """Whether the section holds a token of one of the kinds."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def is_date(self) -> bool:
        """Whether the section shows a day or a time."""
        return self.has("date", "elapsed", "half_day")


@dataclass(frozen=True, slots=True)
class Plain:
    """A section such as `"△ "#,##0.0_ `: text, a number, text.

    Attributes:
        before: Text before the number.
        after: Text after it.
        places: Digits after the point.
        thousands: Whether commas part thousands.
        zero: Whether a whole part of zero is shown.
    """

    before: str
    after: str
    places: int
    thousands: bool
    zero: bool


@lru_cache(maxsize=4096)
def parse_format(code: str) -> tuple[Section, ...]:
    """The sections of a format code.

    >>> [[token.text for token in section.tokens] for section in parse_format('0.0;"△ "0.0')]
    [['0', '.', '0'], ['△ ', '0', '.', '0']]
    """
    return tuple(_parse_section(part) for part in _split(code))


def _plain(tokens: Sequence[Token]) -> Plain | None:
    """The plain form of a section; None where its places must be filled one by one."""
    shape = "".join(t.text if t.kind in _NUMERIC else _TEXT.get(t.kind, "x") for t in tokens)
    match = _PLAIN.fullmatch(shape)
    if match is None:
        return None
    texts = [token.text for token in tokens]
    return Plain(
        before="".join(texts[: match.start("number")]),
        after="".join(texts[match.end("number") :]),
        places=len(match["decimals"] or ""),
        thousands="," in match["whole"],
        zero=match["whole"].endswith("0"),
    )


def _split(code: str) -> list[str]:
    """The code at its semicolons, quoted and escaped ones apart."""
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _parse_section(part: str) -> Section:
    tokens: list[Token] = []
    condition = None
    numerals, first_year = 0, False
    for match in _TOKEN.finditer(part):
        bracket = match["bracket"]
        if bracket is None:
            tokens.append(_token(match))
        elif (found := _CONDITION.match(bracket)) is not None:
            condition = (found["sign"], Decimal(found["limit"]))
        elif _ELAPSED.fullmatch(bracket):
            tokens.append(Token("elapsed", bracket.lower()))
        elif (found := _CURRENCY.match(bracket)) is not None:
            tokens.append(Token("literal", found["symbol"]))
        elif (found := _DIGITS.match(bracket)) is not None:
            numerals = int(found["kind"])
        first_year |= "gannen" in (bracket or "").lower()
    kinds = frozenset(token.kind for token in tokens)
    plain = None if numerals else _plain(tokens)
    return Section(tuple(tokens), kinds, condition, numerals, first_year, plain)


def _token(match: "regex.Match[str]") -> Token:
    kind = match.lastgroup or "other"
    if kind == "literal":
        return Token("literal", match[0][1:-1])
    if kind == "escaped":
        return Token("literal", match["escaped"])
    if kind == "pad":
        return Token("literal", " ")
    if kind == "fill":
        return Token("literal", "")
    if kind == "other":
        return Token("slash" if match[0] == "/" else "literal", match[0])
    return Token(kind, match[0].lower() if kind == "date" else match[0])
