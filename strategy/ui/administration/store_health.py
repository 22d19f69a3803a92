"""Whether what is stored is what it should be, as the command line's `check` tells it, too."""

from __future__ import annotations

import streamlit as st

from strategy.services.publishing import published
from strategy.ui.publishing.log import show_what_is_not_as_sealed
from strategy.ui.session import Here


def show_store_health(here: Here) -> None:
    """Look, when asked to, whether what is published is untouched and every reference leads on."""
    w = here.words
    st.header(w("store_health.title"), anchor=False)
    st.caption(w("store_health.explained"))
    # It reads all there is, so it is done when somebody wants to know.
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
