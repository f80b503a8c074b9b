"""The founding document in random variants: whatever the publisher's program, the same table."""

import random

import pytest

from parsers.readers.pdf import read_pdf

from .variants import RULES, fold, random_style, typeset


def shown(table):
    cells = table.grid()
    return [[fold(cells[r, c].text) for c in range(table.columns)] for r in range(table.rows)]


SEVERAL = [(rules, number) for rules in RULES for number in range(2)]
ONCE_WRONG = [
    ("bands", 7),  # a narrow gutter beside a wide gap
    ("flat", 11),  # a page with the end of one cell
    ("bands", 33),  # lines longer than on the page before
    ("none", 121),  # the same, on a page with one row
    ("flat", 176),  # a date that looks like figures below headings
    ("flat", 210),  # one line of a row on the next page, which looks like a heading of rows
    ("none", 199),  # a page that looks like columns of running text
]


@pytest.mark.parametrize(("rules", "number"), SEVERAL + ONCE_WRONG)
def test_each_variant_is_one_table_with_its_rows(rules, number):
    rng = random.Random(f"{rules} {number}")  # noqa: S311 - the same variants in every run
    content, rows = typeset(random_style(rng, rules), rng)
    tables = read_pdf(content).tables
    assert [shown(table) for table in tables] == [[[fold(cell) for cell in row] for row in rows]]
