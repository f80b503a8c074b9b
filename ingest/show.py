"""The progress table for a terminal, with columns that respect East Asian width."""

from typing import Literal

import pandas as pd
from rich import box
from rich.markup import escape
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
_LEAST = {"指標": 6, "実績": 5, "目標": 5}
"""Columns that take several lines where the terminal is narrow, and their least width; nothing is cut off."""


def draw_progress(progress: pd.DataFrame, title: str) -> Table:
    """A table of the indicators: what was reached, what is aimed at, how far it is."""
    table = Table(
        title=escape(title),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for heading, justify in _HEADINGS:
        least = _LEAST.get(heading)
        table.add_column(
            heading, justify=justify, overflow="fold", no_wrap=least is None, min_width=least
        )
    rates = progress["achievement_rate"].map("{:.0%}".format, na_action="ignore")
    shown = progress.assign(rate=rates)
    names = ["project_no", "indicator", "value_text", "target_text", "rate", "as_of_text"]
    for row in shown[names].astype(object).fillna("").itertuples(index=False, name=None):
        table.add_row(*(Text(str(cell)) for cell in row))
    return table
