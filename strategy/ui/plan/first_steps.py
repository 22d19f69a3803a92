"""The checklist of a new plan: it ticks itself, leads to the next step, and goes when done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from strategy.domain.figures.first_steps import Step, steps_left
from strategy.domain.roles import Permission
from strategy.services.publishing import published
from strategy.ui import links, session
from strategy.ui.session import Here

_HIDDEN = "first_steps.hidden"


@dataclass(frozen=True)
class _Place:
    """Where a step is taken, and by whom."""

    page: str
    needs: Permission
    address: Mapping[str, str] = field(default_factory=dict)


_PLACES: dict[Step, _Place] = {
    Step.ORGANISATION: _Place(links.PEOPLE, Permission.ADMINISTER, {"section": "unit"}),
    Step.PEOPLE: _Place(links.PEOPLE, Permission.ADMINISTER, {"section": "position"}),
    Step.PILLARS: _Place(links.STRATEGY, Permission.CHANGE_STRATEGY, {"section": "pillar"}),
    Step.GOAL: _Place(links.GOALS, Permission.CHANGE_PLAN, {"do": "add"}),
    Step.INDICATOR: _Place(links.INDICATORS, Permission.CHANGE_PLAN, {"do": "add"}),
    Step.ACTION: _Place(links.ACTIONS, Permission.CHANGE_PLAN, {"do": "add"}),
    Step.MEETING: _Place(links.MEETINGS, Permission.RUN_MEETING),
    Step.PUBLICATION: _Place(links.PUBLISH, Permission.PREPARE_PUBLICATION),
}


def show(here: Here) -> None:
    """Show the planners of an own plan which first steps are taken and which one is next."""
    if here.plan.organisation.demo or not here.may(Permission.CHANGE_PLAN):
        return
    if session.recall(_HIDDEN, default=False):
        return
    is_published = bool(published.what_counts(here.database, by=here.person))
    left = steps_left(here.plan, is_published=is_published)
    if left:
        _show_list(here, left)


def _show_list(here: Here, left: tuple[Step, ...]) -> None:
    w = here.words
    with st.container(border=True, key="first_steps"):
        with st.container(horizontal=True, vertical_alignment="center"):
            taken, steps = len(Step) - len(left), len(Step)
            st.markdown(f"**{w('first_steps.title', taken=taken, steps=steps)}**", width="stretch")
            if st.button(w("first_steps.hide"), key="first_steps.hide", type="tertiary"):
                session.remember(_HIDDEN, value=True)
                st.rerun()
        grid = st.grid(4, min_column_width=210)
        for step in Step:
            with grid.cell():
                _show_step(here, step, is_left=step in left)
        _offer_next(here, left)


def _show_step(here: Here, step: Step, *, is_left: bool) -> None:
    w = here.words
    title = w(f"first_steps.{step}")
    place = _PLACES[step]
    if not is_left:
        st.markdown(f":green[:material/check_circle:] {title} :gray[{w('first_steps.taken')}]")
    elif here.may(place.needs):
        icon = ":material/radio_button_unchecked:"
        st.page_link(place.page, label=title, icon=icon, query_params=place.address)
    else:
        st.markdown(f":gray[:material/radio_button_unchecked:] {title}")


def _offer_next(here: Here, left: tuple[Step, ...]) -> None:
    w = here.words
    mine = next((step for step in left if here.may(_PLACES[step].needs)), None)
    if mine is None:
        return
    label = w(f"first_steps.do_{mine}")
    if st.button(label, key="first_steps.next", type="primary", icon=":material/arrow_forward:"):
        place = _PLACES[mine]
        st.switch_page(place.page, query_params=place.address)
