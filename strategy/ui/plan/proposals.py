"""A proposed new date, and the decision on it."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Action, Postponement
from strategy.services.follow_up import reporting_in as follow_up
from strategy.ui import links
from strategy.ui.acting import carry_out
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain


def show_decision(here: Here, proposal: Postponement, *, days: int | None = None) -> None:
    """Show a proposed date with its reason, and let the user approve or reject it."""
    action = here.plan.find(Action, proposal.action_id)
    if action is None:
        return
    w = here.words
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            links.link_to(action)
            st.badge(w("ask.decide", count=days or 0), icon=":material/how_to_reg:", color="blue")
        st.markdown(_words(here, proposal))
        st.caption(_context(here, action, proposal))
        note = st.text_input(w("field.decision_note"), key=f"decide.note.{proposal.id}", width=560)
        with st.container(horizontal=True):
            approved = st.button(
                w("dates.approve"), key=f"decide.yes.{proposal.id}", icon=":material/check:"
            )
            declined = st.button(
                w("dates.decline"), key=f"decide.no.{proposal.id}", icon=":material/close:"
            )
    if approved or declined:
        _decide(here, proposal, approve=approved, note=note or "")


def _decide(here: Here, proposal: Postponement, *, approve: bool, note: str) -> None:
    carry_out(
        lambda: follow_up.decide_date(
            here.database, proposal, approve=approve, by=here.person, today=here.today, note=note
        ),
        here.words,
        news=here.words("saved"),
        forget=(f"decide.note.{proposal.id}",),
    )


def _words(here: Here, proposal: Postponement) -> str:
    moved = here.words(
        "proposal.moved",
        before=here.formats.short_day(proposal.from_due),
        after=here.formats.short_day(proposal.proposed_due),
    )
    return f"**{moved}**  \n{paragraphs(proposal.reason)}"


def _context(here: Here, action: Action, proposal: Postponement) -> str:
    w = here.words
    names = {person.id: person.name for person in here.plan.people}
    who = plain(names.get(proposal.proposed_by, "")) or w("person.former")
    day = here.formats.short_day(proposal.proposed_on)
    said = [w("proposal.by", who=who, day=day), facts.owner_words(here, action)]
    moves = here.assessment.actions[action.id].postponements
    if moves:
        said.append(w("attention.postponed", count=moves))
    return " · ".join(said)
