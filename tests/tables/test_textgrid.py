"""Rows of text with gutters: which are no table."""

import numpy as np
from typeset import set_line

from parsers.tables.rowsets import make_rows
from parsers.tables.textgrid import make_text_grid

NO_RULES = np.empty((0, 3))
PROSE = "On April 10, 2020, 737 sites had answered"


def make_grid(lines, *, captioned=False):
    return make_text_grid(make_rows(lines), NO_RULES, captioned=captioned)


def line(text, start, end, top):
    return set_line(text, start, end, top, 10)


def set_columns(widths):
    """Three columns of paragraphs of five lines, with a gap between them at the same height."""
    return [
        line(PROSE, left, left + width, 100 + 12 * number + 10 * (number // 5))
        for left, width in zip((40, 215, 390), widths, strict=True)
        for number in range(15)
    ]


def test_three_columns_of_running_text_are_no_table_however_their_paragraphs_stand():
    assert make_grid(set_columns((160, 160, 160))) is None
    assert make_grid(set_columns((160, 60, 60))) is not None


def set_items(mark):
    """Items behind marks, and a line between them whose second word begins where the items do."""
    tops = (*range(100, 260, 40), *range(300, 460, 40))
    between = line("What people wish for", 50, 170, 270)
    between.held.array[4, ::2] = np.nan  # the blank is a gap
    items = [part for top in tops for part in (line(mark, 50, 58, top), line(PROSE, 80, 400, top))]
    return [*items, between]


def test_a_line_between_the_items_of_a_list_makes_no_table_of_it():
    assert make_grid(set_items("\uf0b7"), captioned=True) is None
    assert make_grid(set_items("Town"), captioned=True) is not None
