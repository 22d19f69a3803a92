"""Let a page follow what others do elsewhere: everybody's screen shows the same within seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

LOOKS_EVERY_SECONDS = 1.0


def follow(mark: Callable[[], Hashable]) -> None:
    """Show the page anew soon after the mark changes, whoever changed what it stands for.

    The mark is asked for once a second and must be cheap: a version, a count, what is up now.
    What somebody is typing stays: only what is drawn is drawn again.
    """
    seen = mark()

    @st.fragment(run_every=LOOKS_EVERY_SECONDS)
    def look_again() -> None:
        if mark() != seen:
            st.rerun()

    look_again()
