"""Maturity then and now, theme by theme, on a scale that is always 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

import pandas as pd

from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Standing
from strategy.i18n import Words

A_STEP = 0.3
"""A smaller change is not mentioned: these are people's judgements, not measurements."""


@dataclass(frozen=True)
class ThenNow:
    """One theme or pillar at both times; None where it was not judged, or too few answered."""

    theme: Theme
    then: float | None
    now: float | None
    pillar: str = ""

    @property
    def change(self) -> float | None:
        """How far it has moved, up or down."""
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True)
class Maturity:
    """The pillars and then other themes, with the names of the two rounds.

    There is no `then` for the first round.
    """

    rows: tuple[ThenNow, ...]
    now: str
    then: str = ""

    @property
    def furthest(self) -> ThenNow | None:
        """The theme that has moved most."""
        moved = [row for row in self.rows if row.change is not None]
        return max(moved, key=lambda row: abs(row.change or 0), default=None)


def maturity(
    now: tuple[Standing, ...],
    then: tuple[Standing, ...] = (),
    *,
    now_called: str,
    then_called: str = "",
    pillars: Mapping[str, str] | None = None,
) -> Maturity:
    """Gather a group's judgement on each pillar and theme, now and in an earlier round.

    Each of the `pillars` (titles by id) has a row, whether it was judged or not.
    """
    named = pillars or {}
    today, before = _by_row(now, named), _by_row(then, named)
    of_pillars = (
        ThenNow(Theme.PILLAR, before.get(pillar_id), today.get(pillar_id), title)
        for pillar_id, title in named.items()
    )
    of_themes = (
        ThenNow(theme, before.get(theme), today.get(theme))
        for theme in Theme
        if theme in today or theme in before
    )
    return Maturity((*of_pillars, *of_themes), now_called, then_called)


def _by_row(standings: Iterable[Standing], pillars: Mapping[str, str]) -> dict[str, float]:
    """Return the mean for each pillar, or for each theme that is not about a pillar."""
    asked: dict[str, list[float]] = {}
    for one in standings:
        known = one.pillar_id in pillars
        row = str(one.pillar_id) if known else one.theme
        asked.setdefault(row, []).extend([one.mean] * one.questions)
    return {row: fmean(means) for row, means in asked.items()}


def called(row: ThenNow, words: Words) -> str:
    """Return the name of a row: the pillar's current title, or the theme."""
    return row.pillar or words(f"theme.{row.theme}")


def finding(shown: Maturity, words: Words) -> str:
    """Say what has changed, and in which direction."""
    furthest = shown.furthest
    if furthest is None or furthest.change is None:
        judged = [row for row in shown.rows if row.now is not None]
        if not judged:
            return words("chart.maturity.none")
        lowest = min(judged, key=lambda row: row.now or 0)
        return words("chart.maturity.lowest", **_said(lowest, lowest.now, words))
    if abs(furthest.change) < A_STEP:
        return words("chart.maturity.still")
    key = "chart.maturity.up" if furthest.change > 0 else "chart.maturity.down"
    return words(key, **_said(furthest, abs(furthest.change), words))


def _said(row: ThenNow, figure: float | None, words: Words) -> dict[str, str]:
    return {
        "theme": called(row, words),
        "figure": words.formats.number(figure, decimals=1),
    }


def summary(shown: Maturity, words: Words) -> str:
    """Say every theme's figures."""
    told = (f"{called(row, words)} {figures(row, words)}" for row in shown.rows)
    return f"{finding(shown, words)}. {'. '.join(told)}."


def figures(row: ThenNow, words: Words) -> str:
    """Write a theme's figures, then and now, in words where it was not judged."""
    now = _figure(row.now, words)
    if row.then is None:
        return now
    return f"{_figure(row.then, words)} → {now}"


def _figure(value: float | None, words: Words) -> str:
    if value is None:
        return words("chart.maturity.not_judged")
    return words.formats.number(value, decimals=1)


def table(shown: Maturity, words: Words) -> pd.DataFrame:
    """Return the themes as rows."""
    rows = [
        (called(row, words), _figure(row.then, words), _figure(row.now, words))
        for row in shown.rows
    ]
    columns = [words("field.theme"), shown.then or words("chart.maturity.then"), shown.now]
    return pd.DataFrame(rows, columns=columns)
