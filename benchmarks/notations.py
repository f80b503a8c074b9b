"""Speed and accuracy of the notations, side by side with peers on the same rows in one run.

    python benchmarks/notations.py                   ours and a naive NFKC + regex
    python benchmarks/notations.py --peers PYTHON    also ja-timex, pynormalizenumexp and
                                                     recognizers-text, as installed for PYTHON:
    python -m venv peers && peers/bin/pip install ja-timex pynormalizenumexp \
        recognizers-text-suite "emoji<2"

Rows are those of the corpora. A date is right when its first and last day are, a value when its
number in the normalised unit is. Peers run in an interpreter of their own, since their pins do not
fit each other's, on the same core, and are timed inside it, without start-up. Ours and the peer take turns on variants
of the same rows with other digits, new ones for each round; ours, being faster, has more of them in a
round. Times are those of the processor, which other programs disturb less. The figures are medians of the rounds, and a ratio is one of speeds of the same round.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from time import process_time
from timeit import timeit

import regex

CORPORA = Path(__file__).parents[1] / "parsers" / "notation" / "corpora"
PROGRESS = (
    Path(__file__).parents[1] / "normalized/yamaguchi-pref/sangyo-senryaku/2019-08/progress.csv"
)
EDITION = date(2019, 8, 31)
INDICATORS = 20_000
REPEATS = 10
ROUNDS = 11
Answer = list[str | None] | None
Read = Callable[[str, str], object]
Tell = Callable[[object, str], Answer]
# From, to, and the highest number that still is of the kind: a month, a day, a year stay one.
_KINDS = (
    (1, 9, 9),
    (10, 12, 12),
    (13, 31, 28),
    (32, 99, 99),
    (100, 999, 999),
    (1990, 2029, 2029),
    (10_000, 99_999, 99_999),
)


def read_rows(name: str) -> list[dict[str, str]]:
    text = (CORPORA / f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row["verdict"] == "pass"]


def date_cases() -> list[tuple[str, str, Answer]]:
    return [
        (row["text"], row["reference"], [row["start"] or None, row["end"] or None])
        for row in read_rows("dates")
        if row["start"] or row["end"]
    ]


def value_cases() -> list[tuple[str, str, Answer]]:
    from parsers.notation.units import read_unit

    cases = []
    for row in read_rows("values"):
        if row["number"] and not row["unit_hint"]:
            number = Decimal(row["number"]) * read_unit(row["unit"]).scale
            cases.append((row["text"], "", [str(number.normalize()), None]))
    return cases


def shinchoku_dates() -> tuple[Read, Tell]:
    from parsers.notation.dates import parse_date

    @cache
    def edition_of(reference: str) -> date:
        year, month = map(int, reference.split("-"))
        return date(year, month, monthrange(year, month)[1])

    def tell(parsed: object, reference: str) -> Answer:
        del reference
        if parsed is None:
            return None
        days = (parsed.value.start, parsed.value.end)
        return [day.isoformat() if day else None for day in days]

    return lambda text, reference: parse_date(text, edition_of(reference)), tell


def shinchoku_values() -> tuple[Read, Tell]:
    from parsers.notation.values import parse_value

    def tell(parsed: object, reference: str) -> Answer:
        del reference
        number = parsed.value.number_std if parsed else None
        return None if number is None else [str(number.normalize()), None]

    return lambda text, _: parse_value(text), tell


def naive_date(text: str, reference: str) -> Answer:
    del reference
    plain = unicodedata.normalize("NFKC", text)
    eras = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
    match = regex.search(r"(令和|平成|R|H|)(\d+|元)[年./](\d+)[月./]?(\d+)?", plain)
    if match is None:
        return None
    year = eras.get(match[1], 0) + (1 if match[2] == "元" else int(match[2]))
    try:
        first = date(year, int(match[3]), int(match[4] or 1))
        last = int(match[4] or monthrange(year, int(match[3]))[1])
        return [first.isoformat(), first.replace(day=last).isoformat()]
    except ValueError:
        return None


def naive_value(text: str, reference: str) -> Answer:
    del reference
    match = regex.search(r"-?[\d,]+(\.\d+)?", unicodedata.normalize("NFKC", text))
    digits = match[0].replace(",", "") if match else ""
    return [str(Decimal(digits).normalize()), None] if digits.strip("-") else None


def as_told(answer: Answer, reference: str) -> Answer:
    del reference
    return answer


_TIMEX = regex.compile(r"(?P<year>\d{4}|XXXX)-(?P<month>\d{2}|XX)-(?P<day>\d{2}|XX)")
_TIMEX_YEARS = regex.compile(r"FY(?P<fiscal>\d{4})|(?P<year>\d{4})-(?P<season>SP|SU|FA|WI)")
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def ja_timex() -> tuple[Read, Tell]:
    """What ja-timex recognised, as generously as its TIMEX values allow; durations are no dates."""
    import pendulum
    from ja_timex import TimexParser

    @cache
    def parser_of(reference: str) -> TimexParser:
        return TimexParser(reference=pendulum.datetime(*map(int, reference.split("-")), 28))

    def tell(found: object, reference: str) -> Answer:
        days = [timex_days(timex, int(reference[:4])) for timex in found]
        told = [pair for pair in days if pair is not None]
        return [told[0][0], told[-1][1]] if told else None

    return lambda text, reference: parser_of(reference).parse(text), tell


def timex_days(timex: object, year: int) -> list[str | None] | None:
    """First and last day of a TIMEX value with its modifier; an unwritten year is the reference's."""
    written = _TIMEX.fullmatch(timex.value)
    if written is None:
        return timex_years(timex.value)
    parts = [None if "X" in part else int(part) for part in written.groups()]
    start, end = fill_days(parts[0] or year, *parts[1:])
    if timex.mod == "END":
        return [end, end]
    if timex.mod == "MID" and parts[1]:
        return [f"{start[:-2]}11", f"{start[:-2]}20"]
    opens, closes = timex.mod == "ON_OR_AFTER", timex.mod == "ON_OR_BEFORE"
    return [None if closes else start, None if opens else end]


def timex_years(value: str) -> list[str | None] | None:
    """The days of a fiscal year or a season; None for durations, weekdays, hours."""
    match = _TIMEX_YEARS.fullmatch(value)
    if match is None:
        return None
    if match["fiscal"]:
        return [f"{match['fiscal']}-04-01", f"{int(match['fiscal']) + 1}-03-31"]
    year, month = int(match["year"]), _SEASONS[match["season"]]
    last = (year + (month == 12), (month + 1) % 12 + 1)
    return [f"{year}-{month:02}-01", fill_days(*last, None)[1]]


def fill_days(year: int, month: int | None, day: int | None) -> list[str]:
    """First and last day of a year, a month or a day."""
    last = day or monthrange(year, month or 12)[1]
    return [f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{last:02}"]


def pynormalizenumexp() -> tuple[Read, Tell]:
    from pynormalizenumexp.normalize_numexp import NormalizeNumexp

    normalizer = NormalizeNumexp("ja")

    def tell(found: object, reference: str) -> Answer:
        if not found:
            return None
        if not reference:
            low, high = found[0].value_lower_bound, found[0].value_upper_bound
            same = low == high and isinstance(low, int | float)
            return [str(Decimal(repr(low)).normalize()), None] if same else None
        year = int(reference[:4])
        return [
            _day(found[0].value_lower_bound, year, 0),
            _day(found[-1].value_upper_bound, year, 1),
        ]

    def _day(value: object, reference: int, end: int) -> str | None:
        numbers = [getattr(value, name, None) for name in ("year", "month", "day")]
        year, month, day = (n if isinstance(n, int) and 0 < n < 9999 else None for n in numbers)
        return fill_days(year or reference, month, day)[end] if year or month else None

    return lambda text, _: normalizer.normalize(text), tell


def recognizers_text() -> tuple[Read, Tell]:
    from recognizers_number import Culture, recognize_number

    def tell(found: object, reference: str) -> Answer:
        del reference
        resolution = found[0].resolution if found else None
        value = resolution and resolution.get("value")
        return [str(Decimal(value).normalize()), None] if value else None

    return lambda text, _: recognize_number(text, Culture.Japanese), tell


MAKERS: dict[tuple[str, str], Callable[[], tuple[Read, Tell]]] = {
    ("shinchoku", "dates"): shinchoku_dates,
    ("shinchoku", "values"): shinchoku_values,
    ("NFKC + regex", "dates"): lambda: (naive_date, as_told),
    ("NFKC + regex", "values"): lambda: (naive_value, as_told),
    ("ja-timex", "dates"): ja_timex,
    ("pynormalizenumexp", "dates"): pynormalizenumexp,
    ("pynormalizenumexp", "values"): pynormalizenumexp,
    ("recognizers-text", "values"): recognizers_text,
}
LOCAL = ("shinchoku", "NFKC + regex")


class Reader:
    """A reader in this interpreter, or in that of `python`; one round at a time."""

    def __init__(self, name: str, kind: str, python: str) -> None:
        self._read = MAKERS[name, kind]() if not python else None
        command = [python, "-W", "ignore", __file__, "--child", name, "--kind", kind]
        self._child = (
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - the interpreter that the user names
            if python
            else None
        )

    def round(self, rows: Sequence) -> tuple[float, list[Answer]]:
        """Seconds for the rows, and the answers; EOFError where the peer is not there."""
        if self._child is None:
            return timed(*self._read, rows)
        print(json.dumps(rows), file=self._child.stdin, flush=True)
        line = self._child.stdout.readline()
        if not line:
            raise EOFError
        seconds, answers = json.loads(line)
        return seconds, answers

    def close(self) -> None:
        if self._child is not None:
            self._child.stdin.close()
            self._child.wait()


def timed(read: Read, tell: Tell, rows: Sequence) -> tuple[float, list[Answer]]:
    """Seconds for reading; what was read is made comparable with others' when the clock has stopped."""
    found: list[object] = []
    seconds = timeit(
        lambda: found.extend(attempt(read, text, reference) for text, reference in rows),
        timer=process_time,
        number=1,
    )
    told = zip(found, rows, strict=True)
    return seconds, [attempt(tell, one, reference) for one, (_, reference) in told]


def attempt(read: Callable, what: object, reference: str) -> object:
    """The answer; none from a reader that raises."""
    try:
        return read(what, reference)
    except Exception:  # noqa: BLE001 - some peers raise on text
        return None


def child(name: str, kind: str) -> None:
    """Answer rounds of rows, a line each on stdin; what a peer prints goes to stderr."""
    replies, sys.stdout = sys.stdout, sys.stderr
    read = MAKERS[name, kind]()
    for line in sys.stdin:
        print(json.dumps(timed(*read, json.loads(line))), file=replies, flush=True)


def compare(name: str, kind: str, cases: Sequence, python: str) -> str:
    """A line of the table: accuracy on the rows, speed on variants in turns with ours."""
    ours, other = Reader("shinchoku", kind, ""), Reader(name, kind, python)
    _, answers = other.round([(text, reference) for text, reference, _ in cases])
    right = sum(got == want for got, (_, _, want) in zip(answers, cases, strict=True))
    wrong = sum(got not in (None, want) for got, (_, _, want) in zip(answers, cases, strict=True))
    random_ = random.Random(0)  # noqa: S311 - a fixed sample
    speeds, ratios = [], []
    for _ in range(ROUNDS):
        rows = [[(with_other_digits(t, random_), r) for t, r, _ in cases] for _ in range(REPEATS)]
        own, _ = ours.round([row for repeat in rows for row in repeat])
        spent, _ = other.round(rows[0])
        speeds.append(len(cases) / spent)
        ratios.append(spent / own * REPEATS)
    other.close()
    accuracy = f"{right / len(cases):8.1%}{wrong / len(cases):8.1%}"
    return f"{name:20}{kind:8}{accuracy}{median(speeds):10.0f}{median(ratios):9.1f}x"


def with_other_digits(text: str, random_: random.Random) -> str:
    """The same notation with other digits: a month stays a month, a year a year, a range a range."""

    def other(match: regex.Match[str]) -> str:
        digits, number = match[0], int(match[0])
        if number == 0 or digits[0] == "0":
            return digits
        for least, most, highest in _KINDS:
            if least <= number <= most:
                return str(random_.randint(least, highest))
        return digits

    def ordered(match: regex.Match[str]) -> str:
        low, mark, high = match.groups()
        return match[0] if int(low) <= int(high) else f"{high}{mark}{low}"

    changed = regex.sub(r"(?<![A-Za-zＡ-Ｚａ-ｚ]{2})[0-9]+", other, text)  # CO2 stays CO2
    return regex.sub(r"([0-9]+)(～|件以上)([0-9]+)", ordered, changed)  # a range stays one


def indicator_speed(texts: Sequence[str]) -> float:
    from parsers.notation.indicators import parse_indicator

    random_ = random.Random(0)  # noqa: S311 - a fixed sample
    speeds = []
    for _ in range(ROUNDS):
        rows = [
            with_other_digits(t, random_) for _ in range(INDICATORS // len(texts)) for t in texts
        ]
        started = process_time()
        for row in rows:
            parse_indicator(row, EDITION)
        seconds = process_time() - started
        speeds.append(len(rows) / seconds)
    return median(speeds)


def document_indicators() -> list[str]:
    """Every indicator string of the sample document, as it stands in its table."""
    with PROGRESS.open(encoding="utf-8-sig", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines) if row["indicator"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", default="")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--kind", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.kind)
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cases = {"dates": date_cases(), "values": value_cases()}
    print(f"{len(cases['dates'])} dates, {len(cases['values'])} values\n")
    print(f"{'':20}{'kind':8}{'right':>8}{'wrong':>8}{'rows/s':>10}{'ours is':>10}")
    for name, kind in MAKERS:
        python = "" if name in LOCAL else arguments.peers
        if python or name in LOCAL:
            try:
                print(compare(name, kind, cases[kind], python))
            except (EOFError, BrokenPipeError):
                print(f"{name:20}{kind:8}not installed for {python}")
    every = [row["text"].replace("\\n", "\n") for row in read_rows("indicators")]
    print(
        f"\nindicators of the sample document  {indicator_speed(document_indicators()):8.0f} a second"
    )
    print(f"indicators in every notation       {indicator_speed(every):8.0f} a second")


if __name__ == "__main__":
    main()
