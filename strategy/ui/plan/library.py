"""Offering what others know beside a form: searched, chosen, adjusted, and only then taken in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from strategy.domain.items import Goal, Item, Pillar
from strategy.services.plan.library import Library, Suggestion, library, not_taken, pillar_for
from strategy.ui import session
from strategy.ui.session import Here
from strategy.ui.text import one_line


def offer_goals(here: Here) -> Suggestion | None:
    """Offer example goals, those of the chosen pillar first."""
    pillar = here.plan.coded(Pillar, session.asked("pillar"))
    return _offer(here, "goal", _known(here).goals, here.plan.goals, first=pillar)


def offer_actions(here: Here, goal: Goal | None) -> Suggestion | None:
    """Offer example actions, those under the goal's pillar first."""
    pillar = here.plan.pillar_of(goal) if goal else None
    return _offer(here, "action", _known(here).actions, here.plan.actions, first=pillar)


def offer_indicators(here: Here, goal: Goal | None) -> Suggestion | None:
    """Offer the usual indicators, those under the goal's pillar first."""
    pillar = here.plan.pillar_of(goal) if goal else None
    return _offer(here, "indicator", _known(here).indicators, here.plan.indicators, first=pillar)


def offer_challenges(here: Here) -> Suggestion | None:
    """Offer the usual challenges."""
    return _offer(here, "challenge", _known(here).challenges, here.plan.challenges)


def _known(here: Here) -> Library:
    return library(here.words.language)


def _offer(
    here: Here,
    kind: str,
    suggestions: Sequence[Suggestion],
    items: Sequence[Item],
    *,
    first: Pillar | None = None,
) -> Suggestion | None:
    """Let the user search the suggestions for one; what is in the plan already is left out."""
    w = here.words
    left = not_taken(suggestions, items)
    if not left:
        return None
    found = {one.key: one for one in sorted(left, key=lambda one: _place(here, one, first))}
    asked = session.asked("library")
    keys = list(found)
    chosen = st.selectbox(
        w(f"library.{kind}"),
        keys,
        index=keys.index(asked) if asked in found else None,
        format_func=lambda key: one_line(_label(here, found[key])),
        key=f"library.{kind}",
        placeholder=w("library.search", count=len(keys)),
        help=w("library.help"),
    )
    return found.get(chosen or "")


def _place(here: Here, one: Suggestion, first: Pillar | None) -> bool:
    return first is not None and pillar_for(here.plan, one) != first


def _label(here: Here, one: Suggestion) -> str:
    titles = {pillar.code: pillar.title for pillar in _known(here).pillars}
    pillar = titles.get(one.pillar_code)
    return f"{pillar}: {one.title}" if pillar else one.title
