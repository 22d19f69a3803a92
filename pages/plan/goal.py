"""One goal: its status, its indicators, its actions and its history."""

import streamlit as st

from strategy.domain.items import Goal
from strategy.domain.roles import Permission
from strategy.ui import links, session, strategies
from strategy.ui.plan import goals, history, taking_up
from strategy.ui.plan.why import show_why

here = session.require(any_strategy=True)
w = here.words
goal = here.plan.coded(Goal, session.asked("code"))

if goal is None:
    links.show_not_found(links.GOALS, w("goal.back"), w)
    st.stop()

goals.show_head(here, goal)
taking_up.offer_taking_up(here, goal)
if session.asked("do") == "edit" and here.may(Permission.CHANGE_PLAN):
    goals.show_edit(here, goal)
elif session.asked("do") == "indicator" and here.may(Permission.CHANGE_PLAN):
    goals.show_new_indicator(here, goal)
elif session.asked("do") == "action" and here.may(Permission.CHANGE_PLAN):
    goals.show_new_action(here, goal)

left, right = st.columns([3, 2], gap="large")
with left:
    goals.show_indicators(here, goal)
    goals.show_actions(here, goal)
with right:
    goals.show_facts(here, goal)
    strategies.show_carried(here, goal)
    show_why(here, goal)
    goals.show_involvement(here, goal)
history.show_story(here, goal)
