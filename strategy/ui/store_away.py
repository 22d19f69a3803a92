"""What a page shows while the database is unavailable; the page recovers by itself."""

from __future__ import annotations

import streamlit as st

from strategy.i18n import LANGUAGES, Words, words
from strategy.settings import read_settings
from strategy.ui import session

_ASK_AGAIN_SECONDS = 3.0
_RUNS = "store_away.runs"


def show_store_away() -> None:
    """Say that the database is unavailable, and try again every few seconds."""
    w = _words()
    contact = read_settings().contact or w("store_away.nobody")
    st.title(w("store_away.title"), anchor=False)
    st.info(w("store_away.text"), icon=":material/hourglass_top:")
    st.caption(w("store_away.contact", contact=contact))
    _look_again()


@st.fragment(run_every=_ASK_AGAIN_SECONDS)
def _look_again() -> None:
    # The first run is part of the page's own; the next one is the retry.
    runs = session.recall(_RUNS, 0)
    session.remember(_RUNS, runs + 1)
    if runs % 2:
        st.rerun()


def _words() -> Words:
    """Return the words of the browser's language: the reader's own is in the database."""
    code = (st.context.locale or "nb").partition("-")[0]
    code = "nb" if code == "no" else code
    return words(next((language for language in LANGUAGES if language == code), "nb"))
