"""What stands on a page while the database is away; the page comes back by itself."""

from __future__ import annotations

import streamlit as st

from strategy.i18n import LANGUAGES, Words, words
from strategy.settings import read_settings
from strategy.ui import session

_ASK_AGAIN_SECONDS = 3.0
_RUNS = "store_away.runs"


def show_store_away() -> None:
    """Say calmly that the database is away, and look again every few seconds."""
    w = _words()
    contact = read_settings().contact or w("store_away.nobody")
    st.title(w("store_away.title"), anchor=False)
    st.info(w("store_away.text"), icon=":material/hourglass_top:")
    st.caption(w("store_away.contact", contact=contact))
    _look_again()


@st.fragment(run_every=_ASK_AGAIN_SECONDS)
def _look_again() -> None:
    # The first run is the page's own: what looks again is the next one.
    runs = session.recall(_RUNS, 0)
    session.remember(_RUNS, runs + 1)
    if runs % 2:
        st.rerun()


def _words() -> Words:
    """Return the words of the browser's language: nobody can be asked for the reader's own."""
    code = (st.context.locale or "nb").partition("-")[0]
    code = "nb" if code == "no" else code
    return words(next((language for language in LANGUAGES if language == code), "nb"))
