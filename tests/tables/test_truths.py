"""The measures of tables: truths in the forms that people publish, and relations of cells."""

import importlib
from collections import Counter

import pytest
from paths import ROOT

XML = """<document filename="eu.pdf"><table id="1">
<region id="1" page="1" col-increment="0" row-increment="0">
<cell id="1" start-row="0" start-col="0" end-col="1"><content>Rate  of change</content></cell>
<cell id="2" start-row="1" start-col="0"><content>2011</content></cell>
<cell id="3" start-row="1" start-col="1"><content>2012</content></cell></region>
<region id="2" page="2" col-increment="0" row-increment="2">
<cell id="4" start-row="0" start-col="0"><content>4.1</content></cell>
<cell id="5" start-row="0" start-col="1"><content></content></cell>
<cell id="6" start-row="1" start-col="1"><content>5.0</content></cell></region>
</table></document>"""


@pytest.fixture
def truths(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("truths")


def test_regions_of_a_competition_truth_are_one_table(truths, tmp_path):
    (tmp_path / "eu-str.xml").write_text(XML, encoding="utf-8")
    (tmp_path / "eu.pdf").write_bytes(b"")
    ((pdf, truth),) = truths.find_truths([tmp_path], None)
    assert pdf.name == "eu.pdf"
    assert truth.tables[0][0] == (0, 0, 1, 2, "Rate  of change")
    assert truths.count_relations(truth.tables) == Counter(
        [
            ("Rateofchange", "2011", "below"),
            ("Rateofchange", "2012", "below"),
            ("2011", "2012", "beside"),
            ("2011", "4.1", "below"),
            ("2012", "5.0", "below"),
        ]
    )


def test_lines_of_one_cell_count_where_the_truth_has_a_row_for_each(truths):
    truth = truths.to_cells([["", "Weighted"], ["", "school"], ["State", "rate"], ["A", "12"]])
    found = Counter(["Weightedschoolrate", "State", "A", "13"])
    assert truths.count_lines([truth], found) == 3


def test_cells_side_by_side_are_no_lines_of_one_cell(truths):
    truth = truths.to_cells([["Weighted", "school"], ["A", "12"]])
    assert truths.count_lines([truth], Counter(["Weightedschool", "A", "12"])) == 0
