"""From a goal or an action to the next meeting, and back."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Action, Goal
from strategy.domain.meeting_items import Meeting, MeetingState, Topic
from strategy.domain.meetings.agenda import next_meeting
from strategy.domain.roles import Permission
from strategy.services.meetings import running as service
from strategy.ui import links
from strategy.ui.acting import carry_out
from strategy.ui.session import Here


def offer_taking_up(here: Here, item: Goal | Action) -> None:
    """Offer to put a goal or an action on the next meeting's agenda, or say that it is there."""
    meeting = next_meeting(here.plan, today=here.today)
    if meeting is None or here.as_of is not None:
        return
    w, day = here.words, here.formats.day(meeting.on)
    if _is_on(here, meeting, item):
        links.link_to_meeting(meeting, label=w("meetings.is_taken_up", day=day))
    elif here.may(Permission.RUN_MEETING) and st.button(
        w("meetings.to_be_taken_up", day=day),
        key=f"take_up.{item.id}",
        icon=":material/playlist_add:",
        type="tertiary",
    ):
        _take_up(here, meeting, item)


def _is_on(here: Here, meeting: Meeting, item: Goal | Action) -> bool:
    agenda = (one for one in here.plan.agenda_items if one.meeting_id == meeting.id)
    return any(item.id in (*one.goal_ids, *one.action_ids) for one in agenda)


def _take_up(here: Here, meeting: Meeting, item: Goal | Action) -> None:
    about = "goal_ids" if isinstance(item, Goal) else "action_ids"
    values = {
        "title": item.title,
        "topic": Topic.TALK,
        about: (item.id,),
        # What is confidential is confidential on the agenda too.
        "confidential_to": item.confidential_to,
    }
    carry_out(
        lambda: service.add_item(here.database, meeting.id, values, by=here.person),
        here.words,
        news=here.words("meetings.taken_up"),
    )


def show_next_meeting(here: Here) -> None:
    """Show a link to the running meeting, or to the next one."""
    if here.as_of is not None:
        return
    w = here.words
    running = [m for m in here.plan.meetings if m.state is MeetingState.RUNNING]
    meeting = next(iter(running), None) or next_meeting(here.plan, today=here.today)
    if meeting is None:
        return
    day = here.formats.day(meeting.on)
    links.link_to_meeting(
        meeting, label=w("meetings.running") if running else w("meetings.next", day=day)
    )
