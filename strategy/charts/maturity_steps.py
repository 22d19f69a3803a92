"""How far each theme has moved: a line from then to now on a scale from 1 to 5, figures beside."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from strategy.charts.frame import BODY, SMALL, figure, plain, shortened
from strategy.charts.maturity import Maturity, ThenNow, called, figures
from strategy.charts.palette import Look
from strategy.domain.reflection import LEVELS
from strategy.i18n import Words

_ROW = 58
_FOOT = 76
_LONGEST = 34


def maturity_steps_figure(shown: Maturity, words: Words, look: Look) -> go.Figure:
    """Draw an open ring for then, a filled one for now, and the way between them."""
    height = _ROW * max(len(shown.rows), 1)
    return figure(
        [*_ways(shown, look), *_marks(shown, words, look)],
        look,
        height=height + _FOOT,
        margin=(8, 14, 56, _FOOT),
        xaxis=_scale(look),
        yaxis={
            "range": [len(shown.rows) - 0.4, -0.6],
            "visible": False,
            "fixedrange": True,
        },
        annotations=[*_names(shown, words, look), _key(shown, look)],
    )


def _scale(look: Look) -> dict[str, Any]:
    return {
        "range": [LEVELS[0] - 0.15, LEVELS[-1] + 0.15],
        "tickvals": list(LEVELS),
        "fixedrange": True,
        "gridcolor": look.theme.grid,
        "zeroline": False,
        "tickfont": {"size": SMALL, "color": look.theme.muted},
    }


def _ways(shown: Maturity, look: Look) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [row.then, row.now],
            "y": [place, place],
            "line": {"color": look.theme.border, "width": 3},
            "hoverinfo": "skip",
        }
        for place, row in enumerate(shown.rows)
        if row.change is not None
    ]


def _marks(shown: Maturity, words: Words, look: Look) -> list[dict[str, Any]]:
    then = [(place, row.then) for place, row in enumerate(shown.rows) if row.then is not None]
    now = [(place, row.now) for place, row in enumerate(shown.rows) if row.now is not None]
    said = {p: f"{plain(called(r, words))}: {figures(r, words)}" for p, r in enumerate(shown.rows)}
    ring = {"symbol": "circle-open", "color": look.theme.muted, "line": {"width": 3}}
    dot = {"symbol": "circle", "color": look.theme.activity}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [value for _, value in points],
            "y": [place for place, _ in points],
            "marker": {"size": 15, **mark},
            "hoverinfo": "text",
            "hovertext": [said[place] for place, _ in points],
            "cliponaxis": False,
        }
        for points, mark in ((then, ring), (now, dot))
    ]


def _names(shown: Maturity, words: Words, look: Look) -> list[dict[str, Any]]:
    names = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place,
            "yshift": 21,
            "text": shortened(called(row, words), _LONGEST),
            "showarrow": False,
            "font": {"size": BODY, "color": look.theme.text, "weight": 600},
        }
        for place, row in enumerate(shown.rows)
    ]
    return names + [_figure(place, row, words, look) for place, row in enumerate(shown.rows)]


def _figure(place: int, row: ThenNow, words: Words, look: Look) -> dict[str, Any]:
    return {
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "xshift": 48,
        "y": place,
        "yshift": 21,
        "text": figures(row, words),
        "showarrow": False,
        "font": {"size": BODY, "color": look.theme.text, "weight": 600},
    }


def _key(shown: Maturity, look: Look) -> dict[str, Any]:
    apart = "<br>" if look.narrow else "   "
    then = f"○ {plain(shown.then)}{apart}" if shown.then else ""
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 0,
        "yref": "paper",
        "yanchor": "top",
        "yshift": -30,
        "text": f"{then}● {plain(shown.now)}",
        "align": "left",
        "showarrow": False,
        "font": {"size": BODY, "color": look.theme.muted},
    }
