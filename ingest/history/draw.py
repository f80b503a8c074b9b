"""Histories and changes for a terminal, in columns that respect East Asian width."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import pandas as pd
from pandas._libs.missing import NAType
from rich import box
from rich.bar import Bar
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ingest.codes import CODES
from ingest.history.model import Row

_BAR = 16


def draw_history(rows: pd.DataFrame) -> Iterator[Table]:
    """One table for each indicator: its editions, and a bar for each value."""
    for _, own in rows.groupby(["series", "indicator_id"], sort=False, dropna=False):
        yield _draw_indicator(own.sort_values(["edition", "document_id"]))


def _draw_indicator(rows: pd.DataFrame) -> Table:
    last = rows.iloc[-1]
    former = "、".join(name for name in rows["name"].unique() if name != last["indicator"])
    about = (_text(last["publisher"]), _text(last["series"]), f"（旧：{former}）" if former else "")
    title = f"{last['indicator']}  {' '.join(filter(None, about))}"
    table = Table(
        title=escape(title),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        padding=(0, 1, 0, 0),
    )
    table.add_column("版", no_wrap=True)
    for heading in ("実績", "目標"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("達成率", justify="right", no_wrap=True)
    table.add_column("", max_width=_BAR)
    table.add_column("所在", style="dim", overflow="fold")
    top = rows[["value_std", "target_std"]].max().max()
    for row in rows.to_dict("records"):
        rate = "" if pd.isna(row["achievement_rate"]) else f"{row['achievement_rate']:.0%}"
        table.add_row(
            f"{row['edition']:%Y-%m}" if isinstance(row["edition"], date) else "",
            Text(_text(row["value_text"])),
            Text(_text(row["target_text"])),
            rate,
            _bar(row["value_std"], top),
            Text(_text(row["locator"])),
        )
    return table


def _bar(value: float | NAType, top: float | NAType) -> Bar | Text:
    """A bar from nought; negative numbers and words have none."""
    if pd.isna(value) or pd.isna(top) or not top > 0 or value < 0:
        return Text("")
    return Bar(float(top), 0, float(value), color="cyan")


def draw_changes(rows: Sequence[Row]) -> Iterable[Table]:
    """One table for each series."""
    for series in dict.fromkeys(str(row["series"]) for row in rows):
        table = Table(
            title=escape(series),
            box=box.SIMPLE_HEAD,
            title_justify="left",
            padding=(0, 1, 0, 0),
        )
        for heading in ("種類", "指標", "前", "後", "所在"):
            table.add_column(heading, overflow="fold")
        for row in rows:
            if str(row["series"]) == series:
                table.add_row(*(Text(cell) for cell in _change_cells(row)))
        yield table


def _change_cells(row: Row) -> tuple[str, ...]:
    kind = CODES["change"][str(row["kind"])][0]
    places = " → ".join(str(p) for p in (row["from_locator"], row["to_locator"]) if p)
    period = f"（{row['period_edtf']}）" if row["period_edtf"] else ""
    texts = (f"{row['indicator']}{period}", _text(row["from_text"]), _text(row["to_text"]))
    return kind, *texts, places


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN
