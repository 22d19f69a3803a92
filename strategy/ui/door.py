"""Who is here, by the mode the app runs in; and the way in and out, where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import streamlit as st

from strategy.domain.items import Person, Role
from strategy.i18n import Words
from strategy.services import sign_in
from strategy.settings import Mode, Settings, read_settings
from strategy.store.database import Database

NOBODY = Person(id="nobody")

_SIGN_IN = "/sign-in"
_SIGN_OUT = "/sign-out"


def mode() -> Mode:
    """Return how one comes in."""
    return read_settings().mode


def signed_in(database: Database, settings: Settings) -> Person:
    """Return whom this browser's session belongs to at this moment, NOBODY when it has ended."""
    token = st.context.cookies.get(settings.session_cookie, "")
    return sign_in.person_of(database, token, settings, now=now()) or NOBODY


def first_administrator(people: Iterable[Person]) -> Person:
    """Return who is at this machine, where nobody signs in."""
    administrators = (person for person in people if Role.ADMINISTRATOR in person.roles)
    return next(administrators, NOBODY)


def show_way_in(w: Words) -> None:
    """Show that one is not signed in, and the way in; nothing else."""
    st.title(w("sign_in.title"), anchor=False)
    st.write(w("sign_in.needed"))
    st.link_button(w("sign_in.title"), _SIGN_IN, type="primary", icon=":material/login:")


def show_way_out(w: Words) -> None:
    """Show the way out."""
    st.link_button(w("sign_in.sign_out"), _SIGN_OUT, icon=":material/logout:", width="stretch")


def show_banner(w: Words) -> None:
    """Show that everybody at this machine is an administrator."""
    st.caption(f":material/lock_open: {w('local.banner')}")


def now() -> datetime:
    """Return this moment as the store keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
