"""The parts of Personvern: what is stored about people, why, how long; one's own copy."""

from __future__ import annotations

from functools import partial

import streamlit as st

from strategy.domain.items import Person
from strategy.domain.roles import Permission, may
from strategy.services import clock, reading, sign_in
from strategy.services.administration import privacy
from strategy.settings import Mode, read_settings
from strategy.ui import door
from strategy.ui.acting import carry_out
from strategy.ui.downloads import offer_file
from strategy.ui.pressing import pressed
from strategy.ui.session import Somebody
from strategy.ui.text import plain

_KEPT = ("record", "deeds", "reflection", "way_in", "technical")


def show_what_is_kept(here: Somebody) -> None:
    """Say what is stored about people, why, and for how long."""
    w, settings = here.words, read_settings()
    organisation = reading.open_plan(here.database).organisation
    st.write(w("privacy.explained", organisation=plain(organisation.name)))
    details = {
        "idle": settings.idle_minutes,
        "hours": settings.session_hours,
        "days": organisation.backup_days,
        "years": organisation.history_years or 0,
        "count": organisation.reflection_months,
    }
    for kind in _KEPT:
        with st.container(border=True, gap="xsmall"):
            st.subheader(w(f"privacy.{kind}"), anchor=False)
            st.write(w(f"privacy.{kind}_what"))
            st.caption(w(f"privacy.{kind}_why"))
            forgets = kind == "deeds" and organisation.history_years is not None
            how_long = "privacy.deeds_forgotten" if forgets else f"privacy.{kind}_how_long"
            st.caption(w(how_long, **details))
    st.write(w("privacy.never"))


def show_own(here: Somebody) -> None:
    """Offer the user a copy of all that is stored about them."""
    w = here.words
    st.header(w("privacy.own"), anchor=False)
    st.write(w("privacy.own_explained", contact=_contact(here)))
    _download(here, here.person, key="own")
    _offer_signing_out_everywhere(here)


def _offer_signing_out_everywhere(here: Somebody) -> None:
    """Let users end all their sessions, where people sign in: a phone may be lost."""
    if door.mode() is not Mode.PRODUCTION:
        return
    w = here.words
    st.header(w("privacy.everywhere"), anchor=False)
    st.write(w("privacy.everywhere_explained"))
    st.button(
        w("privacy.everywhere_do"),
        key="privacy.everywhere",
        icon=":material/logout:",
        on_click=pressed(here, _sign_out_everywhere),
    )


def _sign_out_everywhere(here: Somebody) -> None:
    person = here.person
    sign_in.sign_out_everywhere(here.database, person.id, by=person, now=clock.now())


def show_others(here: Somebody) -> None:
    """Let the administrator export, or erase, what is stored about somebody."""
    if not may(here.person, Permission.ADMINISTER):
        return
    w = here.words
    st.header(w("privacy.others"), anchor=False)
    plan = reading.open_plan(here.database)
    people = {p.id: p for p in plan.people if not p.erased}
    chosen = st.selectbox(
        w("privacy.person"),
        list(people),
        index=None,
        format_func=lambda person_id: plain(people[person_id].name) or w("people.no_name"),
        placeholder=w("form.choose"),
        key="privacy.person",
    )
    person = people.get(chosen or "")
    if person is None:
        return
    _download(here, person, key="other")
    st.subheader(w("privacy.erase"), anchor=False)
    st.write(w("privacy.erase_explained", days=plan.organisation.backup_days))
    sure = st.checkbox(w("privacy.erase_sure"), key=f"privacy.sure.{person.id}")
    pressed = st.button(
        w("privacy.erase_do"), key="privacy.erase", icon=":material/delete_forever:"
    )
    if pressed and sure:
        _erase(here, person)
    elif pressed:
        st.warning(w("privacy.erase_first"), icon=":material/info:")


def _erase(here: Somebody, person: Person) -> None:
    carry_out(
        lambda: privacy.erase_person(here.database, person, by=here.person),
        here.words,
        news=here.words("privacy.erased"),
        forget=("privacy.",),
    )


def _download(here: Somebody, person: Person, *, key: str) -> None:
    today = reading.today_in(here.database)
    offer_file(
        here,
        here.words("privacy.download"),
        partial(_everything_about, person_id=person.id),
        name=f"{here.words('privacy.file')}-{today}.json",
        key=f"privacy.download.{key}",
    )


def _everything_about(here: Somebody, *, person_id: str) -> bytes:
    today = reading.today_in(here.database)
    return privacy.everything_about(here.database, person_id, by=here.person, today=today)


def _contact(here: Somebody) -> str:
    return plain(read_settings().contact) or here.words("sign_in.contact")
