"""One indicator: its series against the target path, and a place to record the next figure."""

import streamlit as st

from strategy.domain.items import Indicator
from strategy.domain.roles import Permission
from strategy.ui import links, session, strategies
from strategy.ui.plan import history, indicators, measurements
from strategy.ui.series import taking_in

here = strategies.require_for(Indicator)
w = here.words
indicator = here.plan.coded(Indicator, session.asked("code"))

if indicator is None:
    links.show_not_found(links.INDICATORS, w("indicator.back"), w)
    st.stop()

indicators.show_head(here, indicator)
if session.asked("do") == "edit" and here.may(Permission.CHANGE_PLAN):
    indicators.show_edit(here, indicator)
indicators.show_trend(here, indicator)

left, right = st.columns([3, 2], gap="large")
with left:
    measurements.show_form(here, indicator)
    taking_in.show(here, indicator)
    measurements.show_all(here, indicator)
    measurements.show_kept(here, indicator)
with right:
    indicators.show_facts(here, indicator)
    indicators.show_targets(here, indicator)
history.show_story(here, indicator)
