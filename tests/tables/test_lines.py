"""Characters become lines that know where each character stands."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import Box
from parsers.tables.directions import turn, turn_back
from parsers.tables.lines import OUTSIDE, find_lines
from parsers.tables.page import Glyphs
from parsers.tables.places import Places

PAGE = 3
PLACES = 0, 6, 50, 56


def lines(*characters):
    """The lines of characters, each with its x0, top, width and size."""
    text, x0, top, width, size = zip(*characters, strict=True)
    x0, top, width, size = (np.array(column, dtype=float) for column in (x0, top, width, size))
    glyphs = Glyphs(
        codes=np.array([ord(character) for character in text]),
        boxes=np.column_stack([x0, top, x0 + width, top + size]),
        sizes=size,
        angles=np.zeros(len(text), dtype=int),
        lightness=np.zeros(len(text)),
        visible=np.ones(len(text), dtype=bool),
        spaced=np.zeros(len(text), dtype=bool),
    )
    return find_lines(glyphs, np.full(len(text), OUTSIDE), PAGE)[OUTSIDE]


def boxes(line):
    return list(Places([line.places]))


def test_a_blank_that_is_put_in_stands_nowhere():
    (line,) = lines(("a", 0, 0, 5, 10), ("b", 5, 0, 5, 10), ("c", 14, 0, 5, 10))
    assert line.text == "ab c"
    assert boxes(line) == [
        Box(PAGE, 0, 0, 5, 10),
        Box(PAGE, 5, 0, 10, 10),
        None,
        Box(PAGE, 14, 0, 19, 10),
    ]


def test_a_raised_character_keeps_its_own_height():
    (line,) = lines(("件", 0, 0, 10, 10), ("※", 10, 1, 5, 5), ("数", 15, 0, 10, 10))
    assert boxes(line)[1] == Box(PAGE, 10, 1, 15, 6)
    assert line.box == (0, 0, 25, 10)


def test_characters_are_read_along_the_line_whatever_their_order_in_the_content():
    first, second = lines(
        ("う", 20, 0, 10, 10), ("あ", 0, 0, 10, 10), ("い", 10, 0, 10, 10), ("え", 0, 20, 10, 10)
    )
    assert (first.text, second.text) == ("あいう", "え")
    assert boxes(first) == [Box(PAGE, x, 0, x + 10, 10) for x in (0, 10, 20)]


@given(st.permutations(range(12)))
def test_the_order_in_the_content_tells_nothing(order):
    shown = [
        (letter, x, y, 5, 10) for y in (0, 12, 24) for letter, x in zip("abxy", PLACES, strict=True)
    ]
    found = lines(*(shown[number] for number in order))
    assert [line.text for line in found] == ["ab", "xy"] * 3
    assert [line.box for line in found] == [
        (x0, y, x0 + 11, y + 10) for y in (0, 12, 24) for x0 in (0, 50)
    ]


def test_a_line_of_nothing_but_blanks_is_none():
    first, second = lines(
        ("a", 0, 0, 5, 10), (" ", 0, 20, 5, 10), (" ", 5, 20, 5, 10), ("b", 0, 40, 5, 10)
    )
    assert (first.text, second.text) == ("a", "b")


def test_the_parts_of_a_line_and_the_whole_stand_at_the_same_places():
    (line,) = lines(("a", 0, 0, 5, 10), ("b", 5, 2, 4, 8), ("c", 14, 0, 5, 10))
    left, right = line.cut([12])
    assert (left.text, right.text) == ("ab", "c")
    assert [*boxes(left), None, *boxes(right)] == boxes(line)
    assert left.joined(right).text == "ab c"
    assert boxes(left.joined(right))[::3] == boxes(line)[::3]


SIDES = st.tuples(*[st.integers(-50, 50)] * 4)


@given(SIDES, st.sampled_from([0, 90, 180, 270]))
def test_a_box_in_coordinates_of_reading_is_turned_back(sides, angle):
    box = np.array([sides], dtype=float)
    start, top, end, bottom = turn(box, np.array([angle]))[0].tolist()
    assert turn_back(start, top, end, bottom, angle) == sides
