"""Tiltak: who does what by when, and what slips?"""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.services.plan.many import Many
from strategy.ui import scope, session
from strategy.ui.messages import show_empty
from strategy.ui.plan import actions, many
from strategy.ui.strategies import of_draft

here = session.require(any_strategy=True)
w = here.words

left, right = st.columns([4, 1], vertical_alignment="bottom")
with left:
    actions.show_finding(here)
    scope.tell_what_is_less(here)
with right:
    if here.may(Permission.CHANGE_PLAN) and st.button(
        w("action.add"), type="primary", icon=":material/add:", width="stretch"
    ):
        session.ask({"do": "add"})
    if here.may(Permission.CHANGE_PLAN):
        many.offer(here)
if session.asked("do") == "add" and here.may(Permission.CHANGE_PLAN):
    st.header(w("action.add"), anchor=False)
    actions.show_new(here)
    actions.offer_cancel(here)
if session.asked("do") == "many" and here.may(Permission.CHANGE_PLAN):
    many.show(here, Many.ACTION, {**of_draft(here), "start": here.today})

shown = actions.choose(here)
if not here.plan.actions:
    show_empty(w("actions.none"))
elif not shown.actions:
    show_empty(w("actions.none_match"))
else:
    actions.show_page(here, shown)
