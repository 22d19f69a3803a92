"""Run a round: who has answered, one question at a time, reveal, group the answers, agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from strategy.domain.reflection import ENOUGH, LEVELS, Answer, Phase
from strategy.services import reading
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.services.reflection.answering import PromptView, RoundView
from strategy.ui import links, session
from strategy.ui.acting import carry_out
from strategy.ui.forms import Form, form
from strategy.ui.reflection.vote_code import show_vote_code, warn_where_phones_do_not_reach
from strategy.ui.session import Here
from strategy.ui.text import one_line, plain


def show_panel(here: Here, view: RoundView) -> None:
    """Show those who run a round what they can do now."""
    w, asked = here.words, view.round
    if asked.phase is Phase.PREPARED:
        _show_prepared(here, view, drop=lambda: _drop(here, view))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if asked.phase is Phase.OPEN:
            show_controls(here, view, view.up)
        st.page_link(
            links.REFLECTION,
            label=w("reflection.on_the_wall"),
            icon=":material/cast:",
            width="content",
            query_params={"round": asked.id, "big": "1"},
        )
        if asked.phase is Phase.REVEALED:
            _press(here, "close", lambda: _close(here, view), icon=":material/done_all:")
    if asked.phase is Phase.OPEN:
        _show_missing(here, view)
        _show_guests(here, view)


def show_steering(here: Here, view: RoundView, *, drop: Callable[[], None]) -> None:
    """Show those who run a round in a meeting its controls, and how many answers are missing.

    It may be on the same wall as the stage: nobody is named where answers are anonymous.
    """
    asked = view.round
    if asked.phase is Phase.PREPARED:
        _show_prepared(here, view, drop=drop)
        return
    show_controls(here, view, view.up)
    if asked.phase is Phase.OPEN and not (asked.live and view.up.shown.revealed):
        _show_missing(here, view, only=view.up if asked.live else None, named=not asked.anonymous)
    if asked.phase is Phase.REVEALED:
        _press(here, "close", lambda: _close(here, view), icon=":material/done_all:")


def show_way_in(here: Here, view: RoundView, *, drop: Callable[[], None]) -> None:
    """Show how guests join a round in a meeting, and let the user remove it while it is empty."""
    if view.round.phase is not Phase.OPEN:
        return
    _show_guests(here, view, picture=False)
    if not _has_answers(view):
        _press(here, "drop", drop, icon=":material/delete:")


def _has_answers(view: RoundView) -> bool:
    return any(one.turnout.answered for one in view.prompts)


def offer_ending(here: Here, view: RoundView) -> None:
    """Let an administrator end a round that has nobody left to run it."""
    unopened = view.round.phase is Phase.PREPARED
    said = "reflection.left_alone_unopened" if unopened else "reflection.left_alone"
    st.warning(here.words(said), icon=":material/person_off:")
    if unopened:
        _press(here, "drop", lambda: _drop(here, view), icon=":material/delete:")
    else:
        _press(here, "close", lambda: _close(here, view), icon=":material/done_all:")


def show_controls(here: Here, view: RoundView, one: PromptView) -> None:
    """Show the controls of a round: the reveal, and the previous and next question."""
    asked = view.round
    if asked.phase is Phase.PREPARED:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if asked.phase is Phase.OPEN and not (asked.live and one.shown.revealed):
            _offer_reveal(here, view, one)
        if asked.live or asked.phase is not Phase.OPEN:
            _offer_steps(here, view, one)


def show_after(here: Here, view: RoundView, one: PromptView, *, agreeing: bool = False) -> None:
    """Let those who run a round group the answers, and write what the group agrees on.

    With `agreeing` the sentence is the next step, and its form is expanded.
    """
    w = here.words
    if one.shown.answers and view.round.phase is not Phase.CLOSED:
        with st.expander(w("reflection.group"), icon=":material/category:"):
            _show_heaps(here, view, one)
    key = "reflection.correct" if one.agreement else "reflection.agree"
    with st.expander(w(key), icon=":material/handshake:", expanded=agreeing):
        _show_agreeing(here, view, one)


# --- before it is open --------------------------------------------------------------------------


def _show_prepared(here: Here, view: RoundView, *, drop: Callable[[], None]) -> None:
    w, asked = here.words, view.round
    names = {person.id: person.name for person in reading.open_plan(here.database).people}
    who = ", ".join(plain(names.get(i) or w("person.somebody")) for i in asked.participant_ids)
    st.markdown(f"{w('reflection.will_be_asked')} {who or '–'}")
    key = "reflection.fixed_anonymous" if asked.anonymous else "reflection.fixed_named"
    st.caption(w(key))
    if asked.anonymous and len(asked.participant_ids) + asked.seats < ENOUGH:
        st.warning(w("reflection.few_invited"), icon=":material/visibility_off:")
    with st.container(horizontal=True):
        _press(here, "open", lambda: _open(here, view), icon=":material/play_arrow:", primary=True)
        st.page_link(
            links.REFLECTION,
            label=w("reflection.change"),
            icon=":material/edit:",
            width="content",
            query_params={"do": "change", "item": asked.id},
        )
        _press(here, "drop", drop, icon=":material/delete:")


def _open(here: Here, view: RoundView) -> None:
    reflection_rounds.open_round(here.database, view.round.id, by=here.person, today=here.today)


def _drop(here: Here, view: RoundView) -> None:
    reflection_rounds.drop(here.database, view.round.id, by=here.person)
    session.ask({"round": None})


def _close(here: Here, view: RoundView) -> None:
    reflection.close(here.database, view.round.id, by=here.person, today=here.today)


# --- while it is open ---------------------------------------------------------------------------


def _offer_reveal(here: Here, view: RoundView, one: PromptView) -> None:
    w, asked = here.words, view.round
    key = one.prompt.key if asked.live else None
    waiting = [p for p in view.prompts if not p.shown.revealed and key in {None, p.prompt.key}]
    fewest = min(p.turnout.answered for p in waiting)
    with st.popover(w("reflection.reveal"), icon=":material/visibility:"):
        few = asked.anonymous and fewest < ENOUGH
        told = "reflection.reveal_few" if few else "reflection.reveal_sure"
        st.markdown(w(told, count=fewest))
        _press(
            here,
            "reveal_now",
            lambda: reflection.reveal(
                here.database, asked.id, by=here.person, today=here.today, prompt_key=key
            ),
            icon=":material/visibility:",
            primary=True,
        )


def _offer_steps(here: Here, view: RoundView, one: PromptView) -> None:
    place = view.prompts.index(one)
    for name, step, icon in (
        ("previous", place - 1, ":material/arrow_back:"),
        ("next", place + 1, ":material/arrow_forward:"),
    ):
        if 0 <= step < len(view.prompts):
            key = view.prompts[step].prompt.key
            _press(here, name, _put_up(here, view, key), icon=icon)


def _put_up(here: Here, view: RoundView, key: str) -> Callable[[], None]:
    return lambda: reflection.put_up(here.database, view.round.id, key, by=here.person)


def _show_missing(
    here: Here, view: RoundView, *, only: PromptView | None = None, named: bool = True
) -> None:
    """Show who has not answered yet, or only how many; never the answers."""
    w = here.words
    names = {person.id: person.name for person in reading.open_plan(here.database).people}
    waiting = (only,) if only else view.prompts
    missing = dict.fromkeys(i for one in waiting for i in one.turnout.missing_ids)
    if not missing:
        st.markdown(f":green[:material/check_circle:] {w('reflection.nobody_missing')}")
        return
    if not named:
        st.markdown(w("reflection.missing_count", count=len(missing)))
        return
    who = ", ".join(plain(names.get(i) or w("person.somebody")) for i in missing)
    st.markdown(f"{w('reflection.missing', count=len(missing))} {who}")


def _show_guests(here: Here, view: RoundView, *, picture: bool = True) -> None:
    """Show how many guests have joined, and how to join; the stage has the QR code already."""
    w, asked = here.words, view.round
    if not asked.seats:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if view.code:
            st.markdown(w("reflection.guests_in", count=view.guests, seats=asked.seats))
        name = "new_code" if view.code else "invite_guests"
        _press(
            here,
            name,
            lambda: reflection_guests.invite_guests(here.database, asked.id, by=here.person),
            icon=":material/qr_code:",
        )
    if picture:
        show_vote_code(here, view)
    elif view.code:
        warn_where_phones_do_not_reach(here, view.code)


# --- after the reveal ---------------------------------------------------------------------------


def _show_heaps(here: Here, view: RoundView, one: PromptView) -> None:
    w = here.words
    known = sorted({answer.heap for answer in one.shown.answers if answer.heap})
    given: dict[str, str] = {}
    with st.form(f"heaps.{view.round.id}.{one.prompt.key}", border=False):
        st.caption(w("reflection.group_help"))
        for answer in one.shown.answers:
            if answer.text:
                given[answer.id] = _heap_for(here, answer, known)
        pressed = st.form_submit_button(w("reflection.group_save"), icon=":material/check:")
    if pressed:
        before = {answer.id: answer.heap for answer in one.shown.answers}
        moved = {i: name for i, name in given.items() if name != before[i]}
        carry_out(
            lambda: reflection.group(here.database, view.round.id, moved, by=here.person),
            here.words,
        )


def _heap_for(here: Here, answer: Answer, known: list[str]) -> str:
    st.markdown(f"> {plain(answer.text)}")
    chosen = st.selectbox(
        here.words("reflection.heap"),
        known,
        index=known.index(answer.heap) if answer.heap else None,
        key=f"heap.{answer.id}.{answer.heap}",
        accept_new_options=True,
        format_func=one_line,
        placeholder=here.words("reflection.heap_new"),
        label_visibility="collapsed",
    )
    return str(chosen or "")


def _show_agreeing(here: Here, view: RoundView, one: PromptView) -> None:
    w = here.words
    levels = {"": w("reflection.no_level")} | {str(level): str(level) for level in LEVELS}
    stored = one.agreement
    start = {"level": str(stored.level or "") if stored else ""}
    key = f"agree.{view.round.id}.{one.prompt.key}"
    with form(here, key, item=stored, values=start) as drawing:
        drawing.text("sentence", required=True, lines=3, hint=w("reflection.sentence_hint"))
        drawing.pick("level", levels)
        pressed = drawing.submit(w("reflection.agree_save"))
    if pressed and drawing.saved(lambda values: _agree(here, view, one, drawing, values)):
        session.tell_next(w("reflection.agreed_told"))
        st.rerun()


def _agree(
    here: Here, view: RoundView, one: PromptView, drawing: Form, values: dict[str, object]
) -> object:
    level = str(values["level"] or "")
    return reflection.agree(
        here.database,
        view.round.id,
        one.prompt.key,
        sentence=str(values["sentence"] or ""),
        level=int(level) if level else None,
        by=here.person,
        today=here.today,
        version=drawing.item.version if drawing.item else 0,
    )


# --- one press ----------------------------------------------------------------------------------


def _press(
    here: Here, name: str, call: Callable[[], object], *, icon: str, primary: bool = False
) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(here.words(f"reflection.{name}"), icon=icon, type=kind, key=f"round.{name}"):
        carry_out(call, here.words)
