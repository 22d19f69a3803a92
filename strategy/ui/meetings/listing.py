"""The parts of Møter: which meetings there are, and planning another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.domain.meetings.agenda import agenda_of, decisions_of, next_meeting
from strategy.domain.roles import Permission
from strategy.services.meetings import agendas
from strategy.services.meetings import running as service
from strategy.ui import links, session
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.pressing import then
from strategy.ui.registers import nothing_open
from strategy.ui.session import Here
from strategy.ui.text import plain

_A_PAGE = 12
_USUAL_DAYS = 14


def show_finding(here: Here) -> None:
    """Say when the next meeting is."""
    w = here.words
    if any(meeting.state is MeetingState.RUNNING for meeting in here.plan.meetings):
        title = w("meetings.running")
    else:
        coming = next_meeting(here.plan, today=here.today)
        if coming is None:
            title = w("meetings.none_planned")
        elif coming.on == here.today:
            title = w("meetings.today")
        else:
            title = w("meetings.next", day=here.formats.day(coming.on))
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        st.title(title, anchor=False)
        st.caption(w("meetings.explained"))
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if here.may(Permission.RUN_MEETING):
            st.button(
                w("meetings.new"),
                icon=":material/add:",
                key="meetings.new",
                on_click=then(here, session.ask, {"do": "add"}),
            )


def show_new(here: Here) -> None:
    """Show the form for a new meeting, and plan it."""
    if session.asked("do") != "add" or not here.may(Permission.RUN_MEETING):
        return
    w = here.words
    st.header(w("meetings.new"), anchor=False)
    known = {one.key: one for one in agendas.templates(w.language)}
    chosen = st.radio(
        w("field.template"),
        list(known),
        format_func=lambda key: known[key].title,
        captions=[one.explained for one in known.values()],
        key="field.template",
    )
    template = known[chosen or agendas.FROM_PLAN]
    usual = template.meetings[0]
    start = {"on": here.today + timedelta(days=_USUAL_DAYS)}
    # One form for all templates: what is written stays when another is chosen.
    with form(here, "meeting.new", values=start) as drawing:
        drawing.text("title", hint=w("meetings.title_from_template"), example=usual.title)
        left, middle, right = st.columns([2, 1, 3])
        with left:
            drawing.day("on", required=True)
        with middle:
            drawing.text("begins", example=usual.begins)
        with right:
            drawing.text("place")
        if len(template.meetings) > 1:
            st.caption(w("meetings.second_follows"))
        saving = drawing.submit(w("meetings.plan_it"))
    st.button(
        w("cancel"), key="meetings.cancel", type="tertiary", on_click=then(here, nothing_open)
    )
    if saving:
        suggested = {"title": usual.title, "begins": usual.begins}
        made = drawing.save(
            lambda values: _plan(
                here, template.key, {**values, **_unless_written(suggested, values)}
            )
        )
        if made is not None:
            session.tell_next(w("meetings.planned"))
            session.ask({"do": None, "prepare": made[0].id})
            st.rerun()


def _unless_written(suggested: dict[str, str], values: dict[str, Any]) -> dict[str, str]:
    return {name: said for name, said in suggested.items() if not str(values[name]).strip()}


def _plan(here: Here, template: str, values: dict[str, Any]) -> tuple[Meeting, ...]:
    return service.plan_meeting(
        here.database,
        values,
        template=template,
        by=here.person,
        language=here.words.language,
        today=here.today,
    )


def show_all(here: Here) -> None:
    """Show the coming meetings, the next first, and the past ones, the latest first."""
    w = here.words
    coming = [m for m in here.plan.meetings if _is_coming(here, m)]
    past = [m for m in reversed(here.plan.meetings) if not _is_coming(here, m)]
    if not here.plan.meetings:
        show_empty(w("meetings.none"))
    if coming:
        st.header(w("meetings.coming"), anchor=False)
    for meeting in coming:
        _show_line(here, meeting)
    if past:
        st.header(w("meetings.past"), anchor=False)
    pages = -(-len(past) // _A_PAGE)
    number = st.pagination(pages, key="meetings.page") if pages > 1 else 1
    for meeting in past[(number - 1) * _A_PAGE : number * _A_PAGE]:
        _show_line(here, meeting)


def _is_coming(here: Here, meeting: Meeting) -> bool:
    if meeting.state is MeetingState.RUNNING:
        return True
    return meeting.state is MeetingState.PLANNED and meeting.on >= here.today


def _show_line(here: Here, meeting: Meeting) -> None:
    w = here.words
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            when = [here.formats.day(meeting.on)]
            when += [w("meeting.at", begins=meeting.begins)] if meeting.begins else []
            st.markdown(f"**{plain(meeting.title)}**")
            st.markdown(f"{plain(' '.join(when))} · :gray[{_in_short(here, meeting)}]")
        with st.container(
            horizontal=True, vertical_alignment="center", width="content", gap="small"
        ):
            _show_state(here, meeting)
            _offer_ways(here, meeting)


def _in_short(here: Here, meeting: Meeting) -> str:
    w = here.words
    items = w("meetings.items", count=len(agenda_of(here.plan, meeting.id)))
    asked = sum(a.meeting_id == meeting.id for a in here.plan.attendances)
    if meeting.state is MeetingState.PLANNED:
        parts = [items, w("meetings.asked_count", count=asked)]
    else:
        decided = len(decisions_of(here.plan, meeting.id))
        parts = [items, w("meetings.decisions", count=decided)]
    place = [plain(meeting.place)] if meeting.place else []
    return " · ".join((*place, *parts))


_LOOKS: dict[MeetingState, tuple[str, str]] = {
    MeetingState.PLANNED: ("blue", ":material/event:"),
    MeetingState.RUNNING: ("orange", ":material/play_circle:"),
    MeetingState.HELD: ("gray", ":material/edit_note:"),
    MeetingState.APPROVED: ("green", ":material/lock:"),
}


def _show_state(here: Here, meeting: Meeting) -> None:
    colour, icon = _LOOKS[meeting.state]
    word = here.words(f"meeting_state.{meeting.state}")
    if meeting.state is MeetingState.PLANNED and meeting.on < here.today:
        colour, icon, word = "gray", ":material/event:", here.words("meetings.no_minutes")
    st.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]  # one of its colours


def _offer_ways(here: Here, meeting: Meeting) -> None:
    w = here.words
    runs = here.may(Permission.RUN_MEETING)
    if meeting.state is MeetingState.PLANNED and runs:
        coming = meeting.on >= here.today
        st.button(
            w("meetings.prepare" if coming else "meetings.write_up"),
            icon=":material/edit_calendar:",
            key=f"meetings.prepare.{meeting.id}",
            type="tertiary",
            on_click=then(here, session.ask, {"prepare": meeting.id, "do": None, "item": None}),
        )
    if meeting.state is MeetingState.PLANNED and meeting.on < here.today:
        return
    label = {
        MeetingState.PLANNED: "meetings.open",
        MeetingState.RUNNING: "meetings.open" if runs else "meetings.follow",
        MeetingState.HELD: "meetings.write_up" if runs else "meetings.read",
        MeetingState.APPROVED: "meetings.read",
    }[meeting.state]
    links.link_to_meeting(meeting, label=w(label))
