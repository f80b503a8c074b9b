"""Speed and accuracy of the notations, side by side with peers on the same rows in one run.

    python benchmarks/notations.py                   ours and a naive NFKC + regex
    python benchmarks/notations.py --peers PYTHON    also ja-timex, pynormalizenumexp and
                                                     recognizers-text, as installed for PYTHON:
    python -m venv peers && peers/bin/pip install ja-timex pynormalizenumexp \
        recognizers-text-suite "emoji<2"

Rows are those of the corpora. A date is right when its first and last day are, a value when its
number in the normalised unit is. Peers run in an interpreter of their own, since their pins do not
fit each other's; each is timed inside its own process, without start-up. Speed is measured on
variants of the rows with other digits, so that nothing comes out of a cache.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import time
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import regex

CORPORA = Path(__file__).parents[1] / "parsers" / "notation" / "corpora"
EDITION = date(2019, 8, 31)
INDICATORS = 20_000
REPEATS = 10
Answer = list[str | None] | None


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


def ours_date(text: str, reference: str) -> Answer:
    from parsers.notation.dates import parse_date

    year, month = map(int, reference.split("-"))
    parsed = parse_date(text, date(year, month, monthrange(year, month)[1]))
    if parsed is None:
        return None
    days = (parsed.value.start, parsed.value.end)
    return [day.isoformat() if day else None for day in days]


def ours_value(text: str, reference: str) -> Answer:
    from parsers.notation.values import parse_value

    del reference
    parsed = parse_value(text)
    number = parsed.value.number_std if parsed else None
    return None if number is None else [str(number.normalize()), None]


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


def ja_timex() -> Callable[[str, str], Answer]:
    import pendulum
    from ja_timex import TimexParser

    @cache
    def parser_of(reference: str) -> TimexParser:
        return TimexParser(reference=pendulum.datetime(*map(int, reference.split("-")), 28))

    def read(text: str, reference: str) -> Answer:
        found = parser_of(reference).parse(text)
        if not found:
            return None
        first, last = found[0], found[-1]
        days = [first.to_datetime(), last.to_datetime()]
        start = days[0].date() if days[0] else None
        value = last.value
        end = days[1].date() if days[1] else None
        if end and regex.fullmatch(r"\d{4}-\d{2}-XX", value):
            end = end.replace(day=monthrange(end.year, end.month)[1])
        elif end and regex.fullmatch(r"\d{4}-XX-XX", value):
            end = end.replace(month=12, day=31)
        return [start.isoformat() if start else None, end.isoformat() if end else None]

    return read


def pynormalizenumexp() -> Callable[[str, str], Answer]:
    from pynormalizenumexp.normalize_numexp import NormalizeNumexp

    normalizer = NormalizeNumexp("ja")

    def read(text: str, reference: str) -> Answer:
        found = normalizer.normalize(text)
        if not found:
            return None
        if not reference:
            low, high = found[0].value_lower_bound, found[0].value_upper_bound
            same = low == high and isinstance(low, int | float)
            return [str(Decimal(repr(low)).normalize()), None] if same else None
        ends = (found[0].value_lower_bound, found[-1].value_upper_bound)
        return [_day(ends[0]), _day(ends[1])]

    def _day(value: object) -> str | None:
        parts = [getattr(value, name, "XX") for name in ("year", "month", "day")]
        return "-".join(str(p).zfill(2) for p in parts) if "XX" not in map(str, parts) else None

    return read


def recognizers_text() -> Callable[[str, str], Answer]:
    from recognizers_number import Culture, recognize_number

    def read(text: str, reference: str) -> Answer:
        del reference
        found = recognize_number(text, Culture.Japanese)
        resolution = found[0].resolution if found else None
        value = resolution and resolution.get("value")
        return [str(Decimal(value).normalize()), None] if value else None

    return read


PEERS = {
    "ja-timex": (ja_timex, ("dates",)),
    "pynormalizenumexp": (pynormalizenumexp, ("dates", "values")),
    "recognizers-text": (recognizers_text, ("values",)),
}


def measure(read: Callable[[str, str], Answer], cases: Sequence) -> tuple[float, int, int]:
    """Rows a second (on variants, once warm), rows right, rows answered wrongly."""
    right = wrong = 0
    for text, reference, want in cases:
        got = attempt(read, text, reference)
        right += got == want
        wrong += got is not None and got != want
    random_ = random.Random(0)  # noqa: S311 - a fixed sample
    variants = [(with_other_digits(t, random_), r) for _ in range(REPEATS) for t, r, _ in cases]
    started = time.perf_counter()
    for text, reference in variants:
        attempt(read, text, reference)
    return len(variants) / (time.perf_counter() - started), right, wrong


def attempt(read: Callable[[str, str], Answer], text: str, reference: str) -> Answer:
    """The answer; none from a reader that raises."""
    try:
        return read(text, reference)
    except Exception:  # noqa: BLE001 - some peers raise on text
        return None


def child(name: str) -> None:
    """Measure one peer in this interpreter; rows come on stdin."""
    make, kinds = PEERS[name]
    cases = json.load(sys.stdin)
    try:
        read = make()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))
        return
    print(json.dumps({kind: measure(read, cases[kind]) for kind in kinds}))


def ask_peer(python: str, name: str, cases: dict) -> dict:
    command = [python, "-W", "ignore", __file__, "--child", name]
    done = subprocess.run(  # noqa: S603 - the interpreter that the user names
        command, input=json.dumps(cases), capture_output=True, text=True, check=False
    )
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines else {"missing": done.stderr.strip()[-120:]}


def with_other_digits(text: str, random_: random.Random) -> str:
    """The same notation with other digits: as many, none a leading zero."""
    return regex.sub(
        r"[0-9]{2,}",
        lambda m: str(random_.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)),
        text,
    )


def indicator_speed(texts: Sequence[str]) -> float:
    from parsers.notation.indicators import parse_indicator

    random_ = random.Random(0)  # noqa: S311 - a fixed sample
    rows = [
        f"{with_other_digits(t, random_)}" for _ in range(INDICATORS // len(texts)) for t in texts
    ]
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for row in rows:
            parse_indicator(row, EDITION)
        best = max(best, len(rows) / (time.perf_counter() - started))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", default="")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child)
        return
    cases = {"dates": date_cases(), "values": value_cases()}
    results = {
        "shinchoku": {
            "dates": measure(ours_date, cases["dates"]),
            "values": measure(ours_value, cases["values"]),
        },
        "NFKC + regex": {
            "dates": measure(naive_date, cases["dates"]),
            "values": measure(naive_value, cases["values"]),
        },
    }
    for name in PEERS:
        results[name] = ask_peer(arguments.peers, name, cases) if arguments.peers else {}
    print(f"{len(cases['dates'])} dates, {len(cases['values'])} values\n")
    print(f"{'':20}{'kind':8}{'right':>8}{'wrong':>8}{'rows/s':>10}{'ours is':>10}")
    for name, told in results.items():
        if "missing" in told:
            print(f"{name:20}not there: {told['missing']}")
        for kind in ("dates", "values"):
            if kind in told:
                speed, right, wrong = told[kind]
                total = len(cases[kind])
                ratio = results["shinchoku"][kind][0] / speed
                print(
                    f"{name:20}{kind:8}{right / total:8.1%}{wrong / total:8.1%}{speed:10.0f}{ratio:9.1f}x"
                )
    texts = [row["text"].replace("\\n", "\n") for row in read_rows("indicators")]
    pairs = [
        t
        for t in texts
        if regex.fullmatch(r"[^:：]+[:：][0-9,.]+\p{L}+[/／][0-9,.]+\p{L}+(?:（[^）]+）)?", t)
    ]
    print(f"\nindicators, every notation   {indicator_speed(texts):10.0f} a second")
    print(f"indicators, plain pairs      {indicator_speed(pairs):10.0f} a second")


if __name__ == "__main__":
    main()
