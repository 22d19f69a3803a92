"""Carry out what the user asks for, then rerun the page with a message, or show the refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.i18n import Words
from strategy.ui import session, typed
from strategy.ui.messages import show_refusal


def carry_out(
    act: Callable[[], object], w: Words, *, news: str = "", forget: tuple[str, ...] = ()
) -> None:
    """Call `act` and rerun the page, with `news` as a message; show a refusal in place.

    `forget` names the key prefixes of the fields to clear once it has succeeded.
    """
    try:
        act()
    except StrategyError as error:
        show_refusal(error, w)
        return
    for prefix in forget:
        typed.settle(prefix)
    if news:
        session.tell_next(news)
    st.rerun()


def now() -> datetime:
    """Return the current time as it is stored: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
