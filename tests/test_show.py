"""The progress table of a terminal, however narrow and whatever the document says."""

import io

import pandas as pd
import pytest
from rich.console import Console

from ingest.show import draw_progress

NAME = "地域経済牽引事業による付加価値増加額[/b]"


@pytest.mark.parametrize("width", [40, 80])
def test_nothing_is_cut_off(width):
    row = {"project_no": "4", "indicator": NAME, "value_text": "67億円", "target_text": "115億円"}
    progress = pd.DataFrame([{**row, "achievement_rate": 0.58, "as_of_text": "H30"}])
    console = Console(file=io.StringIO(), width=width)
    console.print(draw_progress(progress, "[/red].pdf"))
    shown = console.file.getvalue()
    assert set(NAME) <= set(shown)
    for text in ("[/red].pdf", "67億円", "58%", "H30"):
        assert text in shown
    assert "…" not in shown
