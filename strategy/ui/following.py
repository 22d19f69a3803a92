"""Let a page follow what others do elsewhere: everybody's screen shows the same within seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.ui import session
from strategy.ui.session import Here, Invited

LOOKS_EVERY_SECONDS = 1.0


def follow(here: Here | Invited, mark: Callable[[], Hashable]) -> None:
    """Show the page anew soon after the mark changes, whoever changed what it stands for.

    The mark is asked for once a second and must be cheap: a version, a count, what is up now.
    What somebody is typing stays: only what is drawn is drawn again.
    """
    session.note_following()
    seen, failed, again = mark(), session.failures(), here.again()

    @st.fragment(run_every=LOOKS_EVERY_SECONDS)
    def look_again() -> None:
        # What broke off a moment ago and goes well now is to be seen whole again.
        if _is_gone(again) or mark() != seen or session.failures() != failed:
            st.rerun()

    look_again()


def _is_gone(again: Callable[[], object]) -> bool:
    """Tell whether whoever it is drawn for is not here any more, or may not look at it."""
    try:
        again()
    except StrategyError:
        return True
    return False
