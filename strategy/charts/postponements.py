"""When do dates slip, and where? Due dates moved during the last year, by month or by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import shortened
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, Outcome, Postponement
from strategy.domain.plan import Plan
from strategy.i18n import Words

MONTHS = 12
MOST_UNITS = 20
_ROW = 30
_TALL = 18
_EMPTY = 40
_NAME_WIDE = 0.3
_NARROW_NAME_WIDE = 0.42
_ROOM_FOR_FIGURE = 0.1


Counts = Counter[tuple[object, Outcome]]


@dataclass(frozen=True)
class PostponedRow:
    """What happened in one month, or to one unit; without a title: what belongs to no unit."""

    month: date | None
    unit: str
    moved: int
    waiting: int = 0
    declined: int = 0


@dataclass(frozen=True)
class Postponements:
    """Months, the earliest first, or units, those with most first."""

    rows: tuple[PostponedRow, ...]
    by_unit: bool = False

    @property
    def moved(self) -> int:
        """How many dates were moved in all."""
        return sum(row.moved for row in self.rows)

    @property
    def waiting(self) -> int:
        """How many proposals await an answer."""
        return sum(row.waiting for row in self.rows)


def postponements_by_month(plan: Plan, assessment: Assessment) -> Postponements:
    """Count the dates that were moved, are asked for or were kept in each of the last months."""
    last = assessment.today.year * 12 + assessment.today.month - 1
    months = [date(m // 12, m % 12 + 1, 1) for m in range(last - MONTHS + 1, last + 1)]
    counts: Counts = Counter(
        (_day(p).replace(day=1), p.outcome) for p in _of_the_last_year(plan, assessment)
    )
    return Postponements(tuple(_row(month, "", counts, month) for month in months))


def postponements_by_unit(
    plan: Plan, assessment: Assessment, *, units: int = MOST_UNITS
) -> Postponements:
    """Count the same for each unit, those that moved most first."""
    found = [(_unit(plan, p), p.outcome) for p in _of_the_last_year(plan, assessment)]
    counts: Counts = Counter(found)
    rows = [_row(None, unit, counts, unit) for unit in dict.fromkeys(unit for unit, _ in found)]
    rows.sort(key=lambda row: (-row.moved, -row.waiting, row.unit))
    return Postponements(tuple(rows[:units]), by_unit=True)


def _of_the_last_year(plan: Plan, assessment: Assessment) -> Iterable[Postponement]:
    today = assessment.today
    month = today.year * 12 + today.month - MONTHS
    first = date(month // 12, month % 12 + 1, 1)
    return (p for p in plan.postponements if first <= _day(p) <= today)


def _day(proposal: Postponement) -> date:
    return proposal.decided_on or proposal.proposed_on


def _unit(plan: Plan, proposal: Postponement) -> str:
    action = plan.find(Action, proposal.action_id)
    unit = plan.unit_of(action) if action else None
    return unit.title if unit else ""


def _row(month: date | None, unit: str, counts: Counts, key: object) -> PostponedRow:
    return PostponedRow(
        month,
        unit,
        moved=counts[key, Outcome.APPROVED],
        waiting=counts[key, Outcome.PENDING],
        declined=counts[key, Outcome.DECLINED],
    )


def postponements_figure(shown: Postponements, words: Words, look: Look) -> go.Figure:
    """Draw a bar per month or unit, its length the number of dates moved."""
    drawing = Drawing()
    if not (shown.moved or shown.waiting):
        drawing.labels.append(Label(0, _EMPTY / 2, finding(shown, words), look.theme.muted))
        return drawing.figure(look, height=_EMPTY)
    most = max(row.moved + row.waiting for row in shown.rows)
    left = _NARROW_NAME_WIDE if look.narrow else _NAME_WIDE
    for number, row in enumerate(shown.rows):
        y = number * _ROW + _ROW / 2
        name = shortened(row_in_words(row, words), 22 if look.narrow else 40)
        drawing.labels.append(Label(0, y, name, look.theme.text))
        _draw_bars(drawing, row, words, look, left=left, most=most, y=y)
    return drawing.figure(look, height=_ROW * len(shown.rows), title=finding(shown, words))


def _draw_bars(
    drawing: Drawing,
    row: PostponedRow,
    words: Words,
    look: Look,
    *,
    left: float,
    most: int,
    y: float,
) -> None:
    theme = look.theme
    each = (1 - left - _ROOM_FOR_FIGURE) / most
    middle = left + each * row.moved
    right = middle + each * row.waiting
    hover = _hover(row, words)
    if row.moved:
        drawing.boxes.append(Box(left, middle, y, _TALL, theme.activity, hover=hover))
    if row.waiting:
        drawing.boxes.append(Box(middle, right, y, _TALL, theme.surface, theme.border, hover=hover))
    said = words.formats.number(row.moved)
    if row.waiting:
        said += f" + {words.formats.number(row.waiting)}"
    color = theme.text if row.moved or row.waiting else theme.muted
    drawing.labels.append(Label(right + 0.01, y, said, color, weight=600))


def _hover(row: PostponedRow, words: Words) -> str:
    parts = [
        f"{words(f'chart.postponed.{name}')}: {words.formats.number(count)}"
        for name, count in (
            ("moved", row.moved),
            ("waiting", row.waiting),
            ("declined", row.declined),
        )
        if count
    ]
    return "<br>".join((shortened(row_in_words(row, words), 60), *parts))


def row_in_words(row: PostponedRow, words: Words) -> str:
    """Say which month or unit a row is about."""
    if row.month is not None:
        return words.formats.month(row.month)
    return row.unit or words("chart.postponed.no_unit")


def finding(shown: Postponements, words: Words) -> str:
    """Say how many dates were moved, where most of them, and how many await an answer."""
    if not (shown.moved or shown.waiting):
        return words("chart.postponed.none")
    said = words("chart.postponed.finding", count=shown.moved)
    if shown.by_unit and shown.moved:
        first = shown.rows[0]
        unit = row_in_words(first, words)
        said += words("chart.postponed.most", unit=unit, count=first.moved)
    if shown.waiting:
        said += words("chart.postponed.and_waiting", count=shown.waiting)
    return said


def summary(shown: Postponements, words: Words) -> str:
    """Say the finding as a sentence."""
    return f"{finding(shown, words)}."


def table(shown: Postponements, words: Words) -> pd.DataFrame:
    """Return months or units as rows, with what became of each proposal."""
    columns = [
        words("chart.unit" if shown.by_unit else "chart.month"),
        words("chart.postponed.moved"),
        words("chart.postponed.waiting"),
        words("chart.postponed.declined"),
    ]
    rows = [(row_in_words(row, words), row.moved, row.waiting, row.declined) for row in shown.rows]
    return pd.DataFrame(rows, columns=columns)
