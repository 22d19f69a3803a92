"""How much of the plan a page shows."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from strategy.services import reading
from strategy.ui.session import Here


def whole_plan(here: Here) -> Here:
    """Return the same view of the whole plan, where the chosen unit must not limit it."""
    if here.unit is None:
        return here
    whole = reading.moment(
        here.database,
        by=here.person,
        today=here.today,
        as_of=here.as_of,
        strategy_id=here.visit.strategy_id,
    )
    return replace(here, moment=whole, unit=None, visit=replace(here.visit, unit_id=None))


def tell_what_is_less(here: Here) -> None:
    """Say so where the counts of a page leave out something that is not shown to this person."""
    if reading.shows_less(here.database, by=here.person):
        st.caption(f":material/lock: {here.words('scope.less')}")
