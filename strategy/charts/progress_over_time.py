"""What is done, month by month, against what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from strategy.charts.frame import SMALL, figure, time_axis
from strategy.charts.palette import Look
from strategy.domain.figures.progress import Point, ProgressPoints
from strategy.domain.items import Action, ActionState
from strategy.i18n import Words

_HEIGHT = 300
_EMPTY = 60
_MOST_MONTHS = 240
_CLOSE = 1.0


@dataclass(frozen=True)
class ProgressOverTime:
    """Shares 0..1 at the end of each month; activity until today, the planned path to its end."""

    activity: tuple[tuple[date, float], ...]
    planned: tuple[tuple[date, float], ...]
    today: date
    planned_today: float | None
    actions: int
    undated: int

    @property
    def now(self) -> float | None:
        """The activity today."""
        return self.activity[-1][1] if self.activity else None

    @property
    def points_behind(self) -> float | None:
        """How many points activity is behind the plan today; below zero is ahead."""
        if self.now is None or self.planned_today is None:
            return None
        return (self.planned_today - self.now) * 100


def progress_over_time(
    points: Iterable[Point],
    actions: Sequence[Action],
    *,
    today: date,
    since: date | None = None,
) -> ProgressOverTime:
    """Gather the mean progress of these actions by month; stopped ones do not count.

    Nothing is drawn before `since`, the first day of a strategy that took over from another.
    """
    counted = [action for action in actions if action.state is not ActionState.STOPPED]
    if not counted:
        return ProgressOverTime((), (), today, planned_today=None, actions=0, undated=0)
    who, when, how_far = _series(points, counted, today)
    dated = [(a.start, a.due) for a in counted if a.start and a.due]
    starts = np.array([start.toordinal() for start, _ in dated], dtype=np.int64)
    dues = np.array([due.toordinal() for _, due in dated], dtype=np.int64)
    first = min([today.toordinal(), *when[:1].tolist(), *starts.tolist()])
    begins = [] if since is None or since >= today else [max(first, since.toordinal())]
    first = begins[0] if begins else first if since is None else today.toordinal()
    until_today = [*begins, *_month_ends(first, today.toordinal() - 1), today.toordinal()]
    until_today = sorted(set(until_today))
    to_the_end = _month_ends(first, int(dues.max()) + 31) if dated else []
    to_the_end = sorted({*begins, *to_the_end}) if dated else []
    planned = _planned(starts, dues, to_the_end)
    now = _planned(starts, dues, [today.toordinal()])
    return ProgressOverTime(
        activity=_dated(until_today, _activity(who, when, how_far, until_today, len(counted))),
        planned=_dated(to_the_end, planned),
        today=today,
        planned_today=float(now[0]) if dated else None,
        actions=len(counted),
        undated=len(counted) - len(dated),
    )


def _series(
    points: Iterable[Point], actions: list[Action], today: date
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    reported = (
        points if isinstance(points, ProgressPoints) else ProgressPoints().followed_by(points)
    )
    done = [(a.id, a.closed_on or today, 100.0) for a in actions if a.state is ActionState.DONE]
    whose, when, how_far = _columns(reported, done)
    number = {action.id: place for place, action in enumerate(actions)}
    ids = (*reported.ids, *(action_id for action_id, _, _ in done))
    who = np.fromiter((number.get(i, -1) for i in ids), np.int64, len(ids))[whose]
    known = np.flatnonzero((who >= 0) & (when <= today.toordinal()))
    order = known[np.argsort(when[known], kind="stable")]
    return who[order], when[order], how_far[order] / 100


def _columns(
    reported: ProgressPoints, done: list[Point]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return whose, when and how far; the done come last, each after all the ids reported on."""
    whose = np.arange(len(reported.ids), len(reported.ids) + len(done))
    days = np.array([on.toordinal() for _, on, _ in done], dtype=np.int64)
    return (
        np.concatenate((np.asarray(reported.who, dtype=np.int64), whose)),
        np.concatenate((np.asarray(reported.when, dtype=np.int64), days)),
        np.concatenate((np.asarray(reported.percent, dtype=np.float64), np.full(len(done), 100.0))),
    )


def _month_ends(first: int, last: int) -> list[int]:
    day = date.fromordinal(first)
    start = day.year * 12 + day.month
    ends = (
        date(m // 12, m % 12 + 1, 1).toordinal() - 1 for m in range(start, start + _MOST_MONTHS)
    )
    return [end for end in ends if end <= last]


def _activity(
    who: np.ndarray, when: np.ndarray, how_far: np.ndarray, days: list[int], actions: int
) -> list[float]:
    current = np.zeros(actions)
    cuts = np.searchsorted(when, days, side="right")
    means, start = [], 0
    for end in cuts:
        # Points are in order of day, so an action's last assigned value is its latest.
        current[who[start:end]] = how_far[start:end]
        means.append(float(current.mean()))
        start = end
    return means


def _planned(starts: np.ndarray, dues: np.ndarray, days: list[int]) -> list[float]:
    if not len(starts):
        return []
    lengths = np.maximum(dues - starts, 1)
    return [float(np.clip((day - starts) / lengths, (day >= dues), 1).mean()) for day in days]


def _dated(days: list[int], shares: list[float]) -> tuple[tuple[date, float], ...]:
    return tuple(
        (date.fromordinal(day), round(share, 6)) for day, share in zip(days, shares, strict=True)
    )


def progress_over_time_figure(shown: ProgressOverTime, words: Words, look: Look) -> go.Figure:
    """Draw activity as a line against the planned path, both labelled directly."""
    title = finding(shown, words)
    if not shown.activity:
        return figure([], look, height=_EMPTY, title=title)
    days = [day for day, _ in (*shown.activity, *shown.planned)]
    room = max((max(days) - min(days)) // 16, timedelta(days=15))
    theme = look.theme
    traces = [
        _curve(shown.planned, theme.muted, words("chart.planned"), words, dash="dash", width=2),
        _curve(shown.activity, theme.activity, words("figure.activity"), words, width=3),
    ]
    return figure(
        traces,
        look,
        height=_HEIGHT,
        title=title,
        margin=(44, 22, 8, 30),
        xaxis=time_axis(min(days), max(days) + room, look, words),
        yaxis=_share_axis(look, words),
        shapes=[_today_line(shown, look)],
        annotations=_labels(shown, words, look),
    )


def _curve(
    series: tuple[tuple[date, float], ...],
    color: str,
    name: str,
    words: Words,
    *,
    width: float,
    dash: str = "solid",
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(series) == 1 else "lines",
        "x": [day.isoformat() for day, _ in series],
        "y": [share for _, share in series],
        "line": {"color": color, "width": width, "dash": dash},
        "marker": {"size": 10, "color": color},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{words.formats.short_day(day)}<br>{name}: {words.formats.share(share)}"
            for day, share in series
        ],
    }


def _share_axis(look: Look, words: Words) -> dict[str, Any]:
    steps = (0.0, 0.25, 0.5, 0.75, 1.0)
    return {
        "range": [0, 1.04],
        "fixedrange": True,
        "gridcolor": look.theme.grid,
        "zeroline": False,
        "tickmode": "array",
        "tickvals": list(steps),
        "ticktext": [words.formats.share(step) for step in steps],
        "tickfont": {"size": SMALL, "color": look.theme.muted},
    }


def _today_line(shown: ProgressOverTime, look: Look) -> dict[str, Any]:
    day = shown.today.isoformat()
    return {
        "type": "line",
        "yref": "paper",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1,
        "line": {"color": look.theme.border, "width": 1, "dash": "dot"},
        "layer": "below",
    }


def _labels(shown: ProgressOverTime, words: Words, look: Look) -> list[dict[str, Any]]:
    theme = look.theme
    day = shown.today.isoformat()
    today = {
        "x": day,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": words("chart.today"),
        "showarrow": False,
        "font": {"size": SMALL, "color": theme.muted},
    }
    labels = [today]
    behind = shown.points_behind
    above = behind is not None and behind < 0
    said = words.formats.share(shown.now)
    labels.append(_beside(day, shown.now, said, theme.text, size=18, weight=700, above=above))
    if shown.planned_today is not None:
        said = words("chart.planned_at", share=words.formats.share(shown.planned_today))
        labels.append(
            _beside(
                day, shown.planned_today, said, theme.muted, size=13, weight=600, above=not above
            )
        )
    return labels


def _beside(
    day: str, share: float | None, text: str, color: str, *, size: int, weight: int, above: bool
) -> dict[str, Any]:
    return {
        "x": day,
        "y": share,
        "xanchor": "right" if above else "left",
        "xshift": -8 if above else 8,
        "yshift": 12 if above else -12,
        "text": text,
        "showarrow": False,
        "font": {"size": size, "weight": weight, "color": color},
    }


def finding(shown: ProgressOverTime, words: Words) -> str:
    """Say how much is done, compared with the plan."""
    if shown.now is None:
        return words("chart.progress.none")
    share = words.formats.share(shown.now)
    behind = shown.points_behind
    if behind is None:
        return words("chart.progress.no_plan", share=share)
    points = round(abs(behind))
    if abs(behind) < _CLOSE:
        return words("chart.progress.as_planned", share=share)
    key = "chart.progress.behind" if behind > 0 else "chart.progress.ahead"
    return words(key, share=share, count=points)


def summary(shown: ProgressOverTime, words: Words) -> str:
    """Say the finding, and how many actions have no planned progress."""
    said = finding(shown, words) + "."
    if not shown.undated:
        return said
    return f"{said} {words('chart.progress.undated', count=shown.undated)}"


def table(shown: ProgressOverTime, words: Words) -> pd.DataFrame:
    """Return activity and plan by month as rows."""
    activity, planned = dict(shown.activity), dict(shown.planned)
    formats = words.formats
    rows = [
        (
            formats.short_day(day),
            formats.share(activity.get(day)),
            formats.share(planned.get(day)),
        )
        for day in sorted({*activity, *planned})
    ]
    columns = [words("chart.date"), words("figure.activity"), words("chart.planned")]
    return pd.DataFrame(rows, columns=columns)
