"""Where has nobody reported lately? Open actions by unit and by age of the latest report."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import SMALL, shortened
from strategy.charts.palette import SYMBOLS, Look
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, ActionState, Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

MONTH, QUARTER, HALF = 31, 92, 183
GROUPS = ("month", "quarter", "half", "older", "never")
"""The age of the latest report, the newest first; in the last group nobody has reported."""

MOST_UNITS = 25
_STALE = 3
_HEAD = 34
_ROW = 40
_NARROW_ROW = 66
_EMPTY = 40
_CELL = 26
_NAME_WIDE = 0.3
# The letters that fit before the cells when two charts are side by side.
_NAME_LETTERS = 26


@dataclass(frozen=True)
class UnitRow:
    """How many open actions of a unit are in each group. No id: they belong to no unit."""

    unit_id: str | None
    title: str
    counts: tuple[int, ...]
    everything: bool = False

    @property
    def open(self) -> int:
        """How many open actions there are."""
        return sum(self.counts)

    @property
    def stale(self) -> int:
        """How many have had no report for half a year, or ever."""
        return sum(self.counts[_STALE:])


@dataclass(frozen=True)
class AgeByUnit:
    """The units, those with most silence first; `more` are left out."""

    rows: tuple[UnitRow, ...]
    everything: UnitRow
    more: int = 0


def age_by_unit(plan: Plan, assessment: Assessment, *, units: int = MOST_UNITS) -> AgeByUnit:
    """Count each unit's open actions by how long ago somebody checked in on them."""
    found: defaultdict[tuple[str | None, str], list[int]] = defaultdict(lambda: [0] * len(GROUPS))
    for action in plan.actions:
        if action.state is ActionState.OPEN:
            unit = plan.unit_of(action)
            key = (unit.id, unit.title) if unit else (None, "")
            found[key][_group(plan, assessment, action)] += 1
    rows = [UnitRow(unit_id, title, tuple(counts)) for (unit_id, title), counts in found.items()]
    rows.sort(key=lambda row: (-row.stale, -row.open, row.title))
    columns = zip(*(row.counts for row in rows), strict=True) if rows else ()
    totals = tuple(map(sum, columns)) or (0,) * len(GROUPS)
    return AgeByUnit(
        tuple(rows[:units]), UnitRow(None, "", totals, everything=True), max(len(rows) - units, 0)
    )


def _group(plan: Plan, assessment: Assessment, action: Action) -> int:
    check_in = plan.latest_check_in(action.id)
    if check_in is None:
        return len(GROUPS) - 1
    age = (assessment.today - check_in.on).days
    return bisect_right((MONTH, QUARTER, HALF), age - 1)


def age_by_unit_figure(shown: AgeByUnit, words: Words, look: Look) -> go.Figure:
    """Draw a cell per unit and group, darker for higher counts, with silence marked."""
    drawing = Drawing()
    if not shown.rows:
        drawing.labels.append(Label(0, _EMPTY / 2, finding(shown, words), look.theme.muted))
        return drawing.figure(look, height=_EMPTY)
    for place, group in enumerate(GROUPS):
        heading = words(f"chart.unit_age.{group}")
        left, right = _sides(place, look)
        x = (left + right) / 2
        drawing.labels.append(Label(x, 16, heading, look.theme.muted, side="center", size=SMALL))
    tall = _NARROW_ROW if look.narrow else _ROW
    several = (shown.everything, *shown.rows) if len(shown.rows) > 1 else shown.rows
    for number, row in enumerate(several):
        _draw_row(drawing, row, words, look, top=_HEAD + number * tall)
    height = _HEAD + tall * len(several)
    if shown.more:
        text = words("chart.unit_age.more_units", count=shown.more)
        drawing.labels.append(Label(0, height + 16, text, look.theme.muted))
        height += 32
    return drawing.figure(look, height=height, title=finding(shown, words))


def _sides(place: int, look: Look) -> tuple[float, float]:
    """Return where the cells of a group begin and end."""
    first = 0.0 if look.narrow else _NAME_WIDE
    wide = (1 - first) / len(GROUPS)
    return first + place * wide, first + (place + 0.92) * wide


def _draw_row(drawing: Drawing, row: UnitRow, words: Words, look: Look, *, top: float) -> None:
    y = top + (16 if look.narrow else _ROW / 2)
    name = shortened(unit_in_words(row, words), 40 if look.narrow else _NAME_LETTERS)
    weight = 700 if row.everything else 500
    drawing.labels.append(Label(0, y, name, look.theme.text, weight=weight))
    y = top + (46 if look.narrow else _ROW / 2)
    for place in range(len(GROUPS)):
        _draw_cell(drawing, row, words, look, place=place, y=y)


def _draw_cell(
    drawing: Drawing, row: UnitRow, words: Words, look: Look, *, place: int, y: float
) -> None:
    theme, count = look.theme, row.counts[place]
    left, right = _sides(place, look)
    if not count:
        drawing.boxes.append(Box(left, right, y, _CELL, theme.surface, radius=4))
        return
    is_stale = place >= _STALE
    ink, strongest = theme.ink(Signal.AT_RISK), len(theme.heat) - 1
    heat = theme.heat[math.ceil(count / row.open * strongest)]
    fill, edge = (ink.tint, ink.edge) if is_stale else (heat, None)
    group = words(f"chart.unit_age.{GROUPS[place]}")
    name = shortened(unit_in_words(row, words), 60)
    hover = f"{name}<br>{group}: {words('chart.actions', count=count)}"
    drawing.boxes.append(Box(left, right, y, _CELL, fill, edge, hover=hover, radius=4))
    said = words.formats.number(count)
    text = f"{SYMBOLS[Signal.AT_RISK]} {said}" if is_stale else said
    color = ink.text if is_stale else theme.text
    middle = (left + right) / 2
    drawing.labels.append(Label(middle, y, text, color, side="center", weight=600))


def unit_in_words(row: UnitRow, words: Words) -> str:
    """Say which unit a row is about."""
    if row.everything:
        return words("chart.unit_age.everything")
    return row.title or words("chart.unit_age.no_unit")


def finding(shown: AgeByUnit, words: Words) -> str:
    """Say how many actions have had no report for half a year."""
    everything = shown.everything
    if not everything.open:
        return words("chart.unit_age.none")
    if not everything.stale:
        return words("chart.unit_age.all_fresh")
    return words("chart.unit_age.finding", count=everything.stale, open=everything.open)


def summary(shown: AgeByUnit, words: Words) -> str:
    """Say the finding as a sentence."""
    return f"{finding(shown, words)}."


def table(shown: AgeByUnit, words: Words) -> pd.DataFrame:
    """Return units as rows and the age of the latest report as columns."""
    headings = [words(f"chart.unit_age.{group}") for group in GROUPS]
    columns = [words("chart.unit"), *headings, words("chart.unit_age.open")]
    rows = [(unit_in_words(row, words), *row.counts, row.open) for row in shown.rows]
    return pd.DataFrame(rows, columns=columns)
