"""Does the goal work? Each indicator from baseline to target: where it is, where it should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label, Stroke
from strategy.charts.frame import SMALL, cut, plain, shortened
from strategy.charts.palette import SYMBOLS, Look
from strategy.charts.signals import symbol_and_word
from strategy.charts.targets import target_in_words, target_with_date
from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.effect import IndicatorStatus
from strategy.domain.items import Goal, Indicator, Signal, Target
from strategy.domain.plan import Plan
from strategy.i18n import Words

_ROW = 92
_TEXT_ROW = 58
_EMPTY = 40
_LARGE = 10


class Lack(StrEnum):
    """Why there is no bar to draw."""

    NOT_MEASURED = "not_measured"
    MASKED = "masked"
    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    ONLY_TEXT = "only_text"


@dataclass(frozen=True)
class BulletRow:
    """One indicator: `reached` and `expected` are shares of the way to the target."""

    indicator_id: str
    code: str
    title: str
    unit: str
    signal: Signal
    value: float | None
    baseline: float | None
    target: Target | None
    expected_value: float | None
    reached: float | None
    expected: float | None
    distance: float | None = None
    worse_than_start: bool = False
    preliminary: bool = False
    lack: Lack | None = None


@dataclass(frozen=True)
class GoalBullet:
    """The indicators of one goal, or of any group of them."""

    title: str
    rows: tuple[BulletRow, ...]

    @property
    def measured(self) -> int:
        """How many of the indicators have an effect to show."""
        return sum(row.reached is not None for row in self.rows)


def goal_bullet(plan: Plan, assessment: Assessment, goal_id: str) -> GoalBullet:
    """Gather the status of each indicator of a goal."""
    goal = plan.find(Goal, goal_id)
    return GoalBullet(
        title=f"{goal.code} {goal.title}" if goal else "",
        rows=tuple(
            _row(plan, indicator, assessment.indicators[indicator.id], assessment.today)
            for indicator in plan.indicators_of(goal_id)
        ),
    )


def _row(plan: Plan, indicator: Indicator, status: IndicatorStatus, today: date) -> BulletRow:
    expected = status.expected
    targets = plan.targets_of(indicator.id)
    return BulletRow(
        indicator.id,
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        signal=status.signal,
        value=status.latest.value if status.latest else None,
        baseline=indicator.baseline,
        target=status.target or (targets[0] if targets else None),
        expected_value=_told(status.expected_value),
        reached=status.attainment,
        expected=None if expected is None else min(max(expected, 0.0), 1.0),
        distance=status.distance,
        worse_than_start=status.worse_than_start,
        preliminary=bool(status.latest and status.latest.preliminary),
        lack=_lack(plan, indicator, status, today),
    )


def _told(value: float | None) -> float | None:
    # A computed value is not shown with more decimals than the measured ones.
    return None if value is None else round(value, 1 if abs(value) >= _LARGE else 2)


def _lack(plan: Plan, indicator: Indicator, status: IndicatorStatus, today: date) -> Lack | None:
    if status.attainment is not None:
        return None
    if status.latest is None:
        taken = plan.measurements_of(indicator.id, until=today)
        return Lack.MASKED if taken and taken[-1].masked else Lack.NOT_MEASURED
    if status.target is None:
        return Lack.ONLY_TEXT if plan.targets_of(indicator.id) else Lack.NO_TARGET
    return Lack.NO_BASELINE


def goal_bullet_figure(shown: GoalBullet, words: Words, look: Look) -> go.Figure:
    """Draw each indicator on its way from baseline (0 %) to target (100 %)."""
    drawing = Drawing()
    if not shown.rows:
        text = words("chart.no_indicators")
        drawing.labels.append(Label(0, _EMPTY / 2, text, look.theme.muted))
        return drawing.figure(look, height=_EMPTY)
    top = 0
    for row in shown.rows:
        _draw_heading(drawing, row, words, look, top=top)
        if row.reached is None:
            said = lack_in_words(row, words)
            text = shortened(said, 52 if look.narrow else 140)
            drawing.labels.append(Label(0, top + 36, text, look.theme.muted))
        else:
            _draw_bar(drawing, row, row.reached, words, look, top=top)
        top += _ROW if row.reached is not None else _TEXT_ROW
    return drawing.figure(look, height=top, title=finding(shown, words))


def _draw_heading(
    drawing: Drawing, row: BulletRow, words: Words, look: Look, *, top: float
) -> None:
    theme = look.theme
    ink = theme.ink(row.signal)
    drawing.labels.append(Label(0, top + 14, SYMBOLS[row.signal], ink.text, size=15))
    said = ""
    if row.value is not None:
        said = cut(words.formats.measured(row.value, row.unit), 18)
        drawing.labels.append(
            Label(1, top + 14, plain(said), theme.text, side="right", size=16, weight=700)
        )
    # On a phone the title gets the part of the line that the value does not need.
    room = 38 - round(len(said) * 1.3) if look.narrow else 90
    title = shortened(f"{row.code} {row.title}", room)
    inset = 0.05 if look.narrow else 0.018
    drawing.labels.append(Label(inset, top + 14, title, theme.text, size=14, weight=600))


def _draw_bar(
    drawing: Drawing, row: BulletRow, reached: float, words: Words, look: Look, *, top: float
) -> None:
    theme = look.theme
    y = top + 40
    hover = _row_in_words(row, words)
    drawing.boxes.append(Box(0, 1, y, 16, theme.track, hover=hover, key=row.indicator_id))
    if reached > 0:
        drawing.boxes.append(Box(0, reached, y, 16, theme.effect, layer=1))
    if row.expected is not None:
        x = min(max(row.expected, 0.002), 0.998)
        drawing.strokes.append(Stroke(x, y - 13, x, y + 13, theme.text, width=3, above=True))
    _draw_scale(drawing, row, words, look, y=y + 24)


def _draw_scale(drawing: Drawing, row: BulletRow, words: Words, look: Look, *, y: float) -> None:
    theme = look.theme
    start = ""
    if row.worse_than_start:
        start = words("figure.worse_than_start")
    elif row.baseline is not None:
        start = words("chart.start_at", value=words.formats.measured(row.baseline, row.unit))
    drawing.labels.append(Label(0, y, shortened(start, 28), theme.muted, size=SMALL))
    aim = words("chart.target_at", target=_target_said(row, words, look))
    aim = shortened(aim, 26 if look.narrow else 60)
    drawing.labels.append(Label(1, y, aim, theme.muted, side="right", size=SMALL))
    if row.expected is not None and not look.narrow:
        said = words(
            "chart.expected_at", value=words.formats.measured(row.expected_value, row.unit)
        )
        x = min(max(row.expected, 0.24), 0.66)
        drawing.labels.append(
            Label(x, y, shortened(said, 34), theme.text, side="center", size=SMALL)
        )


def _target_said(row: BulletRow, words: Words, look: Look) -> str:
    said = target_in_words if look.narrow else target_with_date
    return said(row.target, row.unit, words)


def lack_in_words(row: BulletRow, words: Words) -> str:
    """Say why there is no bar for an indicator, and what is known anyway."""
    aim = target_with_date(row.target, row.unit, words)
    if row.lack is Lack.NO_BASELINE and row.distance is not None:
        away = words.formats.measured(row.distance, row.unit)
        return words("chart.lack.distance", target=aim, distance=away)
    return words(f"chart.lack.{row.lack or Lack.NOT_MEASURED}", target=aim)


def _row_in_words(row: BulletRow, words: Words) -> str:
    formats = words.formats
    lines = [
        f"{row.code} {row.title}",
        f"{formats.measured(row.value, row.unit)} – {symbol_and_word(row.signal, words)}",
        words("chart.reached", share=formats.share(row.reached)),
        words("chart.target_at", target=target_with_date(row.target, row.unit, words)),
    ]
    if row.expected_value is not None:
        expected = formats.measured(row.expected_value, row.unit)
        lines.append(words("chart.expected_at", value=expected))
    if row.preliminary:
        lines.append(words("chart.preliminary"))
    return "<br>".join(shortened(line, 60) for line in lines)


def finding(shown: GoalBullet, words: Words) -> str:
    """Say how many indicators are measured, and how many of them are where they should be."""
    if not shown.rows:
        return words("chart.no_indicators")
    if not shown.measured:
        any_value = any(row.value is not None for row in shown.rows)
        key = "chart.bullet.no_effect" if any_value else "chart.bullet.none_measured"
        return words(key, count=len(shown.rows))
    on_path = sum(row.signal is Signal.ON_TRACK for row in shown.rows if row.reached is not None)
    return words("chart.bullet.on_path", count=shown.measured, good=on_path)


def summary(shown: GoalBullet, words: Words) -> str:
    """Say in one sentence how the goal's indicators are doing."""
    said = finding(shown, words)
    unmeasured = sum(row.value is None for row in shown.rows)
    if shown.measured and unmeasured:
        said += words("chart.bullet.unmeasured", count=unmeasured)
    return f"{shown.title}: {said}."


def table(shown: GoalBullet, words: Words) -> pd.DataFrame:
    """Return the indicators as rows: start, now, expected, target and signal."""
    columns = [
        words("chart.indicator"),
        words("chart.start"),
        words("chart.now"),
        words("chart.expected"),
        words("chart.target"),
        words("chart.reached_share"),
        words("chart.signal"),
    ]
    formats = words.formats
    rows = [
        (
            f"{row.code} {row.title}",
            formats.measured(row.baseline, row.unit),
            formats.measured(row.value, row.unit),
            formats.measured(row.expected_value, row.unit),
            target_with_date(row.target, row.unit, words),
            lack_in_words(row, words) if row.reached is None else formats.share(row.reached),
            symbol_and_word(row.signal, words),
        )
        for row in shown.rows
    ]
    return pd.DataFrame(rows, columns=columns)
