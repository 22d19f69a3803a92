"""Signals and figures as they are shown: word, symbol and colour together."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from strategy.charts.palette import SYMBOLS, Theme
from strategy.domain.figures.assessment import ActionStatus, GoalStatus
from strategy.domain.figures.effect import IndicatorStatus
from strategy.domain.items import Comparison, Indicator, Measurement, Signal, Target
from strategy.domain.targets import ParsedTarget
from strategy.i18n import Words

Colour = Literal["green", "orange", "red", "gray", "blue"]

_COLOURS: dict[Signal, Colour] = {
    Signal.ON_TRACK: "green",
    Signal.DONE: "green",
    Signal.AT_RISK: "orange",
    Signal.OFF_TRACK: "red",
    Signal.UNKNOWN: "gray",
    Signal.NOT_STARTED: "gray",
    Signal.STOPPED: "gray",
}


def signal_word(signal: Signal, w: Words) -> str:
    """Return a signal as symbol and word: `▲ I risiko`."""
    return f"{SYMBOLS[signal]} {w(f'signal.{signal}')}"


def coloured_symbol(signal: Signal) -> str:
    """Return a signal's symbol in its colour, for a line that also says the word."""
    return f":{_COLOURS[signal]}[{SYMBOLS[signal]}]"


def show_signal(signal: Signal, w: Words, *, note: str = "") -> None:
    """Show a signal as a badge, with a qualifying note."""
    label = signal_word(signal, w)
    st.badge(f"{label} · {note}" if note else label, color=_COLOURS[signal])


def coloured(table: pd.DataFrame, column: str, *, theme: Theme, w: Words) -> Styler:
    """Return a table whose column of signals, as `signal_word` says them, is coloured."""
    tints = {signal_word(signal, w): theme.ink(signal).tint for signal in Signal}

    def tint(said: object) -> str:
        return f"background-color: {tints[said]}" if isinstance(said, str) and said in tints else ""

    return table.style.map(tint, subset=[column]).format(na_rep="")


def effect_words(status: GoalStatus, w: Words) -> str:
    """Return a goal's effect in words; never a number where nothing is measured."""
    if status.effect is None:
        return w("figure.not_measured")
    return w.formats.share(status.effect)


def effect_label(status: GoalStatus, w: Words) -> str:
    """Return the label of an effect, with its coverage: `Effekt · 2 av 3 teller`."""
    if status.effect is None:
        return w("figure.effect")
    coverage = w("figure.coverage", measured=status.measured, indicators=status.indicators)
    return f"{w('figure.effect')} · {coverage}"


def activity_words(activity: float | None, w: Words) -> str:
    """Return an activity in words."""
    return w.formats.share(activity) if activity is not None else w("figure.no_actions")


def measurement_words(measurement: Measurement | None, indicator: Indicator, w: Words) -> str:
    """Return a measured value with its unit, as the reader writes it."""
    if measurement is None:
        return w("figure.not_measured")
    if measurement.masked:
        return w("figure.masked")
    if measurement.value is None:
        return measurement.text or w("figure.not_measured")
    return w.formats.measured(measurement.value, indicator.unit)


def target_words(target: Target | None, indicator: Indicator, w: Words) -> str:
    """Return a target as it was written, or as a figure, with the day it is for."""
    if target is None:
        return w("figure.no_target")
    figure = target.low if target.low is not None else target.high
    said = target.text or w.formats.measured(figure, indicator.unit)
    return f"{said} · {w.formats.due(target.due, target.due_precision)}" if target.due else said


def understood_words(read: ParsedTarget, unit: str, w: Words) -> str:
    """Return a target as it was understood from its text: "under 6 %, 2027"."""
    figures = [figure for figure in (read.low, read.high) if figure is not None]
    written = "–".join(w.formats.number(figure, decimals=6) for figure in figures[:-1])
    written = f"{written}–" if written else ""
    said = written + w.formats.measured(figures[-1], read.unit or unit)
    if read.comparison not in {Comparison.REACH, Comparison.BETWEEN}:
        said = f"{w(f'comparison.{read.comparison}').lower()} {said}"
    return f"{said}, {w.formats.due(read.due, read.due_precision)}" if read.due else said


def distance_words(status: ActionStatus, w: Words) -> str:
    """Return how far an action is from its plan."""
    if status.overdue_days:
        return w("action.overdue", count=status.overdue_days)
    if status.behind is None:
        return w("action.no_path")
    points = round(status.behind)
    if points > 0:
        return w("action.behind", count=points)
    return w("action.ahead", count=-points) if points < 0 else w("action.on_plan")


def indicator_note(status: IndicatorStatus, w: Words) -> str:
    """Return what must be said beside an indicator's figure, or nothing."""
    if status.doubtful:
        return w("figure.unexplained")
    if status.worse_than_start:
        return w("figure.worse_than_start")
    if status.latest is not None and not status.fresh:
        return w("figure.stale", day=w.formats.short_day(status.latest.on))
    return ""
