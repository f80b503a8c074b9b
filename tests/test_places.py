"""Every number of a PDF has a box, and the box stands over the number's own ink."""

import pandas as pd
import pdfplumber
import pytest
import regex
from paths import EDITION

import ingest

PDFS = sorted(EDITION.glob("*.pdf"))
SCALE = 3


@pytest.fixture(scope="module", params=PDFS, ids=lambda path: path.name)
def pdf(request):
    return request.param


@pytest.fixture(scope="module")
def document(pdf):
    return ingest.open(pdf)


def squeeze(text):
    return "".join(text.split())


def test_the_text_in_the_box_is_the_number_s_text(pdf, document):
    """Another reader finds the value in the box, or its number where a line ends within it."""
    with pdfplumber.open(pdf) as opened:
        for row in document.observations.itertuples():
            page = opened.pages[row.page - 1]
            inside = page.within_bbox((row.x0 - 0.5, row.top - 0.5, row.x1 + 0.5, row.bottom + 0.5))
            text = squeeze(inside.extract_text())
            assert squeeze(row.value_text).startswith(text)
            assert not regex.search(r"[0-9]", squeeze(row.value_text)[len(text) :])
            assert text


def test_the_pixels_in_the_box_hold_ink(document):
    for index, row in document.progress.iterrows():
        picture = document.locate(index, scale=SCALE).convert("L")
        edges = [round(float(row[name]) * SCALE) for name in ("x0", "top", "x1", "bottom")]
        darkest, _ = picture.crop(edges).getextrema()
        assert darkest < 100, row["value_text"]


def test_the_frame_is_drawn_around_the_box(document):
    row = document.progress.iloc[0]
    plain = document.locate(document.progress.index[-1], scale=SCALE)
    framed = document.locate(document.progress.index[0], scale=SCALE)
    assert framed.size == plain.size
    x, y = round((float(row["x0"]) - 2) * SCALE), round(float(row["top"]) * SCALE)
    red, green, blue = framed.getpixel((x, y))
    assert red > 150 > max(green, blue)


def test_every_row_has_a_locator(document):
    for name in ("progress", "observations", "projects", "activities", "events", "cells"):
        table = getattr(document, name)
        assert table["locator"].notna().all()
        if name != "cells":
            assert table["page"].notna().all()


def test_the_api_gives_the_tables(sample):
    progress = ingest.read(sample)
    document = ingest.open(sample)
    pd.testing.assert_frame_equal(progress, document.progress)
    assert len(progress) == 17
    assert document.coverage == 1
    assert len(document.tables) == 1
    assert document.tables[0].shape == (10, 3)
