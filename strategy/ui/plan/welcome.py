"""The welcome on a demo's first page: what it is, whose the model is, the way to an own plan."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.i18n import Words
from strategy.settings import Mode
from strategy.ui import door, links, session
from strategy.ui.text import plain

_HIDDEN = "welcome.hidden"


def show(plan: Plan, person: Person, w: Words) -> None:
    """Welcome somebody to the demo, until they hide it for this visit."""
    if not plan.organisation.demo or session.recall(_HIDDEN, default=False):
        return
    name = plain(plan.organisation.name)
    with st.container(border=True, key="welcome"):
        st.markdown(f"**{w('welcome.title', name=name)}**\n\n{w('welcome.text', name=name)}")
        with st.container(horizontal=True):
            _offer_start(plan, person, w)
            if st.button(w("welcome.hide"), key="welcome.hide", type="tertiary"):
                hide()
                st.rerun()
        show_credit(w)


def hide() -> None:
    """Welcome this reader no more: they have hidden it, or chosen whom to be."""
    session.remember(_HIDDEN, value=True)


def show_credit(w: Words) -> None:
    """Say in one line whose the five verbs and the leadership model are."""
    st.caption(w("credit.ks"))


def _offer_start(plan: Plan, person: Person, w: Words) -> None:
    """Offer to start an own plan: to everybody in a demo, where anybody may be one."""
    starter = _starter(plan, person)
    if starter is None:
        return
    label = w("page.start")
    if st.button(label, key="welcome.start", type="primary", icon=":material/rocket_launch:"):
        if starter.id != person.id:
            _become(starter, w)
        st.switch_page(links.START)


def _starter(plan: Plan, person: Person) -> Person | None:
    """Return who starts the plan when this person asks for it; None where they may not."""
    if may(person, Permission.ADMINISTER):
        return person
    if door.mode() is not Mode.DEMO:
        return None
    administrator = door.first_administrator(session.present(plan))
    return None if administrator is door.NOBODY else administrator


def _become(starter: Person, w: Words) -> None:
    session.remember(session.PERSON, starter.id)
    # Another persona, the same reader: the language stays.
    session.remember(session.LANGUAGE, w.language)
    session.forget("frame.person")
    session.tell_next(w("welcome.administrator", name=plain(starter.name)))
