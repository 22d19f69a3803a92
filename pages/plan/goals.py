"""Mål: what do we want under each pillar, how do we know, who owns it, what do we do about it?"""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import scope, session
from strategy.ui.messages import show_empty
from strategy.ui.plan import goals, many

here = session.require(any_strategy=True)
w = here.words

left, right = st.columns([4, 1], vertical_alignment="bottom")
with left:
    goals.show_finding(here)
    scope.tell_what_is_less(here)
with right:
    wants_new = here.may(Permission.CHANGE_PLAN) and st.button(
        w("goal.add"), type="primary", icon=":material/add:", width="stretch"
    )
    if here.may(Permission.CHANGE_PLAN):
        many.offer(here)
if wants_new:
    session.ask({"do": "add"})
if session.asked("do") == "add" and here.may(Permission.CHANGE_PLAN):
    goals.show_new(here)
if session.asked("do") == "many" and here.may(Permission.CHANGE_PLAN):
    goals.show_many(here)

pillar = goals.choose_pillar(here)
if not here.plan.goals:
    show_empty(w("goals.none"))
for shown in goals.pillars_to_show(here, pillar):
    goals.show_pillar(here, shown, paged=pillar is not None)
