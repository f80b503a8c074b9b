"""The shapes that most indicator strings have, each read by one pattern.

<label>:<n><unit>/<n><unit>(<date>), with → for the slash, with 実績 and 目標 before the values, a value
alone. Only label and values are found here; what they mean together is for `bodies`, as for every
other text. The readings are those of the combiner, only faster; what is not of these very shapes is
left to it. Laws in the tests hold the two against each other.
"""

import re
from collections.abc import Sequence

from parsers.notation.bodies import MEASURES, Body, join_chain, join_pair
from parsers.notation.quantities import make_plain
from parsers.notation.sides import Reader, Side
from parsers.notation.value_patterns import PLAIN_BOUND, PLAIN_NUMBER, PLAIN_UNIT
from parsers.notation.values import read_word
from parsers.notation.vocabulary import longest_first

_UNIT = PLAIN_UNIT.replace("():", "/():【】")
_WORD = r"[^\s0-9/():【】,.→~、。※*]{1,10}"
_SIDE = rf"((?:([-△▲]?)({PLAIN_NUMBER})({_UNIT}(?:/{_UNIT})?)({PLAIN_BOUND})|({_WORD})))(?:\(([^()]*)\))?"
_GROUPS = 7
_LABEL = r"[・\s○●◎◆◇■□]*([^\s:=/→()【「『・･●○◯◎◆◇■□▼▽▶▷►★☆※*➢✓①-⑳\-0-9][^:=/→\n【「『]*)"
_MARK = f"(?:【({'|'.join(longest_first(list(MEASURES)))})】|({'|'.join(longest_first(list(MEASURES)))})[ :])"
_MARKED = f"{_MARK}{_SIDE}"

_VALUES = re.compile(rf"{_LABEL}(?::\s?|\n\s*){_SIDE}(?:\s?([/→])\s?{_SIDE}(?:\s?→\s?{_SIDE})?)?")
_MARKED_VALUES = re.compile(rf"{_LABEL}\n\s*{_MARKED}\s*{_MARKED}")


def read_plain_body(reader: Reader) -> tuple[Body, int, int] | None:
    """The values of an indicator of a plain shape and the span of its label; None for another one."""
    match = _VALUES.fullmatch(reader.folded)
    if match is not None:
        body = _read_values(reader, match)
    else:
        match = _MARKED_VALUES.fullmatch(reader.folded)
        body = _read_marked(reader, match) if match else None
    return (body, *match.span(1)) if match and body else None


def _read_values(reader: Reader, match: re.Match[str]) -> Body | None:
    parts, mark = match.groups(), match[_GROUPS + 2]
    sides = []
    for first in (2, _GROUPS + 3, 2 * _GROUPS + 3):
        if parts[first - 1] is None:
            break
        side = _side(reader, match, first, parts[first - 1 : first + _GROUPS - 1])
        if side is None:
            return None
        sides.append(side)
    if len(sides) == 1:
        return Body("<actual>", (("actual", sides[0]),))
    if mark == "→":
        return join_chain(reader, sides)
    if len(sides) > 2 or sides[0].value.status == "state" != sides[1].value.status:
        return None
    return join_pair(reader, *sides)


def _read_marked(reader: Reader, match: re.Match[str]) -> Body | None:
    parts = match.groups()
    measured = []
    for first in (2, _GROUPS + 4):
        side = _side(reader, match, first + 2, parts[first + 1 : first + 1 + _GROUPS])
        if side is None:
            return None
        measured.append((MEASURES[parts[first - 1] or parts[first]], side))
    return Body("実績<value>目標<value>", tuple(measured))


def _side(reader: Reader, match: re.Match[str], group: int, parts: Sequence[str]) -> Side | None:
    """The value of the group, and the date in the bracket behind it."""
    folded, sign, number, printed, bound, word, bracket = parts
    start, end = match.span(group)
    if word:
        read = read_word(reader.text[start:end], folded)
        value = read[0].moved(start) if read else None
    else:
        value = make_plain(reader.text[start:end], start, (sign, number, printed, bound))
    if value is None or bracket is None:
        return value and Side(value)
    period = None if value.status == "missing" else reader.date(*match.span(group + _GROUPS - 1))
    return Side(value, period, findings=period.findings) if period else None
