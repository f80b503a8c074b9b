"""Columns of tables without rules: where their sides are, and what stands between rules."""

import numpy as np
import pytest
from typeset import set_line

from parsers.tables.columns import CAPTION, find_caption, split_text_columns
from parsers.tables.frames import find_frames
from parsers.tables.gutters import find_columns
from parsers.tables.headings import set_beside_headings
from parsers.tables.leaders import cut_leaders
from parsers.tables.rowsets import make_rows

WIDTH, SIZE = 5, 10


def line(start, top, text):
    return set_line(text, start, start + WIDTH * len(text), top, SIZE)


def rows(*texts, step=16):
    return make_rows(
        line(start, step * number, text) for number, row in enumerate(texts) for start, text in row
    )


def test_a_side_is_moved_between_headings_within_its_gutter():
    table = rows(
        [(0, "Item"), (50, "Base"), (100, "Now")], *[[(0, "Item"), (80, "17"), (145, "25")]] * 3
    )
    assert set_beside_headings([-1, 35, 118, 160], table) == [-1, 35, 95, 160]
    assert set_beside_headings([-1, 35, 93, 160], table) == [-1, 35, 93, 160]


def test_labels_that_stand_between_their_figures_have_a_column():
    heads, label, figures = (
        [(0, "Item"), (80, "Rate"), (140, "Sum")],
        [(0, "Label")],
        [(85, "1.5"), (140, "250")],
    )
    table = rows(heads, *[label, figures] * 4)
    assert len(find_columns(table)) == 4


def test_rows_are_cut_behind_leading_dots_where_others_are_apart():
    apart, near = [(0, "Ohio ......"), (80, "17")], [(0, "Utah ...... 4,125")]
    texts = [
        [piece.text.rstrip() for piece in row.pieces] for row in cut_leaders(rows(apart, near))
    ]
    assert texts == [["Ohio ......", "17"], ["Utah ......", "4,125"]]
    assert [len(row.pieces) for row in cut_leaders(rows(near, near))] == [1, 1]


def test_a_line_as_wide_as_the_rules_parts_frames():
    rules = np.array([[0.0, 0, 200], [20, 0, 200], [40, 0, 200], [60, 0, 200]])
    pieces = [
        line(2, 4, "Ohio"),
        line(2, 25, "The office collected these figures now"),
        line(2, 44, "Utah"),
    ]
    assert [frame.heights for frame in find_frames(rules, pieces)] == [(0, 20), (40, 60)]
    pieces[1] = line(2, 25, "The office")
    assert [frame.heights for frame in find_frames(rules, pieces)] == [(0, 20, 40, 60)]


@pytest.mark.parametrize(
    "text",
    [
        "Table 1",
        "tableau A",
        "Tabelle 2",
        "Figure 3",
        "fig. 4",
        "Chart 5",
        "Exhibit B",
        "Abbildung 6",
        "図表1",
        "別表２",
        "表 3",
        "図4",
        "Tab 1",
        "1 表",
        "",
    ],
)
def test_a_caption_is_found_by_its_first_letter_too(text):
    assert (find_caption(text) is None) == (CAPTION.match(text) is None)


@pytest.mark.parametrize(("mark", "parts"), [("", 3), ("・", 1)])
def test_columns_of_items_are_not_set_apart_as_columns_of_running_text_are(mark, parts):
    lines = [
        set_line(
            (mark if number % 2 else "") + "あ" * 18, left, left + 180, 100 + 12 * number, SIZE
        )
        for left in (40, 240, 440)
        for number in range(12)
    ]
    assert len(split_text_columns(lines, [])) == parts
