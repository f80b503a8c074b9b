"""Tables that are read leftward have the column of labels at the right."""

import numpy as np
from typeset import set_line

from parsers.tables.mirror import mirror_rows
from parsers.tables.rowsets import make_rows
from parsers.tables.textgrid import make_text_grid

LABELS = ["בינוי", "צריכה", "יבוא", "סך הכל"]


def piece(text, start, end, top):
    return set_line(text, start, end, top, 8)


def table():
    """Labels at the right of figures; the second one heads the row below it."""
    pieces = []
    for number, label in enumerate(LABELS):
        top = 100 + 12 * number
        pieces.append(piece(label, 300 - 6 * len(label), 300, top))
        if number != 1:
            pieces += [
                piece(f"{number}.{column}", 60 * column, 60 * column + 15, top) for column in (1, 2)
            ]
    return make_rows(pieces)


def test_a_label_alone_heads_the_rows_below_it():
    grid = make_text_grid(table(), np.empty((0, 3)), captioned=True)
    assert grid.owner.tolist() == [[0, 1, 2], [3, 3, 3], [4, 5, 6], [7, 8, 9]]
    assert grid.xs[0] < 60 < grid.xs[1] < 120 < grid.xs[2] < 264 < grid.xs[3]


def test_a_mirror_image_of_a_mirror_image_is_what_was():
    rows = table()
    again = mirror_rows(mirror_rows(rows))
    assert [[(p.text, p.start, p.end, p.box) for p in row.pieces] for row in again] == [
        [(p.text, p.start, p.end, p.box) for p in row.pieces] for row in rows
    ]
    assert all(
        np.array_equal(p.boxes, q.boxes)
        for a, b in zip(again, rows, strict=True)
        for p, q in zip(a.pieces, b.pieces, strict=True)
    )
