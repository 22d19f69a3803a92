"""Historikk: who changed what, when and why; the plan as of any day; restoring earlier states."""

import streamlit as st

from strategy.ui import session
from strategy.ui.messages import show_empty
from strategy.ui.plan import history

here = session.require()
w = here.words

st.title(w("page.history"), anchor=False)
history.show_looking_back(here)
asked = history.choose(here)
entries = history.page_of(here, asked)
if not entries:
    show_empty(w("history.none"))
for entry in entries:
    history.show_entry(here, entry)
history.show_retired(here)
