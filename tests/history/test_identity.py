"""Who is who across editions, whatever the order they come in."""

import importlib.util
import random

import pytest
from paths import ROOT

from ingest.history.chains import link
from ingest.history.editions import group_series
from ingest.history.labels import clash, read_label
from ingest.history.matching import Verdict, match

_SPEC = importlib.util.spec_from_file_location("editions_made", ROOT / "benchmarks/editions.py")
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)


def no_ruling(*_):
    return None


def follow(documents, progress, observations, ruling=no_ruling):
    (series,) = group_series(documents, lambda _: (progress, observations))
    return link(series, ruling)


def as_ids(linked):
    return {
        fact.place: chain.indicator_id for chain in linked.chains for fact in chain.facts.values()
    }


@pytest.mark.parametrize("with_past", [True, False])
@pytest.mark.parametrize("seed", [11, 12])
def test_made_editions_are_followed(seed, with_past):
    precision, recall, *_, found, renamed, _ = made.evaluate(
        seed, with_past=with_past, details=False
    )
    assert precision >= 0.99
    assert recall >= 0.97
    assert renamed > 30
    assert found >= 0.95 * renamed


def test_the_order_of_rows_and_documents_changes_nothing():
    documents, progress, observations, _ = made.make_rows(21, with_past=True)
    before = as_ids(follow(documents, progress, observations))
    for rows in (documents, progress, observations):
        random.Random(5).shuffle(rows)  # noqa: S311
    assert as_ids(follow(documents, progress, observations)) == before


def row(document, label, **more):
    common = {"value_std": 10.0, "target_std": 30.0, "unit_std": "件", "project": "産業"}
    return {"document_id": document, "indicator_id": label, "indicator": label, **common, **more}


def two_editions(old, new):
    documents = [
        {"document_id": name, "edition": made.date(2025, month, 28), "series": "試験", "rows": 1}
        for month, name in ((8, "a"), (9, "b"))
    ]
    progress = [row("a", **line) for line in old] + [row("b", **line) for line in new]
    return follow(documents, progress, [])


def joined(linked):
    return {
        (chain.facts[0].row["indicator"], chain.facts[1].row["indicator"])
        for chain in linked.chains
        if len(chain.facts) == 2
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("企業誘致件数", "誘致企業件数"),
        ("整備か所数", "整備箇所数"),
        ("１．取組件数", "３．取り組み件数"),
        ("ＭＩＣＥ開催件数", "MICE開催件数"),
        ("スマート工場化支援企業数", "スマートファクトリー化支援企業数"),
        ("移住者数", "移住者数（県全体）"),
    ],
)
def test_one_indicator_under_two_names(old, new):
    assert joined(two_editions([{"label": old}], [{"label": new}])) == {(old, new)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("女性管理職の割合", "男性管理職の割合"),
        ("県内就職者数", "県外就職者数"),
        ("小学校の耐震化率", "中学校の耐震化率"),
        ("就業率（25～44歳）", "就業率（45～64歳）"),
    ],
)
def test_siblings_stay_apart_even_with_the_same_numbers(old, new):
    assert clash(read_label(old), read_label(new))
    assert not joined(two_editions([{"label": old}], [{"label": new}]))


def test_a_running_total_is_no_rename_of_the_yearly_number():
    new = {"label": "企業誘致件数（累計）", "value_std": 95.0, "target_std": 120.0}
    linked = two_editions([{"label": "企業誘致件数"}], [new])
    assert not joined(linked)


def test_words_that_tell_siblings_apart_are_learned_from_the_edition_itself():
    sold = [
        {"label": "水産加工品の販売額", "target_std": 7.0},
        {"label": "畜産加工品の販売額", "target_std": 8.0},
    ]
    old, new = {"label": "水産加工品の出荷量"}, {"label": "畜産加工品の出荷量"}
    assert joined(two_editions([old], [new])) == {("水産加工品の出荷量", "畜産加工品の出荷量")}
    told_apart = two_editions([*sold, old], [*sold, new])
    assert ("水産加工品の出荷量", "畜産加工品の出荷量") not in joined(told_apart)


def test_a_split_indicator_goes_on_as_neither_part():
    parts = [
        {"label": "新規就農者数（自営）", "value_std": 6.0, "target_std": 18.0},
        {"label": "新規就農者数（雇用）", "value_std": 4.0, "target_std": 12.0},
    ]
    linked = two_editions([{"label": "新規就農者数"}], parts)
    assert not joined(linked)
    assert [len(split.parts) for split in linked.splits] == [2]


def test_what_is_not_sure_is_kept_apart_until_it_is_confirmed():
    old = [{"label": "観光案内の利用件数", "target_std": None}]
    new = [{"label": "観光相談の対応件数", "target_std": None, "value_std": 11.0}]
    unsure = two_editions(old, new)
    assert not joined(unsure)
    assert [doubt.new.row["indicator"] for doubt in unsure.doubts] == ["観光相談の対応件数"]


def test_one_assignment_is_made_over_all_and_not_greedily():
    import numpy as np

    pairs = match(np.array([[9.0, 8.5], [8.8, -5.0]]))
    assert {(pair.old, pair.new) for pair in pairs} == {(0, 1), (1, 0)}
    assert all(isinstance(pair.verdict, Verdict) for pair in pairs)


def test_two_equally_good_candidates_are_not_sure():
    import numpy as np

    (pair,) = match(np.array([[7.0, 6.8]]))
    assert pair.verdict is Verdict.UNSURE
