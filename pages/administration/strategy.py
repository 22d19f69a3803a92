"""Strategien: its title and foundation, and when it is adopted and discussed."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.plan import strategy_settings

here = registers.require(Permission.CHANGE_STRATEGY, with_draft=True)

st.title(here.words("page.strategy"), anchor=False)
section = strategy_settings.choose_section(here)
strategy_settings.show_section(here, section)
