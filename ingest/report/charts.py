"""Charts as SVG, drawn by Vega-Lite without a browser or a network; each point is a link.

Specifications are plain Vega-Lite (https://vega.github.io/vega-lite/); colours are told apart by
lightness too, and every chart stands beside a table of the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from ingest.errors import MissingToolError

Spec = dict[str, Any]
_VALUE, _TARGET, _MARK = "#0b5cad", "#7a4b00", "#b3261e"
_FONT = "'Hiragino Sans', 'Noto Sans JP', 'Yu Gothic', Meiryo, sans-serif"
_PLACEHOLDER = "https://place.invalid/"
"""Stands for a relative address while drawing, for Vega takes those for addresses of its own site."""
_STATES = ("done", "ongoing", "planned", "unknown")
_STATE_NAMES = {"done": "済み", "ongoing": "進行中", "planned": "予定", "unknown": "不明"}
_STATE_COLOURS = ("#0b5cad", "#4f9bd9", "#c6dbef", "#9a9a9a")
_CONFIG: Spec = {
    "background": "transparent",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {"grid": False, "labelFontSize": 12, "titleFontSize": 12, "labelColor": "#333"},
    "legend": {"labelFontSize": 12, "title": None, "orient": "top"},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a history.

    Attributes:
        day: The last day that its number is for.
        value: The number reached, in the unit of the chart.
        target: The number aimed at then.
        href: Where it is printed.
        note: What is to be said of it (revised, target moved); empty for nothing.
    """

    day: date
    value: float | None
    target: float | None
    href: str
    note: str = ""


def draw_history(marks: Sequence[Mark], unit: str, title: str) -> str:
    """A line of the numbers reached, a stepped line of the target, rings on what was changed."""
    rows = [
        {
            "day": mark.day.isoformat(),
            "value": mark.value,
            "target": mark.target,
            "href": f"{_PLACEHOLDER}{number}/",
            "note": mark.note,
        }
        for number, mark in enumerate(marks)
    ]
    day: Spec = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%Y-%m", "labelOverlap": True, "values": [row["day"] for row in rows]},
    }
    value: Spec = {"field": "value", "type": "quantitative", "title": unit or None}
    value["scale"] = {"zero": _near_zero(marks), "nice": True}
    link: Spec = {"field": "href", "type": "nominal"}
    layers = [
        {
            "mark": {"type": "line", "interpolate": "step-after", "strokeDash": [5, 3]},
            "encoding": {"y": {**value, "field": "target"}, "color": {"value": _TARGET}},
        },
        {
            "mark": {"type": "tick", "thickness": 2, "size": 14},
            "encoding": {"y": {**value, "field": "target"}, "color": {"value": _TARGET}},
        },
        {
            "mark": {"type": "line", "color": _VALUE, "strokeWidth": 2},
            "encoding": {"y": value},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": _VALUE, "opacity": 1},
            "encoding": {"y": value, "href": link},
        },
        {
            "transform": [{"filter": "datum.note != ''"}],
            "mark": {"type": "point", "size": 260, "color": _MARK, "strokeWidth": 2},
            "encoding": {"y": value, "href": link},
        },
    ]
    svg = _draw(
        {
            "width": 560,
            "height": 220,
            "description": title,
            "data": {"values": rows},
            "encoding": {"x": day},
            "layer": layers,
        }
    )
    for number, mark in enumerate(marks):
        svg = svg.replace(f"{_PLACEHOLDER}{number}/", escape(mark.href))
    return svg


def draw_sparkline(values: Sequence[float | None], title: str) -> str:
    """A small line without axes, its last point marked."""
    rows = [{"at": at, "value": value} for at, value in enumerate(values)]
    x: Spec = {"field": "at", "type": "quantitative", "axis": None}
    y: Spec = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": False}}
    last: Spec = {"mark": {"type": "point", "filled": True, "color": _VALUE, "opacity": 1}}
    last["transform"] = [{"filter": f"datum.at == {len(rows) - 1}"}]
    return _draw(
        {
            "width": 90,
            "height": 22,
            "padding": 2,
            "description": title,
            "data": {"values": rows},
            "encoding": {"x": x, "y": y},
            "layer": [{"mark": {"type": "line", "color": _VALUE}}, last],
        }
    )


def draw_timeline(events: Sequence[tuple[date, str]], title: str) -> str:
    """How many dated activities each month has, by their state."""
    rows = [
        {"month": day.replace(day=1).isoformat(), "state": _STATE_NAMES[state]}
        for day, state in events
    ]
    names = [_STATE_NAMES[state] for state in _STATES]
    return _draw(
        {
            "width": 560,
            "height": 120,
            "description": title,
            "data": {"values": rows},
            "mark": {"type": "bar", "size": 9},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "temporal",
                    "title": None,
                    "axis": {"format": "%Y-%m", "labelOverlap": True},
                },
                "y": {"aggregate": "count", "title": None, "axis": {"tickMinStep": 1}},
                "color": {
                    "field": "state",
                    "type": "nominal",
                    "scale": {"domain": names, "range": list(_STATE_COLOURS)},
                },
            },
        }
    )


def _near_zero(marks: Sequence[Mark]) -> bool:
    """Whether the numbers spread so far that an axis from zero hides nothing."""
    numbers = [n for mark in marks for n in (mark.value, mark.target) if n is not None]
    return bool(numbers) and min(numbers) <= 0.5 * max(numbers)


def _draw(spec: Spec) -> str:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingToolError("E602", "shinchoku report", extra="report") from error
    svg: str = vl_convert.vegalite_to_svg({**spec, "config": _CONFIG}, vl_version="5.20")
    return svg
