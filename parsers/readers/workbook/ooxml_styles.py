"""The styles of an .xlsx workbook: a number format and a look for each style number."""

from dataclasses import dataclass
from typing import Any

from parsers.readers.workbook.builtin_formats import read_formats
from parsers.readers.workbook.sheet import BOTTOM, LEFT, PLAIN, RIGHT, TOP, Look

_Element = Any
_SIDES = {"left": LEFT, "start": LEFT, "right": RIGHT, "end": RIGHT, "top": TOP, "bottom": BOTTOM}
_WHITE = frozenset({"FFFFFFFF", "00FFFFFF"})


@dataclass(frozen=True, slots=True)
class Style:
    """What a style number stands for."""

    code: str = "General"
    look: Look = PLAIN


GENERAL = Style()


def read_styles(root: _Element) -> tuple[Style, ...]:
    """The styles of `xl/styles.xml` in order of their numbers."""
    codes = read_formats("common", "japanese") | {
        int(e.get("numFmtId")): e.get("formatCode", "General") for e in root.iter("{*}numFmt")
    }
    sides = [_sides(border) for border in root.iterfind("{*}borders/{*}border")]
    filled = [_is_filled(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    return tuple(
        _style(
            codes.get(int(xf.get("numFmtId", 0)), "General"),
            Look(_at(sides, xf.get("borderId"), 0), _at(filled, xf.get("fillId"), default=False)),
        )
        for xf in root.iterfind("{*}cellXfs/{*}xf")
    )


def _style(code: str, look: Look) -> Style:
    """A style; plain ones are one and the same object, so that they are told apart fast."""
    style = Style(code, PLAIN if look == PLAIN else look)
    return GENERAL if style == GENERAL else style


def _at(values: list[Any], index: str | None, default: Any) -> Any:  # noqa: ANN401 - of either list
    number = int(index or 0)
    return values[number] if number < len(values) else default


def _sides(border: _Element) -> int:
    return sum(
        {
            _SIDES[side]
            for child in border
            if (side := _name(child)) in _SIDES and child.get("style", "none") != "none"
        }
    )


def _is_filled(fill: _Element) -> bool:
    """Whether a fill shows: a pattern, and no plain white."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return len(fill) > 0
    if pattern.get("patternType", "none") == "none":
        return False
    colour = pattern.find("{*}fgColor")
    return colour is None or not (colour.get("rgb") in _WHITE or colour.get("theme") == "0")


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
