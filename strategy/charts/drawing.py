"""A sheet to draw on: x is a share of the width, y is pixels from the top, text is real text."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

import plotly.graph_objects as go

from strategy.charts.frame import BODY, figure, hidden_axis
from strategy.charts.palette import Look

Side = Literal["left", "right", "center"]
_POSITIONS: dict[Side, str] = {
    "left": "middle right",
    "right": "middle left",
    "center": "middle center",
}


@dataclass(frozen=True)
class Box:
    """A rectangle centred on the height `y`; `key` is what a click on it selects."""

    left: float
    right: float
    y: float
    tall: float
    fill: str
    edge: str | None = None
    hover: str = ""
    key: str | None = None
    radius: int = 3
    layer: int = 0


@dataclass(frozen=True)
class Label:
    """A line of text beside, or centred on, a point; already escaped."""

    x: float
    y: float
    text: str
    color: str
    side: Side = "left"
    size: int = BODY
    weight: int = 400
    hover: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Stroke:
    """A straight line between two points."""

    from_x: float
    from_y: float
    to_x: float
    to_y: float
    color: str
    width: float = 1
    dash: str = "solid"
    above: bool = False


@dataclass
class Drawing:
    """What is on a sheet so far; filled by one function and turned into a figure once."""

    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def figure(self, look: Look, *, height: int, title: str = "") -> go.Figure:
        """Return what is drawn as a figure this many pixels high."""
        return figure(
            [*self._box_traces(), *self._label_traces()],
            look,
            height=height,
            title=title,
            xaxis=hidden_axis(0, 1),
            yaxis=hidden_axis(height, 0),
            barmode="overlay",
            shapes=[_shape(stroke) for stroke in self.strokes],
        )

    def _box_traces(self) -> list[dict[str, Any]]:
        ordered = sorted(self.boxes, key=_family)
        return [_bars(list(boxes)) for _, boxes in groupby(ordered, key=_family)]

    def _label_traces(self) -> list[dict[str, Any]]:
        ordered = sorted(self.labels, key=lambda label: bool(label.hover))
        return [_texts(list(labels)) for _, labels in groupby(ordered, lambda a: bool(a.hover))]


def _family(box: Box) -> tuple[int, int, bool]:
    # One trace draws many boxes, which must have these properties in common.
    return box.layer, box.radius, bool(box.hover)


def _bars(boxes: list[Box]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [box.left for box in boxes],
        "x": [box.right - box.left for box in boxes],
        "y": [box.y for box in boxes],
        "width": [box.tall for box in boxes],
        "marker": {
            "color": [box.fill for box in boxes],
            "line": {
                "color": [box.edge or box.fill for box in boxes],
                "width": [1 if box.edge else 0 for box in boxes],
            },
            "cornerradius": boxes[0].radius,
        },
        "customdata": [box.key for box in boxes],
        **_hover([box.hover for box in boxes]),
    }


def _texts(labels: list[Label]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [label.x for label in labels],
        "y": [label.y for label in labels],
        "text": [label.text for label in labels],
        "textposition": [_POSITIONS[label.side] for label in labels],
        "textfont": {
            "size": [label.size for label in labels],
            "color": [label.color for label in labels],
            "weight": [label.weight for label in labels],
        },
        "cliponaxis": False,
        "customdata": [label.key for label in labels],
        **_hover([label.hover for label in labels]),
    }


def _hover(texts: list[str]) -> dict[str, Any]:
    if not any(texts):
        return {"hoverinfo": "skip"}
    return {"hoverinfo": "text", "hovertext": texts}


def _shape(stroke: Stroke) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": stroke.from_x,
        "y0": stroke.from_y,
        "x1": stroke.to_x,
        "y1": stroke.to_y,
        "line": {"color": stroke.color, "width": stroke.width, "dash": stroke.dash},
        "layer": "above" if stroke.above else "below",
    }
