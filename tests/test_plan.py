"""The plan: a sample that is always the same, figures that add up."""

import json

import pytest

from ingest.plan.estimate import total
from ingest.plan.measure import Cost
from ingest.plan.sample import File, choose


def layers(*figures):
    return [(count, [Cost(seconds=value) for value in values]) for count, values in figures]


def seconds(cost):
    return cost.seconds


def test_every_document_is_read_where_there_are_few():
    files = [File(n, f"{n}.pdf", n) for n in range(5)]
    (layer,) = choose(files, 30)
    assert layer.count == 5
    assert set(layer.chosen) == set(files)


def test_the_sample_does_not_hang_on_the_order_of_the_files():
    files = [File(n, f"{n}.pdf", 100 + n % 7 * 1000) for n in range(500)]
    names = [[file.name for file in layer.chosen] for layer in choose(files, 30)]
    again = [[file.name for file in layer.chosen] for layer in choose(files[::-1], 30)]
    assert names == again
    assert sum(map(len, names)) == 30


def test_large_documents_are_sampled_more_densely():
    files = [File(n, f"{n}.pdf", 1000 if n % 100 else 1_000_000) for n in range(1000)]
    chosen = [file for layer in choose(files, 20) for file in layer.chosen]
    large = [file for file in chosen if file.size > 1000]
    assert len(large) >= 5
    assert len(chosen) - len(large) >= 3


@pytest.mark.parametrize("count", [1, 2, 7, 31, 64, 999])
@pytest.mark.parametrize("wanted", [2, 5, 30])
def test_layers_hold_every_document_once(count, wanted):
    files = [File(n, f"{n}", n * n) for n in range(count)]
    found = choose(files, wanted)
    assert sum(layer.count for layer in found) == count
    assert sum(len(layer.chosen) for layer in found) == min(count, wanted)
    assert all(len(layer.chosen) >= 2 or layer.count == 1 for layer in found)


def test_a_total_is_the_sum_of_the_layers_means():
    figure = total(layers((100, [1.0, 3.0]), (2, [10.0, 20.0])), seconds)
    assert figure.estimate == 230
    assert 34 <= figure.low < 230 < figure.high


def test_where_all_is_read_there_is_no_interval():
    figure = total(layers((3, [1.0, 2.0, 6.0])), seconds)
    assert figure.estimate == figure.low == figure.high == 9


def test_the_interval_holds_what_it_says():
    """Of many samples of one population nine in ten intervals hold the truth."""
    files = [File(n, f"{n}", 10 + n % 50 * 20) for n in range(2000)]
    cost = {file.index: file.size * (1 + file.index % 5) for file in files}
    truth, held = sum(cost.values()), 0
    for turn in range(100):
        named = [File(file.index, f"{turn}/{file.name}", file.size) for file in files]
        drawn = [
            (layer.count, [Cost(seconds=cost[file.index]) for file in layer.chosen])
            for layer in choose(named, 40)
        ]
        figure = total(drawn, seconds)
        held += figure.low <= truth <= figure.high
    assert held >= 85


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
    assert "計算時間 core hours" in done.stdout
    assert "かっこ内は 95 % の区間" in done.stderr


def test_files_that_are_no_documents_are_told(tmp_path, shinchoku):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "notes.txt").write_text("ただの文。\n", encoding="utf-8")
    told = json.loads(shinchoku("plan", tmp_path, "--format", "json").stdout)
    assert told["statuses"] == {"skipped": 1, "unreadable": 1}


def test_wrong_use_ends_with_2(tmp_path, shinchoku):
    assert shinchoku("plan", tmp_path / "none").returncode == 2
    assert shinchoku("plan", tmp_path).returncode == 2
