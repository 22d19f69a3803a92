"""Carry out what the user asks for, then rerun the page with a message, or show the refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.i18n import Words
from strategy.ui import session, typed
from strategy.ui.messages import show_refusal

T = TypeVar("T")


def carry_out(
    act: Callable[[], T],
    w: Words,
    *,
    news: str | Callable[[T], str] = "",
    forget: tuple[str, ...] = (),
    then: Callable[[], object] | None = None,
) -> None:
    """Call `act` and rerun the page, with `news` as a message; show a refusal in place.

    `news` may be made from what `act` returned. `forget` names the key prefixes of the fields to
    clear once it has succeeded; `then` is called last, to choose what is shown next.
    """
    try:
        done = act()
    except StrategyError as error:
        show_refusal(error, w)
        return
    for prefix in forget:
        typed.settle(prefix)
    told = news if isinstance(news, str) else news(done)
    if told:
        session.tell_next(told)
    if then is not None:
        then()
    st.rerun()
