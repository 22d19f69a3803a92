"""Hearing rounds: open one, answer in it, conclude it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import streamlit as st

from strategy.domain.items import Action, Goal, Involvement, Party, Role
from strategy.domain.meeting_items import Decision, Hearing
from strategy.domain.meetings.involvement import (
    HearingState,
    answers_to,
    heard_about,
    hearings_for,
    hearings_in_order,
    state_of,
    unanswered_hearings,
)
from strategy.domain.roles import Permission
from strategy.domain.strategies import in_preparation
from strategy.services.meetings import hearings
from strategy.ui import links, options, session, typed
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.pressing import then
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain, shortened

_COLOURS: dict[HearingState, Literal["green", "orange", "blue", "gray"]] = {
    HearingState.OPEN: "blue",
    HearingState.COMING: "gray",
    HearingState.TO_CONCLUDE: "orange",
    HearingState.CONCLUDED: "green",
}
_ICONS = {
    HearingState.OPEN: ":material/forum:",
    HearingState.COMING: ":material/event:",
    HearingState.TO_CONCLUDE: ":material/pending:",
    HearingState.CONCLUDED: ":material/task_alt:",
}
_OPEN = "open"


def show_hearings(here: Here) -> None:
    """Show the hearings, the open ones first, and let the user open a new one."""
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(w("hearing.title"), anchor=False, width="stretch")
        if here.may(Permission.CHANGE_PLAN):
            st.button(
                w("hearing.new"),
                icon=":material/add:",
                key="hearing.new",
                on_click=then(here, session.ask, {"do": _OPEN}),
            )
    st.caption(w("hearing.explained"))
    if session.asked("do") == _OPEN and here.may(Permission.CHANGE_PLAN):
        _show_new(here)
    found = hearings_in_order(here.plan, here.day)
    if not found:
        show_empty(w("hearing.none"))
    for hearing in found:
        _show_hearing(here, hearing)


def waiting_count(here: Here) -> int:
    """Return how many open hearings wait for this person's answer."""
    return len(unanswered_hearings(here.plan, here.person.id, here.today))


def show_mine(here: Here) -> None:
    """Show the open hearings where this person is asked, on their own page; nothing if none."""
    mine = hearings_for(here.plan, here.person.id, here.today)
    for hearing in mine:
        w = here.words
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            day = here.formats.day(hearing.closes)
            title = plain(hearing.title)
            st.markdown(
                f":material/forum: **{w('hearing.asks_you', title=title)}**  \n"
                f":gray[{w('hearing.answer_by', day=day)}]",
                width="stretch",
            )
            st.page_link(
                links.INVOLVEMENT,
                label=w("hearing.go"),
                icon=":material/arrow_forward:",
                query_params={"hearing": hearing.id},
            )


def _show_hearing(here: Here, hearing: Hearing) -> None:
    w, state = here.words, state_of(hearing, here.day)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(hearing.title)}**", width="stretch")
            st.badge(w(f"hearing_state.{state}"), icon=_ICONS[state], color=_COLOURS[state])
        first, last = (here.formats.short_day(d) for d in (hearing.opens, hearing.closes))
        answers = answers_to(here.plan, hearing)
        count = w("hearing.answers", count=len(answers))
        st.caption(" · ".join((w("hearing.from_to", first=first, last=last), count)))
        if hearing.confidential_to:
            st.badge(w("confidential"), icon=":material/lock:", color="violet")
        if hearing.description:
            st.markdown(paragraphs(hearing.description))
        _show_asked(here, hearing)
        _show_about(here, hearing)
        for one in answers:
            show_answer(here, one)
        if hearing.closed_on is not None:
            day = here.formats.day(hearing.closed_on)
            head = w("hearing.concluded", day=day)
            st.markdown(f":material/task_alt: **{head}**  \n{paragraphs(hearing.conclusion)}")
        _offer(here, hearing, state)


def _show_asked(here: Here, hearing: Hearing) -> None:
    people = [p.name for p in here.plan.people if p.id in hearing.asked_ids and p.name]
    asked = ", ".join(part for part in (*people, hearing.asked) if part)
    if asked:
        st.markdown(f":gray[{here.words('field.asked')}:] {plain(asked)}")


def _show_about(here: Here, hearing: Hearing) -> None:
    plan = here.plan
    there = {item.id for item in (*plan.goals, *plan.actions, *plan.decisions)}
    for item in heard_about(here.plan, hearing):
        if item.id in there:
            links.link_to(item)
        else:
            # It has left the plan, or belongs to the draft strategy.
            st.markdown(plain(f"{item.code} {item.title}"))


def show_answer(here: Here, one: Involvement) -> None:
    """Show what somebody answered and what came of it."""
    w = here.words
    who = plain(one.who) or w(f"party.{one.party}")
    day = here.formats.short_day(one.on)
    st.markdown(f"**{who}** :gray[· {w(f'party.{one.party}')} · {day}]  \n{paragraphs(one.how)}")
    if one.outcome:
        st.markdown(f":gray[{w('involvement.became')}:] {paragraphs(one.outcome)}")


def _offer(here: Here, hearing: Hearing, state: HearingState) -> None:
    w = here.words
    followed = session.asked("hearing") == hearing.id
    if state is HearingState.OPEN and here.may(Permission.GIVE_INPUT):
        with st.expander(w("hearing.answer"), icon=":material/add_comment:", expanded=followed):
            _answer(here, hearing)
    concludes = state in {HearingState.OPEN, HearingState.TO_CONCLUDE}
    if concludes and here.may(Permission.CHANGE_PLAN):
        with st.expander(w("hearing.conclude"), icon=":material/task_alt:"):
            _conclude(here, hearing)


def _answer(here: Here, hearing: Hearing) -> None:
    w = here.words
    about = {i.id: one_line(f"{i.code} {i.title}") for i in heard_about(here.plan, hearing)}
    represents = Role.REPRESENTATIVE in here.person.roles
    start = {"party": Party.UNION_REP if represents else Party.EMPLOYEES}
    with form(here, f"hearing.answer.{hearing.id}", values=start) as drawing:
        drawing.choice("item_id", about, required=True)
        drawing.choice("party", options.words_for("party", tuple(Party), w), required=True)
        drawing.text("who", hint=w("hearing.who_help"))
        drawing.text("how", lines=4)
        saving = drawing.submit(w("hearing.send"))
    if saving and drawing.saved(
        lambda values: hearings.answer(
            here.database, hearing, values, by=here.person, today=here.today
        )
    ):
        session.tell_next(w("hearing.sent"))
        st.rerun()


def _conclude(here: Here, hearing: Hearing) -> None:
    w = here.words
    st.caption(w("hearing.conclude_help"))
    with form(here, f"hearing.conclude.{hearing.id}") as drawing:
        drawing.text("conclusion", lines=4, required=True)
        saving = drawing.submit(w("hearing.conclude"))
    if saving and drawing.saved(
        lambda values: hearings.conclude(
            here.database,
            hearing,
            str(values["conclusion"]),
            by=here.person,
            today=here.today,
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()


def _show_new(here: Here) -> None:
    w = here.words
    asked = [p.id for p in here.plan.people if Role.REPRESENTATIVE in p.roles and not p.retired]
    start = {"opens": here.today, "asked_ids": tuple(asked)}
    people = options.people(here)
    with form(here, "hearing.new", values=start) as drawing:
        drawing.text("title", required=True)
        drawing.text("description", lines=3)
        drawing.choices("goal_ids", _goals(here))
        drawing.choices("action_ids", _coded(here.plan.actions))
        drawing.choices("decision_ids", _coded(here.plan.decisions))
        left, right = st.columns(2)
        with left:
            drawing.day("opens", required=True)
        with right:
            drawing.day("closes", required=True)
        drawing.choices("asked_ids", people, hint=w("hearing.asked_help"))
        drawing.text("asked", hint=w("hearing.asked_others_help"))
        drawing.choices("confidential_to", people, hint=w("field.confidential_to.help"))
        saving = drawing.submit(w("hearing.new"))
    if st.button(w("cancel"), key="hearing.cancel", type="tertiary"):
        typed.settle("form.")
        session.ask({"do": None})
        st.rerun()
    if saving and drawing.saved(
        lambda values: hearings.open_hearing(here.database, values, by=here.person)
    ):
        session.ask({"do": None})
        session.tell_next(w("hearing.opened"))
        st.rerun()


def _goals(here: Here) -> dict[str, str]:
    """Return the goals to ask about: those in force, and those in the draft strategy."""
    draft = in_preparation(here.plan)
    prepared = {
        g.id: one_line(f"{options.goal_name(g)} ({here.words('strategies.prepared')})")
        for g in here.plan.elsewhere
        if draft is not None and isinstance(g, Goal) and g.strategy_id == draft.id
    }
    return {**options.goals(here), **prepared}


def _coded(items: Iterable[Action | Decision]) -> dict[str, str]:
    return {item.id: one_line(shortened(f"{item.code} {item.title}", 70)) for item in items}
