"""The parts of recognition, each on a picture or on readings of its own."""

import numpy as np
import pytest
from PIL import Image

cv2 = pytest.importorskip("cv2")

from ingest.ocr.figures import Figure, judge  # noqa: E402
from ingest.ocr.placing import Turn  # noqa: E402
from ingest.ocr.readings import choose, set_apart, strip, text_of  # noqa: E402
from ingest.ocr.rules import find_lines  # noqa: E402
from ingest.ocr.segments import Segment, find_segments  # noqa: E402
from ingest.ocr.shapes import find_shapes  # noqa: E402
from ingest.ocr.skew import measure_skew  # noqa: E402
from ingest.ocr.tesseract import Sign  # noqa: E402

EM = 40
DPI = 200


def paper(height=400, width=600, value=0):
    return np.full((height, width), value, np.uint8)


def signs(text, confidence=90.0):
    return tuple(Sign(c, 10.0 * n, 10.0 * n + 8, confidence) for n, c in enumerate(text))


def figure(text, *, whole=True):
    return Figure(0, 0, len(text), 0, whole, Segment(0, 0, 100, 20))


@pytest.mark.parametrize("angle", [-3.2, -0.6, 0.0, 0.44, 2.1])
def test_skew_is_measured_to_a_twentieth_of_a_degree(angle):
    page = paper(1600, 1200, 255)
    for y in range(100, 1500, 60):
        cv2.line(page, (100, y), (1100, y), 0, 3)
    turn = cv2.getRotationMatrix2D((600, 800), -angle, 1.0)
    askew = cv2.warpAffine(page, turn, (1200, 1600), borderValue=255)
    assert measure_skew(askew) == pytest.approx(angle, abs=0.05)


def test_rules_are_found_and_strokes_of_characters_are_not():
    ink = paper()
    for y in (50, 150, 350):
        cv2.line(ink, (50, y), (550, y), 255, 2)
    for x in (50, 300, 550):
        cv2.line(ink, (x, 50), (x, 350), 255, 2)
    ink[100:112, 298:303] = 0  # a break
    cv2.line(ink, (100, 250), (130, 250), 255, 2)
    lines, mask = find_lines(ink, DPI)
    assert len(lines) == 6
    assert mask[150, 200]
    assert not mask[250, 115]


@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (lambda i: cv2.polylines(i, [np.array([[30, 12], [12, 46], [48, 46]])], True, 255, 2), "△"),
        (lambda i: cv2.fillPoly(i, [np.array([[30, 12], [12, 46], [48, 46]])], 255), "▲"),
        (lambda i: cv2.fillPoly(i, [np.array([[30, 46], [12, 12], [48, 12]])], 255), "▼"),
        (lambda i: cv2.circle(i, (30, 30), 17, 255, 2), "○"),
        (lambda i: cv2.circle(cv2.circle(i, (30, 30), 17, 255, 2), (30, 30), 10, 255, 2), "◎"),
        (lambda i: cv2.circle(i, (30, 30), 17, 255, -1), "●"),
        (lambda i: cv2.rectangle(i, (12, 29), (48, 31), 255, -1), "－"),
        (lambda i: cv2.line(i, (14, 46), (46, 14), 255, 2), "／"),
    ],
)
def test_marks_are_told_by_their_shape(draw, text):
    ink = paper(60, 60)
    draw(ink)
    assert [shape.text for shape in find_shapes(ink, EM)] == [text]


def test_a_character_is_no_mark():
    ink = paper(60, 60)
    cv2.polylines(ink, [np.array([[12, 46], [30, 12], [48, 46]])], False, 255, 3)  # 人 has no base
    assert not list(find_shapes(ink, EM))
    zero = paper(60, 60)
    cv2.ellipse(zero, (30, 30), (9, 16), 0, 0, 360, 255, 3)
    assert not list(find_shapes(zero, EM))


def test_lines_never_cross_cells():
    ink = paper()
    for x, y in ((60, 60), (320, 60), (60, 120), (60, 300)):
        cv2.rectangle(ink, (x, y), (x + 100, y + 30), 255, -1)
    cells = [(50.0, 50.0, 300.0, 170.0), (300.0, 50.0, 550.0, 170.0)]
    found = list(find_segments(ink, cells, EM))
    assert {(s.x0, s.top) for s in found} == {(60, 60), (320, 60), (60, 120), (60, 300)}


def test_the_reading_most_like_the_others_is_taken():
    readings = [signs("図書館の貸出財数"), signs("図書館の貸出冊数"), signs("図書館の貸出冊数"), ()]
    assert text_of(choose(readings)) == "図書館の貸出冊数"
    assert choose([(), ()]) == ()


def test_a_known_unit_is_likelier():
    assert text_of(choose([signs("9%"), signs("%"), signs("7)"), signs("9%"), signs("%")])) == "%"


def test_noise_at_the_ends_goes_and_a_mark_alone_stays():
    assert text_of(strip(signs("_41.3."))) == "41.3"
    assert text_of(strip(signs("-"))) == "-"


def test_characters_are_parted_where_the_ink_is_thin():
    columns = np.zeros(30)
    columns[[*range(1, 7), *range(11, 17), *range(19, 27)]] = 5
    swapped = (Sign("令", 110, 118, 90.0), Sign("和", 100, 108, 90.0), Sign("5", 120, 128, 90.0))
    parted = set_apart(swapped, columns, 100)
    assert [(s.text, s.x0, s.x1) for s in parted] == [
        ("令", 101, 107),
        ("和", 111, 117),
        ("5", 119, 127),
    ]


def test_digits_on_which_all_agree_are_sure():
    verdict = judge(figure("41.3"), ["41.3"] * 4, ["41.3", "41.8", "41.3", ""])
    assert verdict is not None
    assert (verdict.text, verdict.doubtful) == ("41.3", False)


@pytest.mark.parametrize(
    ("own", "lines"),
    [
        (["58.9", "58.9", "56.9", "58.9"], ["58.9"] * 6),
        (["58.9"] * 4, ["56.9"] * 6),
        (["4.087"] * 4, ["4.087"] * 6),
        (["12,34"] * 4, ["12,34"] * 6),
        (["", "8", "", ""], ["8", "", "", "B", "8", ""]),
    ],
)
def test_digits_that_differ_or_may_be_something_else_are_doubtful(own, lines):
    verdict = judge(figure(lines[0]), own, lines)
    assert verdict is not None
    assert verdict.doubtful


def test_a_word_is_no_figure():
    assert judge(figure("SDGs"), ["5", "5", "5", "5"], ["SDGs"] * 6) is None


@pytest.mark.parametrize("angle", [0.0, 1.5, -0.7])
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_places_go_back_to_where_they_are_shown(angle, quarter):
    shown = Image.new("L", (400, 300), 255)
    shown.paste(0, (290, 40, 300, 50))
    upright = shown.rotate(quarter, expand=True)
    straight = upright.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    dark = np.argwhere(np.asarray(straight) < 128)
    (top, x0), (bottom, x1) = dark.min(axis=0), dark.max(axis=0) + 1
    turn = Turn(angle, quarter, *straight.size)
    box = turn.back(np.array([[x0, top, x1, bottom]], dtype=float))
    assert box[0].tolist() == pytest.approx([290, 40, 300, 50], abs=1.5)
    assert turn.shown == shown.size
