"""Oversikt: are we getting there, what needs us today, what changed since last time?"""

import streamlit as st

from strategy.ui import scope, session
from strategy.ui.plan import first_steps, overview, taking_up

here = session.require(past_strategy=True)

if not here.plan.goals:
    overview.show_welcome(here)
    first_steps.show(here)
    st.stop()

left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    overview.show_finding(here)
    scope.tell_what_is_less(here)
with right:
    since = overview.choose_since(here)

first_steps.show(here)

overview.show_pillars(here, since)

left, right = st.columns(2, gap="medium")
with left:
    overview.show_attention(here)
with right:
    overview.show_changes(here, since)
    taking_up.show_next_meeting(here)

overview.show_progress(here)
