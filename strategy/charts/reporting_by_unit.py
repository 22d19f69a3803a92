"""Who has and has not reported in a period? One bar per unit: reported first, then missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import cut, plain
from strategy.charts.palette import SYMBOLS, Look
from strategy.domain.follow_up.reporting import PeriodReport
from strategy.domain.items import Signal
from strategy.i18n import Words

_ROW = 38
_NARROW_ROW = 58
_TALL = 22
_EMPTY = 40
_NAME_WIDE = 0.36
_COUNT_WIDE = {False: 0.14, True: 0.26}


@dataclass(frozen=True)
class UnitBar:
    """How much one unit has and has not reported; no name for what belongs to no unit."""

    unit_id: str | None
    name: str
    reported: int
    missing: int


def reporting_by_unit(report: PeriodReport) -> tuple[UnitBar, ...]:
    """Count each unit's lines, those with most missing first."""
    bars = [
        UnitBar(
            unit.unit.id if unit.unit else None,
            unit.unit.title if unit.unit else "",
            unit.reported,
            unit.missing,
        )
        for unit in report.units
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.missing, -bar.reported, bar.name)))


def reporting_by_unit_figure(shown: tuple[UnitBar, ...], words: Words, look: Look) -> go.Figure:
    """Draw a bar per unit, its length the number of things to report."""
    drawing = Drawing()
    if not shown:
        text = words("chart.reporting.none")
        drawing.labels.append(Label(0, _EMPTY / 2, text, look.theme.muted))
        return drawing.figure(look, height=_EMPTY)
    most = max(bar.reported + bar.missing for bar in shown)
    tall = _NARROW_ROW if look.narrow else _ROW
    for number, bar in enumerate(shown):
        top = number * tall
        y = top + (42 if look.narrow else tall / 2)
        named_at = top + (14 if look.narrow else tall / 2)
        name = plain(cut(_name(bar, words), 34 if look.narrow else 26))
        theme = look.theme
        drawing.labels.append(Label(0, named_at, name, theme.text, weight=600, key=bar.unit_id))
        _draw_bar(drawing, bar, words, look, y=y, most=most)
    return drawing.figure(look, height=tall * len(shown), title=finding(shown, words))


def _draw_bar(
    drawing: Drawing, bar: UnitBar, words: Words, look: Look, *, y: float, most: int
) -> None:
    theme = look.theme
    left = 0.0 if look.narrow else _NAME_WIDE
    scale = (1 - left - _COUNT_WIDE[look.narrow]) / most
    middle, right = left + bar.reported * scale, left + (bar.reported + bar.missing) * scale
    good, bad = theme.ink(Signal.ON_TRACK), theme.ink(Signal.UNKNOWN)
    parts = (
        (left, middle, bar.reported, good, "chart.reporting.reported"),
        (middle, right, bar.missing, bad, "chart.reporting.missing"),
    )
    for start, end, count, ink, key in parts:
        if count:
            hover = f"{plain(_name(bar, words))}<br>{words(key)}: {words.formats.number(count)}"
            drawing.boxes.append(
                Box(start, end, y, _TALL, ink.fill, ink.edge, hover=hover, key=bar.unit_id)
            )
    said = _counts(bar, words)
    drawing.labels.append(Label(right + 0.01, y, said, theme.text, weight=600))


def _counts(bar: UnitBar, words: Words) -> str:
    """Write a bar without colours: `✓ 5 ○ 2`."""
    parts = ((Signal.DONE, bar.reported), (Signal.UNKNOWN, bar.missing))
    return "\N{EN SPACE}".join(
        f"{SYMBOLS[signal]}\N{NO-BREAK SPACE}{words.formats.number(count)}"
        for signal, count in parts
        if count
    )


def _name(bar: UnitBar, words: Words) -> str:
    return bar.name or words("periods.no_unit")


def finding(shown: tuple[UnitBar, ...], words: Words) -> str:
    """Say how many units are missing something, and which most."""
    if not shown:
        return words("chart.reporting.none")
    behind = sum(bar.missing > 0 for bar in shown)
    return words("chart.reporting.finding", count=behind, unit=_name(shown[0], words))


def summary(shown: tuple[UnitBar, ...], words: Words) -> str:
    """Say in one sentence who has not reported."""
    return f"{finding(shown, words)}."


def table(shown: tuple[UnitBar, ...], words: Words) -> pd.DataFrame:
    """Return the units as rows of a table."""
    return pd.DataFrame(
        [
            {
                words("chart.reporting.unit"): _name(bar, words),
                words("chart.reporting.reported"): bar.reported,
                words("chart.reporting.missing"): bar.missing,
            }
            for bar in shown
        ]
    )
