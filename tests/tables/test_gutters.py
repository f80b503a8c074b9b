"""Where the parts of pieces of text begin and end."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parsers.tables.gutters import words, words_of
from parsers.tables.lines import Line
from parsers.tables.places import CharBoxes

places = st.integers(0, 40).map(float) | st.just(np.nan)


@given(st.lists(st.tuples(places, st.integers(0, 12)), min_size=1, max_size=12))
def test_one_piece_has_the_words_that_it_has_among_others(characters):
    boxes = np.array([(start, 0.0, start + width, 10.0) for start, width in characters])
    piece = Line("x" * len(boxes), CharBoxes(boxes), 0, 0.0, 50.0, 0.0, 10.0, 10.0, 1, 0)
    assert words(piece) == words_of([piece, piece])[1]
