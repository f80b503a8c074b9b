"""The values and merged cells of a sheet, by calamine."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from parsers.readers.workbook.sheet import Place, plain_text
from parsers.readers.workbook.shown import Value, show_value

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def read_values(sheet: "CalamineSheet") -> Iterator[tuple[Place, Value]]:
    """Every value of a sheet with its place."""
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            if value != "":
                yield (row, column), value


def read_spans(sheet: "CalamineSheet") -> dict[Place, Place]:
    """Rows and columns of each merged cell by its first place."""
    return {
        (top, left): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    }


def show_values(
    sheet: "CalamineSheet", code_of: Callable[[Place], str], *, from_1904: bool = False
) -> tuple[dict[Place, str], frozenset[Place]]:
    """The shown text of each place, and which of them are numbers.

    Args:
        sheet: The sheet.
        code_of: Gives the number format of a place.
        from_1904: The workbook counts days from 1904.
    """
    texts: dict[Place, str] = {}
    numeric: set[Place] = set()
    for place, value in read_values(sheet):
        text = plain_text(show_value(value, code_of(place), from_1904=from_1904))
        if text:
            texts[place] = text
            if not isinstance(value, str | bool):
                numeric.add(place)
    return texts, frozenset(numeric)
