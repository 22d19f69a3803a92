"""The coat of arms in the settings: upload, preview and remove it."""

from __future__ import annotations

import streamlit as st

from strategy.services import clock
from strategy.services.publishing import coat_of_arms
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.pictures import show_photo
from strategy.ui.session import Here
from strategy.ui.text import plain

_ROUND = "coat.round"
_LARGEST_MB = 2
_WIDTH = 96


def show_coat(here: Here) -> None:
    """Show the current coat of arms and let an administrator choose another."""
    w = here.words
    organisation = here.plan.organisation
    st.header(w("field.coat_of_arms"), anchor=False)
    st.caption(w("coat.explained"))
    shown = coat_of_arms.picture(here.database, organisation.coat_of_arms)
    if shown is not None:
        caption = w("published.coat_of_arms", organisation=organisation.name)
        show_photo(shown, width=_WIDTH, caption=plain(caption))
        if st.button(w("coat.remove"), icon=":material/delete:", key="coat.remove"):
            carry_out(
                lambda: coat_of_arms.remove(here.database, by=here.person),
                w,
                news=w("coat.removed"),
            )
    with st.form("coat", border=False):
        # Every file may be chosen, so that the user is told why it is refused.
        file = st.file_uploader(
            w("coat.choose"),
            key=f"coat.file.{session.recall(_ROUND, 0)}",
            max_upload_size=_LARGEST_MB,
        )
        pressed = st.form_submit_button(w("coat.save"))
    if pressed and file is not None:
        carry_out(
            lambda: _choose(here, file.getvalue()),
            w,
            news=w("coat.saved"),
        )


def _choose(here: Here, content: bytes) -> None:
    coat_of_arms.choose(here.database, content, by=here.person, now=clock.now())
    # A new key for each round, so that the uploaded file leaves the page.
    session.remember(_ROUND, session.recall(_ROUND, 0) + 1)
