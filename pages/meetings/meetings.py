"""Møter: when do we meet, what is on the agenda, and what came out of the last ones?"""

import streamlit as st

from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.domain.roles import Permission
from strategy.ui import links, scope, session
from strategy.ui.meetings import listing as meetings
from strategy.ui.meetings import mails as meeting_mails
from strategy.ui.meetings import preparing
from strategy.ui.messages import show_empty

here = scope.whole_plan(session.require())

if here.as_of is not None:
    st.title(here.words("page.meetings"), anchor=False)
    show_empty(here.words("meetings.only_today"))
    st.stop()

prepared = here.plan.find(Meeting, session.asked("prepare"))
if prepared is not None and here.may(Permission.RUN_MEETING):
    if prepared.state is not MeetingState.PLANNED:
        links.go_to_meeting(prepared)
    preparing.show_head(here, prepared)
    left, right = st.columns([3, 2], gap="large")
    with left:
        preparing.show_agenda(here, prepared)
        meeting_mails.offer_agenda(here, prepared)
    with right:
        preparing.show_people(here, prepared)
        preparing.show_when(here, prepared)
    st.stop()

meetings.show_finding(here)
meetings.show_new(here)
meetings.show_all(here)
