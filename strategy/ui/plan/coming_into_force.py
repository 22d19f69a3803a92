"""When an adopted strategy comes into force: the countdown, and which figures change then."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from strategy.domain.figures.changes import Moment
from strategy.domain.items import Signal, Strategy
from strategy.domain.strategies import is_upcoming, superseded_by
from strategy.services import reading
from strategy.services.plan import undoing
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.pressing import then
from strategy.ui.registers import nothing_open
from strategy.ui.session import Here
from strategy.ui.text import plain


def usual_first_day(here: Here, draft: Strategy) -> dict[str, object]:
    """Return the usual first day in force: the period's first, today at the earliest."""
    return {"in_force_from": max(draft.period_from or here.today, here.today)}


def show_countdown(here: Here, strategy: Strategy) -> None:
    """Say when an adopted strategy comes into force; nothing for any other."""
    begins = strategy.first_day
    if not is_upcoming(strategy) or begins is None:
        return
    w = here.words
    left = max((begins - here.today).days, 0)
    told = w("in_force.countdown", count=left, day=here.formats.day(begins))
    st.markdown(f":material/event_upcoming: **{plain(told)}**")
    st.caption(w("in_force.help"))


def show_preview(here: Here, draft: Strategy) -> None:
    """Show the figures of today beside those the draft would give."""
    w = here.words
    now, then = (
        reading.moment(here.database, by=here.person, today=here.today, strategy_id=of)
        for of in (None, draft.id)
    )
    st.markdown(f"**{w('in_force.preview')}**")
    rows = zip(_figures(here, now), _figures(here, then), strict=True)
    table = [
        f"| {w('in_force.figure')} | {w('in_force.now')} | {w('in_force.then')} |",
        "|---|---|---|",
    ]
    table += [f"| {name} | {before} | {after} |" for (name, before), (_, after) in rows]
    st.markdown("\n".join(table))
    st.caption(w("in_force.preview_help"))


def told_after(here: Here, strategy: Strategy) -> str:
    """Return what to say once a draft is adopted: that it is in force, or when it will be."""
    if is_upcoming(strategy):
        return here.words("in_force.adopted_ahead", day=here.formats.day(strategy.first_day))
    return here.words("life.taken_over")


def _figures(here: Here, seen: Moment) -> Iterator[tuple[str, str]]:
    w, plan, figures = here.words, seen.plan, seen.assessment
    yield w("page.goals"), str(len(plan.goals))
    yield w("in_force.goals_on_track"), str(figures.goal_signals.get(Signal.ON_TRACK, 0))
    yield w("page.actions"), str(len(plan.actions))
    yield w("page.indicators"), str(len(plan.indicators))
    yield w("figure.activity"), w.formats.share(figures.activity)
    yield w("figure.effect"), w.formats.share(figures.effect)


def show_undoing(here: Here, strategy: Strategy) -> None:
    """Ask why the latest adoption is to be undone, and say what happens then."""
    w = here.words
    st.subheader(w("undo.start"), anchor=False)
    old = superseded_by(here.plan, strategy)
    kind = undoing.offered(here.database, strategy, by=here.person)
    names = {"new": plain(strategy.title), "old": plain(old.title) if old else ""}
    st.warning(w(f"undo.help.{kind}", **names), icon=":material/undo:")
    reason = st.text_input(f"{w('field.reason')} *", key="undo.reason")
    if st.button(w("undo.do"), icon=":material/undo:", key="undo.do"):
        carry_out(
            lambda: undoing.undo_adoption(here.database, strategy, by=here.person, reason=reason),
            w,
            news=w("undo.done"),
            then=back_to_the_one_in_force,
        )
    st.button(w("cancel"), key="undo.cancel", type="tertiary", on_click=then(here, nothing_open))


def back_to_the_one_in_force() -> None:
    """Look at the strategy in force again, with nothing open."""
    session.remember(session.STRATEGY, None)
    nothing_open()
