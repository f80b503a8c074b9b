"""Doubled characters are folded, letters that only look doubled are kept."""

import numpy as np
import pytest

from parsers.tables.bidi import reading_order
from parsers.tables.cleaning import find_buried, find_duplicates
from parsers.tables.lines import find_lines
from parsers.tables.page import Glyphs


def glyphs(text, boxes, size=10):
    count = len(text)
    return Glyphs(
        codes=np.array([ord(c) for c in text]),
        boxes=np.array(boxes, dtype=float),
        sizes=np.full(count, float(size)),
        angles=np.zeros(count, dtype=int),
        lightness=np.zeros(count),
        visible=np.ones(count, dtype=bool),
        spaced=np.zeros(count, dtype=bool),
    )


@pytest.mark.parametrize(
    ("text", "boxes", "doubled"),
    [
        ("計計", [(0, 0, 10, 10), (0.4, 0, 10.4, 10)], [False, True]),
        ("ll", [(0, 0, 2, 10), (1.9, 0, 3.9, 10)], [False, False]),
        ("ff", [(0, 0, 6, 10), (0, 0, 6, 10)], [False, False]),
    ],
)
def test_only_what_is_printed_twice_is_doubled(text, boxes, doubled):
    assert find_duplicates(glyphs(text, boxes), np.ones(2, dtype=bool)).tolist() == doubled


def test_a_blank_on_a_letter_is_none_and_one_that_a_letter_leans_over_is_one():
    boxes = [(0, 0, 3, 10), (0, 0, 3, 10), (3, 0, 10, 10), (7, 0, 10, 10), (10, 0, 15, 10)]
    assert find_buried(glyphs("i f d", boxes)).tolist() == [False, True, False, False, False]


def test_blanks_between_doubled_letters_are_doubled():
    boxes = [(0, 0, 5, 10), (5, 0, 8, 10), (8, 0, 13, 10)]
    twice = [*boxes, *((x0 + 0.3, y0, x1 + 0.3, y1) for x0, y0, x1, y1 in boxes)]
    doubled = find_duplicates(glyphs("A BA B", twice), np.ones(6, dtype=bool))
    assert doubled.tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(("dot", "text"), [((10, 0, 12, 10), "53.4"), ((30, 0, 32, 10), "53 4 .")])
def test_a_blank_that_a_letter_drawn_later_fills_is_none(dot, text):
    boxes = [(0, 0, 5, 10), (5, 0, 10, 10), (12, 0, 12, 10), (12, 0, 17, 10), dot]
    (line,) = find_lines(glyphs("53 4.", boxes), np.zeros(5, dtype=int), 1)[0]
    assert line.text == text


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("לכה ךס", "סך הכל"),
        ("קיידמב 12.5%", "12.5% במדייק"),
        ("see םולש here", "see שלום here"),
    ],
)
def test_a_line_is_read_in_its_own_direction(shown, read):
    assert "".join(shown[i] for i in reading_order(shown)) == read
