"""Which strategy the user looks at: the one in force, the draft, or an earlier one."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Action, Goal, Indicator, Strategy
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission
from strategy.domain.strategies import is_in_preparation, is_upcoming, unfinished
from strategy.i18n import Words
from strategy.services import reading
from strategy.services.plan import strategies
from strategy.ui import session
from strategy.ui.forms import form
from strategy.ui.session import Here
from strategy.ui.text import one_line, plain, shortened

SHOWN_ON = frozenset({"strategy-map", "goals", "goal", "actions", "indicators"})
"""The pages that show the chosen strategy, whichever it is."""

READ_ON = frozenset({"overview", "responsibility", "health", "lists"})
"""The pages with figures: they show a superseded strategy that is chosen, but not a draft."""

OF_THEMSELVES = frozenset({"action", "indicator"})
"""The pages that say themselves which strategy they show, because it depends on the item."""

SET_ON = frozenset({"strategy"})
"""The pages where the draft strategy can be edited too, but not a superseded one."""


def choose(plan: Plan, w: Words) -> None:
    """Let the user choose which strategy to look at, where there is more than one."""
    holds = plan.strategy
    if holds is None or len(plan.strategies) <= 1:
        return
    names = {s.id: named(s, w) for s in reversed(plan.strategies)}
    now = session.chosen_strategy(plan) or holds
    ids = list(names)
    chosen = st.selectbox(
        w("kind.strategy"),
        ids,
        index=ids.index(now.id),
        format_func=lambda strategy_id: names[strategy_id],
        key=f"frame.strategy.{now.id}",
        help=w("strategies.choose_help"),
    )
    if chosen != now.id:
        look_at(None if chosen == holds.id else chosen)


def named(strategy: Strategy, w: Words) -> str:
    """Return a strategy's title and status, for a list."""
    is_draft = is_in_preparation(strategy) and not is_upcoming(strategy)
    state = "prepared" if is_draft else str(strategy.status)
    return one_line(f"{strategy.title} ({w(f'strategies.state.{state}')})")


def look_at(strategy_id: str | None) -> None:
    """Look at a strategy, on every page that shows it; None is the one in force."""
    session.remember(session.STRATEGY, strategy_id)
    st.rerun()


def of_draft(here: Here) -> dict[str, str]:
    """Return the values that put a new item in the draft, if that is looked at; else none."""
    draft = here.drafting
    return {"strategy_id": draft.id} if draft is not None else {}


def shown_on(plan: Plan, path: str) -> Strategy | None:
    """Return the strategy that a page shows because it is chosen; None for the one in force."""
    strategy = session.chosen_strategy(plan)
    if strategy is None or path in SHOWN_ON | OF_THEMSELVES:
        return strategy
    others = SET_ON if is_in_preparation(strategy) else READ_ON
    return strategy if path in others else None


def show_looked_at(plan: Plan, w: Words, *, path: str) -> None:
    """Say which strategy is shown if it is not the one in force, and offer the way back.

    A page that shows the one in force all the same says so.
    """
    strategy = session.chosen_strategy(plan)
    if strategy is None or path in OF_THEMSELVES:
        return
    title = plain(strategy.title)
    if shown_on(plan, path) is None:
        told, icon = w("strategies.not_here", title=title), ":material/info:"
    elif is_upcoming(strategy):
        day = w.formats.day(strategy.first_day)
        told = w("strategies.looking_at_upcoming", title=title, day=day)
        icon = ":material/event_upcoming:"
    elif is_in_preparation(strategy):
        told, icon = w("strategies.looking_at_draft", title=title), ":material/edit_document:"
    else:
        day = w.formats.day(strategy.superseded_on) if strategy.superseded_on else ""
        told, icon = w("strategies.looking_at_past", title=title, day=day), ":material/history:"
    with st.container(horizontal=True, border=True, vertical_alignment="center"):
        st.markdown(f"{icon} **{told}**", width="stretch")
        if st.button(w("strategies.back"), key="frame.strategy.back"):
            look_at(None)


def require_for(kind: type[Action] | type[Indicator]) -> Here:
    """Return who is here to look at one action or indicator of the chosen strategy.

    Carried-over items are still followed up in the strategy in force: they are shown there.
    """
    here = session.require(any_strategy=True)
    item = here.plan.coded(kind, session.asked("code"))
    plan = reading.open_plan(here.database)
    strategy = session.chosen_strategy(plan)
    if strategy is None:
        return here
    if here.drafting and (item is None or item.id not in _only_prepared(here)):
        st.info(here.words("strategies.followed_up_now"), icon=":material/info:")
        return session.require()
    show_looked_at(plan, here.words, path="goal")
    return here


def _only_prepared(here: Here) -> set[str]:
    in_force = reading.moment(here.database, by=here.person, today=here.today).plan
    return {item.id for item in in_force.elsewhere}


def show_carried(here: Here, goal: Goal) -> None:
    """Show what a goal of the draft carries over from the strategy in force."""
    draft = here.drafting
    if draft is None or goal.carried_from is None:
        return
    w = here.words
    holds = reading.moment(here.database, by=here.person, today=here.today).plan
    before = holds.find(Goal, goal.carried_from)
    offered = unfinished(holds.actions_for(goal.carried_from))
    with st.container(border=True):
        st.markdown(f":material/move_up: **{w('strategies.carried')}**")
        if before is not None:
            st.caption(plain(f"{before.code} {before.title}"))
        st.caption(w("strategies.carried_help"))
        if not here.may(Permission.CHANGE_PLAN):
            return
        _choose_actions(here, goal, {a.id: _action_name(a) for a in offered})


def _choose_actions(here: Here, goal: Goal, offered: dict[str, str]) -> None:
    with form(here, f"carried.{goal.id}", item=goal) as drawing:
        drawing.choices("carried_action_ids", offered)
        saving = drawing.submit(here.words("save"))
    base = drawing.item if isinstance(drawing.item, Goal) else goal
    if saving and drawing.saved(
        lambda values: strategies.carry_actions(
            here.database, base, values["carried_action_ids"], by=here.person
        )
    ):
        session.tell_next(here.words("saved"))
        st.rerun()


def _action_name(action: Action) -> str:
    return one_line(shortened(f"{action.code} {action.title}", 70))
