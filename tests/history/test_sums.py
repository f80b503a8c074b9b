"""Total rows against the rows above them."""

import pytest

from ingest.history.sums import find_bad_sums


def cells(*rows):
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            place = {"document_id": "d", "table": 1, "row": number, "column": column}
            yield {**place, "text": text, "heading": "R6", "locator": f"t1.r{number}.c{column}"}


def codes(*rows):
    return [(finding.code, place) for _, finding, place in find_bad_sums(cells(*rows))]


def test_a_total_that_does_not_add_up_is_told_with_its_place():
    table = [("東", "1,200", "30"), ("西", "800", "20"), ("合計", "2,000", "53")]
    assert codes(*table) == [("H105", "t1.r2.c2")]


@pytest.mark.parametrize(
    "total",
    [
        ("合計", "2,000", "50"),
        ("合計", "2,000", "25.0"),  # a mean, not a sum
        ("合計", "2,000", "－"),
        ("平均", "1,000", "53"),
    ],
)
def test_a_total_that_adds_up_or_was_never_a_sum_is_left_alone(total):
    assert not codes(("東", "1,200", "30"), ("西", "800", "20"), total)


def test_rounded_parts_may_be_off_by_their_rounding():
    assert not codes(("東", "1.2", "3"), ("西", "1.3", "4"), ("計", "2.6", "7"))
