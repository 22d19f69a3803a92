"""Do what somebody asks for: tell what came of it and show the page anew, or say why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.i18n import Words
from strategy.ui import session
from strategy.ui.messages import show_refusal


def carry_out(
    act: Callable[[], object], w: Words, *, news: str = "", forget: tuple[str, ...] = ()
) -> None:
    """Do it, and show the page anew with any news; what is refused is told where one stands.

    `forget` names the fields that are done with once it is done, by how their keys begin.
    """
    try:
        act()
    except StrategyError as error:
        show_refusal(error, w)
        return
    for prefix in forget:
        session.forget(prefix)
    if news:
        session.tell_next(news)
    st.rerun()


def now() -> datetime:
    """Return this moment as it is stored: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
