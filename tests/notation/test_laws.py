"""Laws that hold for any text: nothing raises, nothing is covered that was not read, time is linear."""

import time
from datetime import date
from decimal import Decimal
from importlib import resources
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.notation.dates import find_dates, parse_date
from parsers.notation.fold import fold
from parsers.notation.indicators import combine, parse_indicator, parse_plain
from parsers.notation.values import SHAPE, find_values, parse_value, read_any, read_shaped
from parsers.notation.vocabulary import read_vocabulary

FRESH = count()  # no reading comes out of a cache
EDITION = date(2019, 8, 31)
NOTATION = "0123456789０１２３一二十百千万億円件回％%.,，．/／:：()（）～〜-−△▲約以上下RＨ令和元年度月日末予定累計実績目標→　 \n"
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=NOTATION, max_size=40))
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
UNITS = ("件", "回", "人", "社", "km", "%", "か所", "円", "億円", "千円", "件/年", "t-CO2", "世帯")
QUALIFIERS = {
    "{}": "eq",
    "{}以上": "ge",
    "{}以下": "le",
    "{}未満": "lt",
    "{}超": "gt",
    "約{}": "approx",
}


@st.composite
def numbers(draw):
    places = draw(st.integers(0, 2))
    return Decimal(draw(st.integers(0, 10**9))).scaleb(-places)


@st.composite
def printed_values(draw):
    """A value as a document may print it, with what it means."""
    number, unit = draw(numbers()), draw(st.sampled_from(UNITS))
    text = f"{number:,f}" if draw(st.booleans()) else f"{number:f}"
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    pattern = draw(st.sampled_from(sorted(QUALIFIERS)))
    negative = draw(st.sampled_from(["", "", "△", "▲", "−"])) if pattern == "{}" else ""
    blank = draw(st.sampled_from(["", " "]))
    shown = negative + pattern.format(f"{text}{blank}{unit}")
    return shown, -number if negative else number, unit, QUALIFIERS[pattern]


def as_era(day):
    return ("R", day.year - 2018) if day >= date(2019, 5, 1) else ("H", day.year - 1988)


DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))
DAY_NOTATIONS = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{as_era(d)[0]}{as_era(d)[1]}.{d.month}.{d.day}",
    lambda d: d.isoformat(),
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: ("令和" if as_era(d)[0] == "R" else "平成") + f"{as_era(d)[1]}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month}月{d.day}日（{'月火水木金土日'[d.weekday()]}）",
)


@given(printed_values())
@settings(max_examples=400)
def test_a_printed_value_reads_back(case):
    text, number, unit, qualifier = case
    value = parse_value(text).value
    assert (value.number, value.unit, value.qualifier) == (number, unit, qualifier)
    assert value.text == text


@given(printed_values(), printed_values(), st.sampled_from(["/", "／", "→", " / "]))
@settings(max_examples=300)
def test_a_printed_pair_reads_back(actual, target, mark):
    parsed = parse_indicator(f"・指標の名前：{actual[0]}{mark}{target[0]}（R1.8）", EDITION)
    indicator = parsed.value
    assert indicator.label == "指標の名前"
    assert indicator.first("actual").value.number == actual[1]
    assert indicator.first("target").value.number == target[1]
    assert indicator.as_of.value.edtf == "2019-08"


@given(DAYS, st.sampled_from(DAY_NOTATIONS))
@settings(max_examples=300)
def test_a_printed_day_reads_back(day, notation):
    period = parse_date(notation(day), EDITION).value
    assert (period.start, period.end, period.edtf) == (day, day, day.isoformat())


@given(st.integers(1990, 2040), st.integers(1990, 2040), st.booleans())
def test_a_printed_range_of_fiscal_years_reads_back(first, last, western):
    first, last = sorted((first, last))
    name = (lambda y: f"{y}") if western else (lambda y: f"平成{y - 1988}")
    period = parse_date(f"{name(first)}年度～{name(last)}年度", EDITION).value
    assert (period.start, period.end) == (date(first, 4, 1), date(last + 1, 3, 31))


@given(TEXTS)
@settings(max_examples=1500)
def test_nothing_raises_and_spans_are_the_text(text):
    assert len(fold(text)) == len(text)
    for read in (parse_value(text), *find_values(text)):
        if read is not None:
            assert text[read.value.start : read.value.end] == read.value.text
    for parsed in find_dates(text, EDITION):
        assert text[parsed.start : parsed.end] == parsed.value.text
    parse_date(text, EDITION)
    parsed = parse_indicator(text, EDITION)
    if parsed is not None:
        indicator = parsed.value
        assert text[indicator.label_start : indicator.label_end] == indicator.label
        for measurement in indicator.measurements:
            value = measurement.value
            assert text[value.start : value.end] == value.text


@given(TEXTS)
@settings(max_examples=500)
def test_a_whole_value_leaves_only_brackets_and_footnotes(text):
    """What a whole reading does not cover is a bracket, a footnote mark or white space."""
    parsed = parse_value(text)
    if parsed is not None:
        rest = fold(text[: parsed.start] + text[parsed.end :]).strip()
        assert not rest or rest[0] in "(※*注前対累"


@given(TEXTS)
def test_dates_found_in_a_text_do_not_overlap(text):
    found = find_dates(text, EDITION)
    for left, right in pairwise(found):
        assert left.end <= right.start


@pytest.mark.parametrize(
    "seed",
    [
        "1",
        "1,",
        "一",
        "（",
        "R1.",
        "令和",
        "1/",
        "→",
        "累計",
        "約",
        "件/",
        "※",
        "実績",
        "：",
        "　",
        "～8月",
        "1万",
        "1時間",
        "3分の",
        "1、",
        "二十",
        "（目標1",
        "年1",
        "1人当たり",
        "H30 1件 ",
        "8月1日～",
        "前年比",
        "数十",
    ],
)
@pytest.mark.parametrize(
    "read", [parse_value, find_values, parse_date, find_dates, parse_indicator]
)
def test_time_is_linear(seed, read):
    """Ten times the text takes no more than about ten times as long; no pattern explodes."""

    def seconds(length):
        text = f"指標{next(FRESH)}：" + seed * (length // len(seed))
        started = time.process_time()
        read(text)
        return time.process_time() - started

    seconds(100)
    short = min(seconds(500) for _ in range(3))
    long = min(seconds(5000) for _ in range(3))
    assert long < max(short, 0.002) * 40


def corpus_texts(name):
    corpora = resources.files("parsers.notation").joinpath("corpora")
    lines = corpora.joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t")[1].replace("\\n", "\n") for line in lines[1:]]


STATES = [row["text"] for row in read_vocabulary("states")]
CORPUS_VALUES = corpus_texts("values")


@given(
    printed_values(),
    printed_values(),
    st.sampled_from(["", "（R1.8）", "（H30）", "（8/31現在）", "（速報）"]),
)
@settings(max_examples=300)
def test_the_fast_reading_of_plain_pairs_is_the_combiner_s(actual, target, tail):
    text = f"・指標（重点分野）の名前：{actual[0]}/{target[0]}{tail}"
    assert_same_reading(text)


@pytest.mark.parametrize("text", corpus_texts("indicators"))
def test_the_fast_reading_of_the_corpus_is_the_combiner_s(text):
    assert_same_reading(text)


@given(printed_values())
@settings(max_examples=300)
def test_the_fast_reading_of_a_value_is_the_grammar_s(printed):
    assert_same_value(printed[0])


@pytest.mark.parametrize("text", [*CORPUS_VALUES, *STATES])
def test_the_fast_reading_of_the_values_is_the_grammar_s(text):
    assert_same_value(text)


def assert_same_value(text):
    shape = SHAPE.fullmatch(fold(text))
    fast = read_shaped(text, 0, shape.groups(), "") if shape else None
    if fast is not None:
        slow = read_any(text, fold(text), "")
        assert slow is not None
        assert (slow[0], slow[2]) == (fast, ())


def assert_same_reading(text):
    fast = parse_plain(text, fold(text), EDITION, "", {})
    if fast is not None:
        assert fast == combine(text, fold(text), EDITION, "", {})
