"""Access for people: an invitation link, shown once, and signing somebody out."""

from __future__ import annotations

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.items import Person
from strategy.services import clock, sign_in
from strategy.settings import Mode, read_settings
from strategy.ui import door, session
from strategy.ui.messages import show_refusal
from strategy.ui.pressing import pressed
from strategy.ui.session import Here
from strategy.ui.text import plain

_MADE = "letting_in.made"
_REFUSED = "letting_in.refused"


def offer(here: Here, person: Person) -> None:
    """Offer to invite a person or sign them out; nothing where people do not sign in."""
    if door.mode() is not Mode.PRODUCTION:
        return
    w = here.words
    known = bool(here.database.identities.of(person.id))
    st.button(
        w("invitation.invite_again" if known else "invitation.invite"),
        key=f"letting_in.invite.{person.id}",
        icon=":material/mail_lock:",
        type="tertiary",
        on_click=pressed(here, _invite, person.id),
    )
    if known:
        st.button(
            w("invitation.sign_out_everywhere"),
            key=f"letting_in.out.{person.id}",
            icon=":material/logout:",
            type="tertiary",
            on_click=pressed(here, _sign_out, person.id),
        )


def show_made(here: Here) -> None:
    """Show once the invitation that was just made, or why there is none."""
    refused: StrategyError | None = session.recall(_REFUSED, None)
    made: tuple[str, str] | None = session.recall(_MADE, None)
    for key in (_MADE, _REFUSED):
        session.remember(key, None)
    if refused is not None:
        show_refusal(refused, here.words)
    if made is not None:
        name, link = made
        st.info(here.words("invitation.made", name=plain(name)), icon=":material/key:")
        st.code(link, language=None, wrap_lines=True)


def _invite(here: Here, person_id: str) -> None:
    try:
        token = sign_in.invite(here.database, person_id, by=here.person, now=clock.now())
    except StrategyError as error:
        session.remember(_REFUSED, error)
        return
    link = f"{read_settings().base_url}/invitation/{token}"
    session.remember(_MADE, (_name(here, person_id), link))


def _sign_out(here: Here, person_id: str) -> None:
    try:
        sign_in.sign_out_everywhere(here.database, person_id, by=here.person, now=clock.now())
    except StrategyError as error:
        session.remember(_REFUSED, error)
        return
    told = here.words("invitation.signed_out_everywhere", name=plain(_name(here, person_id)))
    session.tell_next(told)


def _name(here: Here, person_id: str) -> str:
    person = here.plan.find(Person, person_id)
    return person.name if person else ""
