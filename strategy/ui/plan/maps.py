"""The parts of Strategikart."""

from __future__ import annotations

import streamlit as st

from strategy.charts import challenge_flow, strategy_map
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain

_FLOW = Picture(
    "flow", challenge_flow.challenge_flow_figure, challenge_flow.summary, challenge_flow.table
)

_MAP = Picture("map", strategy_map.strategy_map_figure, strategy_map.summary, strategy_map.table)


def show_foundation(here: Here) -> None:
    """Show what the strategy rests on: vision, values, period, who adopted it, other plans."""
    w = here.words
    strategy = here.plan.strategy
    if strategy is None:
        return
    if strategy.vision:
        st.header(f"«{plain(strategy.vision)}»", anchor=False)
    grid = st.grid(3, min_column_width=260)
    with grid.cell():
        _listed(w("map.values"), [plain(value.title) for value in here.plan.values])
    with grid.cell():
        _listed(w("map.adoption"), _adoptions(here))
    with grid.cell():
        _listed(w("map.plans"), [plain(link.title) for link in here.plan.plan_links])
    if strategy.description:
        with st.expander(w("map.about")):
            st.markdown(paragraphs(strategy.description))


def choose_view(here: Here) -> str | None:
    """Let the user choose between the tree of goals and the flow from challenges."""
    w = here.words
    views = {name: w(f"map.{name}") for name in ("tree", "flow")}
    return choose("view", w("filter.view"), views, w, shape="segments", default="tree")


def show_tree(here: Here) -> None:
    """Show pillars, goals and actions, each with its signal."""
    chart = drawn(here, _MAP, lambda: strategy_map.strategy_map(here.plan, here.assessment))
    show_chart(here, chart, key="map")


def show_flow(here: Here) -> None:
    """Show which goals answer which challenges."""
    if not here.plan.challenges:
        show_empty(here.words("map.no_challenges"))
        return
    chart = drawn(here, _FLOW, lambda: challenge_flow.challenge_flow(here.plan, here.assessment))
    show_chart(here, chart, key="flow")


def _listed(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f"**{title}**  \n" + "  \n".join(lines))


def _adoptions(here: Here) -> list[str]:
    return [
        plain(" · ".join(p for p in (a.body, here.formats.short_day(a.on), a.case_number) if p))
        for a in here.plan.adoptions
    ]
