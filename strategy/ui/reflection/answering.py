"""Answer alone: a level from 1 to 5 and some words, sent one question at a time."""

from __future__ import annotations

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.services.reflection import answering as reflection
from strategy.services.reflection.answering import PromptView, RoundView
from strategy.ui import session
from strategy.ui.messages import refusal_words
from strategy.ui.reflection.answer_box import BoxState, Dealt, Given, show_answer_box
from strategy.ui.session import Present

_DEALT = "round.dealt"


def show_promise(here: Present, view: RoundView) -> None:
    """Say who will see an answer, before it is written."""
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
    """Show the fields to answer in, that an anonymous answer is sent, or what came too late."""
    prompt, asked = one.prompt, view.round
    kept = f"{_DEALT}.{asked.id}.{prompt.key}"
    dealt: Dealt = session.recall(kept, Dealt())
    given = show_answer_box(
        here,
        prompt.key,
        state=_state(view, one),
        anonymous=asked.anonymous,
        stored=one.mine,
        dealt=dealt,
        key=f"answer.{asked.id}.{prompt.key}",
    )
    if given is None or given.id in {dealt.got, dealt.refused} or given.prompt_key != prompt.key:
        return
    session.remember(kept, _deal_with(here, view, given))
    st.rerun()


def _state(view: RoundView, one: PromptView) -> BoxState:
    if view.round.anonymous and one.answered:
        return BoxState.DONE if one.shown.revealed else BoxState.SENT
    return BoxState.LATE if one.shown.revealed else BoxState.OPEN


def _deal_with(here: Present, view: RoundView, given: Given) -> Dealt:
    try:
        reflection.answer(
            here.database,
            view.round.id,
            given.prompt_key,
            text=given.text,
            level=given.level,
            by=here.person,
            today=here.today,
        )
    except StrategyError as error:
        # What was written stays in its field.
        return Dealt(refused=given.id, why=refusal_words(error, here.words))
    return Dealt(got=given.id)
