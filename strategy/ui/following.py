"""Let a page follow changes made elsewhere: all screens show the same within seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.ui import session
from strategy.ui.session import Here, Invited

LOOKS_EVERY_SECONDS = 1.0


def follow(here: Here | Invited, mark: Callable[[], Hashable]) -> None:
    """Rerun the page soon after the mark changes, no matter who made the change.

    The mark is computed once a second and must be cheap: a version, a count, the item shown now.
    What the user is typing is kept: only the page is drawn again.
    """
    session.note_following()
    seen, failed, again = mark(), session.failures(), here.again()

    @st.fragment(run_every=LOOKS_EVERY_SECONDS)
    def look_again() -> None:
        # After a failure, a successful run must redraw the whole page.
        if _is_gone(again) or mark() != seen or session.failures() != failed:
            st.rerun()

    look_again()


def _is_gone(again: Callable[[], object]) -> bool:
    """Return whether the person the page is drawn for is gone, or may no longer see it."""
    try:
        again()
    except StrategyError:
        return True
    return False
