"""The part of Send ut og hent inn that mails the owners their rows: who gets what, then send."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from strategy.domain.items import Unit
from strategy.services.follow_up import owner_mails
from strategy.services.follow_up.owner_mails import Owner, Standing
from strategy.services.posting import Delivery
from strategy.store.outbox import MailState
from strategy.ui import sending, session
from strategy.ui.messages import mail_problem_words, show_empty
from strategy.ui.session import Here
from strategy.ui.text import one_line

_SEEN_AT_ONCE = 15
_HEIGHT = 560


def show_mailing(here: Here) -> None:
    """Let the user choose who gets their rows, preview who gets what, and send."""
    w = here.words
    st.caption(w("owner_mail.explained"))
    sending.show_what_came_of_it(here, "mails")
    found = owner_mails.owners(here.database, by=here.person, today=here.today)
    left, right = st.columns(2)
    with left:
        within = _within(here, found)
    if not within:
        show_empty(w("owner_mail.nobody"))
        return
    with right:
        chosen = _chosen(here, within)
    _show_owners(here, within, chosen)
    out_of_reach = sum(owner.standing is not Standing.READY for owner in within)
    if out_of_reach:
        st.caption(w("owner_mail.unreachable", count=out_of_reach))
    _offer_sending(here, chosen)


def _within(here: Here, found: Sequence[Owner]) -> tuple[Owner, ...]:
    """Return the owners with an action in or below the chosen units; all where none is chosen."""
    w, plan = here.words, here.plan
    used = {unit.id for owner in found for a in owner.actions if (unit := plan.unit_of(a))}
    offered = {u.id: u.title for u in plan.units if not used.isdisjoint(plan.units_below(u.id))}
    chosen = st.multiselect(
        w("owner_mail.units"),
        list(offered),
        format_func=lambda unit_id: one_line(offered[unit_id]),
        key="mails.units",
        placeholder=w("owner_mail.all_units"),
    )
    if not chosen:
        return tuple(found)
    units = frozenset[str]().union(*(plan.units_below(unit_id) for unit_id in chosen))
    return tuple(owner for owner in found if not units.isdisjoint(_units_of(here, owner)))


def _units_of(here: Here, owner: Owner) -> set[str]:
    units: set[Unit | None] = {here.plan.unit_of(action) for action in owner.actions}
    return {unit.id for unit in units if unit is not None}


def _chosen(here: Here, within: Sequence[Owner]) -> tuple[Owner, ...]:
    """Return the owners to mail: those picked, or everybody who can be mailed now."""
    w = here.words
    ready = {owner.person.id: owner for owner in within if owner.person and owner.can_be_asked}
    picked = st.multiselect(
        w("owner_mail.people"),
        list(ready),
        format_func=lambda person_id: _name(here, ready[person_id]),
        key="mails.people",
        placeholder=w("owner_mail.all_people"),
    )
    return tuple(owner for key, owner in ready.items() if not picked or key in picked)


def _show_owners(here: Here, within: Sequence[Owner], chosen: Sequence[Owner]) -> None:
    w = here.words
    rows = [
        {
            w("owner_mail.column.who"): _name(here, owner),
            w("field.actions"): len(owner.actions),
            w("owner_mail.column.standing"): _standing(here, owner, chosen),
            w("kind.position"): one_line(", ".join(position.title for position in owner.positions)),
        }
        for owner in within
    ]
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(rows) <= _SEEN_AT_ONCE else _HEIGHT,
        key="mails.owners",
        column_config={
            w("owner_mail.column.who"): st.column_config.TextColumn(width=150),
            w("field.actions"): st.column_config.NumberColumn(width=65),
            w("owner_mail.column.standing"): st.column_config.TextColumn(width=210),
        },
        alt=w("owner_mail.alt", count=len(rows)),
    )


def _standing(here: Here, owner: Owner, chosen: Sequence[Owner]) -> str:
    w = here.words
    if owner.mail is not None:
        said = w(f"owner_mail.today.{owner.mail.state}")
        why = mail_problem_words(owner.mail.problem, w)
        return f"{said}: {why}" if why else said
    if owner.standing is Standing.READY and owner not in chosen:
        return w("owner_mail.standing.not_chosen")
    return w(f"owner_mail.standing.{owner.standing}")


def _name(here: Here, owner: Owner) -> str:
    if owner.person is None:
        return "–"
    return one_line(owner.person.name) or here.words("person.somebody")


def _offer_sending(here: Here, chosen: Sequence[Owner]) -> None:
    delivery = sending.delivery_or_why_not(here, no_server="owner_mail.no_server")
    if delivery is None:
        return
    pressed = st.button(
        here.words("owner_mail.send", count=len(chosen)),
        key="mails.send",
        type="primary",
        icon=":material/send:",
        disabled=not chosen,
    )
    people = [owner.person.id for owner in chosen if owner.person]
    if pressed and sending.send(here, "mails", lambda: _send(here, delivery, people)):
        session.forget("mails.people")
        st.rerun()


def _send(here: Here, delivery: Delivery, person_ids: Sequence[str]) -> list[MailState]:
    told = owner_mails.send_rows(
        here.database, delivery, person_ids, by=here.person, today=here.today
    )
    return [sent.state for sent in told]
