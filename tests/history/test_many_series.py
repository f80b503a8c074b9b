"""Many series at once: the same history however many are read at a time, and few readings of the tables."""

import random

import pytest
from editions import Issue, Line
from rapidfuzz import fuzz

from ingest.history import editions as grouping
from ingest.history.alike import join_alike
from ingest.history.complete import Dataset, find_history
from ingest.history.schema import HISTORY_TABLES

PUBLISHERS = ("甲市", "乙市", "丙市")
TITLES = ("総合戦略の進捗状況", "総合戦略の進捗状況表", "防災計画の実施状況")
SOURCE = 'publisher = "{publisher}"\nseries = "{title}"\nedition = "2025-{month:02}-28"\n'


@pytest.fixture
def out(tmp_path, run_here):
    for place, (publisher, title) in enumerate((p, t) for p in PUBLISHERS for t in TITLES):
        for month in (8, 9):
            name = "企業誘致件数" if title.startswith("総合") else "訓練の参加者数"
            lines = [Line(name, "件", {"R6年度": str(month + place)}, "60")]
            folder = tmp_path / "in" / f"{place}-{month}"
            Issue(7, month, lines, f"{publisher}{title}").write(folder)
            told = SOURCE.format(publisher=publisher, title=title, month=month)
            (folder / "source.toml").write_text(told, encoding="utf-8")
    run_here(tmp_path / "in", tmp_path / "out")
    return tmp_path / "out"


def tables_of(out):
    history = find_history(Dataset([out]), ())
    return {table.name: history.tables[table.name] for table in HISTORY_TABLES}


def test_the_history_does_not_hang_on_how_many_are_read_at_once(out, monkeypatch):
    expected = tables_of(out)
    assert len({row["series_id"] for row in expected["panel"]}) == 6  # alike titles are one series
    for rows in (1, 2, 5):
        monkeypatch.setattr(grouping, "_ROWS_AT_ONCE", rows)
        assert tables_of(out) == expected


def test_tables_are_not_read_once_a_series(out, monkeypatch):
    read, reads = Dataset._read, []

    def counted(self, table, documents):
        reads.append(table.name)
        return read(self, table, documents)

    monkeypatch.setattr(Dataset, "_read", counted)
    tables_of(out)
    assert reads.count("progress") == 2  # for labels of alike titles, and for all
    assert reads.count("observations") == 2


def by_pairs(groups, labels):
    """The rule, one pair after another."""
    joined, held = {}, {key: set(own) for key, own in labels.items()}
    for key in sorted(groups):
        home = key
        for other in joined:
            same = key.partition("|")[0] == other.partition("|")[0]
            titles = {key.partition("|")[2], other.partition("|")[2]}
            share = len(held[key] & held[other]) / max(1, min(len(held[key]), len(held[other])))
            if same and share >= 0.5 and (fuzz.ratio(key, other) >= 85 or "" in titles):
                home = other
                break
        joined[home] = [*joined.get(home, ()), *groups[key]]
        held[home] |= held[key]
    return joined


@pytest.mark.parametrize("seed", range(30))
def test_titles_are_joined_as_pair_by_pair(seed):
    dice = random.Random(seed)  # noqa: S311
    words = ["総合", "戦略", "計画", "の", "進捗", "状況", "防災"]
    titles = ["", *("".join(dice.choices(words, k=dice.randint(3, 7))) for _ in range(400))]
    groups = {f"{dice.choice(['', '甲市', '乙市'])}|{title}": [{"at": title}] for title in titles}
    labels = {key: set(dice.choices("あいうえおかきく", k=dice.randint(0, 4))) for key in groups}
    read = {key: set(own) for key, own in labels.items()}
    found = join_alike(groups, lambda keys: ((key, read[key]) for key in keys))
    assert found == by_pairs(groups, labels)
    assert len(found) < len(groups)
