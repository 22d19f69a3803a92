"""Refleksjon: what we think, each alone first, then together."""

import streamlit as st

from strategy.ui import session
from strategy.ui.reflection import prompts
from strategy.ui.reflection import round as reflection
from strategy.ui.reflection import rounds as reflection_rounds

here = session.require_invited()
w = here.words

chosen = session.asked("round")
if chosen is not None:
    reflection_rounds.show_way_back(here)
    reflection.show_round(here, chosen, big=session.asked("big") == "1")
    st.stop()

if isinstance(here, session.Here) and reflection_rounds.may_prepare(here):
    section = reflection_rounds.choose_section(here)
    if section == "questions":
        prompts.show_questions(here)
        st.stop()
    if reflection_rounds.show_form(here):
        st.stop()

reflection_rounds.show_rounds(here)
