"""Characters counted page by page are those of all pages together."""

from hypothesis import example, given
from hypothesis import strategies as st

from parsers.document import count_characters
from parsers.readers.pdf.tally import Tally

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])))


@example(["11回\N{ZERO WIDTH SPACE}"])
@given(TEXTS)
def test_a_tally_counts_what_the_texts_hold_in_the_order_of_their_coming(texts):
    tally = Tally()
    for text in texts:
        tally.add(text)
    assert list(tally.total().items()) == list(count_characters(texts).items())
