"""A radar chart of a group's own judgement, with each figure written at its theme."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from strategy.charts.frame import BODY, SMALL, figure, plain, wrapped
from strategy.charts.maturity import Maturity, called, figures
from strategy.charts.palette import Look
from strategy.domain.reflection import LEVELS
from strategy.i18n import Words

FEWEST_THEMES = 3
"""The fewest themes that make a shape."""

_HEIGHT = {False: 470, True: 400}
_EMPTY = 20


def maturity_radar_figure(shown: Maturity, words: Words, look: Look) -> go.Figure:
    """Draw now as a filled shape and then as a dashed line, each with its own markers."""
    if len(shown.rows) < FEWEST_THEMES:
        return figure([], look, height=_EMPTY)
    return figure(
        [_then(shown, words, look), _now(shown, words, look)],
        look,
        height=_HEIGHT[look.narrow],
        margin=(84, 46, 84, 60) if look.narrow else (110, 46, 110, 70),
        polar=_polar(shown, words, look),
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0.5,
            "xanchor": "center",
            "y": -0.12,
            "yanchor": "top",
            "font": {"size": BODY, "color": look.theme.text},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )


def _then(shown: Maturity, words: Words, look: Look) -> dict[str, Any]:
    line = {"color": look.theme.muted, "width": 2, "dash": "dash"}
    mark = {"symbol": "circle-open", "size": 9, "color": look.theme.muted}
    trace = _shape([row.then for row in shown.rows], plain(shown.then), shown, words)
    return {**trace, "line": line, "marker": mark, "visible": bool(shown.then)}


def _now(shown: Maturity, words: Words, look: Look) -> dict[str, Any]:
    line = {"color": look.theme.activity, "width": 3}
    mark = {"symbol": "circle", "size": 9, "color": look.theme.activity}
    trace = _shape([row.now for row in shown.rows], plain(shown.now), shown, words)
    return {**trace, "line": line, "marker": mark, "fill": "toself", "fillcolor": look.theme.band}


def _shape(values: list[float | None], name: str, shown: Maturity, words: Words) -> dict[str, Any]:
    places = list(range(len(values)))
    said = [f"{plain(called(row, words))}: {figures(row, words)}" for row in shown.rows]
    return {
        "type": "scatterpolar",
        "mode": "lines+markers",
        "name": name,
        "r": [*values, values[0]],
        "theta": [360 * place / len(values) for place in (*places, 0)],
        "thetaunit": "degrees",
        "hoverinfo": "text",
        "hovertext": [*said, said[0]],
        "cliponaxis": False,
    }


def _polar(shown: Maturity, words: Words, look: Look) -> dict[str, Any]:
    corners = [360 * place / len(shown.rows) for place in range(len(shown.rows))]
    wide = 11 if look.narrow else 20
    names = [
        "<br>".join((*wrapped(called(row, words), wide), f"<b>{figures(row, words)}</b>"))
        for row in shown.rows
    ]
    return {
        "bgcolor": "rgba(0,0,0,0)",
        "radialaxis": {
            # The lowest judgement is 1, so the centre of the chart is just below 1, not zero.
            "range": [LEVELS[0] - 0.5, LEVELS[-1]],
            "tickvals": list(LEVELS),
            "tickfont": {"size": SMALL, "color": look.theme.muted},
            "gridcolor": look.theme.grid,
            "linecolor": look.theme.grid,
            # Between two corners, where there are no figures.
            "angle": 90 - 180 / len(shown.rows),
            "tickangle": 0,
        },
        "angularaxis": {
            "tickmode": "array",
            "tickvals": corners,
            "ticktext": names,
            "direction": "clockwise",
            "rotation": 90,
            "gridcolor": look.theme.grid,
            "linecolor": look.theme.border,
            "tickfont": {"size": BODY, "color": look.theme.text},
        },
    }
