"""Strategikart: how does everything hang together, from challenge to effect?"""

import streamlit as st

from strategy.ui import session
from strategy.ui.messages import show_empty
from strategy.ui.plan import maps

here = session.require(any_strategy=True)
w = here.words

st.title(w("page.strategy-map"), anchor=False)
maps.show_foundation(here)
if not here.plan.goals:
    show_empty(w("map.none"))
    st.stop()

if maps.choose_view(here) == "flow":
    maps.show_flow(here)
else:
    maps.show_tree(here)
