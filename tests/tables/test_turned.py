"""Places of pages that lie on their side."""

import numpy as np

from parsers.document import Box, Locator, Passage, SetAside
from parsers.tables.places import CharBoxes, Places, Stretch
from parsers.tables.turned import Turn, turn_set_aside


def test_only_places_on_turned_pages_are_turned_and_blanks_have_none():
    boxes = np.array([[10.0, 20, 30, 60], [np.nan, 20, np.nan, 60]])
    stretches = [Stretch(page, CharBoxes(boxes), 0, 2) for page in (1, 2)]
    entry = SetAside(Passage("a b ", Locator(page=1), Places(stretches)), "hidden")
    turned = turn_set_aside(entry, {2: Turn(90, 100, 200)})
    assert list(turned.passage.boxes) == [
        Box(1, 10, 20, 30, 60),
        None,
        Box(2, 40, 10, 80, 30),
        None,
    ]
    assert turn_set_aside(entry, {3: Turn(90, 100, 200)}).passage is entry.passage
