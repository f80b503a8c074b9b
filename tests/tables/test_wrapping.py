"""Physical lines become the text that was typed."""

import pytest
from typeset import set_line

from parsers.tables.wrap import join_lines

SIZE = 10


def width(character):
    return SIZE if ord(character) > 0x2000 else SIZE / 2


def lines(*texts):
    for number, text in enumerate(texts):
        yield line(number, text, 0)


def line(number, text, start):
    return set_line(text, start, start + sum(map(width, text)), 14 * number, SIZE)


@pytest.mark.parametrize(
    ("texts", "room", "expected"),
    [
        (["研究開発の推", "進に取り組む"], 60, "研究開発の推進に取り組む"),
        (["研究開発の推進。", "次に"], 200, "研究開発の推進。\n次に"),
        (["▼港湾の機能強", "▼幹線道路網"], 70, "▼港湾の機能強\n▼幹線道路網"),
        (["・会議の開催", "・調査の実施"], 60, "・会議の開催\n・調査の実施"),
        (["企業立地促進", "・育成の支援"], 60, "企業立地促進・育成の支援"),
        (["総延長は3.2", "0kmである"], 55, "総延長は3.20kmである"),
        (["the quick", "brown fox"], 48, "the quick brown fox"),
        (["会議の設立", "（H31.2）"], 72, "会議の設立（H31.2）"),
        (["目標は次の", "\N{IDEOGRAPHIC SPACE}60人"], 50, "目標は次の\n\N{IDEOGRAPHIC SPACE}60人"),
        (["件数は増加", "（1）次の項目"], 100, "件数は増加\n（1）次の項目"),
    ],
)
def test_lines_are_joined(texts, room, expected):
    text, places = join_lines(list(lines(*texts)), [room] * len(texts))
    assert text == expected
    assert len(places) == len(text)
    kept = "".join(character for character, place in zip(text, places, strict=True) if place)
    assert kept == "".join(texts)


def at_places(*spans):
    for number, (text, start) in enumerate(spans):
        yield line(number, text, start)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (
            [("組織力の向上", 0), ("限られた人", 10), ("員で進める。", 0), ("毎年", 0)],
            "組織力の向上\n限られた人員で進める。毎年",
        ),
        (
            [("■転入者数", 0), ("－⇒12（速", 10), ("報）", 0), ("■出生率の増", 0), ("－⇒34", 10)],
            "■転入者数\n－⇒12（速報）\n■出生率の増\n－⇒34",
        ),
        (
            [("・組織力の向", 0), ("上と職員の", 10), ("・育成の推進", 0), ("と支援", 10)],
            "・組織力の向上と職員の\n・育成の推進と支援",
        ),
        (
            [("「組織力の向", 0), ("上と職員の", 10), ("育成」の推進", 0)],
            "「組織力の向上と職員の育成」の推進",
        ),
        (
            [("組織力の向上", 0), ("research", 10), ("の育成と推進", 0)],
            "組織力の向上researchの育成と推進",
        ),
        (
            [("組織力の向上", 0), ("と職員の育", 10), ("成の推進と支", 0)],
            "組織力の向上と職員の育成の推進と支",
        ),
    ],
    ids=[
        "paragraph",
        "values below their names",
        "hanging items",
        "bracket",
        "centred",
        "flush right",
    ],
)
def test_an_indented_line_begins_a_paragraph(spans, expected):
    text, _ = join_lines(list(at_places(*spans)), [66] * len(spans))
    assert text == expected
