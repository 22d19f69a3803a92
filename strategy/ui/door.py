"""Who is here, by the mode the app runs in; signing in and out, where people do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from strategy.domain.items import Person, Role
from strategy.i18n import Language, Words
from strategy.services import clock, sign_in, tabs
from strategy.settings import Mode, Settings, read_settings
from strategy.store.database import Database

NOBODY = Person(id="nobody")

_SIGN_IN = "/sign-in"
_SIGN_OUT = "/sign-out"


def mode() -> Mode:
    """Return the mode the app runs in, which decides how people sign in."""
    return read_settings().mode


@dataclass(frozen=True)
class Came:
    """How the user got in: by a session's secret, or as one of the demo's personas."""

    secret: str = field(default="", repr=False)
    persona_id: str | None = None


def came(*, persona_id: str | None) -> Came:
    """Return how the user got in, in this rerun."""
    settings = read_settings()
    if settings.mode is not Mode.PRODUCTION:
        return Came(persona_id=persona_id)
    return Came(secret=st.context.cookies.get(settings.session_cookie, ""))


def signed_in(database: Database, came: Came, settings: Settings) -> Person:
    """Return whose session it is right now, NOBODY when it has ended."""
    return sign_in.person_of(database, came.secret, settings, now=clock.now()) or NOBODY


def first_administrator(people: Iterable[Person]) -> Person:
    """Return the first administrator, who is the user in local mode; NOBODY if there is none."""
    administrators = (person for person in people if Role.ADMINISTRATOR in person.roles)
    return next(administrators, NOBODY)


def turn_to(page: str) -> None:
    """Tell the guard which page this tab shows; files made for the page before are dropped."""
    running = get_script_run_ctx()
    if running is not None:
        tabs.tabs.turn_to(running.session_id, page)


def draw_for(person: Person, language: Language) -> None:
    """Tell the guard whom this tab is drawn for, with which access and in which language."""
    running = get_script_run_ctx()
    if running is not None:
        is_nobody = person.id == NOBODY.id
        standing = tabs.NOBODY if is_nobody else tabs.standing_of(person)
        tabs.tabs.draw_for(running.session_id, standing, language)


def show_way_in(w: Words) -> None:
    """Show that the user is not signed in, and where to sign in; nothing else."""
    st.title(w("sign_in.title"), anchor=False)
    st.write(w("sign_in.needed"))
    st.link_button(w("sign_in.title"), _SIGN_IN, type="primary", icon=":material/login:")


def show_way_out(w: Words) -> None:
    """Show where to sign out."""
    st.link_button(w("sign_in.sign_out"), _SIGN_OUT, icon=":material/logout:", width="stretch")


def show_banner(w: Words) -> None:
    """Show that everybody at this machine is an administrator."""
    st.caption(f":material/lock_open: {w('local.banner')}")
