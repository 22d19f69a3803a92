"""Decide in the meeting: one short form, keyboard first; the decision changes the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from strategy.domain.figures.waiting import proposals
from strategy.domain.items import Action, ActionState, Goal, Postponement
from strategy.domain.meeting_items import AgendaItem, Decided, Decision, Meeting, Topic
from strategy.domain.meetings.agenda import decisions_of
from strategy.reports.minutes.paper import decision_words
from strategy.services.meetings import decisions as service
from strategy.ui import links, options, session
from strategy.ui.acting import carry_out
from strategy.ui.forms import Form, form
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain, shortened

_ORDER = (
    Decided.NEW_ACTION,
    Decided.NEW_DATE,
    Decided.NEW_GOAL,
    Decided.RETIRED_GOAL,
    Decided.STATEMENT,
)
_OWN_LIMIT = 70


def show_deciding(here: Here, meeting: Meeting, item: AgendaItem | None) -> None:
    """Offer to record a decision in a meeting, under the current item."""
    w = here.words
    st.subheader(w("decide.title"), anchor=False)
    if item is not None and item.topic is Topic.DECIDE:
        _offer_waiting(here, meeting, item)
    kind = st.segmented_control(
        w("decide.kind"),
        _ORDER,
        default=Decided.NEW_ACTION,
        required=True,
        format_func=lambda one: w(f"decided.{one}"),
        key="decide.kind",
        label_visibility="collapsed",
    )
    key = f"decide.{kind}.{item.id if item else ''}"
    start = {
        "goal_ids": item.goal_ids if item else (),
        "pillar_id": item.pillar_id if item else None,
    }
    with form(here, key, values=start) as drawing:
        drawing.text("title", required=kind not in _TITLED)
        _FIELDS[kind](here, drawing)
        with st.expander(w("decide.more")):
            _more_fields(here, drawing)
        saving = drawing.submit(w("decide.do"))
    if saving:
        saved = drawing.save(lambda values: _decide(here, meeting, item, kind, values))
        if saved is not None:
            session.tell_next(w("decide.done", code=saved.code))
            st.rerun()


_TITLED = (Decided.NEW_DATE, Decided.RETIRED_GOAL)
"""The kinds that need no title: what the decision is about says it all."""


def _decide(
    here: Here, meeting: Meeting, item: AgendaItem | None, kind: Decided, values: dict[str, Any]
) -> Decision:
    given = {**values, "decided": kind}
    about: Goal | Action | None = None
    if kind is Decided.NEW_DATE:
        about = here.plan.find(Action, given.pop("action_id"))
        given["title"] = given["title"] or _title_of_date(here, about, given["due"])
    if kind is Decided.RETIRED_GOAL:
        about = here.plan.find(Goal, given.pop("goal_id"))
        code = about.code if about else ""
        auto = here.words("decide.auto.retired_goal", code=code) if about else ""
        given["title"] = given["title"] or auto
    return service.decide(
        here.database,
        meeting.id,
        given,
        by=here.person,
        today=here.today,
        agenda_item_id=item.id if item else None,
        about=about,
    )


def _title_of_date(here: Here, action: Action | None, due: object) -> str:
    if action is None or not isinstance(due, date):
        return ""
    day = here.formats.short_day(due)
    return here.words("decide.auto.new_date", code=action.code, day=day)


# --- what each kind asks for --------------------------------------------------------------------


def _action_fields(here: Here, drawing: Form) -> None:
    left, right = st.columns([3, 2])
    with left:
        drawing.choice("owner_id", options.positions(here), hint=None)
    with right:
        drawing.day("due", required=True)
    drawing.choices("goal_ids", _goals(here))


def _goal_fields(here: Here, drawing: Form) -> None:
    left, middle, right = st.columns([2, 2, 1])
    with left:
        drawing.choice("pillar_id", options.pillars(here))
    with middle:
        drawing.choice("owner_id", options.positions(here))
    with right:
        drawing.day("due")


def _date_fields(here: Here, drawing: Form) -> None:
    left, right = st.columns([3, 2])
    with left:
        drawing.choice("action_id", _open_actions(here))
    with right:
        drawing.day("due", required=True)
    drawing.text("reason")


def _retired_fields(here: Here, drawing: Form) -> None:
    drawing.choice("goal_id", _goals(here), hint=here.words("decide.retire_help"))


def _statement_fields(here: Here, drawing: Form) -> None:
    left, right = st.columns(2)
    with left:
        drawing.choice("owner_id", options.positions(here))
    with right:
        drawing.day("due")


_FIELDS: dict[Decided, Callable[[Here, Form], None]] = {
    Decided.NEW_ACTION: _action_fields,
    Decided.NEW_DATE: _date_fields,
    Decided.NEW_GOAL: _goal_fields,
    Decided.RETIRED_GOAL: _retired_fields,
    Decided.STATEMENT: _statement_fields,
}


def _more_fields(here: Here, drawing: Form) -> None:
    drawing.text("description", lines=2)
    agreed = {a.id: one_line(shortened(a.sentence, _OWN_LIMIT)) for a in here.plan.agreements}
    if agreed:
        drawing.choices("agreement_ids", agreed)
    drawing.flag("reorganisation")
    drawing.choices(
        "confidential_to", options.people(here), hint=here.words("decide.confidential_help")
    )


def _open_actions(here: Here) -> dict[str, str]:
    return {
        action.id: one_line(shortened(f"{action.code} {action.title}", _OWN_LIMIT))
        for action in here.plan.actions
        if action.state is ActionState.OPEN and action.id not in _not_for_the_wall(here)
    }


def _goals(here: Here) -> dict[str, str]:
    hidden = _not_for_the_wall(here)
    return {i: name for i, name in options.goals(here).items() if i not in hidden}


def _not_for_the_wall(here: Here) -> frozenset[str]:
    return here.plan.kept_from(None) if here.plan.has_confidential else frozenset()


# --- dates that wait ----------------------------------------------------------------------------


def _offer_waiting(here: Here, meeting: Meeting, item: AgendaItem) -> None:
    """Offer to approve each proposed date in one press."""
    for action, proposal in proposals(here.plan):
        day = here.formats.short_day(proposal.proposed_due)
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            before = here.formats.short_day(proposal.from_due)
            reason = shortened(proposal.reason, _OWN_LIMIT * 2)
            moved = here.words("run.proposed", before=before, after=day, reason=plain(reason))
            st.markdown(f"**{links.coded_title(action)}**  \n{moved}", width="stretch")
            pressed = st.button(
                here.words("run.approve_date", day=day, code=action.code),
                key=f"decide.approve.{proposal.id}",
                icon=":material/check:",
            )
        if pressed:
            _approve(here, meeting, item, action, proposal)


def _approve(
    here: Here, meeting: Meeting, item: AgendaItem, action: Action, proposal: Postponement
) -> None:
    w, day = here.words, here.formats.short_day(proposal.proposed_due)
    values = {
        "decided": Decided.NEW_DATE,
        "title": w("decide.auto.new_date", code=action.code, day=day),
        "due": proposal.proposed_due,
    }
    carry_out(
        lambda: service.decide(
            here.database,
            meeting.id,
            values,
            by=here.person,
            today=here.today,
            agenda_item_id=item.id,
            about=here.plan.find(Action, action.id),
        ),
        w,
        news=w("run.date_approved", code=action.code, day=day),
    )


# --- what has been decided ----------------------------------------------------------------------


def show_decided(here: Here, meeting: Meeting, *, shown_item_id: str | None) -> None:
    """Show what the meeting has decided so far, with links to what each decision led to.

    Confidential decisions are only counted, except under the item the user has chosen to show.
    """
    made = decisions_of(here.plan, meeting.id)
    if not made:
        return
    st.subheader(here.words("minutes.decisions"), anchor=False)
    for decision in made:
        if decision.confidential_to and decision.agenda_item_id != shown_item_id:
            # They may be on the same wall as the screen.
            st.caption(f":material/lock: {plain(decision.code)} {here.words('run.withheld')}")
        else:
            show_decision(here, decision)


def show_decision(here: Here, decision: Decision) -> None:
    """Show one decision and links to the goals and actions it is about."""
    told = decision_words(decision, here.plan, here.words, with_codes=False)
    with st.container(border=True, gap="xsmall"):
        lock = " :material/lock:" if decision.confidential_to else ""
        st.markdown(f"**{plain(told.code)}** {plain(told.title)}{lock}")
        if told.description:
            st.markdown(paragraphs(told.description))
        st.caption(plain(told.facts))
        show_what_it_became(here, decision)


def show_what_it_became(here: Here, decision: Decision) -> None:
    """Link to the goals and actions a decision is about."""
    for goal_id in decision.goal_ids:
        goal = here.plan.find(Goal, goal_id)
        if goal is not None:
            links.link_to(goal)
    for action_id in decision.action_ids:
        action = here.plan.find(Action, action_id)
        if action is not None:
            links.link_to(action)
