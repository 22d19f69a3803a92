"""Medvirkning: who was involved in what, what awaits an answer, and who was never asked."""

import streamlit as st

from strategy.ui import session
from strategy.ui.meetings import hearings
from strategy.ui.plan import involvement

here = session.require()

involvement.show_finding(here)
left, right = st.columns([3, 2], gap="large")
with left:
    hearings.show_hearings(here)
with right:
    involvement.show_waiting(here)
    involvement.show_gaps(here)
involvement.show_log(here)
