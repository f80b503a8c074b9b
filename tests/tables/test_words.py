"""Where the parts of pieces of text begin and end."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parsers.tables.lines import Line
from parsers.tables.places import CharBoxes
from parsers.tables.words import MANY, find_words, words


def words_of(pieces):
    found = [[] for _ in pieces]
    for number, start, end in zip(*find_words(pieces), strict=True):
        found[number].append((start, end))
    return found


places = st.integers(0, 40).map(float) | st.just(np.nan)


@given(st.lists(st.tuples(places, st.integers(0, 12)), min_size=1, max_size=12))
def test_one_piece_has_the_words_that_it_has_among_others(characters):
    boxes = np.array([(start, 0.0, start + width, 10.0) for start, width in characters])
    piece = Line("x" * len(boxes), CharBoxes(boxes), 0, 0.0, 50.0, 0.0, 10.0, 10.0, 1, 0)
    assert words(piece) == words_of([piece, piece])[1]


@given(st.lists(st.integers(1, 5), min_size=MANY, max_size=2 * MANY), st.randoms())
def test_many_pieces_of_one_array_have_the_words_that_each_has_by_itself(lengths, shuffled):
    ends = np.cumsum(lengths)
    steps = np.arange(ends[-1]) * 10.0 + np.arange(ends[-1]) % 3 * 4
    held = CharBoxes(np.column_stack([steps, 0 * steps, steps + 5, 0 * steps + 10]))
    pieces = [
        Line("x" * length, held, int(end) - length, 0.0, 50.0, 0.0, 10.0, 10.0, 1, 0)
        for length, end in zip(lengths, ends, strict=True)
    ]
    shuffled.shuffle(pieces)
    assert words_of(pieces) == [words(piece) for piece in pieces]
