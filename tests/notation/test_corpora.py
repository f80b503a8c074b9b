"""Every row of the corpora: a notation, what must come of it, and where it was seen.

`pass` reads as the row says, `none` must give nothing, `fail` is a known failure (a strict xfail).
"""

import csv
from decimal import Decimal
from importlib import resources

import pytest

from ingest.reference import read_reference
from parsers.notation.dates import parse_date
from parsers.notation.indicators import parse_indicator
from parsers.notation.values import parse_value


def rows_of(name):
    text = resources.files("parsers.notation").joinpath(f"corpora/{name}.tsv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        marks = [pytest.mark.xfail(strict=True)] if row["verdict"] == "fail" else []
        yield pytest.param(row, id=row["text"], marks=marks)


def number(text):
    return Decimal(text) if text else None


@pytest.mark.parametrize("row", list(rows_of("values")))
def test_values(row):
    parsed = parse_value(row["text"], unit=row["unit_hint"])
    if row["verdict"] == "none":
        assert parsed is None
        return
    value = parsed.value
    assert value.status == row["status"]
    assert value.number == number(row["number"])
    assert (value.minimum, value.maximum) == (number(row["minimum"]), number(row["maximum"]))
    assert value.qualifier == row["qualifier"]
    if value.status == "number":
        assert value.unit == row["unit"]


@pytest.mark.parametrize("row", list(rows_of("dates")))
def test_dates(row):
    parsed = parse_date(row["text"], read_reference(row["reference"]))
    if row["verdict"] == "none":
        assert parsed is None
        return
    period = parsed.value
    days = tuple("" if day is None else day.isoformat() for day in (period.start, period.end))
    assert days == (row["start"], row["end"])
    if row["edtf"] or not row["start"]:
        assert period.edtf == row["edtf"]
    if not period.edtf:
        assert "D104" in {finding.code for finding in parsed.findings}


@pytest.mark.parametrize("row", list(rows_of("indicators")))
def test_indicators(row):
    text = row["text"].replace("\\n", "\n")
    parsed = parse_indicator(text, read_reference(row["reference"]))
    if row["verdict"] == "none":
        assert parsed is None
        return
    indicator = parsed.value
    assert indicator.label == row["label"]
    for name in ("actual", "target"):
        measured = indicator.first(name)
        if not row[name]:
            continue
        value = measured.value
        assert value.text == row[name]
        assert value.number_std == number(row[f"{name}_std"])
        if value.status == "number" and value.qualifier != "approx":
            assert value.qualifier == row[f"{name}_qualifier"]
    if row["as_of_start"]:
        assert indicator.as_of.value.start.isoformat() == row["as_of_start"]
