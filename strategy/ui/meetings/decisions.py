"""Decisions: what was decided, what each led to, and the full course of one decision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from strategy.domain.items import Action, Adoption, Position
from strategy.domain.meeting_items import Decision, Meeting
from strategy.domain.roles import Permission
from strategy.domain.why import USUAL_BODIES, Became, became, decided_on, late_actions, next_body
from strategy.exchange.lists.plain_table import write_csv_table, write_table
from strategy.services.meetings import trail
from strategy.ui import links, session
from strategy.ui.acting import carry_out
from strategy.ui.choices import choose
from strategy.ui.downloads import offer_file
from strategy.ui.forms import Form, form
from strategy.ui.messages import show_empty
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain

_A_PAGE = 25
_COLOURS: dict[Became, Literal["green", "orange", "red", "gray", "blue"]] = {
    Became.LATE: "red",
    Became.UNDER_WAY: "blue",
    Became.STOPPED: "gray",
    Became.DONE: "green",
    Became.NOTED: "gray",
}
_ICONS = {
    Became.LATE: ":material/schedule:",
    Became.UNDER_WAY: ":material/trending_flat:",
    Became.STOPPED: ":material/block:",
    Became.DONE: ":material/check_circle:",
    Became.NOTED: ":material/notes:",
}


def show_finding(here: Here) -> None:
    """Say how many decisions there are and how many are late."""
    w = here.words
    late = sum(became(here.plan, here.assessment, d) is Became.LATE for d in here.plan.decisions)
    title = w("decisions.finding", count=len(here.plan.decisions))
    st.title(title, anchor=False)
    if here.plan.decisions:
        st.caption(w("decisions.late", count=late))


def choose_decisions(here: Here) -> tuple[Decision, ...]:
    """Let the user filter by year, meeting and outcome; return the decisions, latest first."""
    w, plan = here.words, here.plan
    found = _latest_first(here)
    days = (decided_on(plan, decision) for decision in found)
    years = {str(day.year): str(day.year) for day in days if day}
    met = {d.meeting_id for d in found}
    meetings = {
        m.id: one_line(f"{m.title} {here.formats.short_day(m.on)}")
        for m in reversed(plan.meetings)
        if m.id in met
    }
    states = {str(state): w(f"became.{state}") for state in Became}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = choose("year", w("precision.year"), years, w, width=160)
        meeting = choose("meeting", w("field.meeting_id"), meetings, w, width=280)
        state = choose("became", w("decisions.became"), states, w, width=200)
    return tuple(
        decision
        for decision in found
        if (not year or year == str(getattr(decided_on(plan, decision), "year", "")))
        and (not meeting or decision.meeting_id == meeting)
        and (not state or became(plan, here.assessment, decision) == state)
    )


def _latest_first(here: Here) -> list[Decision]:
    plan = here.plan
    return sorted(plan.decisions, key=lambda d: str(decided_on(plan, d) or ""))[::-1]


def offer_files(here: Here, decisions: Sequence[Decision]) -> None:
    """Offer the chosen decisions, with their outcome, as a workbook and as CSV."""
    if not decisions:
        return
    w = here.words
    chosen = frozenset(decision.id for decision in decisions)
    files = (("workbook", "xlsx", _workbook), ("csv", "csv", _csv))
    with st.container(horizontal=True):
        for name, ending, make in files:
            offer_file(
                here,
                w(f"lists.{name}"),
                partial(make, chosen=chosen),
                name=f"{w('decisions.file')}-{here.day}.{ending}",
                key=f"decisions.{name}",
            )


def _workbook(here: Here, *, chosen: frozenset[str]) -> bytes:
    rows = _rows(here, _still_there(here, chosen))
    return write_table(here.words("page.decisions"), _head(here), rows)


def _csv(here: Here, *, chosen: frozenset[str]) -> bytes:
    return write_csv_table(_head(here), _rows(here, _still_there(here, chosen)))


def _still_there(here: Here, chosen: frozenset[str]) -> tuple[Decision, ...]:
    return tuple(decision for decision in _latest_first(here) if decision.id in chosen)


def show_list(here: Here, decisions: Sequence[Decision]) -> None:
    """Show decisions a line each, with their outcome."""
    if not decisions:
        word = "decisions.none_match" if here.plan.decisions else "decisions.none"
        show_empty(here.words(word))
        return
    pages = -(-len(decisions) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    for decision in decisions[(number - 1) * _A_PAGE : number * _A_PAGE]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                links.link_to(decision)
                st.caption(_beside(here, decision))
            show_became(here, decision)


def show_became(here: Here, decision: Decision) -> None:
    """Show the outcome of a decision, as a badge."""
    state = became(here.plan, here.assessment, decision)
    st.badge(here.words(f"became.{state}"), icon=_ICONS[state], color=_COLOURS[state])


def show_head(here: Here, decision: Decision) -> None:
    """Show what was decided, when, and its outcome."""
    w = here.words
    st.page_link(links.DECISIONS, label=w("page.decisions"), icon=":material/arrow_back:")
    st.title(plain(f"{decision.code} {decision.title}"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_became(here, decision)
        st.badge(w(f"decided.{decision.decided}"), color="gray")
        if decision.reorganisation:
            st.badge(w("field.reorganisation"), icon=":material/groups:", color="orange")
        if decision.confidential_to:
            st.badge(w("confidential"), icon=":material/lock:", color="violet")
    if decision.description:
        st.markdown(paragraphs(decision.description))


def show_facts(here: Here, decision: Decision) -> None:
    """Show the meeting that decided, who is responsible, and the deadline."""
    w = here.words
    meeting = here.plan.find(Meeting, decision.meeting_id)
    owner = here.plan.find(Position, decision.owner_id)
    with st.container(border=True):
        if meeting is not None:
            day = here.formats.day(meeting.on)
            facts.show_fact(w("field.meeting_id"), f"{meeting.title}, {day}")
        facts.show_fact(w("field.owner_id"), owner.title if owner else "")
        if decision.due is not None:
            facts.show_fact(w("field.due"), here.formats.day(decision.due))
    facts.show_findings(here, decision)


# --- the way through the bodies -----------------------------------------------------------------


def show_trail(here: Here, decision: Decision) -> None:
    """Show a decision's way through the bodies, and let the user add the next step."""
    w = here.words
    steps = here.plan.trail_of(decision.id)
    with st.container(border=True):
        st.markdown(f":material/account_balance: **{w('trail.title')}**")
        if not steps:
            st.caption(w("trail.none"))
        for step in steps:
            _show_step(here, step)
        if here.may(Permission.RUN_MEETING):
            with st.expander(w("trail.add"), icon=":material/add:"):
                _add_step(here, decision, steps)


def _show_step(here: Here, step: Adoption) -> None:
    w = here.words
    day = here.formats.day(step.on) if step.on else w("trail.no_day")
    case = w("trail.case", number=step.case_number) if step.case_number else ""
    beside = " · ".join(plain(part) for part in (day, case) if part)
    note = f"  \n{paragraphs(step.note)}" if step.note else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"**{plain(step.body)}**  \n:gray[{beside}]{note}"
        st.markdown(said, width="stretch")
        if here.may(Permission.RUN_MEETING):
            with st.popover(w("edit"), icon=":material/edit:", type="tertiary", width="content"):
                _edit_step(here, step)


def _edit_step(here: Here, step: Adoption) -> None:
    w = here.words
    with form(here, f"step.{step.id}", item=step) as drawing:
        _step_fields(drawing)
        saving = drawing.submit(w("save"))
    base = drawing.item if isinstance(drawing.item, Adoption) else step
    if saving and drawing.saved(
        lambda values: trail.change_step(here.database, base, values, by=here.person)
    ):
        session.tell_next(w("saved"))
        st.rerun()
    if st.button(w("trail.remove"), key=f"step.remove.{step.id}", type="tertiary"):
        carry_out(lambda: trail.remove_step(here.database, step, by=here.person), w)


def _add_step(here: Here, decision: Decision, steps: Sequence[Adoption]) -> None:
    w = here.words
    names = [w(f"body.{name}") for name in USUAL_BODIES]
    start = {"body": next_body(steps, names)}
    st.caption(w("trail.usual", bodies=", ".join(names)))
    with form(here, f"step.new.{decision.id}.{len(steps)}", values=start) as drawing:
        _step_fields(drawing)
        saving = drawing.submit(w("trail.add"))
    if saving and drawing.saved(
        lambda values: trail.add_step(here.database, decision, values, by=here.person)
    ):
        session.tell_next(w("saved"))
        st.rerun()


def _step_fields(drawing: Form) -> None:
    drawing.text("body", required=True)
    drawing.day("on")
    drawing.text("case_number")
    drawing.text("note", lines=2)


# --- as a table ---------------------------------------------------------------------------------

_COLUMNS = ("code", "on", "meeting_id", "title", "decided", "owner_id", "due", "became", "bodies")


def _head(here: Here) -> list[str]:
    return [here.words(f"decisions.column.{name}") for name in _COLUMNS]


def _rows(here: Here, decisions: Sequence[Decision]) -> list[list[str]]:
    return [_row(here, decision) for decision in decisions]


def _row(here: Here, decision: Decision) -> list[str]:
    w, plan = here.words, here.plan
    meeting = plan.find(Meeting, decision.meeting_id)
    owner = plan.find(Position, decision.owner_id)
    return [
        decision.code,
        here.formats.short_day(meeting.on) if meeting else "",
        meeting.title if meeting else "",
        decision.title,
        w(f"decided.{decision.decided}"),
        owner.title if owner else "",
        here.formats.short_day(decision.due) if decision.due else "",
        w(f"became.{became(plan, here.assessment, decision)}"),
        "; ".join(_step_words(here, step) for step in plan.trail_of(decision.id)),
    ]


def _step_words(here: Here, step: Adoption) -> str:
    day = here.formats.short_day(step.on) if step.on else ""
    return " ".join(part for part in (step.body, day, step.case_number) if part)


def _beside(here: Here, decision: Decision) -> str:
    meeting = here.plan.find(Meeting, decision.meeting_id)
    owner = here.plan.find(Position, decision.owner_id)
    due = here.words("decisions.by", day=here.formats.short_day(decision.due or here.today))
    late = late_actions(here.plan, here.assessment, decision)
    parts = (
        f"{meeting.title} {here.formats.short_day(meeting.on)}" if meeting else "",
        here.words(f"decided.{decision.decided}"),
        owner.title if owner else "",
        due if decision.due else "",
        *(_late_words(here, action) for action in late),
    )
    return " · ".join(plain(part) for part in parts if part)


def _late_words(here: Here, action: Action) -> str:
    days = here.assessment.actions[action.id].overdue_days
    return f"{action.code}: {here.words('action.overdue', count=days)}"
