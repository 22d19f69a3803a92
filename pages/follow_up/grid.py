"""Rediger tiltak: change many actions at once, and answer the proposed dates that wait."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import scope, session
from strategy.ui.follow_up import grid
from strategy.ui.messages import show_empty

chosen = session.require(Permission.CHANGE_PLAN)
here = scope.whole_plan(chosen)
w = here.words

st.title(w("grid.title"), anchor=False)
if here.as_of is not None:
    show_empty(w("grid.only_today"))
elif not here.plan.actions:
    show_empty(w("actions.none"))
else:
    sheet = grid.sheet(here)
    shown = grid.choose(here, sheet, within=chosen.unit)
    grid.show_editor(here, sheet, shown)
    grid.offer_setting_many(here)
    grid.offer_saving(here)
    grid.show_refusals(here, sheet)
    grid.show_story(here)
    grid.show_proposals(here)
