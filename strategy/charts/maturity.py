"""Where we stood then and where we stand now, theme by theme, on a scale that is always 1 to 5."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Standing
from strategy.i18n import Words

A_STEP = 0.3
"""What is less apart than this is nothing to speak of: people judge, they do not measure."""


@dataclass(frozen=True)
class ThenNow:
    """One theme at both times; None where it was not asked about, or too few answered."""

    theme: Theme
    then: float | None
    now: float | None

    @property
    def change(self) -> float | None:
        """How far it has moved, up or down."""
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True)
class Maturity:
    """The themes in their order, with what the two rounds are called; no `then` for the first."""

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
) -> Maturity:
    """Lay out where a group stands on each theme, beside where it stood."""
    today = {one.theme: one.mean for one in now}
    before = {one.theme: one.mean for one in then}
    rows = tuple(
        ThenNow(theme, before.get(theme), today.get(theme))
        for theme in Theme
        if theme in today or theme in before
    )
    return Maturity(rows, now_called, then_called)


def finding(shown: Maturity, words: Words) -> str:
    """Say what has moved, and which way."""
    if not shown.rows:
        return words("chart.maturity.none")
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
        "theme": words(f"theme.{row.theme}"),
        "figure": words.formats.number(figure, decimals=1),
    }


def summary(shown: Maturity, words: Words) -> str:
    """Say every theme's figures."""
    told = (f"{words(f'theme.{row.theme}')} {figures(row, words)}" for row in shown.rows)
    return f"{finding(shown, words)}. {'. '.join(told)}."


def figures(row: ThenNow, words: Words) -> str:
    """Write a theme's figures, then and now."""
    now = words.formats.number(row.now, decimals=1)
    if row.then is None:
        return now
    return f"{words.formats.number(row.then, decimals=1)} → {now}"


def table(shown: Maturity, words: Words) -> pd.DataFrame:
    """Return the themes as rows."""
    number = words.formats.number
    rows = [
        (words(f"theme.{row.theme}"), number(row.then, decimals=1), number(row.now, decimals=1))
        for row in shown.rows
    ]
    columns = [words("field.theme"), shown.then or words("chart.maturity.then"), shown.now]
    return pd.DataFrame(rows, columns=columns)
