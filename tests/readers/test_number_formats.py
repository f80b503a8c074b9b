"""Numbers as a cell shows them: a corpus, and laws that hold for every number."""

import csv
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers.workbook.shown import show_value

with Path(__file__).with_name("number_formats.tsv").open(encoding="utf-8", newline="") as file:
    CORPUS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: f"{row['value']} as {row['format']}")
def test_a_number_is_shown_as_its_format_says(row):
    assert show_value(float(row["value"]), row["format"]) == row["shown"]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("未公表", "#,##0", "未公表"),
        ("山田", '@"様"', "山田様"),
        (True, "0", "TRUE"),
        (date(2025, 3, 31), "ge.m.d", "R7.3.31"),
        (datetime.fromisoformat("2025-03-31T09:05"), "yyyy/m/d h:mm", "2025/3/31 9:05"),
        (time(9, 30), "h:mm", "9:30"),
        (timedelta(hours=36), "[h]:mm", "36:00"),
    ],
)
def test_values_that_are_no_plain_numbers(value, code, shown):
    assert show_value(value, code) == shown


def test_days_may_count_from_1904():
    assert show_value(44285, "yyyy/m/d", from_1904=True) == "2025/3/31"
    assert show_value(date(2025, 3, 31), "yyyy/m/d", from_1904=True) == "2025/3/31"


@given(st.integers(-(10**9), 10**9))
def test_thousands_are_parted_and_nothing_else(number):
    assert show_value(number, "#,##0") == f"{number:,}"


@given(st.decimals(-(10**7), 10**7, places=2))
def test_two_places_show_the_number_itself(number):
    assert Decimal(show_value(float(number), "0.00")) == number


@given(st.integers(-(10**6), 10**6))
def test_a_triangle_stands_for_minus(number):
    shown = show_value(number / 10, '0.0;"△ "0.0')
    assert shown.startswith("△ ") == (number < 0)
    assert Decimal(shown.removeprefix("△ ")) == abs(Decimal(number) / 10)


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_a_day_comes_back_from_its_text(day):
    assert show_value(day, "yyyy-mm-dd") == day.isoformat()
    era = re.fullmatch(r"([MTSHR])(\d+)\.(\d+)\.(\d+)", show_value(day, "[$-411]ge.m.d"))
    first = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}[era[1]]
    assert date(first + int(era[2]), int(era[3]), int(era[4])) == day


PIECES = [*' 0#?.,%;@"_*/E年△', "[<1]", "[>=0]", "[h]", "[$-411]", "[DBNum1]", "\\"]
LETTERS = ["yyyy", "mm", "d", "h", "ss", "ggg", "e", "aaa", "AM/PM", "General", "E+00", "r"]


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.sampled_from([*PIECES, *LETTERS]), max_size=12).map("".join),
)
def test_no_format_code_breaks_the_reader(number, code):
    assert isinstance(show_value(number, code), str)
