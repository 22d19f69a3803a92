"""Refleksjon: what do we think, each first alone, then together?"""

import streamlit as st

from strategy.ui import prompts, reflection, reflection_rounds, session

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
    reflection_rounds.show_new(here)

reflection_rounds.show_rounds(here)
