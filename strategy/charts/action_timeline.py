"""Who does what by when, and what slips: actions as bars in time, the soonest due first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label, Stroke
from strategy.charts.frame import SMALL, month_ticks, shortened
from strategy.charts.palette import SYMBOLS, Look
from strategy.charts.signals import symbol_and_word
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, Milestone, Precision, Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

_HEAD = 44
_ROW = 38
_NARROW_ROW = 58
_BAR = 16
_SLIVER = 0.004
# A mistyped year must not compress everything else.
_BACK = timedelta(days=3 * 366)
_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class TimelineMilestone:
    """A step with a date of its own."""

    title: str
    on: date
    done: bool


@dataclass(frozen=True)
class TimelineRow:
    """One action; `original_due` only where the date has been moved."""

    id: str
    code: str
    title: str
    signal: Signal
    percent: float
    start: date | None
    due: date | None
    due_precision: Precision
    original_due: date | None
    postponements: int
    overdue_days: int
    milestones: tuple[TimelineMilestone, ...]


@dataclass(frozen=True)
class ActionTimeline:
    """The actions asked for, the soonest due first, those without a due date last."""

    rows: tuple[TimelineRow, ...]
    today: date

    @property
    def overdue(self) -> int:
        """How many are past their due date."""
        return sum(row.overdue_days > 0 for row in self.rows)

    @property
    def moved(self) -> int:
        """How many have a due date other than the one first agreed."""
        return sum(row.original_due is not None for row in self.rows)

    @property
    def undated(self) -> int:
        """How many have no due date."""
        return sum(row.due is None for row in self.rows)


def action_timeline(
    plan: Plan, assessment: Assessment, actions: Sequence[Action]
) -> ActionTimeline:
    """Gather these actions with their dates, milestones and postponements."""
    ordered = sorted(actions, key=lambda a: (a.due is None, a.due or date.max, a.code))
    return ActionTimeline(
        rows=tuple(_row(plan, assessment, action) for action in ordered),
        today=assessment.today,
    )


def _row(plan: Plan, assessment: Assessment, action: Action) -> TimelineRow:
    status = assessment.actions[action.id]
    moved = action.original_due is not None and action.original_due != action.due
    return TimelineRow(
        action.id,
        code=action.code,
        title=action.title,
        signal=status.signal,
        percent=status.percent,
        start=action.start,
        due=action.due,
        due_precision=action.due_precision,
        original_due=action.original_due if moved else None,
        postponements=status.postponements,
        overdue_days=status.overdue_days,
        milestones=_milestones(plan.milestones_of(action.id)),
    )


def _milestones(milestones: Sequence[Milestone]) -> tuple[TimelineMilestone, ...]:
    dated = ((m, m.done_on or m.due) for m in milestones)
    return tuple(
        TimelineMilestone(m.title, day, done=m.done_on is not None)
        for m, day in dated
        if day is not None
    )


@dataclass(frozen=True)
class _Scale:
    """The horizontal positions of days on the sheet."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Return the position of a day; days outside the scale are put at its ends."""
        share = (day - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def _scale(shown: ActionTimeline, look: Look) -> _Scale:
    days = [shown.today]
    for row in shown.rows:
        milestones = [milestone.on for milestone in row.milestones]
        days += [d for d in (row.start, row.due, row.original_due, *milestones) if d is not None]
    first = max(min(days), shown.today - _BACK) - timedelta(days=10)
    last = min(max(days), shown.today + _AHEAD) + timedelta(days=20)
    return _Scale(first, last, *((0.0, 1.0) if look.narrow else (0.33, 0.89)))


def action_timeline_figure(shown: ActionTimeline, words: Words, look: Look) -> go.Figure:
    """Draw each action from start to due with its progress, and today as a line."""
    drawing = Drawing()
    tall = _NARROW_ROW if look.narrow else _ROW
    height = _HEAD + tall * max(len(shown.rows), 1)
    if not shown.rows:
        text = words("chart.no_actions_here")
        drawing.labels.append(Label(0, _HEAD / 2, text, look.theme.muted))
        return drawing.figure(look, height=_HEAD)
    scale = _scale(shown, look)
    _draw_time(drawing, shown, scale, words, look, height=height)
    for number, row in enumerate(shown.rows):
        top = _HEAD + number * tall
        _draw_names(drawing, row, words, look, y=top + (14 if look.narrow else tall / 2))
        y = top + (38 if look.narrow else tall / 2)
        _draw_action(drawing, row, scale, words, look, y=y)
    return drawing.figure(look, height=height, title=finding(shown, words))


def _draw_time(
    drawing: Drawing,
    shown: ActionTimeline,
    scale: _Scale,
    words: Words,
    look: Look,
    *,
    height: float,
) -> None:
    theme = look.theme
    today = scale.at(shown.today)
    apart = 0.08 if look.narrow else 0.035
    for day, text in month_ticks(scale.first, scale.last, look, words):
        x = scale.at(day)
        drawing.strokes.append(Stroke(x, _HEAD - 6, x, height, theme.grid))
        clear = abs(x - today) > apart and apart < x < 1 - apart
        if clear:
            drawing.labels.append(Label(x, 30, text, theme.muted, side="center", size=SMALL))
    drawing.strokes.append(Stroke(today, 20, today, height, theme.activity, width=2, above=True))
    said = words("chart.today")
    drawing.labels.append(
        Label(today, 10, said, theme.activity, side="center", size=SMALL, weight=700)
    )


def _draw_names(drawing: Drawing, row: TimelineRow, words: Words, look: Look, *, y: float) -> None:
    theme = look.theme
    ink = theme.ink(row.signal)
    drawing.labels.append(Label(0, y, SYMBOLS[row.signal], ink.text, size=15))
    title = shortened(f"{row.code} {row.title}", 34 if look.narrow else 44)
    hover = _row_in_words(row, words)
    inset = 0.05 if look.narrow else 0.018
    drawing.labels.append(Label(inset, y, title, theme.text, hover=hover, key=row.id))
    due = words.formats.due(row.due, row.due_precision) if row.due else words("chart.no_due")
    late = row.overdue_days > 0
    drawing.labels.append(
        Label(
            1,
            y,
            due,
            theme.ink(Signal.OFF_TRACK).text if late else theme.muted,
            side="right",
            size=SMALL,
            weight=700 if late else 400,
        )
    )


def _draw_action(
    drawing: Drawing, row: TimelineRow, scale: _Scale, words: Words, look: Look, *, y: float
) -> None:
    ink = look.theme.ink(row.signal)
    hover = _row_in_words(row, words)
    end = row.due or row.start
    if end is not None:
        left, right = scale.at(row.start or end), scale.at(end)
        right = max(right, left + _SLIVER)
        drawing.boxes.append(
            Box(left, right, y, _BAR, ink.tint, ink.edge, hover=hover, key=row.id, radius=4)
        )
        if row.percent > 0 and row.due is not None:
            done = left + (right - left) * row.percent
            drawing.boxes.append(Box(left, done, y, _BAR - 2, ink.fill, layer=1))
    if row.due is not None and row.original_due is not None:
        _draw_move(drawing, scale.at(row.original_due), scale.at(row.due), look, y=y + 13)
    for milestone in row.milestones:
        mark = "◆" if milestone.done else "◇"
        said = f"{shortened(milestone.title, 50)}<br>{words.formats.short_day(milestone.on)}"
        x, theme = scale.at(milestone.on), look.theme
        # A halo makes a dark mark visible on a dark bar.
        drawing.labels.append(Label(x, y, "◆", theme.background, side="center", size=20))
        drawing.labels.append(Label(x, y, mark, theme.text, side="center", size=14, hover=said))


def _draw_move(drawing: Drawing, was: float, now: float, look: Look, *, y: float) -> None:
    theme = look.theme
    drawing.strokes.append(Stroke(was, y, now, y, theme.muted, width=1.5, dash="dot"))
    half = 0.008 if look.narrow else 0.003
    drawing.boxes.append(
        Box(was - half, was + half, y, 7, theme.background, theme.muted, radius=4, layer=2)
    )
    arrow = "▶" if now >= was else "◀"
    drawing.labels.append(Label(now, y, arrow, theme.muted, side="center", size=8))


def _row_in_words(row: TimelineRow, words: Words) -> str:
    formats = words.formats
    lines = [
        shortened(f"{row.code} {row.title}", 60),
        f"{symbol_and_word(row.signal, words)}, {formats.share(row.percent)}",
        dates_in_words(row, words),
    ]
    if row.original_due is not None:
        lines.append(
            words("chart.timeline.moved_from", original=formats.short_day(row.original_due))
        )
    return "<br>".join(lines)


def dates_in_words(row: TimelineRow, words: Words) -> str:
    """Say from when to when an action runs, as far as the dates are known."""
    formats = words.formats
    due = formats.due(row.due, row.due_precision) if row.due else words("chart.no_due")
    return f"{formats.short_day(row.start)} → {due}" if row.start else due


def finding(shown: ActionTimeline, words: Words) -> str:
    """Say how many actions are past their due date and how many have been moved."""
    if not shown.rows:
        return words("chart.no_actions_here")
    said = words("chart.timeline.overdue", count=shown.overdue, actions=len(shown.rows))
    return said + words("chart.timeline.and_moved", count=shown.moved) if shown.moved else said


def summary(shown: ActionTimeline, words: Words) -> str:
    """Say in one sentence what slips and what has no date."""
    said = finding(shown, words)
    if shown.undated:
        said += words("chart.timeline.and_undated", count=shown.undated)
    return f"{said}."


def table(shown: ActionTimeline, words: Words) -> pd.DataFrame:
    """Return the actions as rows with their dates and progress."""
    formats = words.formats
    keys = ("action", "signal", "progress", "begins", "due", "original_due", "milestones")
    rows = [
        (
            f"{row.code} {row.title}",
            symbol_and_word(row.signal, words),
            formats.share(row.percent),
            formats.short_day(row.start),
            formats.due(row.due, row.due_precision),
            formats.short_day(row.original_due),
            words(
                "chart.milestones_done",
                done=sum(m.done for m in row.milestones),
                all=len(row.milestones),
            ),
        )
        for row in shown.rows
    ]
    return pd.DataFrame(rows, columns=[words(f"chart.{key}") for key in keys])
