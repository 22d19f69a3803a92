"""One decision: why it was taken, what it led to, and its way through the bodies."""

import streamlit as st

from strategy.domain.meeting_items import Decision
from strategy.ui import links, session
from strategy.ui.meetings import decisions
from strategy.ui.plan import facts, history
from strategy.ui.plan.why import show_why

here = session.require()
w = here.words
decision = here.plan.coded(Decision, session.asked("code"))

if decision is None:
    links.show_not_found(links.DECISIONS, w("page.decisions"), w)
    st.stop()

decisions.show_head(here, decision)
left, right = st.columns([3, 2], gap="large")
with left:
    show_why(here, decision)
    decisions.show_trail(here, decision)
with right:
    decisions.show_facts(here, decision)
    facts.show_involvement(here, decision)
history.show_story(here, decision)
