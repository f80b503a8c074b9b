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


def test_total_columns_are_held_against_the_parts_on_their_own_side():
    heads = ("区分", "計", "男・東", "男・西", "計", "女・東", "女・西")
    rows = [("甲", "50", "20", "30", "70", "40", "30"), ("乙", "11", "5", "6", "15", "8", "7")]
    wrong = ("丙", "30", "10", "20", "65", "33", "27")
    found = [finding for _, finding, _ in find_bad_sums(cells(heads, *rows, wrong))]
    assert [(f.details["total"], f.details["computed"]) for f in found] == [("65", "60")]


def test_a_column_that_mostly_is_no_sum_is_none_where_it_happens_to_be_one():
    heads = ("市", "農村", "都市", "計")
    sums = [("甲", "40.0", "45.0", "85.0"), ("乙", "41.0", "42.0", "83.0")]
    rates = [(name, "80.1", "90.2", "86.0") for name in "丙丁戊"]
    assert not codes(heads, *sums, *rates)


def test_a_row_that_mostly_is_no_sum_is_none_where_it_happens_to_be_one():
    table = [("東", "10", "20", "30"), ("西", "20", "30", "40"), ("全体", "15", "25", "70")]
    assert not codes(*table)
