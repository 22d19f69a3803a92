"""Charts on the page: drawn once per revision, day, language and theme, with words and a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import pandas as pd
import streamlit as st

from strategy.charts import Figure
from strategy.charts.frame import PLAIN, title_of
from strategy.charts.palette import Look
from strategy.i18n import Words
from strategy.ui.chart_picture import offer_picture
from strategy.ui.session import Here, Present

T = TypeVar("T")


@dataclass(frozen=True)
class Drawn:
    """A chart ready to show. Shared between sessions, so it must not be changed."""

    figure: Figure
    summary: str
    table: pd.DataFrame


@dataclass(frozen=True)
class Picture(Generic[T]):
    """How to draw one kind of chart, describe it in a sentence, and lay it out as a table."""

    name: str
    figure: Callable[[T, Words, Look], Figure]
    summary: Callable[[T, Words], str]
    table: Callable[[T, Words], pd.DataFrame]


def drawn(
    here: Here,
    picture: Picture[T],
    shown: Callable[[], T],
    *,
    choices: Hashable = None,
    in_card: bool = False,
) -> Drawn:
    """Return a chart, drawn again only when what it shows may have changed.

    `choices` is everything the chart depends on besides the plan this person sees today;
    `in_card` draws it for a narrow place whatever the screen.
    """
    look = replace(here.look, narrow=True) if in_card else here.look

    def draw() -> Drawn:
        data = shown()
        return Drawn(
            picture.figure(data, here.words, look),
            picture.summary(data, here.words),
            picture.table(data, here.words),
        )

    return here.moment.once(("chart", picture.name, choices, here.words.language, look), draw)


def show_chart(here: Present, chart: Drawn, *, key: str, with_table: bool = True) -> None:
    """Show a chart with its text alternative; its table and a picture are one click away."""
    st.plotly_chart(
        chart.figure, key=key, config=dict(PLAIN), theme=None, alt=chart.summary, width="stretch"
    )
    if with_table and not chart.table.empty:
        with st.expander(here.words("chart.as_table"), icon=":material/table:"):
            st.dataframe(chart.table, hide_index=True, key=f"{key}.table")
            if isinstance(here, Here):
                name = title_of(chart.figure) or chart.summary
                offer_picture(here, chart.summary, chart=key, name=name)
