"""A scanned page comes out like any other, with marks for what recognition may have misread."""

import numpy as np
import pytest
from paths import EDITION

import ingest
from ingest.ocr.tools import INSTALL

DPI = 200

pytestmark = pytest.mark.usefixtures("engine_installed")


@pytest.fixture(scope="module")
def read(scan):
    return ingest.open(scan)


@pytest.fixture(scope="module")
def original():
    progress = ingest.read(EDITION / "sangyo-senryaku-landscape.pdf")
    return progress.set_index("indicator")


def test_its_values_are_those_of_the_source(read, original):
    wanted = {"石炭共同輸送実施回数", "工業用水道管路の更新整備延長", "国道・県道の整備完了延長"}
    seen = read.progress.drop_duplicates("indicator").set_index("indicator")
    assert wanted <= set(seen.index)
    for column in ("value", "target", "unit"):
        for indicator in wanted:
            assert seen.loc[indicator, column] == original.loc[[indicator], column].iloc[0]


def test_every_value_says_that_it_was_recognised(read):
    assert len(read.progress)
    for table in (read.progress, read.observations):
        assert table["flags"].str.contains("R142").all()
    (page,) = [f for f in read.findings.to_dict("records") if f["code"] == "R142"]
    assert "Tesseract" in page["message_ja"]


def test_nothing_is_lost(read):
    assert read.coverage == 1


def ink_of(row, picture):
    """Mean grey of the place of a number."""
    box = [round(side * DPI / 72) for side in (row.x0, row.top, row.x1, row.bottom)]
    return np.asarray(picture.crop(box)).mean()


def test_a_number_has_its_place_on_the_page_as_it_is_shown(read, picture):
    paper = np.median(np.asarray(picture))
    for row in read.progress.itertuples():
        assert ink_of(row, picture) < paper - 20


def test_a_page_on_its_side_is_turned_and_places_turn_back(picture, tmp_path):
    lying = picture.rotate(90, expand=True)
    lying.save(tmp_path / "lying.pdf", resolution=DPI, quality=70)
    document = ingest.open(tmp_path / "lying.pdf")
    assert "石炭共同輸送実施回数" in set(document.progress["indicator"])
    paper = np.median(np.asarray(lying))
    for row in document.progress.itertuples():
        assert row.bottom - row.top > row.x1 - row.x0
        assert ink_of(row, lying) < paper - 20


def test_the_same_scan_gives_the_same_rows(read, scan):
    again = ingest.open(scan)
    assert again.progress.equals(read.progress)
    assert again.findings.equals(read.findings)


def test_pages_with_text_are_read_as_ever(mixed):
    document = ingest.open(mixed)
    by_page = document.observations.groupby("page")["flags"]
    assert set(document.observations["page"]) == {1, 2}
    assert not by_page.get_group(1).fillna("").str.contains("R142").any()
    assert by_page.get_group(2).str.contains("R142").all()


def test_the_commands_read_it(scan, shinchoku):
    done = shinchoku("show", scan)
    assert done.returncode == 0, done.stderr
    assert "石炭共同輸送実施回数" in done.stdout
    assert INSTALL not in done.stderr


def test_text_that_no_one_can_decode_is_read_from_the_picture(undecodable):
    document = ingest.open(undecodable)
    assert document.coverage == 1
    assert "R034" not in set(document.findings["code"])
    assert "工業用水道管路の更新整備延長" in set(document.progress["indicator"])
