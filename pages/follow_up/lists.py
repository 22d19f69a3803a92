"""Ansvarslister: who is responsible for what, to print or download."""

import streamlit as st

from strategy.ui import session
from strategy.ui.follow_up import duty_lists

here = session.require(past_strategy=True)

duty_lists.offer_back(here)
st.title(here.words("lists.title"), anchor=False)
listed_by = duty_lists.choose_headings(here)
duty_lists.offer_files(here, listed_by)
duty_lists.show(here, listed_by)
