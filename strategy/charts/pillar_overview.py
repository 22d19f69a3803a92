"""One pillar at a glance: its goals by signal first, then what is done and whether it works."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Drawing, Label
from strategy.charts.palette import Look
from strategy.charts.signals import (
    Counted,
    counted,
    draw_distribution,
    draw_share,
    finding,
    share_or_not_measured,
    symbol_and_word,
)
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Pillar
from strategy.domain.plan import Plan
from strategy.i18n import Words

_HEIGHT = 122
_ROWS = (68, 104)


@dataclass(frozen=True)
class PillarOverview:
    """What one pillar's card shows; shares 0..1, None without any data."""

    pillar_id: str
    code: str
    title: str
    signals: Counted
    activity: float | None
    effect: float | None
    measured: int
    indicators: int


def pillar_overview(plan: Plan, assessment: Assessment, pillar_id: str) -> PillarOverview:
    """Gather what one pillar's card shows."""
    pillar = plan.find(Pillar, pillar_id)
    status = assessment.pillars[pillar_id]
    return PillarOverview(
        pillar_id,
        code=pillar.code if pillar else "",
        title=pillar.title if pillar else "",
        signals=counted(status.signals),
        activity=status.activity,
        effect=status.effect,
        measured=status.measured,
        indicators=status.indicators,
    )


def pillar_overview_figure(shown: PillarOverview, words: Words, look: Look) -> go.Figure:
    """Draw one pillar's card; the card itself has the title."""
    theme = look.theme
    drawing = Drawing()
    draw_distribution(drawing, shown.signals, look, words, y=15)
    rows = (
        (words("figure.activity"), activity_in_words(shown.activity, words), shown.activity),
        (_effect_label(shown, words), share_or_not_measured(shown.effect, words), shown.effect),
    )
    for y, color, (label, said, share) in zip(
        _ROWS, (theme.activity, theme.effect), rows, strict=True
    ):
        drawing.labels.append(Label(0, y - 13, label, theme.text))
        weight = 400 if share is None else 700
        muted = theme.muted if share is None else theme.text
        drawing.labels.append(Label(1, y - 13, said, muted, side="right", weight=weight))
        draw_share(drawing, share, color, look, y=y)
    return drawing.figure(look, height=_HEIGHT)


def _effect_label(shown: PillarOverview, words: Words) -> str:
    """Say how many of the indicators an effect is based on, if there is one."""
    if shown.effect is None:
        return words("figure.effect")
    coverage = words("figure.coverage", measured=shown.measured, indicators=shown.indicators)
    return f"{words('figure.effect')} · {coverage}"


def activity_in_words(activity: float | None, words: Words) -> str:
    """Say the progress of the actions, or that there are none."""
    return words("chart.no_actions") if activity is None else words.formats.share(activity)


def summary(shown: PillarOverview, words: Words) -> str:
    """Say in one sentence what the card shows."""
    return words(
        "chart.pillar.summary",
        title=shown.title,
        finding=finding(shown.signals, words),
        activity=activity_in_words(shown.activity, words),
        effect=share_or_not_measured(shown.effect, words),
    )


def table(shown: PillarOverview, words: Words) -> pd.DataFrame:
    """Return the card's figures as a table."""
    rows = [
        (symbol_and_word(signal, words), words.formats.number(count))
        for signal, count in shown.signals
    ]
    rows += [
        (words("figure.activity"), activity_in_words(shown.activity, words)),
        (words("figure.effect"), share_or_not_measured(shown.effect, words)),
        (
            words("chart.indicators"),
            words("figure.coverage", measured=shown.measured, indicators=shown.indicators),
        ),
    ]
    return pd.DataFrame(rows, columns=[words("chart.what"), words("chart.figure")])
