"""Answer alone: a level from 1 to 5 and some words, sent one question at a time."""

from __future__ import annotations

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.reflection import LEVELS
from strategy.services import reflection
from strategy.services.reflection import PromptView, RoundView
from strategy.ui import session
from strategy.ui.messages import show_refusal
from strategy.ui.session import Present


def show_promise(here: Present, view: RoundView) -> None:
    """Say who sees what one writes, before one writes it."""
    w = here.words
    if view.all_answered:
        key = "reflection.all_sent" if view.round.anonymous else "reflection.all_saved"
        st.success(w(key), icon=":material/check_circle:")
    elif view.round.anonymous:
        st.info(w("reflection.promise_anonymous"), icon=":material/visibility_off:")
    else:
        count = len({*view.round.participant_ids, *view.round.facilitator_ids})
        st.info(w("reflection.promise_named", count=count), icon=":material/badge:")


def show_answering(here: Present, view: RoundView, one: PromptView) -> None:
    """Show what somebody fills in, or that an anonymous answer is sent."""
    w = here.words
    if view.round.anonymous and one.answered:
        st.markdown(f":green[:material/check_circle:] {w('reflection.sent')}")
        return
    key = f"answer.{view.round.id}.{one.prompt.key}"
    with st.form(key, border=False):
        level = st.segmented_control(
            w("reflection.level"),
            list(LEVELS),
            default=one.mine.level if one.mine else None,
            key=f"{key}.level",
        )
        text = st.text_area(
            w("reflection.text"),
            one.mine.text if one.mine else "",
            key=f"{key}.text",
            height=120,
            placeholder="",
        )
        label = "reflection.send_anonymous" if view.round.anonymous else "reflection.save"
        pressed = st.form_submit_button(w(label), type="primary", icon=":material/send:")
    if one.mine is not None and not pressed:
        st.caption(w("reflection.saved"))
    if pressed:
        _send(here, view, one, text, level)


def _send(here: Present, view: RoundView, one: PromptView, text: str, level: int | None) -> None:
    try:
        reflection.answer(
            here.database,
            view.round.id,
            one.prompt.key,
            text=text,
            level=level,
            by=here.person,
            today=here.today,
        )
    except StrategyError as error:
        # What was written stays in its field.
        show_refusal(error, here.words)
    else:
        key = "reflection.told_sent" if view.round.anonymous else "reflection.told_saved"
        session.tell_next(here.words(key))
        st.rerun()
