"""Rules, grids and places, by numbers alone."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.document import Box
from parsers.tables.drawings import is_drawing
from parsers.tables.grid import Span, find_grids, insert_rows, make_grid
from parsers.tables.page import Glyphs, PageContent, rows
from parsers.tables.places import CharBoxes, Places
from parsers.tables.rulings import Rulings, find_both_rulings, find_rulings, join_lines


def page(strokes=(), fills=()):
    empty = np.empty(0)
    return PageContent(
        number=1,
        width=600,
        height=800,
        glyphs=Glyphs(
            codes=empty.astype(int),
            boxes=np.empty((0, 4)),
            sizes=empty,
            angles=empty.astype(int),
            lightness=empty,
            visible=empty.astype(bool),
            spaced=empty.astype(bool),
        ),
        strokes=rows(list(strokes), 5),
        fills=rows(list(fills), 5),
        images=np.empty((0, 4)),
    )


def rulings(horizontal, vertical):
    return Rulings(rows(horizontal, 3), rows(vertical, 3))


def test_dashes_and_double_lines_are_one_rule():
    dashes = [(100, 100, x, x + 3) for x in range(0, 60, 5)]
    double = [(101.5, 101.5, 0, 58)]
    assert len(join_lines(np.array(dashes + double, dtype=float))) == 1


def test_dots_of_a_rule_do_not_pull_the_rules_they_pass():
    dots = [(x, 100, x + 0.5, 100.6, 0.0) for x in np.arange(10, 299, 1.0)]
    strokes = [(x, 50, x, 150, 0.0) for x in (10, 120, 300)]
    found = find_rulings(page(strokes=strokes, fills=dots))
    assert found.vertical[:, 0].round(1).tolist() == [10, 120, 300]
    assert found.horizontal.round().tolist() == [[100, 10, 298]]


def test_rows_end_where_vertical_rules_end_together():
    flat = [(0, 0, 100), (60, 0, 100)]
    tall = [(0, 0, 60), (100, 0, 60), *((x, 20, 60) for x in (20, 40, 60, 80))]
    (grid,) = find_grids(rulings(flat, tall))
    assert grid.ys.tolist() == [0, 20, 60]
    assert grid.spans[0] == Span(0, 0, 1, 5)


@pytest.mark.parametrize(("filled", "drawing"), [(1, True), (25, False)])
def test_a_grid_with_hardly_any_text_and_no_heading_is_a_drawing(filled, drawing):
    lines = [(20 * n, 0, 100) for n in range(6)]
    (grid,) = find_grids(rulings(lines, lines))
    assert is_drawing(grid, np.arange(25) < filled) is drawing


def test_rules_far_apart_stay_two():
    lines = join_lines(np.array([[100, 100, 0, 50], [100, 100, 60, 90]], dtype=float))
    assert lines.round(3).tolist() == [[100, 0, 50], [100, 60, 90]]


def test_a_thin_filled_rectangle_is_a_rule():
    found = find_rulings(page(fills=[(10, 100, 300, 101, 0.0)]))
    assert found.horizontal.tolist() == [[100.5, 10, 300]]


def test_the_paper_itself_has_no_rules():
    found = find_rulings(page(fills=[(0, 0, 600, 800, 0.5)]))
    assert not len(found.horizontal)


def test_shade_gives_rules_only_where_asked_for():
    content = page(fills=[(10, 100, 300, 150, 0.5)])
    assert len(find_rulings(content).horizontal) == 2
    assert not len(find_rulings(content, shaded=False).horizontal)
    drawn, shaded = find_both_rulings(content)
    assert (len(drawn.horizontal), len(shaded.horizontal)) == (0, 2)


def test_a_page_without_shade_has_one_set_of_rules():
    drawn, shaded = find_both_rulings(page(strokes=[(10, 100, 300, 100, 0.0)]))
    assert drawn is shaded
    assert drawn.horizontal.tolist() == [[100, 10, 300]]


def test_a_rule_that_ends_between_two_near_ones_joins_them():
    flat = [(0, 2.5, 60), (30, 2.5, 60)]
    (grid,) = find_grids(rulings(flat, [(0, 0, 30), (5, 0, 30), (40, 0, 30)]))
    assert grid.xs.tolist() == [2.5, 40, 60]


@pytest.mark.parametrize(
    ("missing", "spans"),
    [
        (None, [Span(0, 0), Span(0, 1), Span(1, 0), Span(1, 1)]),
        ("wall", [Span(0, 0, 1, 2), Span(1, 0), Span(1, 1)]),
        ("floor", [Span(0, 0, 2, 1), Span(0, 1), Span(1, 1)]),
    ],
)
def test_places_without_a_wall_between_are_one_cell(missing, spans):
    flat = [(0, 0, 100), (40, 50 if missing == "floor" else 0, 100), (80, 0, 100)]
    tall = [(0, 0, 80), (50, 40 if missing == "wall" else 0, 80), (100, 0, 80)]
    (grid,) = find_grids(rulings(flat, tall))
    assert list(grid.spans) == spans


def test_a_region_that_is_no_rectangle_is_cut():
    flat = [(0, 0, 100), (40, 50, 100), (80, 0, 100)]
    tall = [(0, 0, 80), (50, 40, 80), (100, 0, 80)]
    grid = make_grid(rulings(flat, [*tall, (50, 40, 80)]))
    covered = np.zeros(grid.owner.shape, dtype=int)
    for span in grid.spans:
        covered[
            span.row : span.row + span.row_span, span.column : span.column + span.column_span
        ] += 1
    assert (covered == 1).all()


def test_rules_that_run_over_the_last_side_join_no_rows():
    flat = [(y, 0, 112 if y in (0, 60) else 102) for y in (0, 20, 40, 60)]
    grid = make_grid(rulings(flat, [(0, 0, 60), (50, 0, 60), (100, 0, 20)]))
    assert grid.owner.tolist() == [[0, 1, 2], [3, 4, 4], [5, 6, 6]]


def test_tables_that_do_not_touch_are_two():
    flat = [(y, x, x + 90) for x in (0, 200) for y in (0, 20, 40)]
    tall = [(x, 0, 40) for x in (0, 45, 90, 200, 245, 290)]
    assert len(find_grids(rulings(flat, tall))) == 2


@given(
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_whatever_walls_stand_every_place_is_covered_once(floors, walls):
    flat = [(0, 0, 90), (120, 0, 90)]
    tall = [(0, 0, 120), (90, 0, 120)]
    flat += [(40 * (1 + n // 3), 30 * (n % 3), 30 * (n % 3) + 30) for n in range(6) if floors[n]]
    tall += [(30 * (1 + n // 3), 40 * (n % 3), 40 * (n % 3) + 40) for n in range(6) if walls[n]]
    grid = make_grid(rulings(flat, tall))
    covered = np.zeros(grid.owner.shape, dtype=int)
    for number, span in enumerate(grid.spans):
        part = np.s_[
            span.row : span.row + span.row_span, span.column : span.column + span.column_span
        ]
        covered[part] += 1
        assert (grid.owner[part] == number).all()
    assert (covered == 1).all()


def test_a_row_can_be_cut_in_all_columns():
    grid = make_grid(rulings([(0, 0, 90), (60, 0, 90)], [(0, 0, 60), (45, 0, 60), (90, 0, 60)]))
    cut = insert_rows(grid, 0, [20, 40])
    assert cut.ys.tolist() == [0, 20, 40, 60]
    assert len(cut.spans) == 6


BOXES = st.lists(st.tuples(*[st.integers(0, 3)] * 5), max_size=6)


@example([(0, 0, 0, 0, 0), (3, 0, 0, 0, 0), (3, 0, 0, 0, 0), (3, 0, 0, 0, 0)], 3, 2)
@given(BOXES, st.integers(0, 6), st.integers(0, 6))
def test_places_behave_like_a_list_of_boxes(values, start, end):
    places = Places.of(rows(values, 5))
    plain = [Box(*value) if value[0] else None for value in values]
    assert list(places) == plain
    assert places == plain
    assert list(places[start:end]) == plain[start:end]
    assert len(places) == len(plain)


@given(st.lists(st.tuples(*[st.floats(width=64)] * 4), min_size=1, max_size=20), st.integers(1, 40))
def test_boxes_of_characters_are_unpacked_as_they_were(values, times):
    before = np.array(values * times)
    boxes = CharBoxes(before.copy())
    boxes.pack()
    assert boxes.array.tobytes() == before.tobytes()
