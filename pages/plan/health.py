"""Planhelse: what is wrong with the plan itself, and how to mend it."""

import streamlit as st

from strategy.ui import health, session
from strategy.ui.messages import show_empty

here = session.require()
w = here.words

st.title(w("health.finding", count=len(here.findings)), anchor=False)
st.caption(w("health.explained"))
rule = health.choose_rule(here)
if not here.findings:
    show_empty(w("health.none"))
health.show_findings(here, rule)
