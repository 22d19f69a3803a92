"""Personvern: what is stored about people, why, for how long, and a copy of one's own data."""

import streamlit as st

from strategy.ui import session
from strategy.ui.administration import personal_data

here = session.somebody()

st.title(here.words("page.privacy"), anchor=False)
personal_data.show_what_is_kept(here)
personal_data.show_own(here)
personal_data.show_others(here)
