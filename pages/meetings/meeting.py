"""Møtet: the agenda on everybody's screen, item by item; the minutes once it has been held."""

import streamlit as st

from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.ui import links, scope, session
from strategy.ui.meetings import deciding, minutes, running
from strategy.ui.meetings import mails as meeting_mails
from strategy.ui.messages import show_empty
from strategy.ui.text import plain

here = scope.whole_plan(session.require())
w = here.words
meeting = here.plan.find(Meeting, session.asked("meeting"))

if meeting is None or meeting.state is not MeetingState.RUNNING:
    st.page_link(links.MEETINGS, label=w("meetings.back"), icon=":material/arrow_back:")
if here.as_of is not None:
    show_empty(w("meetings.only_today"))
    st.stop()
if meeting is None:
    st.title(w("page.meeting"), anchor=False)
    show_empty(w("error.not_found"))
    st.stop()

running.follow_meeting(here, meeting)
if meeting.state in {MeetingState.HELD, MeetingState.APPROVED}:
    told = minutes.minutes_of(here, meeting)
    st.title(f"{w('minutes.minutes')}: {plain(meeting.title)}", anchor=False)
    minutes.show_head(here, told)
    minutes.offer_approving(here, meeting)
    meeting_mails.offer_minutes(here, meeting)
    minutes.show_minutes(here, told)
    minutes.offer_decision(here, meeting)
    st.stop()

now = running.running(here, meeting)
st.title(plain(meeting.title), anchor=False)
if meeting.state is MeetingState.PLANNED:
    running.offer_start(here, meeting)
    running.show_agenda_only(now)
    st.stop()

running.show_steering(now)
running.show_screen(now)
running.tell_who_steers(now)
left, right = st.columns([3, 2], gap="large")
with left:
    running.show_round(now)
    running.show_item_notes(now)
    running.show_figures(now)
    if now.steers and (now.shown_item or not now.items):
        deciding.show_deciding(here, meeting, now.shown_item)
    deciding.show_decided(here, meeting, shown_item_id=now.clock.agenda_item_id)
with right:
    running.show_agenda(now)
    running.show_attendance(here, meeting, steers=now.steers)
