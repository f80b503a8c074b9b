"""The progress table for a terminal, with columns that respect East Asian width."""

from typing import Literal

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

_HEADINGS: tuple[tuple[str, Literal["left", "right"]], ...] = (
    ("No.", "right"),
    ("指標", "left"),
    ("実績", "right"),
    ("目標", "right"),
    ("達成率", "right"),
    ("時点", "left"),
)


def draw_progress(progress: pd.DataFrame, title: str) -> Table:
    """A table of the indicators: what was reached, what is aimed at, how far it is."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading, justify in _HEADINGS:
        table.add_column(heading, justify=justify)
    rates = progress["achievement_rate"].map("{:.0%}".format, na_action="ignore")
    shown = progress.assign(rate=rates)
    names = ["project_no", "indicator", "value_text", "target_text", "rate", "as_of_text"]
    for row in shown[names].astype(object).fillna("").itertuples(index=False, name=None):
        table.add_row(*(Text(str(cell)) for cell in row))
    return table
