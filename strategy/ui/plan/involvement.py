"""Who has been involved in what, what awaits an answer, and what nobody was asked about."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Party
from strategy.domain.meetings import involvement as log
from strategy.domain.meetings.involvement import About, Entry
from strategy.domain.roles import Permission
from strategy.services.meetings import hearings
from strategy.ui import links, options, session
from strategy.ui.choices import choose
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain, shortened

_A_PAGE = 20
_BRIEF = 8


def show_finding(here: Here) -> None:
    """Say how often somebody was involved and how many still wait for an answer."""
    w = here.words
    entries = log.log(here.plan)
    st.title(w("involvement_log.finding", count=len(entries)), anchor=False)
    waiting = sum(log.awaits_answer(entry) for entry in entries)
    gaps = len(log.nobody_involved(here.plan))
    parts = (
        w("involvement_log.waiting", count=waiting),
        w("involvement_log.gaps", count=gaps),
    )
    st.caption(" ".join(parts))


def show_waiting(here: Here) -> None:
    """Show the input nobody has answered, and let a planner answer what came of it."""
    w = here.words
    waiting = [entry for entry in log.log(here.plan) if log.awaits_answer(entry)]
    st.header(w("involvement_log.awaits"), anchor=False)
    if not waiting:
        show_empty(w("involvement_log.all_answered"))
    # Those who have waited longest come first.
    for entry in list(reversed(waiting))[:_BRIEF]:
        with st.container(border=True):
            _show_entry(here, entry)
            if here.may(Permission.CHANGE_PLAN):
                with st.expander(w("involvement_log.answer"), icon=":material/reply:"):
                    _tell(here, entry)
    if len(waiting) > _BRIEF:
        st.caption(w("changes.more", count=len(waiting) - _BRIEF))


def show_gaps(here: Here) -> None:
    """Show the goals nobody was involved in."""
    w = here.words
    gaps = log.nobody_involved(here.plan)
    st.header(w("involvement_log.nobody"), anchor=False)
    if not gaps:
        show_empty(w("involvement_log.no_gaps"))
        return
    st.caption(w("involvement_log.nobody_help"))
    for goal in gaps:
        links.link_to(goal)


def show_log(here: Here) -> None:
    """Show all involvement, the latest first; the user can filter it by party."""
    w = here.words
    st.header(w("involvement_log.everything"), anchor=False)
    parties = options.words_for("party", tuple(Party), w)
    party = choose("party", w("field.party"), parties, w, width=280)
    found = [e for e in log.log(here.plan) if party is None or e.involvement.party == party]
    if not found:
        show_empty(w("involvement.none"))
        return
    pages = -(-len(found) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    for entry in found[(number - 1) * _A_PAGE : number * _A_PAGE]:
        with st.container(border=True):
            _show_entry(here, entry)


def _show_entry(here: Here, entry: Entry) -> None:
    w, one = here.words, entry.involvement
    who = plain(one.who) or w(f"party.{one.party}")
    beside = [w(f"party.{one.party}"), here.formats.short_day(one.on)]
    if entry.hearing is not None:
        beside.append(w("involvement_log.in_hearing", title=shortened(entry.hearing.title, 60)))
    st.markdown(f"**{who}** :gray[· {plain(' · '.join(beside))}]")
    _show_about(here, entry.about)
    if one.how:
        st.markdown(paragraphs(one.how))
    if one.outcome:
        st.markdown(f":gray[{w('involvement.became')}:] {paragraphs(one.outcome)}")


def _show_about(here: Here, about: About) -> None:
    plan = here.plan
    if any(about.id == i.id for i in (*plan.goals, *plan.actions, *plan.decisions)):
        links.link_to(about)
    else:
        st.markdown(plain(f"{about.code} {about.title}"))


def _tell(here: Here, entry: Entry) -> None:
    w = here.words
    with form(here, f"outcome.{entry.involvement.id}", of="involvement") as drawing:
        drawing.text("outcome", lines=2, required=True)
        saving = drawing.submit(w("involvement_log.answer"))
    if saving and drawing.saved(
        lambda values: hearings.tell_outcome(
            here.database, entry.involvement, str(values["outcome"]), by=here.person
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()
