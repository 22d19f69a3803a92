"""The parts of Ansvar."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from strategy.charts import owner_load
from strategy.domain.items import Action, ActionState, Position, Signal
from strategy.domain.plan import grouped
from strategy.ui import facts, links
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.session import Here
from strategy.ui.signals import show_signal
from strategy.ui.text import plain

_LOAD = Picture("load", owner_load.owner_load_figure, owner_load.summary, owner_load.table)

_MOST = 8
_NOBODY = "none"


def show_finding(here: Here) -> None:
    """Say how many positions carry the open actions, and what nobody carries."""
    w = here.words
    carried = _carried(here)
    nobody = len(carried.get(_NOBODY, ()))
    count = sum(len(actions) for actions in carried.values())
    title = w("responsibility.finding", owners=len(carried.keys() - {_NOBODY}), count=count)
    if nobody:
        title += w("responsibility.nobody", nobody=nobody)
    st.title(title, anchor=False)


def show_load(here: Here) -> None:
    """Show what falls due for whom, month by month."""
    chart = drawn(here, _LOAD, lambda: owner_load.owner_load(here.plan, here.assessment))
    show_chart(here, chart, key="load")


def choose_owner(here: Here) -> str | None:
    """Let one choose a position; none means those who carry most."""
    titles = {p.id: p.title for p in here.plan.positions}
    titles[_NOBODY] = here.words("owner.none")
    return choose("owner", here.words("filter.owner"), titles, here.words, width=360)


def show_lists(here: Here, owner: str | None) -> None:
    """Show each responsible position with its open actions, those with most first."""
    carried = Counter({key: len(actions) for key, actions in _carried(here).items()})
    owners = [owner] if owner else [key for key, _ in carried.most_common(_MOST)]
    for key in owners:
        _show_owner(here, key, whole=owner is not None)
    if not owner and len(carried) > _MOST:
        st.caption(here.words("responsibility.more", count=len(carried) - _MOST))


def _show_owner(here: Here, key: str, *, whole: bool) -> None:
    w = here.words
    position = here.plan.find(Position, key)
    people = {person.id: person.name for person in here.plan.people}
    nobody = w("owner.none")
    title = position.title if position else nobody[:1].upper() + nobody[1:]
    st.subheader(plain(title), anchor=False)
    if position is not None:
        holder = people.get(position.holder_id or "") or w("position.vacant")
        deputy = people.get(position.deputy_id or "")
        said = [plain(holder)] + ([w("position.deputy", name=plain(deputy))] if deputy else [])
        st.caption(" · ".join(said))
    mine = _carried(here).get(key, ())
    for action in mine if whole else mine[:_MOST]:
        _show_line(here, action)
    if not whole and len(mine) > _MOST:
        st.page_link(
            links.RESPONSIBILITY,
            label=w("responsibility.all_of", count=len(mine)),
            query_params={"owner": key},
        )


def _show_line(here: Here, action: Action) -> None:
    signal = here.assessment.actions[action.id].signal
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link_to(action)
        due = facts.due_words(here, action) or here.words("due.none")
        st.markdown(plain(due), width="content")
        if signal is not Signal.ON_TRACK:
            show_signal(signal, here.words)


def _carried(here: Here) -> dict[str, tuple[Action, ...]]:
    """Return the open actions by who carries them, the soonest due first."""
    return here.moment.once("carried", lambda: _by_owner(here))


def _by_owner(here: Here) -> dict[str, tuple[Action, ...]]:
    still_open = (a for a in here.plan.actions if a.state is ActionState.OPEN)
    soonest = sorted(still_open, key=lambda a: (a.due is None, a.due or here.day))
    return grouped(soonest, lambda action: (_owner_key(here, action),))


def _owner_key(here: Here, action: Action) -> str:
    position = here.plan.find(Position, action.owner_id)
    return position.id if position else _NOBODY
