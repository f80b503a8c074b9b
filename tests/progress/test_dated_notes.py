"""Notes that name an indicator and the period its value holds for."""

from datetime import date

import pytest

from parsers.progress.dated_notes import read_period
from parsers.progress.interpret import interpret
from parsers.readers.html import read_html

EDITION = date(2025, 10, 31)
TABLE = """<table>
<tr><th>指標<th>単位<th>R7年度累計<th>目標（R7年度）<th>進捗率（％）
<tr><td>空港利用者数<td>人<td>470,127<td>900,000<td>52.2
<tr><td>宿泊者数<td>人<td>3,076<td>5,200<td>59.2
</table>"""


def read(note):
    page = f"<html><head><meta charset=utf-8></head><body>{TABLE}<p>{note}</p></body></html>"
    story = interpret(read_html(page.encode()), EDITION)
    periods = {
        (row.label, o.measure): o.period.value.edtf
        for row in story.indicators
        for o in row.observations
    }
    return periods, [finding.code for finding in story.findings]


@pytest.mark.parametrize(
    ("note", "period"),
    [
        ("累計は４月からの合計であり、空港利用者数は前月分までの累計。", "2025-04-01/2025-09-30"),
        ("※「空港利用者数」は令和7年8月末現在の速報値です。", "2025-04-01/2025-08-31"),
        ("※空港利用者数の実績値は、令和６年度の数値", "2024-04-01/2025-03-31"),
    ],
)
def test_a_note_dates_the_indicator_it_names(note, period):
    periods, codes = read(note)
    assert (
        periods["空港利用者数", "actual"] == periods["空港利用者数", "achievement_rate"] == period
    )
    assert periods["空港利用者数", "target"] == "2025-04-01/2026-03-31"
    assert periods["宿泊者数", "actual"] == "2025-04-01/2025-10-31"
    assert codes.count("P110") == 1


@pytest.mark.parametrize(
    "note",
    [
        "空港利用者数は9月末現在で470,127人となった。",
        "空港利用者数は令和7年11月に公表する。",
        "港利用者数は前月分までの累計。",
    ],
)
def test_other_sentences_date_nothing(note):
    periods, codes = read(note)
    assert periods["空港利用者数", "actual"] == "2025-04-01/2025-10-31"
    assert "P110" not in codes


def test_the_month_before_needs_an_edition():
    assert read_period("前月分まで", None) is None
    assert read_period("前月末現在", EDITION).value.edtf == "2025-09-30"
