"""Planhelse: what is wrong with the plan itself, whether it improves, and how to fix it."""

import streamlit as st

from strategy.ui import session
from strategy.ui.follow_up import health
from strategy.ui.messages import show_empty

here = session.require(past_strategy=True)
w = here.words

st.title(w("health.finding", count=len(here.findings)), anchor=False)
st.caption(w("health.explained"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    grouping = health.choose_grouping(here)
    rule = health.choose_rule(here)
health.show_trend(here, rule)
if not here.findings:
    show_empty(w("health.none"))
health.show_findings(here, grouping, rule)
