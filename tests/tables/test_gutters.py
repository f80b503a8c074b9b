"""What the words of rows cover, which tells the gutters between columns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parsers.tables.gutters import STEPS, _count_cover, _cover

WIDTH = 40

words = st.tuples(st.integers(-2, WIDTH - 10), st.integers(0, 10))


@given(st.lists(st.lists(words, min_size=1, max_size=5).map(sorted), min_size=1, max_size=6))
def test_each_row_counts_once_where_any_of_its_words_stands(rows):
    number = np.array([at for at, row in enumerate(rows) for _ in row])
    starts, widths = np.array([word for row in rows for word in row], dtype=float).T
    weights = np.arange(1.0, len(rows) + 1)
    covered = _count_cover(_cover(number, starts, starts + widths), weights, WIDTH)
    for step, weight in enumerate(covered.tolist()):
        held = [
            any(s * STEPS <= step < max((s + w) * STEPS, s * STEPS + 1) for s, w in row)
            for row in rows
        ]
        assert weight == weights[held].sum()
