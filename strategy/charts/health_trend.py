"""Does the plan itself get better? The number of things to fix, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.frame import SMALL, figure, time_axis
from strategy.charts.palette import Look
from strategy.domain.figures.health import Rule
from strategy.domain.figures.health_trend import HealthPoint
from strategy.i18n import Words

_HEIGHT = 200
_EMPTY = 20
_FEW = 4
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)
"""The possible distances between the figures on the scale."""


@dataclass(frozen=True)
class HealthTrend:
    """How many findings there were on each day, the earliest first, of one rule or of all."""

    points: tuple[tuple[date, int], ...]
    rule: Rule | None = None
    new_from: date | None = None
    """The first day of a new strategy: there is nothing to compare with before it."""

    @property
    def now(self) -> int:
        """How many there are on the last day."""
        return self.points[-1][1] if self.points else 0

    @property
    def change(self) -> int:
        """How many more there are than on the first day; below zero is fewer."""
        return self.now - self.points[0][1] if self.points else 0


def health_trend(
    points: Iterable[HealthPoint], rule: Rule | None = None, *, new_from: date | None = None
) -> HealthTrend:
    """Gather the number of findings over time, of one rule or of all, of one strategy."""
    counted = tuple((point.day, point.count(rule)) for point in points)
    return HealthTrend(counted, rule, new_from)


def health_trend_figure(shown: HealthTrend, words: Words, look: Look) -> go.Figure:
    """Draw a line on a scale from zero, with its last figure beside it."""
    title = finding(shown, words)
    if len(shown.points) <= 1:
        return figure([], look, height=_EMPTY, title=title)
    first, last = shown.points[0][0], shown.points[-1][0]
    room = timedelta(days=max((last - first).days // 8, 15))
    before = timedelta(days=max((last - first).days // 50, 2))
    return figure(
        [_line(shown, words, look)],
        look,
        height=_HEIGHT,
        title=title,
        margin=(34, 16, 8, 30),
        xaxis=time_axis(first - before, last + room, look, words),
        yaxis=_count_axis(shown, words, look),
        annotations=[_last_figure(shown, words, look)],
    )


def _line(shown: HealthTrend, words: Words, look: Look) -> dict[str, Any]:
    said = words("chart.health.findings")
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day.isoformat() for day, _ in shown.points],
        "y": [count for _, count in shown.points],
        "line": {"color": look.theme.activity, "width": 3},
        "marker": {"size": 6, "color": look.theme.activity},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{words.formats.short_day(day)}<br>{said}: {words.formats.number(count)}"
            for day, count in shown.points
        ],
    }


def _count_axis(shown: HealthTrend, words: Words, look: Look) -> dict[str, Any]:
    highest = max(*(count for _, count in shown.points), _FEW)
    step = next((step for step in _STEPS if step * _FEW >= highest), -(-highest // _FEW))
    ticks = list(range(0, highest + step, step))
    return {
        "range": [0, ticks[-1]],
        "fixedrange": True,
        "gridcolor": look.theme.grid,
        "zeroline": False,
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [words.formats.number(tick) for tick in ticks],
        "tickfont": {"size": SMALL, "color": look.theme.muted},
    }


def _last_figure(shown: HealthTrend, words: Words, look: Look) -> dict[str, Any]:
    day, count = shown.points[-1]
    return {
        "x": day.isoformat(),
        "y": count,
        "xanchor": "left",
        "xshift": 8,
        "text": words.formats.number(count),
        "showarrow": False,
        "font": {"size": 18, "weight": 700, "color": look.theme.text},
    }


def finding(shown: HealthTrend, words: Words) -> str:
    """Say how much there is to fix, whether it was more or less, and where a strategy is new."""
    said = _compared(shown, words)
    if shown.new_from is None:
        return said
    new = words("changes.new_since", day=words.formats.day(shown.new_from))
    return f"{said.rstrip('.')}. {new}"


def _compared(shown: HealthTrend, words: Words) -> str:
    if not shown.points:
        return words("chart.health.none")
    said = words("chart.health.now", count=shown.now)
    if len(shown.points) == 1:
        return said
    day = words.formats.day(shown.points[0][0])
    if shown.change == 0:
        return f"{said}, {words('chart.health.same', day=day)}"
    key = "chart.health.more" if shown.change > 0 else "chart.health.fewer"
    return f"{said}, {words(key, count=abs(shown.change), day=day)}"


def summary(shown: HealthTrend, words: Words) -> str:
    """Say the finding as a sentence."""
    return f"{finding(shown, words)}."


def table(shown: HealthTrend, words: Words) -> pd.DataFrame:
    """Return the days as rows."""
    rows = [(words.formats.short_day(day), count) for day, count in shown.points]
    return pd.DataFrame(rows, columns=[words("chart.date"), words("chart.health.findings")])
