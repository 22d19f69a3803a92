"""The user's own deadlines in their calendar: the private address, and the file."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from strategy.services.follow_up import calendar_feed as service
from strategy.settings import read_settings
from strategy.ui import session
from strategy.ui.downloads import offer_file
from strategy.ui.session import Here

_ADDRESS = "calendar.address"


def show_calendar(here: Here) -> None:
    """Offer the user's own deadlines as a calendar file and at a private address."""
    w = here.words
    with st.container(border=True, gap="small"):
        st.markdown(f":material/calendar_month: **{w('calendar.title')}**")
        st.caption(w("calendar.explained"))
        _show_address(here)
        with st.container(horizontal=True):
            _offer_address(here)
            offer_file(
                here,
                w("calendar.download"),
                _file,
                name="strategi.ics",
                key="calendar.download",
            )


def _file(here: Here) -> bytes:
    return service.calendar_file(
        here.database,
        by=here.person,
        today=here.today,
        now=datetime.now(UTC),
        base_url=read_settings().address,
    )


def _show_address(here: Here) -> None:
    w = here.words
    fresh = session.recall(f"{_ADDRESS}.{here.person.id}", "")
    if fresh:
        st.code(fresh, language=None, wrap_lines=True)
        st.caption(w("calendar.shown_once"))
        return
    made_at = service.address_made_at(here.database, by=here.person)
    if made_at is not None:
        zone = ZoneInfo(here.plan.organisation.time_zone)
        day = made_at.replace(tzinfo=UTC).astimezone(zone).date()
        st.caption(w("calendar.made", day=here.formats.day(day)))


def _offer_address(here: Here) -> None:
    w = here.words
    exists = service.address_made_at(here.database, by=here.person) is not None
    label = w("calendar.renew") if exists else w("calendar.make")
    if st.button(label, key="calendar.make", icon=":material/link:"):
        address = service.new_address(
            here.database,
            by=here.person,
            now=datetime.now(UTC),
            base_url=read_settings().address,
        )
        session.remember(f"{_ADDRESS}.{here.person.id}", address)
        st.rerun()
    if exists and st.button(w("calendar.withdraw"), key="calendar.withdraw", type="tertiary"):
        service.withdraw_address(here.database, by=here.person)
        session.remember(f"{_ADDRESS}.{here.person.id}", None)
        st.rerun()
