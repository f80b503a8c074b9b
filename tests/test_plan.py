"""The plan: a sample that is always the same, figures that add up."""

import json
import random
import tracemalloc
from collections import Counter

import pytest

from ingest.plan.estimate import total
from ingest.plan.measure import Cost
from ingest.plan.sample import File, choose


def layers(*figures):
    return [(count, [Cost(seconds=value) for value in values]) for count, values in figures]


def seconds(cost):
    return cost.seconds


def test_every_document_is_read_where_there_are_few():
    files = [File(f"{n}.pdf", n) for n in range(5)]
    (layer,) = choose(files, 30)
    assert layer.count == 5
    assert set(layer.chosen) == set(files)


def test_the_sample_does_not_hang_on_the_order_of_the_files():
    files = [File(f"{n}.pdf", 100 + n % 7 * 1000) for n in range(500)]
    names = [[file.place for file in layer.chosen] for layer in choose(files, 30)]
    again = [[file.place for file in layer.chosen] for layer in choose(files[::-1], 30)]
    assert names == again
    assert sum(map(len, names)) == 30


def test_large_documents_are_sampled_more_densely():
    files = [File(f"{n}.pdf", 1000 if n % 100 else 1_000_000) for n in range(1000)]
    chosen = [file for layer in choose(files, 20) for file in layer.chosen]
    large = [file for file in chosen if file.size > 1000]
    assert len(large) >= 5
    assert len(chosen) - len(large) >= 3


@pytest.mark.parametrize("count", [1, 2, 7, 31, 64, 999])
@pytest.mark.parametrize("wanted", [2, 5, 30])
def test_layers_hold_every_document_once(count, wanted):
    files = [File(f"{n}", n * n) for n in range(count)]
    found = choose(files, wanted)
    assert sum(layer.count for layer in found) == count
    assert sum(len(layer.chosen) for layer in found) == min(count, wanted)
    assert all(len(layer.chosen) >= 2 or layer.count == 1 for layer in found)


def test_every_document_of_a_layer_is_drawn_as_often():
    drawn = Counter(
        file.place.partition("/")[2]
        for turn in range(300)
        for layer in choose((File(f"{turn}/{n}", 1000) for n in range(50)), 10)
        for file in layer.chosen
    )
    assert sum(drawn.values()) == 3000
    assert all(30 < drawn[str(n)] < 95 for n in range(50))  # 60 are expected


def test_files_are_drawn_without_being_held():
    def peak(count):
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        choose((File(f"{n}.pdf", 1000 + n % 97) for n in range(count)), 20)
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        few, many = peak(2_000), peak(40_000)
    finally:
        tracemalloc.stop()
    assert many < 1.5 * few


def test_a_total_is_the_sum_of_the_layers_means():
    figure = total(layers((100, [1.0, 3.0]), (2, [10.0, 20.0])), seconds)
    assert figure.estimate == 230
    assert 34 <= figure.low < 230 < figure.high


def test_where_all_is_read_there_is_no_interval():
    figure = total(layers((3, [1.0, 2.0, 6.0])), seconds)
    assert figure.estimate == figure.low == figure.high == 9


def even(dice, size):
    return size * (1 + dice.randrange(5))


def skewed(dice, size):
    return size**0.8 * dice.lognormvariate(0, 0.8)


def with_scans(dice, size):
    return size**0.7 * dice.lognormvariate(0, 0.6) * (20 if dice.random() < 0.1 else 1)


def of_no_size(dice, _):
    return dice.lognormvariate(0, 1.2)


def heavy(dice, _):
    return dice.paretovariate(1.3)


@pytest.mark.parametrize(
    ("cost", "least"), [(even, 90), (skewed, 90), (with_scans, 85), (of_no_size, 85)]
)
@pytest.mark.parametrize("sizes", ["skewed", "heavy"])
def test_the_interval_holds_what_it_says(cost, least, sizes):
    """Of many samples of one population about as many intervals as they say hold the truth."""
    dice = random.Random(7)  # noqa: S311
    draw = {"skewed": lambda: dice.lognormvariate(11, 1.5), "heavy": lambda: 1e4 * heavy(dice, 0)}
    files = [(n, int(draw[sizes]())) for n in range(2000)]
    costs = {str(n): cost(dice, size) for n, size in files}
    truth, held = sum(costs.values()), 0
    for turn in range(100):
        named = [File(f"{turn}/{n}", size) for n, size in files]
        drawn = [
            (layer.count, [Cost(seconds=costs[f.place.partition("/")[2]]) for f in layer.chosen])
            for layer in choose(named, 60)
        ]
        figure = total(drawn, seconds)
        held += figure.low <= truth <= figure.high
    assert held >= least


def test_a_path_inside_another_one_counts_once(edition, shinchoku):
    text = edition / "sangyo-senryaku.txt"
    told = json.loads(shinchoku("plan", text, edition, text, "--format", "json").stdout)
    assert (told["found"], told["sampled"]) == (6, 6)


def test_the_plan_of_the_samples(edition, shinchoku):
    done = shinchoku("plan", edition, "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["documents"], told["sampled"]) == (6, 6)
    assert told["statuses"] == {"read": 6}
    assert told["pages"] == {"estimate": told["sample_pages"]} | dict.fromkeys(
        ("low", "high"), told["sample_pages"]
    )
    assert 50 < told["memory"] < 2048
    assert 0 < told["parquet"]["estimate"] < told["csv"]["estimate"]
    assert told["core_hours"]["estimate"] >= told["sample_seconds"] / 3600


def test_a_plan_for_more_documents_and_in_words(edition, shinchoku):
    done = shinchoku("plan", edition / "sangyo-senryaku.txt", "--documents", "1000000")
    assert done.returncode == 0, done.stderr
    assert "1,000,000" in done.stdout
    assert "計算時間 processor time" in done.stdout
    assert "1 件のうち 1 件" in done.stderr
    assert "～" not in done.stdout  # all were read: there is no interval


def test_files_that_are_no_documents_are_told(tmp_path, shinchoku):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "notes.txt").write_text("ただの文。\n", encoding="utf-8")
    told = json.loads(shinchoku("plan", tmp_path, "--format", "json").stdout)
    assert told["statuses"] == {"skipped": 1, "unreadable": 1}


def test_wrong_use_ends_with_2(tmp_path, shinchoku):
    assert shinchoku("plan", tmp_path / "none").returncode == 2
    assert shinchoku("plan", tmp_path).returncode == 2
