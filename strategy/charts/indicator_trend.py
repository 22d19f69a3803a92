"""Is it working? An indicator's measurements against the path to its target, breaks marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.frame import SMALL, figure, plain, shortened, time_axis
from strategy.charts.palette import Look
from strategy.charts.signals import symbol_and_word
from strategy.charts.targets import target_in_words, target_with_date
from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.effect import aim, expected_path
from strategy.domain.items import Comparison, Indicator, Measurement, Signal, Target
from strategy.domain.plan import Plan
from strategy.i18n import Words

_HEIGHT = 320
_EMPTY = 60
_MOST_BESIDE = 8
_ROOM_BESIDE = {False: 0.12, True: 0.28}
_BOUNDS = (
    Comparison.AT_LEAST,
    Comparison.ABOVE,
    Comparison.AT_MOST,
    Comparison.BELOW,
    Comparison.BETWEEN,
)


@dataclass(frozen=True)
class TrendPoint:
    """One measurement as drawn."""

    on: date
    value: float
    period: str = ""
    note: str = ""
    preliminary: bool = False


@dataclass(frozen=True)
class IndicatorTrend:
    """What the trend shows. Each of `pieces` is a series without breaks in it."""

    indicator_id: str
    code: str
    title: str
    unit: str
    signal: Signal
    pieces: tuple[tuple[TrendPoint, ...], ...]
    baseline: TrendPoint | None
    path: tuple[tuple[date, float], ...]
    target: Target | None
    masked: tuple[str, ...]
    without_figure: tuple[str, ...]
    today: date

    @property
    def points(self) -> tuple[TrendPoint, ...]:
        """Every measurement drawn, the oldest first."""
        return tuple(point for piece in self.pieces for point in piece)

    @property
    def breaks(self) -> tuple[TrendPoint, ...]:
        """The first measurement after each break of the series."""
        return tuple(piece[0] for piece in self.pieces[1:])

    @property
    def bounds(self) -> tuple[float | None, float | None] | None:
        """The lowest and highest value the target accepts, where it is a limit or a range."""
        target = self.target
        if target is None or target.comparison not in _BOUNDS:
            return None
        if target.comparison is Comparison.BETWEEN:
            return target.low, target.high
        figure_asked = aim(target)
        upper = target.comparison in (Comparison.AT_MOST, Comparison.BELOW)
        return (None, figure_asked) if upper else (figure_asked, None)


def indicator_trend(plan: Plan, assessment: Assessment, indicator_id: str) -> IndicatorTrend | None:
    """Gather an indicator's series and path, or None where there is no such indicator."""
    indicator = plan.find(Indicator, indicator_id)
    if indicator is None:
        return None
    status = assessment.indicators[indicator_id]
    series = plan.measurements_of(indicator_id, until=assessment.today)
    pieces = _pieces(series)
    first = pieces[0][0].on if pieces else assessment.today
    targets = plan.targets_of(indicator_id)
    horizon = plan.strategy.period_to if plan.strategy else None
    return IndicatorTrend(
        indicator_id,
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        signal=status.signal,
        pieces=pieces,
        baseline=_baseline(indicator, first),
        path=expected_path(indicator, targets, first, horizon=horizon),
        target=status.target or (targets[0] if targets else None),
        masked=tuple(_period(m) for m in series if m.masked),
        without_figure=tuple(_period(m) for m in series if m.value is None and not m.masked),
        today=assessment.today,
    )


def _pieces(series: Sequence[Measurement]) -> tuple[tuple[TrendPoint, ...], ...]:
    pieces: list[list[TrendPoint]] = []
    broken = True
    for measurement in series:
        # A break on a measurement without a figure still separates the figures around it.
        broken = broken or measurement.series_break
        if measurement.value is None:
            continue
        if broken:
            pieces.append([])
        broken = False
        pieces[-1].append(
            TrendPoint(
                measurement.on,
                measurement.value,
                period=_period(measurement),
                note=measurement.note,
                preliminary=measurement.preliminary,
            )
        )
    return tuple(tuple(piece) for piece in pieces)


def _period(measurement: Measurement) -> str:
    return measurement.period or str(measurement.on.year)


def _baseline(indicator: Indicator, first: date) -> TrendPoint | None:
    if indicator.baseline is None:
        return None
    return TrendPoint(indicator.baseline_on or first, indicator.baseline)


def indicator_trend_figure(shown: IndicatorTrend, words: Words, look: Look) -> go.Figure:
    """Draw the measurements as a line with its path, labelled directly."""
    title = finding(shown, words)
    if not shown.points and not shown.path:
        return figure([], look, height=_EMPTY, title=title)
    first, last = _span(shown, look)
    traces = [
        *_path_traces(shown, look),
        *(_line(piece, shown, words, look) for piece in shown.pieces),
        *_baseline_traces(shown, words, look),
    ]
    return figure(
        traces,
        look,
        height=_HEIGHT,
        title=title,
        margin=(8, 22, 8, 30),
        xaxis=time_axis(first, last, look, words),
        yaxis=_value_axis(shown, look),
        shapes=[*_limit_shapes(shown, look), *_day_shapes(shown, look)],
        annotations=[*_end_labels(shown, words, look), *_day_labels(shown, words, look)],
    )


def _span(shown: IndicatorTrend, look: Look) -> tuple[date, date]:
    due = shown.target.due if shown.target else None
    days = [*(p.on for p in shown.points), *(day for day, _ in shown.path)]
    every = [*days, shown.today, *([due] if due else [])]
    if shown.baseline:
        every.append(shown.baseline.on)
    first, last = min(every), max(every)
    room = max((last - first) // 14, timedelta(days=20))
    ends = [last + room]
    if shown.points:
        # The last value is beside its point, as the line may pass above it.
        ends.append(shown.points[-1].on + max(last - first, room) * _ROOM_BESIDE[look.narrow])
    return first - room, max(ends)


def _values(shown: IndicatorTrend) -> list[float]:
    values = [p.value for p in shown.points] + [value for _, value in shown.path]
    values += [v for v in (shown.bounds or ()) if v is not None]
    if shown.baseline:
        values.append(shown.baseline.value)
    return values


def _value_axis(shown: IndicatorTrend, look: Look) -> dict[str, Any]:
    values = _values(shown)
    low, high = min(values), max(values)
    room = (high - low) * 0.18 or abs(high) * 0.2 or 1.0
    bottom = low - room
    # A figure that cannot be negative must not get an axis that goes below zero.
    bottom = max(bottom, 0.0) if low >= 0 else bottom
    return {
        "range": [bottom, high + room],
        "fixedrange": True,
        "showgrid": True,
        "gridcolor": look.theme.grid,
        "zeroline": low < 0,
        "zerolinecolor": look.theme.border,
        "nticks": 5,
        "showticklabels": True,
        "ticklabelposition": "inside top",
        "tickfont": {"size": SMALL, "color": look.theme.muted},
    }


def _line(
    piece: tuple[TrendPoint, ...], shown: IndicatorTrend, words: Words, look: Look
) -> dict[str, Any]:
    theme = look.theme
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.on.isoformat() for point in piece],
        "y": [point.value for point in piece],
        "line": {"color": theme.effect, "width": 3},
        "marker": {
            "size": 10,
            "color": [theme.background if p.preliminary else theme.effect for p in piece],
            "line": {"color": theme.effect, "width": 2.5},
        },
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [_point_in_words(point, shown.unit, words) for point in piece],
    }


def _point_in_words(point: TrendPoint, unit: str, words: Words) -> str:
    lines = [f"{point.period}: {words.formats.measured(point.value, unit)}"]
    if point.preliminary:
        lines.append(words("chart.preliminary"))
    lines = [plain(line) for line in lines]
    return "<br>".join((*lines, *_note_lines(point)))


def _note_lines(point: TrendPoint) -> tuple[str, ...]:
    # A note is a user's text: split it into lines before escaping it.
    note = point.note
    return tuple(shortened(note[i : i + 60], 60) for i in range(0, min(len(note), 240), 60))


def _path_traces(shown: IndicatorTrend, look: Look) -> list[dict[str, Any]]:
    if not shown.path:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [day.isoformat() for day, _ in shown.path],
            "y": [value for _, value in shown.path],
            "line": {"color": look.theme.muted, "width": 2, "dash": "dash"},
            "marker": {
                "symbol": ["circle", *["diamond"] * (len(shown.path) - 1)],
                "size": [0, *[10] * (len(shown.path) - 1)],
                "color": look.theme.muted,
            },
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]


def _baseline_traces(shown: IndicatorTrend, words: Words, look: Look) -> list[dict[str, Any]]:
    baseline = shown.baseline
    if baseline is None:
        return []
    value = words.formats.measured(baseline.value, shown.unit)
    said = plain(words("chart.start_at", value=value))
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [baseline.on.isoformat()],
            "y": [baseline.value],
            "marker": {"symbol": "line-ns-open", "size": 16, "color": look.theme.muted},
            "cliponaxis": False,
            "hoverinfo": "text",
            "hovertext": [f"{said}<br>{words.formats.short_day(baseline.on)}"],
        }
    ]


def _limit_shapes(shown: IndicatorTrend, look: Look) -> list[dict[str, Any]]:
    bounds = shown.bounds
    if bounds is None:
        return []
    low, high = bounds
    axis = _value_axis(shown, look)["range"]
    bottom, top = (axis[0] if low is None else low), (axis[1] if high is None else high)
    band = {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": bottom,
        "y1": top,
        "fillcolor": look.theme.band,
        "line": {"width": 0},
        "layer": "below",
    }
    lines = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": value,
            "y1": value,
            "line": {"color": look.theme.muted, "width": 1.5, "dash": "dash"},
            "layer": "below",
        }
        for value in bounds
        if value is not None
    ]
    return [band, *lines]


def _day_shapes(shown: IndicatorTrend, look: Look) -> list[dict[str, Any]]:
    days = [(shown.today, "dot"), *((_before(shown, point), "solid") for point in shown.breaks)]
    return [
        {
            "type": "line",
            "yref": "paper",
            "x0": day.isoformat(),
            "x1": day.isoformat(),
            "y0": 0,
            "y1": 1,
            "line": {"color": look.theme.border, "width": 1, "dash": dash},
            "layer": "below",
        }
        for day, dash in days
    ]


def _before(shown: IndicatorTrend, point: TrendPoint) -> date:
    earlier = [p.on for p in shown.points if p.on < point.on]
    return point.on - (point.on - max(earlier, default=point.on)) / 2


def _day_labels(shown: IndicatorTrend, words: Words, look: Look) -> list[dict[str, Any]]:
    labels = [
        (shown.today, words("chart.today")),
        *((_before(shown, point), words("chart.break")) for point in shown.breaks),
    ]
    return [
        {
            "x": day.isoformat(),
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": text,
            "showarrow": False,
            "font": {"size": SMALL, "color": look.theme.muted},
        }
        for day, text in labels
    ]


def _end_labels(shown: IndicatorTrend, words: Words, look: Look) -> list[dict[str, Any]]:
    theme = look.theme
    labels = []
    if shown.points:
        last = shown.points[-1]
        said = words.formats.measured(last.value, shown.unit)
        if look.narrow and len(said) > _MOST_BESIDE:
            said = words.formats.number(last.value, decimals=2)
        label = _label(last.on, last.value, said, theme.text, size=16, weight=700, shift=0)
        labels.append(label | {"xanchor": "left"})
    if shown.path:
        day, value = shown.path[-1]
        said = words("chart.target_at", target=target_in_words(shown.target, shown.unit, words))
        labels.append(_label(day, value, said, theme.muted, size=13, weight=600, shift=16))
    elif shown.bounds is not None:
        said = words("chart.target_at", target=target_in_words(shown.target, shown.unit, words))
        value = next(v for v in reversed(shown.bounds) if v is not None)
        labels.append(
            _label(_first_day(shown), value, said, theme.muted, size=13, weight=600, shift=10)
            | {"xref": "paper", "x": 1, "xshift": 0}
        )
    # A path may pass behind a label, but must not make it unreadable.
    return [label | {"bgcolor": theme.background, "borderpad": 1} for label in labels]


def _first_day(shown: IndicatorTrend) -> date:
    return min((p.on for p in shown.points), default=shown.today)


def _label(
    day: date, value: float, text: str, color: str, *, size: int, weight: int, shift: int
) -> dict[str, Any]:
    return {
        "x": day.isoformat(),
        "y": value,
        "yshift": shift,
        "xanchor": "right",
        "xshift": 10,
        "text": shortened(text, 40),
        "showarrow": False,
        "font": {"size": size, "weight": weight, "color": color},
    }


def finding(shown: IndicatorTrend, words: Words) -> str:
    """Say the indicator's start, latest value, target and signal."""
    if not shown.points:
        return words("chart.trend.none", title=shown.title)
    formats = words.formats
    last = formats.measured(shown.points[-1].value, shown.unit)
    target = target_with_date(shown.target, shown.unit, words)
    # A line break in the title must not separate a signal from its symbol.
    signal = symbol_and_word(shown.signal, words).replace(" ", "\N{NO-BREAK SPACE}")
    if shown.baseline is None:
        said = words("chart.trend.now", title=shown.title, now=last, target=target)
    else:
        start = formats.number(shown.baseline.value, decimals=2)
        said = words("chart.trend.moved", title=shown.title, start=start, now=last, target=target)
    return f"{said} – {signal}"


def summary(shown: IndicatorTrend, words: Words) -> str:
    """Say the finding and what the chart cannot show: breaks, withheld and missing figures."""
    said = [finding(shown, words) + "."]
    if shown.breaks:
        said.append(words("chart.trend.breaks", count=len(shown.breaks)))
    said += hidden_points(shown, words)
    return " ".join(said)


def hidden_points(shown: IndicatorTrend, words: Words) -> list[str]:
    """Say which periods are withheld because the group is small, and which have no figure."""
    said = []
    if shown.masked:
        periods = ", ".join(shown.masked)
        said.append(words("chart.trend.masked", count=len(shown.masked), periods=periods))
    if shown.without_figure:
        periods = ", ".join(shown.without_figure)
        count = len(shown.without_figure)
        said.append(words("chart.trend.without_figure", count=count, periods=periods))
    return said


def table(shown: IndicatorTrend, words: Words) -> pd.DataFrame:
    """Return the measurements as rows, with what is special about each."""
    breaks = set(shown.breaks)
    rows = [
        (
            point.period,
            words.formats.short_day(point.on),
            words.formats.measured(point.value, shown.unit),
            ". ".join(
                part
                for part in (
                    words("chart.preliminary") if point.preliminary else "",
                    words("chart.break") if point in breaks else "",
                    point.note,
                )
                if part
            ),
        )
        for point in shown.points
    ]
    rows += [(period, "", words("figure.masked"), "") for period in shown.masked]
    rows += [(period, "", words("figure.not_measured"), "") for period in shown.without_figure]
    columns = [words(f"chart.{key}") for key in ("period", "date", "value", "note")]
    return pd.DataFrame(rows, columns=columns)
