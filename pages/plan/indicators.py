"""Indikatorer: is it working?"""

import streamlit as st

from strategy.domain.items import Direction
from strategy.domain.roles import Permission
from strategy.services.plan.many import Many
from strategy.ui import session
from strategy.ui.messages import show_empty
from strategy.ui.plan import indicators, many
from strategy.ui.strategies import of_draft

here = session.require(any_strategy=True)
w = here.words

left, right = st.columns([4, 1], vertical_alignment="bottom")
with left:
    indicators.show_finding(here)
with right:
    if here.may(Permission.CHANGE_PLAN) and st.button(
        w("indicator.add"), type="primary", icon=":material/add:", width="stretch"
    ):
        session.ask({"do": "add"})
    if here.may(Permission.CHANGE_PLAN):
        many.offer(here)
if session.asked("do") == "add" and here.may(Permission.CHANGE_PLAN):
    st.header(w("indicator.add"), anchor=False)
    indicators.show_new(here)
    indicators.offer_cancel(here)
if session.asked("do") == "many" and here.may(Permission.CHANGE_PLAN):
    many.show(here, Many.INDICATOR, {**of_draft(here), "direction": Direction.NONE})

chosen = indicators.choose(here)
if not here.plan.indicators:
    show_empty(w("indicators.none"))
elif not chosen:
    show_empty(w("indicators.none_match"))
else:
    indicators.show_cards(here, chosen)
