"""Blanks between words: where an engine tells of them, and where it has put them."""

import numpy as np
import pytest

from parsers.tables.lines import OUTSIDE, find_lines
from parsers.tables.page import Glyphs


def glyphs(*characters, spaced=()):
    """Characters of 10 points with where they begin and end, in the order of the content."""
    count = len(characters)
    return Glyphs(
        codes=np.array([ord(text) for text, _, _ in characters]),
        boxes=np.array([(x0, 100.0, x1, 110.0) for _, x0, x1 in characters]),
        sizes=np.full(count, 10.0),
        angles=np.zeros(count, dtype=int),
        lightness=np.zeros(count),
        visible=np.ones(count, dtype=bool),
        spaced=np.isin(np.arange(count), spaced),
    )


def text_of(characters):
    lines = find_lines(characters, np.full(len(characters), OUTSIDE), 1)[OUTSIDE]
    return [line.text for line in lines]


@pytest.mark.parametrize("at", [16.0, 16.00001, 16.5])
def test_a_blank_without_width_stands_before_the_character_at_its_place(at):
    shown = glyphs(("1", 0, 6), ("0", 6, 12), (" ", at, at), (".", 16, 19), ("6", 19, 25))
    assert text_of(shown) == ["10 .6"]


def test_a_blank_without_width_that_was_moved_cuts_no_number():
    shown = glyphs(("5", 10, 16), (".", 16.1, 19), ("8", 19.1, 25), (" ", 10, 10))
    assert text_of(shown) == ["5.8"]


@pytest.mark.parametrize(("gap", "text"), [(0.0, "D W"), (0.3, "D W"), (1.5, "DW")])
def test_a_blank_within_the_box_of_the_character_before_is_kept(gap, text):
    assert text_of(glyphs(("D", 0, 8), ("W", 8 + gap, 18), spaced=[1])) == [text]


def test_a_blank_before_a_letter_read_leftward_stands_to_the_right_of_it():
    shown = glyphs(("ס", 30, 35), ("ך", 26, 30), ("ה", 18, 23), ("כ", 14, 18), spaced=[2])
    assert text_of(shown) == ["סך הכ"]
