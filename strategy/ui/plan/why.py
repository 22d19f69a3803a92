"""Why we do this: a short chain that can be read aloud, from reflection to effect."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from strategy.domain.items import Action, Goal, Indicator
from strategy.domain.meeting_items import Agreement, Decision
from strategy.domain.why import Why, decided_on, why
from strategy.services.reflection import answering as reflection
from strategy.ui import links
from strategy.ui.session import Here
from strategy.ui.signals import coloured_symbol
from strategy.ui.text import one_line, plain, shortened

_BRIEF = 6
_LONG = 160


def show_why(here: Here, item: Goal | Action | Decision | Agreement) -> None:
    """Show where an item comes from and what came of it, as far as this person may see it."""
    found = why(here.plan, item.id)
    if found is None:
        return
    w = here.words
    title = w("why.title") if isinstance(item, Goal | Action) else w("why.chain")
    with st.container(border=True):
        st.markdown(f":material/route: **{title}**")
        for agreement in found.agreements:
            _show_agreement(here, agreement)
        for decision in found.decisions:
            _show_decision(here, decision)
        if found.carried_from is not None:
            before = found.carried_from
            text = plain(f"{before.code} {before.title}")
            st.markdown(_step(w("why.carried"), text))
        if not found.is_known and isinstance(item, Goal | Action):
            st.caption(w("why.nothing"))
        _show_what_follows(here, found)


def _show_agreement(here: Here, agreement: Agreement) -> None:
    w = here.words
    said = f"«{plain(agreement.sentence)}»"
    level = w("why.level", level=agreement.level) if agreement.level else ""
    beside = " · ".join(part for part in (here.formats.short_day(agreement.on), level) if part)
    st.markdown(_step(w("why.agreed"), said, beside))
    asked = {one.id: one for one in reflection.rounds(here.database, by=here.person)}
    if agreement.round_key in asked:
        st.page_link(
            links.REFLECTION,
            label=one_line(w("why.round", title=asked[agreement.round_key].title)),
            icon=":material/forum:",
            query_params={"round": agreement.round_key},
        )


def _show_decision(here: Here, decision: Decision) -> None:
    on = decided_on(here.plan, decision)
    st.markdown(_step(here.words("why.decided"), "", here.formats.short_day(on) if on else ""))
    links.link_to(decision)


def _show_what_follows(here: Here, found: Why) -> None:
    w = here.words
    if found.goals:
        st.markdown(_step(w("why.goals"), ""))
        for goal in found.goals[:_BRIEF]:
            _show_linked(here, goal)
    if found.actions and not isinstance(found.about, Goal):
        st.markdown(_step(w("why.actions"), ""))
        for action in found.actions[:_BRIEF]:
            _show_linked(here, action)
    elif found.actions:
        # The goal's own page lists the actions: here a count is enough.
        st.markdown(_step(w("why.actions"), _counted(here, found.actions)))
    if found.indicators:
        st.markdown(_step(w("why.effect"), ""))
        st.markdown("  \n".join(_effects(here, found.indicators[:_BRIEF])))


def _show_linked(here: Here, item: Goal | Action) -> None:
    if item.id in here.assessment.goals or item.id in here.assessment.actions:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(_signal_of(here, item), width="content")
            links.link_to(item)
    else:
        # It has left the plan, so there is no page to open, but it was part of the decision.
        gone = here.words("why.gone")
        st.markdown(f"{plain(f'{item.code} {item.title}')} :gray[· {gone}]")


def _signal_of(here: Here, item: Goal | Action) -> str:
    statuses = here.assessment.goals if isinstance(item, Goal) else here.assessment.actions
    signal = statuses[item.id].signal
    return f"{coloured_symbol(signal)} {here.words(f'signal.{signal}')}"


def _counted(here: Here, actions: tuple[Action, ...]) -> str:
    done = sum(here.assessment.actions[action.id].signal == "done" for action in actions)
    return here.words("why.actions_counted", count=len(actions), done=done)


def _effects(here: Here, indicators: tuple[Indicator, ...]) -> Iterator[str]:
    for indicator in indicators:
        status = here.assessment.indicators.get(indicator.id)
        if status is not None:
            said = f"{coloured_symbol(status.signal)} {here.words(f'signal.{status.signal}')}"
            yield f"{said} · {plain(shortened(indicator.title, _LONG))}"


def _step(label: str, text: str, beside: str = "") -> str:
    head = f":gray[{label}{f' · {plain(beside)}' if beside else ''}]"
    return f"{head}  \n{text}" if text else head
