"""Documents of publishers that no layout names come out as their truth says."""

import sys
from pathlib import Path

import pytest
from paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from progress import score

TRUTHS = sorted((Path(__file__).parent / "documents").glob("*/truth.json"))


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.parent.name)
def test_every_indicator_has_every_field_right_and_none_is_invented(path):
    told = score(path, details=True)
    assert (told.found, told.right) == (told.wanted, told.wanted)
    assert told.given == told.wanted
    assert told.observations_right >= 0.97 * told.observations_wanted
