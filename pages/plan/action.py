"""One action: its status, check-ins, dates and history."""

import streamlit as st

from strategy.domain.items import Action
from strategy.domain.roles import Permission
from strategy.ui import links, session, strategies
from strategy.ui.plan import actions, check_ins, dates, history, taking_up
from strategy.ui.plan.why import show_why

here = strategies.require_for(Action)
w = here.words
action = here.plan.coded(Action, session.asked("code"))

if action is None:
    links.show_not_found(links.ACTIONS, w("action.back"), w)
    st.stop()

actions.show_head(here, action)
taking_up.offer_taking_up(here, action)
if session.asked("do") == "edit" and here.may(Permission.CHANGE_PLAN):
    actions.show_edit(here, action)

left, right = st.columns([3, 2], gap="large")
with left:
    check_ins.show_form(here, action)
    check_ins.show_all(here, action)
with right:
    actions.show_facts(here, action)
    show_why(here, action)
    dates.show_dates(here, action)
    dates.show_milestones(here, action)
    actions.show_experiment(here, action)
    actions.show_involvement(here, action)
history.show_story(here, action)
