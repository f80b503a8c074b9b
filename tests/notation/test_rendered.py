"""Laws over what documents print: whatever is rendered in a notation reads back exactly."""

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.notation.dates import parse_date
from parsers.notation.eras import ERAS as BY_SPELLING
from parsers.notation.fold import fold
from parsers.notation.indicators import parse_indicator
from parsers.notation.numerals import read_numeral
from parsers.notation.units import read_unit
from parsers.notation.values import parse_value
from parsers.notation.vocabulary import read_vocabulary

EDITION = date(2019, 8, 31)
UNITS = [row["text"] for row in read_vocabulary("units")]
COUNTERS = [row["text"] for row in read_vocabulary("units") if row["counts"] != "no"]
AFTER = [row for row in read_vocabulary("qualifiers") if row["place"] == "after"]
BEFORE = [row for row in read_vocabulary("qualifiers") if row["place"] == "before"]
COMPOUNDS = read_vocabulary("compounds")
MARKS = [row["text"] for row in read_vocabulary("missing")]
STATES = [row["text"] for row in read_vocabulary("states")]
ERAS = [row for row in read_vocabulary("eras") if row["name"] in ("平成", "令和", "昭和")]
DASHES = "-－−‐‑‒–—―─━"
SLASHES = "/／∕⁄"
TILDES = "~～〜∼"
ARROWS = "→⇒➡➔⟶⇨▶►"
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
DIGITS = "〇一二三四五六七八九"

numbers = st.integers(1, 9_999_999)


def in_kanji(number):
    """千二百三十四: the usual way to write a number below 10⁴ in kanji."""
    text = ""
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        text += ("" if digit == 1 and name else DIGITS[digit]) + name if digit else ""
    return text


def in_groups(number):
    """1億2,345万6,789: digits between 億 and 万."""
    text = ""
    for power, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
        part, number = divmod(number, power)
        text += f"{part:,}{name}" if part else ""
    return text


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_reads_back(unit):
    value = parse_value(f"12{unit}").value
    known = read_unit(unit)
    assert (value.number_std, value.unit_std) == (12 * known.scale, known.standard)


@given(numbers, st.sampled_from(COUNTERS), st.sampled_from(["", "千", "万", "億", "百万"]))
@settings(max_examples=300)
def test_a_magnitude_multiplies(number, unit, magnitude):
    factor = {"": 1, "千": 1000, "万": 10**4, "億": 10**8, "百万": 10**6}[magnitude]
    if f"{magnitude}{unit}" in UNITS and magnitude:
        return
    value = parse_value(f"{number:,}{magnitude}{unit}").value
    assert value.number_std == number * factor * read_unit(unit).scale
    assert value.unit_std == read_unit(unit).standard


@given(st.integers(1, 9999))
def test_a_kanji_numeral_reads_back(number):
    assert read_numeral(in_kanji(number)).number == number
    assert read_numeral("".join(DIGITS[int(d)] for d in str(number))).number == number
    assert parse_value(f"{in_kanji(number)}円").value.number_std == number


@given(st.integers(10**4, 10**15))
def test_digits_between_magnitudes_read_back(number):
    text = in_groups(number)
    assert parse_value(f"{text}円").value.number_std == number
    assert parse_value(f"{text}円".translate(FULL_WIDTH)).value.number_std == number


@given(numbers, st.sampled_from(COUNTERS), st.sampled_from(AFTER), st.sampled_from(["", " "]))
@settings(max_examples=300)
def test_a_qualifier_behind_reads_back(number, unit, row, blank):
    value = parse_value(f"{number}{unit}{blank}{row['text']}").value
    assert (value.number, value.unit_std) == (number, read_unit(unit).standard)
    assert value.qualifier == (row["qualifier"] or "eq")
    assert value.approximate == bool(row["approximate"])


@given(numbers, st.sampled_from(COUNTERS), st.sampled_from(BEFORE))
def test_a_qualifier_before_reads_back(number, unit, row):
    value = parse_value(f"{row['text']}{number:,}{unit}").value
    assert (value.number, value.qualifier) == (number, row["qualifier"])


@given(numbers, st.sampled_from(COUNTERS), st.sampled_from(f"{DASHES}△▲"))
def test_every_negative_mark_reads_back(number, unit, mark):
    assert parse_value(f"{mark}{number}{unit}").value.number == -number


@pytest.mark.parametrize("mark", [*DASHES, *MARKS])
def test_every_missing_mark_is_missing(mark):
    assert parse_value(mark).value.status == "missing"


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_a_state(state):
    assert parse_value(state).value.status == "state"


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(COUNTERS), st.sampled_from(TILDES))
def test_every_range_reads_back(low, more, unit, tilde):
    value = parse_value(f"{low}{tilde}{low + more}{unit}").value
    assert (value.minimum, value.maximum, value.qualifier) == (low, low + more, "range")


@given(st.integers(1, 99), st.integers(1, 9), st.sampled_from(COMPOUNDS))
def test_every_compound_reads_back(first, second, row):
    value = parse_value(f"{first}{row['first']}{second}{row['second']}").value
    ratio = Decimal(row["ratio"])
    whole = first * ratio + second if row["result"] == "second" else first + second / ratio
    assert (value.number, value.unit) == (whole, row[row["result"]])


@given(
    numbers,
    numbers,
    st.sampled_from(COUNTERS),
    st.sampled_from([*SLASHES, *ARROWS]),
    st.sampled_from(["{}：{}{}{}", "・{} ： {} {} {}", "{}\n{}{}{}"]),
)
@settings(max_examples=300)
def test_a_pair_reads_back(actual, target, unit, mark, shape):
    text = shape.format("指標の件数", f"{actual:,}{unit}", mark, f"{target:,}{unit}")
    read = parse_indicator(text, EDITION).value
    assert read.label == "指標の件数"
    assert [m.value.number for m in read.measurements] == [actual, target]
    assert [m.measure for m in read.measurements] == ["actual", "target"]


@given(numbers, numbers, st.sampled_from(COUNTERS))
def test_a_shared_unit_holds_for_both(actual, target, unit):
    read = parse_indicator(f"指標の件数：{actual}/{target}{unit}", EDITION).value
    assert {m.value.unit_std for m in read.measurements} == {read_unit(unit).standard}


@given(
    numbers, numbers, st.sampled_from(["（目標{}）", "（目標：{}）", "［目標値 {}］", "【目標】{}"])
)
def test_a_target_in_brackets_is_a_target(actual, target, shape):
    text = f"指標の件数：{actual}件{shape.format(f'{target:,}件')}"
    read = parse_indicator(text, EDITION).value
    assert (read.first("actual").value.number, read.first("target").value.number) == (
        actual,
        target,
    )


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.sampled_from(ERAS), st.booleans())
@settings(max_examples=300)
def test_a_day_in_every_spelling_of_an_era_reads_back(day, row, spaced):
    era = BY_SPELLING[row["name"]]
    number = day.year - era.first_day.year + 1
    if not 1 <= number < 100:
        return
    blank = " " if spaced else ""
    for name in (row["name"], row["glyph"], row["letter"], row["short"]):
        texts = (
            f"{name}{blank}{number}年{blank}{day.month}月{blank}{day.day}日",
            f"{name}{number}.{day.month}.{day.day}",
            f"{name}{number}/{day.month:02}/{day.day:02}",
        )
        for text in texts:
            period = parse_date(text, EDITION).value
            assert (period.start, period.end) == (day, day)
    flagged = {
        f.code for f in parse_date(f"{row['name']}{number}年{day.month}月", EDITION).findings
    }
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    assert ("D105" in flagged) == (not era.holds(first, last))


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 6))
def test_a_wrong_weekday_is_a_finding(day, weekday):
    parsed = parse_date(
        f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[weekday]}）", EDITION
    )
    assert parsed.value.start == day
    assert ("D106" in {f.code for f in parsed.findings}) == (weekday != day.weekday())


@given(st.integers(2000, 2030), st.integers(1, 12), st.integers(1, 31), st.sampled_from("年./-"))
def test_a_day_that_is_not_gives_no_date(year, month, day, mark):
    text = f"{year}年{month}月{day}日" if mark == "年" else f"{year}{mark}{month}{mark}{day}"
    try:
        real = date(year, month, day)
    except ValueError:
        real = None
    parsed = parse_date(text, EDITION)
    assert parsed.value.start == real
    assert ("D104" in {f.code for f in parsed.findings}) == (real is None)


def test_radicals_are_folded_to_the_characters_they_look_like():
    assert fold("⽅⽴⾼⻑⻄⻘⻩⿓") == "方立高長西青黄龍"
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA0E)):
        assert fold(chr(code)) == unicodedata.normalize("NFKC", chr(code))


def test_half_width_kana_are_folded():
    assert fold("ﾃｷｽﾄ") == "テキスト"


PIECES = [
    "指標の件数",
    "：",
    "42件",
    "1,234人",
    "約70社",
    "△1.3％",
    "/",
    "→",
    "（目標75件）",
    "（R1.8）",
    "実績",
    "目標",
    "（うち県外8件）",
    "集計中",
    "－",
    "実施中",
    "50～60社",
    "年4回",
    "H30",
    "\n",
    "　",
    "※速報",
    "、",
    "会議を開催",
    "5/27",
    "に対して",
]
SEPARATORS = " \n:=/→(),、。・;…「」【】[]<>※~-*"


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7))
@settings(max_examples=1500)
def test_an_indicator_accounts_for_every_character(pieces):
    """What is neither label, value, date, extra number nor note is a mark between them."""
    text = "指標の件数：" + "".join(pieces)
    parsed = parse_indicator(text, EDITION)
    if parsed is None:
        return
    read = parsed.value
    spans = [(read.label_start, read.label_end)]
    spans += [(m.value.start, m.value.end) for m in read.measurements]
    spans += [(v.start, v.end) for v in read.extra]
    periods = [read.as_of, *(m.period for m in read.measurements)]
    spans += [(p.start, p.end) for p in periods if p is not None]
    rest = list(fold(text))
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    for note in filter(None, read.note.split("；")):
        places = [at for at in range(len(text)) if text.startswith(note, at)]
        free = [at for at in places if "".join(rest[at : at + len(note)]).strip(SEPARATORS)]
        for at in free[:1]:
            rest[at : at + len(note)] = " " * len(note)
    rest = "".join(rest)
    for word in ("実績", "目標", "に対して"):
        rest = rest.replace(word, " ")
    assert not rest.strip(SEPARATORS), (parsed.rule, rest)
