"""The parts of Start egen plan: from the demo to an own plan, and what to do first then."""

from __future__ import annotations

from typing import Any

import streamlit as st

from strategy.domain.items import Person
from strategy.i18n import LANGUAGES, words
from strategy.services.administration import own_plan as service
from strategy.settings import read_settings
from strategy.ui import links, session
from strategy.ui.forms import form
from strategy.ui.plan import welcome
from strategy.ui.session import Here
from strategy.ui.text import plain

_NEXT = (
    ("strategy", links.STRATEGY),
    ("people", links.PEOPLE),
    ("goals", links.GOALS),
    ("transfer", links.TRANSFER),
    ("organisation", links.SETTINGS),
)


def show_start(here: Here) -> None:
    """Say what is removed and what is created, ask for what is needed, and start."""
    w = here.words
    st.write(w("start.explained"))
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        st.markdown(f":material/logout: **{w('start.leaves')}**\n\n{w('start.leaves_text')}")
    with right, st.container(border=True):
        st.markdown(f":material/login: **{w('start.comes')}**\n\n{w('start.comes_text')}")
    with form(here, "start", values={"language": w.language}) as drawing:
        drawing.text("organisation_name", required=True, hint=w("start.name_help"))
        drawing.text("number")
        languages = {code: words(code)("language.own_name") for code in LANGUAGES}
        drawing.choice("language", languages, required=True, hint=w("start.language_help"))
        drawing.text("administrator_name", required=True, hint=w("start.administrator_help"))
        drawing.flag("demo_may_leave")
        saving = drawing.submit(w("page.start"))
    if not saving:
        return
    with st.spinner(w("start.working")):
        administrator = drawing.save(lambda values: _begin(here, values))
    if administrator is not None:
        _enter(administrator, w("start.done"))


def show_next(here: Here) -> None:
    """Say that the organisation's own plan is ready, and where to go on."""
    w = here.words
    name = plain(here.plan.organisation.name)
    st.success(w("start.exists", name=name), icon=":material/check_circle:")
    st.header(w("start.next"), anchor=False)
    for place, (step, page) in enumerate(_NEXT, start=1):
        with st.container(border=True, gap="xsmall"):
            st.page_link(page, label=f"{place}\\. {w(f'start.next_{step}')}")
            st.caption(w(f"start.next_{step}_why"))
    welcome.show_credit(w)


def _begin(here: Here, values: dict[str, Any]) -> Person:
    folder = read_settings().backup_folder
    return service.leave_demo(here.database, folder, by=here.person, today=here.today, **values)


def _enter(administrator: Person, news: str) -> None:
    for key in (session.UNIT, session.LANGUAGE, session.AS_OF):
        session.remember(key, None)
    session.remember(session.PERSON, administrator.id)
    session.tell_next(news)
    st.rerun()
