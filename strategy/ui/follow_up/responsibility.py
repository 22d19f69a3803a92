"""The parts of Ansvar."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from strategy.charts import age_by_unit, owner_load, postponements
from strategy.domain.items import Action, ActionState, Position, Signal
from strategy.domain.plan import grouped
from strategy.domain.roles import Permission
from strategy.ui import links
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.signals import show_signal
from strategy.ui.text import plain

_LOAD = Picture("load", owner_load.owner_load_figure, owner_load.summary, owner_load.table)

_AGE = Picture(
    "age by unit", age_by_unit.age_by_unit_figure, age_by_unit.summary, age_by_unit.table
)
_POSTPONED = Picture(
    "postponements",
    postponements.postponements_figure,
    postponements.summary,
    postponements.table,
)
_PICTURES = ("load", "age", "postponed", "postponed_units")

_MOST = 8
_NOBODY = "none"


def show_finding(here: Here) -> None:
    """Say how many positions carry the open actions, and how many actions have no owner."""
    w = here.words
    carried = _carried(here)
    nobody = len(carried.get(_NOBODY, ()))
    count = sum(len(actions) for actions in carried.values())
    title = w("responsibility.finding", owners=len(carried.keys() - {_NOBODY}), count=count)
    if nobody:
        title += w("responsibility.without", count=nobody)
    st.title(title, anchor=False)


def offer_lists(here: Here) -> None:
    """Offer the lists to print and, to those who may report, the workbooks to send out."""
    w = here.words
    with st.container(horizontal=True):
        st.page_link(links.LISTS, label=w("responsibility.lists"), icon=":material/print:")
        if here.may(Permission.REPORT):
            st.page_link(links.ROWS, label=w("owner_rows.title"), icon=":material/table_view:")


def choose_picture(here: Here) -> str:
    """Let the user choose a chart: dates ahead, age of the last report, dates that moved."""
    w = here.words
    names = {name: w(f"responsibility.picture.{name}") for name in _PICTURES}
    label = w("responsibility.picture")
    chosen = choose("picture", label, names, w, shape="segments", default=_PICTURES[0])
    return chosen or _PICTURES[0]


def show_picture(here: Here, name: str) -> None:
    """Show the chosen chart."""
    plan, seen = here.plan, here.assessment
    match name:
        case "age":
            chart = drawn(here, _AGE, lambda: age_by_unit.age_by_unit(plan, seen))
        case "postponed":
            by_month = postponements.postponements_by_month
            chart = drawn(here, _POSTPONED, lambda: by_month(plan, seen), choices=name)
        case "postponed_units":
            by_unit = postponements.postponements_by_unit
            chart = drawn(here, _POSTPONED, lambda: by_unit(plan, seen), choices=name)
        case _:
            chart = drawn(here, _LOAD, lambda: owner_load.owner_load(plan, seen))
    show_chart(here, chart, key=f"picture.{name}")


def choose_owner(here: Here) -> str | None:
    """Let the user choose a position; None means those who carry most."""
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
        _offer_taking_over(here, position, whole=whole)
    mine = _carried(here).get(key, ())
    for action in mine if whole else mine[:_MOST]:
        _show_line(here, action)
    if not whole and len(mine) > _MOST:
        st.page_link(
            links.RESPONSIBILITY,
            label=w("responsibility.all_of", count=len(mine)),
            query_params={"owner": key},
        )


def _offer_taking_over(here: Here, position: Position, *, whole: bool) -> None:
    """Offer to hand over to a new holder: where a position is vacant, or its holder leaves."""
    if not here.may(Permission.ADMINISTER):
        return
    if whole or here.plan.is_vacant(position):
        st.page_link(
            links.PEOPLE,
            label=here.words("people.take_over"),
            icon=":material/swap_horiz:",
            query_params={"section": "position", "takeover": position.id},
        )


def explain_leaving(here: Here) -> None:
    """Say what happens to a responsibility when somebody leaves."""
    w = here.words
    with st.expander(w("responsibility.leaving_title"), icon=":material/swap_horiz:"):
        st.write(w("responsibility.leaving"))
        if not here.may(Permission.ADMINISTER):
            st.write(w("responsibility.leaving_who"))


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
