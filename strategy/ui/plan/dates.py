"""An action's dates: the approved one, the first one, proposals, milestones."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Action, ActionState, Milestone, Outcome, Postponement
from strategy.domain.roles import Permission
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.forms import form
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain


def show_dates(here: Here, action: Action) -> None:
    """Show start, due, the date first agreed and every change to it; offer to propose a new one."""
    w = here.words
    with st.container(border=True):
        st.markdown(f":material/event: **{w('dates.title')}**")
        facts.show_fact(w("field.start"), here.formats.due(action.start, action.start_precision))
        facts.show_fact(w("field.due"), facts.due_words(here, action) or w("due.none"))
        if action.original_due and action.original_due != action.due:
            facts.show_fact(w("field.original_due"), here.formats.short_day(action.original_due))
        for proposal in here.plan.postponements_of(action.id):
            _show_proposal(here, proposal)
        if here.may_report(action) and action.state is ActionState.OPEN:
            with st.expander(w("dates.propose"), icon=":material/event_repeat:"):
                _propose(here, action)


def show_milestones(here: Here, action: Action) -> None:
    """Show the milestones of an action and let the user tick them off."""
    w = here.words
    milestones = here.plan.milestones_of(action.id)
    may_add = here.may(Permission.CHANGE_PLAN)
    if not milestones and not may_add:
        return
    with st.container(border=True):
        st.markdown(f":material/diamond: **{w('milestones.title')}**")
        for milestone in milestones:
            _show_milestone(here, action, milestone)
        if may_add:
            with st.expander(w("milestone.add"), icon=":material/add:"):
                _add_milestone(here, action)


def _show_proposal(here: Here, proposal: Postponement) -> None:
    w = here.words
    words = w(
        f"dates.{proposal.outcome}",
        before=here.formats.short_day(proposal.from_due),
        after=here.formats.short_day(proposal.proposed_due),
    )
    st.markdown(f"{words}  \n:gray[{paragraphs(proposal.reason)}]")
    if proposal.decision_note:
        st.markdown(f":gray[{paragraphs(proposal.decision_note)}]")
    if proposal.outcome is Outcome.PENDING and here.may(Permission.CHANGE_PLAN):
        with st.container(horizontal=True):
            _decide(here, proposal, approve=True)
            _decide(here, proposal, approve=False)


def _decide(here: Here, proposal: Postponement, *, approve: bool) -> None:
    w = here.words
    name = "approve" if approve else "decline"
    if st.button(w(f"dates.{name}"), key=f"{name}.{proposal.id}"):
        carry_out(
            lambda: follow_up.decide_date(
                here.database, proposal, approve=approve, by=here.person, today=here.today
            ),
            w,
            news=w("saved"),
        )


def _propose(here: Here, action: Action) -> None:
    w = here.words
    st.caption(w("dates.propose_help"))
    with form(here, f"propose.{action.id}", of="postponement") as drawing:
        drawing.day("proposed_due", required=True)
        drawing.text("reason", required=True, lines=2)
        saving = drawing.submit(w("dates.propose"))
    if saving and drawing.saved(
        lambda values: follow_up.propose_date(
            here.database, action.id, values, by=here.person, today=here.today
        )
    ):
        session.tell_next(w("dates.proposed"))
        st.rerun()


def _show_milestone(here: Here, action: Action, milestone: Milestone) -> None:
    due = here.formats.short_day(milestone.due)
    label = f"{plain(milestone.title)} · {due}" if milestone.due else plain(milestone.title)
    is_done = milestone.done_on is not None
    ticked = st.checkbox(
        label,
        is_done,
        key=f"milestone.{milestone.id}.{milestone.version}",
        disabled=not here.may_report(action),
    )
    if ticked != is_done and here.may_report(action):
        follow_up.complete_milestone(
            here.database,
            milestone.id,
            done_on=here.today if ticked else None,
            by=here.person,
            today=here.today,
        )
        st.rerun()


def _add_milestone(here: Here, action: Action) -> None:
    w = here.words
    with form(here, f"milestone.{action.id}") as drawing:
        drawing.text("title", required=True)
        drawing.day("due")
        saving = drawing.submit(w("milestone.add"))
    if saving and drawing.saved(
        lambda values: planning.add(
            here.database, Milestone, {**values, "action_id": action.id}, by=here.person
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()
