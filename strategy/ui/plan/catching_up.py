"""What changed in the strategy in force since the draft was copied, taken in by choice."""

from __future__ import annotations

import streamlit as st

from strategy.domain.since_copied import Miss, Missed
from strategy.services.plan import catching_up
from strategy.ui.acting import carry_out
from strategy.ui.plan.changed_values import names, value_words
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_LONG = 90


def show_missed(here: Here) -> None:
    """List what the draft has not got, each with a box to tick; nothing where it has all."""
    w = here.words
    found = catching_up.missed(here.database, by=here.person)
    if not found:
        return
    with st.form("life.missed", border=True):
        st.markdown(f":material/sync_problem: **{w('missed.title', count=len(found))}**")
        st.caption(w("missed.help"))
        chosen = [miss.key for miss in found if _tick(here, miss)]
        wanted = st.form_submit_button(w("missed.do"), icon=":material/sync:")
    if wanted:
        _take(here, chosen)


def _tick(here: Here, miss: Miss) -> bool:
    # What the draft has changed itself is not overwritten unless somebody says so.
    return st.checkbox(_words(here, miss), not miss.is_rival, key=f"missed.{miss.key}")


def _words(here: Here, miss: Miss) -> str:
    w = here.words
    goal = plain(shortened(f"{miss.goal.code} {miss.goal.title}", _LONG))
    if miss.kind is Missed.GOAL_CHANGED:
        before, now, own = (
            plain(shortened(value_words(names(here, "goal"), "goal", miss.field, value), _LONG))
            for value in (miss.before, miss.now, miss.own)
        )
        label = w.field(miss.field, of="goal")
        told = w("missed.goal_changed", goal=goal, field=label, before=before, now=now)
        return f"{told} {w('missed.rival', own=own)}" if miss.is_rival else told
    action = miss.action
    named = plain(shortened(f"{action.code} {action.title}", _LONG)) if action else ""
    return w(f"missed.{miss.kind}", goal=goal, action=named)


def _take(here: Here, chosen: list[str]) -> None:
    w = here.words
    if not chosen:
        st.error(w("missed.none_chosen"), icon=":material/error:")
        return
    carry_out(
        lambda: catching_up.take_over_changes(here.database, chosen, by=here.person),
        w,
        news=lambda taken: w("missed.done", count=taken),
        forget=("missed.",),
    )
