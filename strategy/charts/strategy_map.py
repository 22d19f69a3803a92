"""How the whole plan is connected: pillars, goals and actions by signal, as many as readable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import SMALL, shortened, wrapped
from strategy.charts.palette import SYMBOLS, Look
from strategy.charts.signals import Counted, counted, finding, in_symbols, symbol_and_word, total
from strategy.domain.figures.assessment import Assessment, distribution
from strategy.domain.items import Action, Goal, Pillar, Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

MOST_ACTIONS_SHOWN = 150
MOST_TITLES_SHOWN = 60
ACTIONS_A_GOAL = 6

_COLUMNS = 5
_GUTTER = 0.014
_LINE = 19
_PAD = 9
_HEAD = 54
_TILE_GAP = 10
_TILES_WIDE = 16
_TILES_NARROW = 5
_TILE = 34


class Detail(StrEnum):
    """The level of detail: with more items, fewer words about each."""

    ACTIONS = "actions"
    GOALS = "goals"
    CODES = "codes"


@dataclass(frozen=True)
class MapAction:
    """An action as a line under its goal."""

    id: str
    code: str
    title: str
    signal: Signal
    percent: float


@dataclass(frozen=True)
class MapGoal:
    """A goal with the actions shown under it, and how many more there are."""

    id: str
    code: str
    title: str
    signal: Signal
    by_activity: bool
    actions: tuple[MapAction, ...]
    more: int
    action_signals: Counted


@dataclass(frozen=True)
class MapPillar:
    """A pillar with its goals."""

    id: str
    code: str
    title: str
    signals: Counted
    goals: tuple[MapGoal, ...]


@dataclass(frozen=True)
class StrategyMap:
    """What the map shows, and in how much detail."""

    pillars: tuple[MapPillar, ...]
    signals: Counted
    detail: Detail


def strategy_map(plan: Plan, assessment: Assessment) -> StrategyMap:
    """Gather pillars, goals and, where they can be read, actions."""
    detail = _detail(plan)
    return StrategyMap(
        pillars=tuple(_pillar(plan, assessment, pillar, detail) for pillar in plan.pillars),
        signals=counted(assessment.goal_signals),
        detail=detail,
    )


def _detail(plan: Plan) -> Detail:
    if len(plan.goals) > MOST_TITLES_SHOWN:
        return Detail.CODES
    lines = sum(len(plan.actions_for(goal.id)) for goal in plan.goals)
    return Detail.ACTIONS if lines <= MOST_ACTIONS_SHOWN else Detail.GOALS


def _pillar(plan: Plan, assessment: Assessment, pillar: Pillar, detail: Detail) -> MapPillar:
    return MapPillar(
        pillar.id,
        code=pillar.code,
        title=pillar.title,
        signals=counted(assessment.pillars[pillar.id].signals),
        goals=tuple(_goal(plan, assessment, g, detail) for g in plan.goals_under(pillar.id)),
    )


def _goal(plan: Plan, assessment: Assessment, goal: Goal, detail: Detail) -> MapGoal:
    status = assessment.goals[goal.id]
    serving = plan.actions_for(goal.id)
    listed = serving[:ACTIONS_A_GOAL] if detail is Detail.ACTIONS else ()
    return MapGoal(
        goal.id,
        code=goal.code,
        title=goal.title,
        signal=status.signal,
        by_activity=status.by_activity,
        actions=tuple(_action(assessment, action) for action in listed),
        more=len(serving) - len(listed),
        action_signals=counted(distribution(assessment.actions[a.id].signal for a in serving)),
    )


def _action(assessment: Assessment, action: Action) -> MapAction:
    status = assessment.actions[action.id]
    return MapAction(action.id, action.code, action.title, status.signal, status.percent)


def strategy_map_figure(shown: StrategyMap, words: Words, look: Look) -> go.Figure:
    """Draw the map: pillars as columns, stacked on a phone."""
    drawing = Drawing()
    if shown.detail is Detail.CODES:
        height = _draw_codes(drawing, shown, words, look)
    else:
        height = _draw_columns(drawing, shown, words, look)
    title = finding(shown.signals, words)
    return drawing.figure(look, height=max(round(height), _HEAD), title=title)


def _draw_columns(drawing: Drawing, shown: StrategyMap, words: Words, look: Look) -> float:
    columns = 1 if look.narrow else min(_COLUMNS, max(len(shown.pillars), 1))
    wide = (1 + _GUTTER) / columns
    # About 7 pixels per letter: 1150 pixels on a laptop, 350 on a phone.
    letters = 44 if look.narrow else max(round(150 / columns) - 4, 20)
    top = 0.0
    for row in range(0, len(shown.pillars), columns):
        ends = [
            _draw_pillar(
                drawing,
                pillar,
                words,
                look,
                left=column * wide,
                wide=wide - _GUTTER,
                top=top,
                letters=letters,
            )
            for column, pillar in enumerate(shown.pillars[row : row + columns])
        ]
        top = max(ends) + 16
    return top


def _draw_pillar(
    drawing: Drawing,
    pillar: MapPillar,
    words: Words,
    look: Look,
    *,
    left: float,
    wide: float,
    top: float,
    letters: int,
) -> float:
    _draw_heading(drawing, pillar, words, look, left=left, top=top, letters=letters)
    y = top + _HEAD
    for goal in pillar.goals:
        y += _TILE_GAP + _draw_goal(
            drawing, goal, words, look, left=left, wide=wide, top=y, letters=letters
        )
    return y


def _draw_heading(
    drawing: Drawing,
    pillar: MapPillar,
    words: Words,
    look: Look,
    *,
    left: float,
    top: float,
    letters: int,
) -> None:
    theme = look.theme
    title = shortened(pillar.title, letters * 3 // 4)
    said = in_symbols(pillar.signals, words) or words("chart.no_goals")
    drawing.labels.append(
        Label(left, top + 16, title, theme.text, size=17, weight=600, key=pillar.id)
    )
    drawing.labels.append(Label(left, top + 38, said, theme.muted))


def _draw_goal(
    drawing: Drawing,
    goal: MapGoal,
    words: Words,
    look: Look,
    *,
    left: float,
    wide: float,
    top: float,
    letters: int,
) -> float:
    heading = wrapped(f"{goal.code} {goal.title}", letters, lines=3)
    below = list(_lines_below(goal, words, look, letters))
    tall = _LINE * (len(heading) + len(below)) + 2 * _PAD
    _draw_tile(drawing, goal, words, look, left=left, wide=wide, middle=top + tall / 2, tall=tall)
    y = top + _PAD + _LINE / 2
    x = left + wide * 0.035
    ink = look.theme.ink(goal.signal)
    drawing.labels.append(Label(x, y, SYMBOLS[goal.signal], ink.text, size=15))
    x += 0.055 if look.narrow else 0.017
    for line in heading:
        drawing.labels.append(Label(x, y, line, look.theme.text, weight=600))
        y += _LINE
    after = x + (0.04 if look.narrow else 0.0145)
    for mark, color, text, key in below:
        drawing.labels.append(Label(x, y, mark, color, size=SMALL))
        drawing.labels.append(
            Label(after if mark else x, y, text, look.theme.text, size=SMALL, key=key)
        )
        y += _LINE
    return tall


def _draw_tile(
    drawing: Drawing,
    goal: MapGoal,
    words: Words,
    look: Look,
    *,
    left: float,
    wide: float,
    middle: float,
    tall: float,
) -> None:
    ink = look.theme.ink(goal.signal)
    hover = _goal_in_words(goal, words)
    right = left + wide
    drawing.boxes.append(
        Box(left, right, middle, tall, ink.tint, hover=hover, key=goal.id, radius=6)
    )
    # A stripe of full colour, so that the signal is visible from five metres.
    end = left + wide * 0.02
    drawing.boxes.append(Box(left, end, middle, tall, ink.fill, ink.edge, radius=2, layer=1))


def _lines_below(
    goal: MapGoal, words: Words, look: Look, letters: int
) -> Iterator[tuple[str, str, str, str | None]]:
    theme = look.theme
    for action in goal.actions:
        text = shortened(f"{action.code} {action.title}", letters)
        yield SYMBOLS[action.signal], theme.ink(action.signal).text, text, action.id
    if not goal.action_signals:
        yield "", theme.muted, words("chart.no_actions"), None
    elif not goal.actions:
        said = words("chart.actions", count=goal.more)
        yield "", theme.muted, f"{said}: {in_symbols(goal.action_signals, words)}", None
    elif goal.more:
        yield "", theme.muted, words("chart.more", count=goal.more), None


def _draw_codes(drawing: Drawing, shown: StrategyMap, words: Words, look: Look) -> float:
    across = _TILES_NARROW if look.narrow else _TILES_WIDE
    top = 0.0
    for pillar in shown.pillars:
        _draw_heading(drawing, pillar, words, look, left=0, top=top, letters=60)
        top += _HEAD
        for number, goal in enumerate(pillar.goals):
            row, column = divmod(number, across)
            y = top + row * _TILE
            _draw_code(drawing, goal, words, look, left=column / across, wide=1 / across, top=y)
        top += _TILE * -(-len(pillar.goals) // across) + 16
    return top


def _draw_code(
    drawing: Drawing,
    goal: MapGoal,
    words: Words,
    look: Look,
    *,
    left: float,
    wide: float,
    top: float,
) -> None:
    ink = look.theme.ink(goal.signal)
    middle = top + _TILE / 2
    hover = _goal_in_words(goal, words)
    right = left + wide * 0.94
    drawing.boxes.append(
        Box(left, right, middle, _TILE - 5, ink.fill, ink.edge, hover=hover, key=goal.id, radius=4)
    )
    text = f"{SYMBOLS[goal.signal]} {shortened(goal.code, 7)}"
    drawing.labels.append(
        Label((left + right) / 2, middle, text, ink.on_fill, side="center", size=12, weight=600)
    )


def _goal_in_words(goal: MapGoal, words: Words) -> str:
    signal = symbol_and_word(goal.signal, words)
    if goal.by_activity:
        signal = f"{signal} ({words('figure.by_activity')})"
    actions = words("chart.actions", count=total(goal.action_signals))
    if goal.action_signals:
        actions = f"{actions}: {in_symbols(goal.action_signals, words)}"
    title = "<br>".join(wrapped(f"{goal.code} {goal.title}", 48, lines=3))
    return f"{title}<br>{signal}<br>{actions}"


def summary(shown: StrategyMap, words: Words) -> str:
    """Say in one sentence how many goals there are under the pillars and how they are doing."""
    pillars = words("chart.pillars", count=len(shown.pillars))
    return words("chart.map.summary", pillars=pillars, finding=finding(shown.signals, words))


def table(shown: StrategyMap, words: Words) -> pd.DataFrame:
    """Return the map as rows: pillar, goal, action and the signal of each."""
    columns = [
        words("chart.pillar"),
        words("chart.goal"),
        words("chart.goal_signal"),
        words("chart.action"),
        words("chart.action_signal"),
    ]
    rows = [
        (pillar.title, f"{goal.code} {goal.title}", symbol_and_word(goal.signal, words), *ending)
        for pillar in shown.pillars
        for goal in pillar.goals
        for ending in _endings(goal, words)
    ]
    return pd.DataFrame(rows, columns=columns)


def _endings(goal: MapGoal, words: Words) -> Iterator[tuple[str, str]]:
    for action in goal.actions:
        yield f"{action.code} {action.title}", symbol_and_word(action.signal, words)
    if goal.more or not goal.actions:
        yield (
            words("chart.actions", count=total(goal.action_signals)),
            in_symbols(goal.action_signals, words),
        )
