"""How old is what we know? Open actions by how long ago somebody last told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.palette import Look
from strategy.domain.items import ActionState
from strategy.domain.plan import Plan
from strategy.i18n import Words

LIMITS = (30, 60, 120, 180)
"""The most days each group but the last two may hold; then come the older ones and the untold."""

_ROW = 34
_NARROW_ROW = 54
_TALL = 20
_EMPTY = 40
_NAME_WIDE = 0.3
_COUNT_WIDE = 0.1


@dataclass(frozen=True)
class UpdateAge:
    """How many open actions were last told of so long ago; `never` of which nobody has told."""

    within: tuple[int, ...]
    older: int
    never: int

    @property
    def actions(self) -> int:
        """How many open actions there are."""
        return sum(self.within) + self.older + self.never


def update_age(plan: Plan, today: date) -> UpdateAge:
    """Count the open actions by the days since their last check-in."""
    said = [
        plan.latest_check_in(action.id)
        for action in plan.actions
        if action.state is ActionState.OPEN
    ]
    ages = [(today - check_in.on).days for check_in in said if check_in is not None]
    floors = (-1, *LIMITS)
    within = tuple(
        sum(low < age <= high for age in ages) for low, high in zip(floors, LIMITS, strict=False)
    )
    older = sum(age > LIMITS[-1] for age in ages)
    return UpdateAge(within, older, len(said) - len(ages))


def update_age_figure(shown: UpdateAge, words: Words, look: Look) -> go.Figure:
    """Draw a bar a group, the freshest first."""
    drawing = Drawing()
    theme = look.theme
    if not shown.actions:
        drawing.labels.append(Label(0, _EMPTY / 2, words("chart.updates.none"), theme.muted))
        return drawing.figure(look, height=_EMPTY)
    rows = _rows(shown, words)
    most = max(count for _, count in rows)
    tall = _NARROW_ROW if look.narrow else _ROW
    left = 0.0 if look.narrow else _NAME_WIDE
    scale = (1 - left - _COUNT_WIDE) / most
    for number, (name, count) in enumerate(rows):
        top = number * tall
        y = top + (38 if look.narrow else tall / 2)
        drawing.labels.append(Label(0, top + (12 if look.narrow else tall / 2), name, theme.text))
        right = left + max(count * scale, 0.004)
        hover = f"{name}: {words.formats.number(count)}"
        drawing.boxes.append(Box(left, right, y, _TALL, theme.activity, hover=hover))
        said = words.formats.number(count)
        drawing.labels.append(Label(right + 0.01, y, said, theme.text, weight=600))
    return drawing.figure(look, height=tall * len(rows), title=finding(shown, words))


def _rows(shown: UpdateAge, words: Words) -> list[tuple[str, int]]:
    floors = (-1, *LIMITS)
    groups = [
        (words("chart.updates.upto", low=low + 1, high=high), count)
        for low, high, count in zip(floors, LIMITS, shown.within, strict=False)
    ]
    older = (words("chart.updates.over", low=LIMITS[-1]), shown.older)
    return [*groups, older, (words("chart.updates.never"), shown.never)]


def finding(shown: UpdateAge, words: Words) -> str:
    """Say how much of what we know is fresh."""
    if not shown.actions:
        return words("chart.updates.none")
    return words("chart.updates.finding", fresh=shown.within[0], count=shown.actions)


def summary(shown: UpdateAge, words: Words) -> str:
    """Say in one sentence how much of what we know is fresh."""
    return f"{finding(shown, words)}."


def table(shown: UpdateAge, words: Words) -> pd.DataFrame:
    """Return the groups as rows of a table."""
    return pd.DataFrame(
        [
            {words("chart.updates.age"): name, words("chart.updates.actions"): count}
            for name, count in _rows(shown, words)
        ]
    )
