"""A round of reflection on the meeting's page: started, answered, revealed, agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from strategy.domain.meeting_items import AgendaItem, Agreement, Decided, Topic
from strategy.domain.reflection import ENOUGH, Round
from strategy.services.meetings import decisions
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.reflection import answering as reflection
from strategy.services.reflection.answering import RoundView
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.forms import form
from strategy.ui.meetings.stage import Act
from strategy.ui.messages import show_empty
from strategy.ui.reflection import round as page
from strategy.ui.reflection.prompts import subject_of
from strategy.ui.session import Here
from strategy.ui.text import one_line, plain


def round_of(here: Here, item: AgendaItem | None) -> RoundView | None:
    """Return the round an item takes up, as far as this person may see it."""
    if item is None or item.topic is not Topic.REFLECTION:
        return None
    return meeting_rounds.seen(here.database, item, by=here.person, today=here.today)


def show_round_here(here: Here, item: AgendaItem, view: RoundView | None, *, steers: bool) -> None:
    """Show the controls for the round of an item, or let the person who steers start one."""
    if view is not None:
        page.show_in_meeting(
            here,
            view,
            drop=lambda: _drop(here, item),
            then=lambda agreed: _offer_decision(here, item, agreed),
        )
    elif not meeting_rounds.has_none(here.database, item):
        show_empty(here.words("run.round_not_yours"))
    elif steers:
        _offer_new(here, item)
        _offer_made(here, item)
    else:
        st.caption(here.words("run.no_round"))


def act(here: Here, view: RoundView | None, wanted: Act) -> None:
    """Carry out what the screen asked for with a round; the request may be forged."""
    if view is None:
        return
    if wanted.do == "reveal":
        carry_out(lambda: _reveal(here, view.round, wanted.prompt), here.words)
    elif wanted.do == "put_up":
        carry_out(lambda: _put_up(here, view.round, wanted.prompt), here.words)


def _reveal(here: Here, asked: Round, key: str) -> None:
    # Where each person answers in their own time, all questions are revealed at once.
    one = key if asked.live else None
    reflection.reveal(here.database, asked.id, by=here.person, today=here.today, prompt_key=one)


def _put_up(here: Here, asked: Round, key: str) -> None:
    reflection.put_up(here.database, asked.id, key, by=here.person)


def _drop(here: Here, item: AgendaItem) -> None:
    meeting_rounds.let_go(here.database, item.id, by=here.person)


# --- a new one ----------------------------------------------------------------------------------


def _offer_new(here: Here, item: AgendaItem) -> None:
    w, plan = here.words, here.plan
    people, seats = meeting_rounds.answering(plan, item), meeting_rounds.guests(plan, item)
    questions = meeting_rounds.questions(plan, item)
    options = {
        asked.key: one_line(f"{subject_of(here, asked)}: {asked.text(w.language)}")
        for asked in questions
    }
    enough = len(people) + seats >= ENOUGH
    start = {
        "prompts": tuple(options)[:1],
        "answers": "anonymous" if enough else "named",
        "seats": (seats or None) if enough else None,
    }
    st.subheader(w("run.round_new"), anchor=False)
    with form(here, f"meeting.round.{item.id}", values=start) as drawing:
        drawing.choices("prompts", options, hint=w("run.round_prompts_hint"))
        left, right = st.columns([3, 2])
        with left:
            kinds = {name: w(f"reflection.{name}") for name in ("anonymous", "named")}
            drawing.pick("answers", kinds)
        with right:
            if not item.confidential_to:
                drawing.number("seats", hint=w("reflection.seats_hint"))
        names = ", ".join(plain(person.name) for person in people)
        st.markdown(f"{w('reflection.will_be_asked')} {names or '–'}")
        st.caption(w("run.round_few" if not enough else "run.round_kind"))
        pressed = drawing.submit(w("run.round_begin"))
    if pressed and drawing.saved(lambda values: _begin(here, item, values)):
        session.tell_next(w("run.round_begun"))
        st.rerun()


def _begin(here: Here, item: AgendaItem, written: Mapping[str, Any]) -> Round:
    values = {
        "prompts": written["prompts"],
        "anonymous": written["answers"] == "anonymous",
        "seats": written.get("seats") or 0,
    }
    return meeting_rounds.begin(here.database, item.id, values, by=here.person, today=here.today)


def _offer_made(here: Here, item: AgendaItem) -> None:
    """Offer to take up a round that was made, and maybe answered, before the meeting."""
    w = here.words
    made = {asked.id: asked for asked in meeting_rounds.to_take_up(here.database, by=here.person)}
    if not made:
        return
    with st.expander(w("run.round_made"), icon=":material/inbox:"):
        chosen = st.selectbox(
            w("field.round_key"),
            list(made),
            format_func=lambda i: one_line(
                f"{made[i].title} ({w(f'round_phase.{made[i].phase}')})"
            ),
            key=f"run.round_made.{item.id}",
        )
        if st.button(w("run.round_take_up"), icon=":material/add:", key="run.round_take_up"):
            carry_out(lambda: _take_up(here, item, str(chosen)), here.words)


def _take_up(here: Here, item: AgendaItem, round_id: str) -> None:
    meeting_rounds.take_up(here.database, item.id, round_id, by=here.person)


# --- what comes of it ---------------------------------------------------------------------------


def _offer_decision(here: Here, item: AgendaItem, agreed: Agreement) -> None:
    """Offer to record the agreed sentence as a decision, in one press."""
    w = here.words
    if any(agreed.id in decision.agreement_ids for decision in here.plan.decisions):
        return
    if st.button(w("run.round_decide"), icon=":material/gavel:", key=f"run.decide.{agreed.id}"):
        carry_out(lambda: _decide(here, item, agreed), here.words)


def _decide(here: Here, item: AgendaItem, agreed: Agreement) -> None:
    made = decisions.decide(
        here.database,
        item.meeting_id,
        {
            "decided": Decided.STATEMENT,
            "title": agreed.sentence,
            "agreement_ids": (agreed.id,),
        },
        by=here.person,
        today=here.today,
        agenda_item_id=item.id,
    )
    session.tell_next(here.words("decide.done", code=made.code))
