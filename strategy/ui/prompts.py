"""The questions of an organisation: ours, reworded, taken out, and its own."""

from __future__ import annotations

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.meeting_items import Theme
from strategy.services import prompts
from strategy.services.prompts import Offered
from strategy.ui import session
from strategy.ui.choices import choose
from strategy.ui.forms import form
from strategy.ui.messages import show_refusal
from strategy.ui.session import Here
from strategy.ui.text import plain


def show_questions(here: Here) -> None:
    """Show one theme's questions, with what one can do to each."""
    w = here.words
    st.title(w("prompts.title"), anchor=False)
    st.caption(w("prompts.explained"))
    themes = {theme.value: w(f"theme.{theme}") for theme in Theme}
    label = w("field.theme")
    first = Theme.DARE.value
    theme = Theme(choose("theme", label, themes, w, shape="pills", default=first) or first)
    plan = here.database.plan()
    for one in prompts.offered(plan):
        if one.asked.theme is theme:
            _show_question(here, one)
    _show_new(here, theme)
    gone = [one for one in prompts.taken_out(plan) if one.asked.theme is theme]
    if gone:
        with st.expander(w("prompts.taken_out", count=len(gone)), icon=":material/archive:"):
            for one in gone:
                _show_gone(here, one)


def _show_question(here: Here, one: Offered) -> None:
    w, key = here.words, one.asked.key
    if session.asked("item") == key:
        _show_rewording(here, one)
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        mark = w("prompts.reworded") if one.reworded else w("prompts.own") if not one.ours else ""
        text = plain(one.asked.text(w.language))
        st.markdown(f"{text} :gray[{mark}]" if mark else text, width="stretch")
        label = w("prompts.reword")
        if st.button(label, key=f"prompt.edit.{key}", icon=":material/edit:", type="tertiary"):
            session.ask({"item": key})
            st.rerun()
        label = w("prompts.take_out")
        if st.button(label, key=f"prompt.out.{key}", icon=":material/remove:", type="tertiary"):
            _take_out(here, one)


def _show_rewording(here: Here, one: Offered) -> None:
    w = here.words
    start = {"question": one.asked.text(w.language)}
    with form(here, f"prompt.{one.asked.key}", item=one.item, values=start) as drawing:
        drawing.text("question", required=True, lines=3, hint=w("prompts.text_hint"))
        if one.ours is not None:
            st.caption(w("prompts.ours", text=plain(one.ours.text(w.language))))
        pressed = drawing.submit(w("save"))
    if st.button(w("cancel"), key="prompt.cancel"):
        _closed()
    if pressed and drawing.saved(
        lambda values: prompts.reword(
            here.database,
            one.asked.key,
            str(values["question"] or ""),
            by=here.person,
            version=drawing.item.version if drawing.item else 0,
        )
    ):
        session.tell_next(w("saved"))
        _closed()


def _show_new(here: Here, theme: Theme) -> None:
    w = here.words
    with (
        st.expander(w("prompts.add"), icon=":material/add:"),
        form(here, f"prompt.new.{theme}", values={"question": ""}) as drawing,
    ):
        drawing.text("question", required=True, lines=3, hint=w("prompts.text_hint"))
        pressed = drawing.submit(w("prompts.add"))
    if pressed and drawing.saved(
        lambda values: prompts.add_prompt(
            here.database, theme=theme, text=str(values["question"] or ""), by=here.person
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()


def _show_gone(here: Here, one: Offered) -> None:
    w, key = here.words, one.asked.key
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(one.asked.text(w.language)), width="stretch")
        label = w("prompts.bring_back")
        if st.button(label, key=f"prompt.back.{key}", icon=":material/undo:", type="tertiary"):
            try:
                prompts.bring_back(here.database, key, by=here.person)
            except StrategyError as error:
                show_refusal(error, w)
            else:
                st.rerun()


def _take_out(here: Here, one: Offered) -> None:
    version = one.item.version if one.item else 0
    try:
        prompts.take_out(here.database, one.asked.key, by=here.person, version=version)
    except StrategyError as error:
        show_refusal(error, here.words)
    else:
        session.tell_next(here.words("prompts.taken_out_told"))
        st.rerun()


def _closed() -> None:
    session.ask({"item": None})
    st.rerun()
