"""The pillars side by side, and the whole strategy below them: the picture for the projector."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Drawing, Label, Stroke
from strategy.charts.frame import shortened
from strategy.charts.palette import READING_ORDER, Look
from strategy.charts.pillar_overview import PillarOverview, activity_in_words, pillar_overview
from strategy.charts.signals import (
    counted,
    draw_distribution,
    draw_share,
    finding,
    share_or_not_measured,
    symbol_and_word,
)
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

_HEAD = 34
_ROW = 64
_NARROW_ROW = 134
_STACK = (0.24, 0.60)
_ACTIVITY = (0.64, 0.80)
_EFFECT = (0.84, 1.0)


@dataclass(frozen=True)
class AllPillars:
    """What the comparison shows; `whole` is the strategy, where a shared action counts once."""

    pillars: tuple[PillarOverview, ...]
    whole: PillarOverview


def all_pillars(plan: Plan, assessment: Assessment) -> AllPillars:
    """Gather every pillar and the whole strategy."""
    return AllPillars(
        pillars=tuple(pillar_overview(plan, assessment, p.id) for p in plan.pillars),
        whole=PillarOverview(
            plan.strategy.id if plan.strategy else "",
            code="",
            title=plan.strategy.title if plan.strategy else "",
            signals=counted(assessment.goal_signals),
            activity=assessment.activity,
            effect=assessment.effect,
            measured=assessment.measured,
            indicators=len(assessment.indicators),
        ),
    )


def all_pillars_figure(shown: AllPillars, words: Words, look: Look) -> go.Figure:
    """Draw the pillars compared, titled with the finding."""
    rows = [*((p, p.title) for p in shown.pillars), (shown.whole, words("chart.whole"))]
    drawing = Drawing()
    if look.narrow:
        for number, (overview, title) in enumerate(rows):
            _draw_narrow(drawing, overview, title, words, look, top=number * _NARROW_ROW)
        height = len(rows) * _NARROW_ROW
    else:
        _draw_heads(drawing, words, look)
        for number, (overview, title) in enumerate(rows):
            _draw_wide(drawing, overview, title, words, look, y=_HEAD + (number + 0.5) * _ROW)
        height = _HEAD + len(rows) * _ROW
        y = height - _ROW
        drawing.strokes.append(Stroke(0, y, 1, y, look.theme.border))
    title = finding(shown.whole.signals, words)
    return drawing.figure(look, height=height, title=title)


def _draw_heads(drawing: Drawing, words: Words, look: Look) -> None:
    for left, key in (
        (_STACK[0], "chart.goals_by_signal"),
        (_ACTIVITY[0], "figure.activity"),
        (_EFFECT[0], "figure.effect"),
    ):
        drawing.labels.append(Label(left, 14, words(key), look.theme.muted))


def _draw_wide(
    drawing: Drawing, overview: PillarOverview, title: str, words: Words, look: Look, *, y: float
) -> None:
    theme = look.theme
    drawing.labels.append(
        Label(0, y, shortened(title, 26), theme.text, size=17, weight=600, key=overview.pillar_id)
    )
    left, right = _STACK
    draw_distribution(
        drawing,
        overview.signals,
        look,
        words,
        y=y,
        left=left,
        right=right,
        tall=34,
        size=16,
        room_for_text=0.04,
    )
    activity = activity_in_words(overview.activity, words)
    effect = share_or_not_measured(overview.effect, words)
    for (start, end), share, said, color in (
        (_ACTIVITY, overview.activity, activity, theme.activity),
        (_EFFECT, overview.effect, effect, theme.effect),
    ):
        muted = share is None
        drawing.labels.append(
            Label(
                start,
                y - 10,
                said,
                theme.muted if muted else theme.text,
                size=13 if muted else 18,
                weight=400 if muted else 700,
            )
        )
        draw_share(drawing, share, color, look, y=y + 12, left=start, right=end)


def _draw_narrow(
    drawing: Drawing, overview: PillarOverview, title: str, words: Words, look: Look, *, top: float
) -> None:
    theme = look.theme
    drawing.labels.append(Label(0, top + 12, shortened(title, 36), theme.text, size=16, weight=600))
    draw_distribution(drawing, overview.signals, look, words, y=top + 42, room_for_text=0.11)
    rows = (
        (0.0, 0.47, "figure.activity", activity_in_words(overview.activity, words)),
        (0.53, 1.0, "figure.effect", share_or_not_measured(overview.effect, words)),
    )
    shares = ((overview.activity, theme.activity), (overview.effect, theme.effect))
    for (left, right, key, said), (share, color) in zip(rows, shares, strict=True):
        drawing.labels.append(Label(left, top + 75, words(key), theme.text))
        weight = 400 if share is None else 700
        drawing.labels.append(Label(right, top + 75, said, theme.text, side="right", weight=weight))
        draw_share(drawing, share, color, look, y=top + 92, left=left, right=right)


def summary(shown: AllPillars, words: Words) -> str:
    """Say in one sentence how the strategy and its weakest pillar are doing."""
    said = words(
        "chart.all.summary",
        finding=finding(shown.whole.signals, words),
        activity=activity_in_words(shown.whole.activity, words),
        effect=share_or_not_measured(shown.whole.effect, words),
    )
    off = {p.title: dict(p.signals).get(Signal.OFF_TRACK, 0) for p in shown.pillars}
    worst = max(off, key=lambda title: off[title], default="")
    if not worst or not off[worst]:
        return said
    return f"{said} {words('chart.all.worst', title=worst, count=off[worst])}"


def table(shown: AllPillars, words: Words) -> pd.DataFrame:
    """Return the pillars and the strategy as rows of a table."""
    rows = [*((p, p.title) for p in shown.pillars), (shown.whole, words("chart.whole"))]
    return pd.DataFrame(
        [
            {
                words("chart.pillar"): title,
                **{
                    symbol_and_word(signal, words): dict(overview.signals).get(signal, 0)
                    for signal in READING_ORDER
                },
                words("figure.activity"): activity_in_words(overview.activity, words),
                words("figure.effect"): share_or_not_measured(overview.effect, words),
                words("chart.indicators"): words(
                    "figure.coverage",
                    measured=overview.measured,
                    indicators=overview.indicators,
                ),
            }
            for overview, title in rows
        ]
    )
