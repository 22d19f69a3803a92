"""Whether what is stored is sound: the same checks as the command line's `check`."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from strategy.services.administration.store_state import Concern, store_state, vouch_for_clock
from strategy.services.publishing import published
from strategy.settings import read_settings
from strategy.ui.publishing.log import show_what_is_not_as_sealed
from strategy.ui.session import Here

_GIGABYTE = 1_000_000_000


def show_care(here: Here) -> None:
    """Show the state of the store: its newest backup, the disk, the mails, the clock."""
    w, now = here.words, datetime.now(UTC)
    seen = store_state(here.database, read_settings().backup_folder, by=here.person, now=now)
    st.header(w("store_care.title"), anchor=False)
    if seen.backup_on is None:
        st.markdown(w("store_care.no_backup_yet"))
    else:
        day, revision = here.formats.day(seen.backup_on), str(seen.backup_revision)
        st.markdown(w("store_care.backup", day=day, revision=revision))
    st.markdown(w("store_care.room", gigabytes=here.formats.number(seen.free_bytes / _GIGABYTE)))
    st.markdown(w("store_care.mails", count=seen.mails_waiting))
    for concern in seen.concerns:
        st.warning(w(f"store_care.{concern}"), icon=":material/warning:")
    if Concern.CLOCK in seen.concerns and st.button(
        w("store_care.vouch", day=here.formats.day(now.date())), icon=":material/schedule:"
    ):
        vouch_for_clock(here.database, by=here.person, now=now)
        st.rerun()


def show_store_health(here: Here) -> None:
    """Check on request that what is published is untouched and that no reference is broken."""
    w = here.words
    st.header(w("store_health.title"), anchor=False)
    st.caption(w("store_health.explained"))
    # It reads the whole store, so it runs only on request.
    if st.button(w("store_health.check"), icon=":material/fact_check:"):
        with st.spinner(w("store_health.checking")):
            _show_what_is_found(here)


def _show_what_is_found(here: Here) -> None:
    w = here.words
    found = published.soundness(here.database, by=here.person)
    show_what_is_not_as_sealed(here, found)
    if found.is_sound:
        told = w("store_health.as_published", count=found.count)
        st.markdown(f":green[:material/verified:] {told}")
    if found.end.entries:
        end = {"count": found.end.entries, "seal": found.end.seal}
        st.caption(w("published.about_log_now", **end))
    orphans = here.database.orphans()
    if orphans:
        st.error(w("store_health.orphans", count=len(orphans)), icon=":material/link_off:")
    else:
        st.markdown(f":green[:material/verified:] {w('store_health.whole')}")
