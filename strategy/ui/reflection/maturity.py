"""Maturity on the page: the shape, the steps, and where people disagree."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from strategy.charts import maturity as chart
from strategy.charts import vote_spread as spread
from strategy.charts.maturity import Maturity
from strategy.charts.maturity_radar import FEWEST_THEMES, maturity_radar_figure
from strategy.charts.maturity_steps import maturity_steps_figure
from strategy.services.reflection import maturity
from strategy.services.reflection.maturity import Judged
from strategy.ui import links
from strategy.ui.choices import choose
from strategy.ui.figures import Drawn, show_chart
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.text import plain


def rounds(here: Here) -> tuple[Judged, ...]:
    """Return the rounds that can be compared."""
    return maturity.judged_rounds(here.database, by=here.person, today=here.today)


def show_none(here: Here) -> None:
    """Explain this page, and link to where its data comes from."""
    w = here.words
    st.title(w("page.maturity"), anchor=False)
    show_empty(w("maturity.none"))
    st.page_link(links.REFLECTION, label=w("page.reflection"), icon=":material/arrow_forward:")


def choose_two(here: Here, judged: Sequence[Judged]) -> tuple[Judged, Judged | None]:
    """Let the user choose the round to show, and the one to compare it with."""
    w = here.words
    by_id = {one.round_id: one for one in judged}
    names = {one.round_id: _called(here, one) for one in judged}
    if len(judged) == 1:
        return judged[0], None
    left, right = st.columns(2)
    with left:
        first = judged[0].round_id
        then = choose("then", w("maturity.then"), names, w, default=first)
    with right:
        last = judged[-1].round_id
        now = choose("now", w("maturity.now"), names, w, default=last)
    chosen = by_id[now or last]
    before = by_id.get(then or "")
    return chosen, None if before is chosen else before


def show_standing(here: Here, now: Judged, then: Judged | None) -> None:
    """Show a radar and, beside it, the steps: figures are hard to read from a radar alone."""
    w = here.words
    shown = chart.maturity(
        now.standings,
        then.standings if then else (),
        now_called=_called(here, now),
        then_called=_called(here, then) if then else "",
        pillars={pillar.id: pillar.title for pillar in here.plan.pillars},
    )
    st.title(plain(chart.finding(shown, w)), anchor=False)
    st.caption(w("maturity.explained"))
    if len(shown.rows) < FEWEST_THEMES:
        _show(here, shown, steps=True, with_table=True)
        return
    left, right = st.columns([6, 5], vertical_alignment="center")
    with left:
        _show(here, shown, steps=False, with_table=False)
    with right:
        _show(here, shown, steps=True, with_table=True)


def _show(here: Here, shown: Maturity, *, steps: bool, with_table: bool) -> None:
    w = here.words
    draw = maturity_steps_figure if steps else maturity_radar_figure
    drawn = Drawn(draw(shown, w, here.look), chart.summary(shown, w), chart.table(shown, w))
    key = "maturity.steps" if steps else "maturity.radar"
    show_chart(here, drawn, key=key, with_table=with_table)


def show_spread(here: Here, now: Judged) -> None:
    """Show where people disagree, the widest spread first."""
    w = here.words
    shown = spread.vote_spread(now.shown, w.language)
    st.header(spread.finding(shown, w), anchor=False)
    st.caption(w("maturity.spread_explained", title=plain(_called(here, now))))
    figure = spread.vote_spread_figure(shown, w, here.look)
    drawn = Drawn(figure, spread.summary(shown, w), spread.table(shown, w))
    show_chart(here, drawn, key="maturity.spread")
    if shown.hidden:
        st.caption(w("maturity.hidden", count=shown.hidden))


def _called(here: Here, judged: Judged) -> str:
    return f"{judged.title} ({here.formats.month(judged.day)})"
